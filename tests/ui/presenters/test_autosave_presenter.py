"""Unsaved work is kept for recovery while it is in no file, and offered after the program was killed."""

import os
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.datasets.generators.shapes import Moons
from clusterlab.session.saved import session_file
from clusterlab.session.saved.saved_session import SavedSession
from clusterlab.session.saved.session_file import read_session, save_session
from clusterlab.session.state.opened_file import OpenedFile
from clusterlab.session.state.session import Session
from clusterlab.ui.platform.recovery_folder import RecoveryFile, recovery_folder
from clusterlab.ui.presenters.autosave_presenter import AUTOSAVE_DELAY

PASTED = OpenedFile(
    Path("Clipboard"), content=b"a,b\n" + b"".join(b"%d,%d\n" % (i, i * 5 % 13) for i in range(40))
)


@pytest.fixture
def folder(program):
    """The folder of autosaved sessions, empty at the beginning and at the end of a test."""
    found = recovery_folder()
    assert files(found) == []
    yield found
    program.session_files.close_at_once()
    for path in found.glob("*"):
        path.unlink()


def files(folder):
    return sorted(folder.glob("*.clab"))


def left_behind(folder, session, file=None, **times):
    """A session that a program has autosaved before it was killed."""
    made = RecoveryFile.new(folder)
    save_session(made.path, SavedSession(session, file=file), **times)
    made.release()
    return made.path


def name_a_cluster(program, rest, name="big"):
    program.presenter.commands.rename_cluster(0, name)
    rest()


def autosave(program, rest):
    """Does what is planned for some seconds later."""
    assert program.autosave._timer.isActive()
    program.autosave._timer.timeout.emit()
    rest()


def test_unsaved_work_is_written_some_seconds_later_and_removed_when_it_is_saved(
    program, folder, rest, tmp_path
):
    assert 0 < AUTOSAVE_DELAY <= 10
    name_a_cluster(program, rest)
    autosave(program, rest)
    (path,) = files(folder)
    assert read_session(path).saved.session == program.presenter.document.session
    assert not program.autosave._timer.isActive()
    assert program.window.isWindowModified()
    program.session_files._save_to(tmp_path / "some.clab", lambda: None)
    rest()
    assert files(folder) == []


def test_nothing_is_written_where_nothing_would_be_lost(program, folder, rest):
    program.presenter.commands.choose_k(5)
    rest()
    assert not program.autosave._timer.isActive()
    name_a_cluster(program, rest)
    program.presenter.commands.undo()
    assert not program.autosave._timer.isActive()
    program.autosave.save()
    rest()
    assert files(folder) == []


def test_a_window_that_closes_leaves_nothing_behind(program, folder, rest):
    name_a_cluster(program, rest)
    autosave(program, rest)
    program.session_files.close_at_once()
    assert list(folder.glob("*")) == []


def test_a_signal_keeps_unsaved_work_without_a_question(program, folder, rest):
    name_a_cluster(program, rest)
    session = program.presenter.document.session
    program.autosave.keep_at_close()
    program.session_files.close_at_once()
    assert not program.window.isVisible()
    found = RecoveryFile.abandoned(folder)
    assert read_session(found.path).saved.session == session
    found.remove()
    assert list(folder.glob("*")) == []


def test_work_that_was_left_behind_is_recovered(program, folder, rest, qtbot, tmp_path):
    """It has unsaved work from the start, belongs to its file, and stays on the disk all the time."""
    session = Session.of(PASTED, KMeans(k=2))
    old = left_behind(folder, session, tmp_path / "some.clab")
    program.autosave.offer()
    bar = program.window.recovery
    assert bar.words.text().startswith("Unsaved work of 2")
    qtbot.mouseClick(bar.action, Qt.MouseButton.LeftButton)
    rest()
    assert program.presenter.document.session == session
    assert program.window.windowTitle() == "some.clab[*] – clusterlab"
    assert program.window.isWindowModified()
    assert not bar.isVisible()
    (new,) = files(folder)
    assert new != old
    assert read_session(new).saved.session == session
    program.window.close()
    assert program.window.isVisible()


def test_the_offer_stays_until_it_is_answered(program, folder, rest, qtbot):
    left_behind(folder, Session.of(Moons(), KMeans()))
    program.autosave.offer()
    program.presenter.commands.choose_k(5)
    rest()
    assert program.window.recovery.isVisible()
    qtbot.mouseClick(program.window.recovery.other, Qt.MouseButton.LeftButton)
    assert list(folder.glob("*")) == []
    assert not program.window.recovery.isVisible()


def test_each_session_is_offered_the_newest_first(program, folder, rest):
    paths = [left_behind(folder, Session.of(Moons(), KMeans(k=k))) for k in (2, 3)]
    os.utime(paths[1], (1e9, 1e9))
    program.autosave.offer()
    program.window.recovery.action.click()
    rest()
    assert program.presenter.document.session.k == 2
    assert program.window.recovery.isVisible()
    assert program.window.recovery.words.text() == (
        f"Unsaved work of {program.autosave._abandoned.written:%Y-%m-%d, %H:%M} can be recovered."
    )


def test_what_was_not_answered_is_offered_again(program, folder):
    path = left_behind(folder, Session.of(Moons(), KMeans()))
    program.autosave.offer()
    assert RecoveryFile.abandoned(folder) is None  # another program does not offer it meanwhile
    program.session_files.close_at_once()
    found = RecoveryFile.abandoned(folder)
    assert found.path == path
    found.release()


def test_the_file_of_a_running_program_is_left_alone(tmp_path):
    running = RecoveryFile.new(tmp_path)
    save_session(running.path, SavedSession(Session.of(Moons(), KMeans())))
    os.utime(running.path.with_suffix(".lock"), (1e9, 1e9))
    assert RecoveryFile.abandoned(tmp_path) is None
    running.release()
    found = RecoveryFile.abandoned(tmp_path)
    assert found.path == running.path
    found.release()


def test_a_damaged_file_is_one_sentence(program, folder, rest):
    left_behind(folder, Session.of(Moons(), KMeans())).write_bytes(b"PK\x03\x04")
    before = program.presenter.document.session
    program.autosave.offer()
    program.window.recovery.action.click()
    rest()
    assert "no session that can be read" in program.window.message.words.text()
    assert program.presenter.document.session is before


def test_a_full_disk_is_told_once_and_tried_again(program, folder, rest, monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device", "some.clab")

    with monkeypatch.context() as patch:
        patch.setattr(session_file, "save_session", full)
        name_a_cluster(program, rest)
        autosave(program, rest)
        assert program.window.message.words.text() == "some.clab cannot be used: No space left on device."
        program.window.message.hide()
        autosave(program, rest)
        assert not program.window.message.isVisible()
    autosave(program, rest)
    assert len(files(folder)) == 1
