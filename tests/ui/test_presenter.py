"""The presenter tells what changed by one signal for each kind of change, and polls only what works."""

import pytest
from PySide6.QtCore import Qt

from clusterlab.session.playback.shown import Change
from clusterlab.ui.presenter import Presenter


@pytest.fixture
def heard(program):
    """The kinds of changes that were told, in order."""
    heard = []
    for change, signal in program.presenter._signals.items():
        signal.connect(lambda shown, change=change: heard.append(change))
    return heard


@pytest.fixture
def table(tmp_path):
    """A file of 40 points."""
    path = tmp_path / "table.csv"
    path.write_text("x,y\n" + "".join(f"{i % 7},{i % 5}\n" for i in range(40)))
    return path


def test_there_is_a_signal_for_each_kind_of_change(program):
    assert list(program.presenter._signals) == list(Change)


def test_a_step_is_told_once_and_its_scene_not_again(program, heard, press):
    press(Qt.Key.Key_Right)
    assert heard.count(Change.STEP) == heard.count(Change.PICTURE) == 1
    assert not {Change.SCENE, Change.SESSION, Change.COLORS} & set(heard)


def test_a_chosen_session_is_told_before_its_scene(program, heard, rest):
    program.presenter.commands.choose_k(5)
    assert heard[0] is Change.SESSION
    assert Change.SCENE not in heard
    rest()
    assert heard.count(Change.SCENE) == 1


def test_nothing_is_polled_at_rest(program, monkeypatch, qtbot):
    polled = []
    monkeypatch.setattr(Presenter, "_poll_parts", lambda presenter: polled.append(presenter))
    assert not program.presenter._polled_parts
    assert not program.presenter._timer.isActive()
    program.presenter.poll_while_busy(program.silhouette_presenter)  # which has nothing to do
    assert not program.presenter._timer.isActive()
    assert not polled


def test_only_parts_that_work_are_polled(program, qtbot, gate):
    program.presenter.commands.choose_k(6)
    qtbot.waitUntil(lambda: program.presenter._polled_parts == [program.presenter])
    gate.set()
    qtbot.waitUntil(lambda: not program.presenter._polled_parts, timeout=20_000)


def test_the_points_of_a_dropped_file_are_painted_before_the_first_step(program, table, gate, rest, qtbot):
    canvas, presenter = program.window.canvas, program.presenter
    program.window.file_dropped.emit(table)
    qtbot.waitUntil(lambda: len(canvas.picture.places) == 40, timeout=20_000)
    assert presenter.player.step is None
    assert presenter.player.computing
    assert canvas.picture.marks == ()
    gate.set()
    rest()
    assert presenter.player.scene.run.finished
    assert len(canvas.picture.places) == 40


@pytest.mark.usefixtures("k_charts")
def test_the_charts_mark_a_typed_k_before_any_run_with_it(program, gate, qtbot, press):
    curve = program.window.charts.chart("inertia").curve
    assert curve._current == 3
    program.presenter.commands.choose_k(7)
    assert curve._current == 7
    assert program.presenter.player.scene.session.k == 3
    program.presenter.cancel()
    assert curve._current == 3
    gate.set()
