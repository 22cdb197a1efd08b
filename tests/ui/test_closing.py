"""The window closes at once: no worker is waited for, and files are still saved."""

import threading
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from clusterlab.core.worker import WorkerThread

pytestmark = pytest.mark.usefixtures("k_charts")


@pytest.fixture
def stuck(program):
    """Work that ignores that it is canceled, on every worker, until the end of the test."""
    ended = threading.Event()
    queues = (
        program.presenter.worker.task_queue(),
        program.presenter.player.slot.task_queue,
        program.embedding_presenter._work,
    )
    begun = [threading.Event() for _ in queues]
    for queue, event in zip(queues, begun, strict=True):
        queue.start(lambda event=event: (event.set(), ended.wait(60)))
    assert all(event.wait(10) for event in begun)
    yield
    ended.set()


@pytest.mark.usefixtures("stuck")
def test_closing_waits_for_no_worker(program, monkeypatch):
    waits = []
    monkeypatch.setattr(WorkerThread, "join", lambda *_: waits.append("join"))
    program.window.close()
    threads = [one for one in threading.enumerate() if isinstance(one, WorkerThread)]
    assert waits == []
    assert all(one.stopped for one in threads)
    assert sum(one.is_alive() for one in threads) >= 3
    monkeypatch.undo()


def test_the_window_is_gone_while_files_are_written(program):
    seen = []
    for name in ("a", "b"):
        write = partial(lambda name: seen.append((name, program.window.isVisible())), name)
        program.presenter.saver.save(Path(name), write)
    program.window.close()
    assert seen == [("a", False), ("b", False)]


def test_a_file_that_is_being_written_is_finished(program, qtbot):
    begun, may_end, seen = threading.Event(), threading.Event(), []
    program.presenter.saver.save(Path("a"), lambda: (begun.set(), may_end.wait(20), seen.append("written")))
    qtbot.waitUntil(begun.is_set)
    program.window.closing.connect(may_end.set)
    program.window.close()
    assert seen == ["written"]


def test_a_file_that_cannot_be_written_is_told_on_standard_error(program, capsys):
    def fail():
        raise OSError("The disk is full.")

    program.presenter.saver.save(Path("a"), fail)
    program.window.close()
    assert capsys.readouterr().err == "clusterlab: The disk is full.\n"


def test_dialogs_and_menus_close_with_the_window(program):
    program.actions["open_file"].trigger()
    program.actions["show_keys"].trigger()
    program.window._export_menu.popup(program.window.pos())
    opened = [one for one in program.window.findChildren(QWidget) if one.isWindow() and one.isVisible()]
    assert len(opened) == 3
    program.window.close()
    assert not any(isValid(one) and one.isVisible() for one in opened)
