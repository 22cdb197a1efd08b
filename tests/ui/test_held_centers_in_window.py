"""A center that the arrow keys hold is let go where the run goes elsewhere; what is said meanwhile."""

import pytest
from PySide6.QtCore import Qt

from tests.ui.canvas.drawing import LEFT

NONE, CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def settle(program, qtbot):
    """Waits until the run is computed and shown; the charts may still be computed."""
    presenter = program.presenter
    return lambda: qtbot.waitUntil(
        lambda: not (presenter.busy or presenter.frame_renderer.busy), timeout=20_000
    )


@pytest.fixture
def held(program, qtbot, settle):
    """Adds a center by a key, which then is held, and moves it somewhat."""

    def held():
        canvas = program.window.canvas
        canvas.setFocus()
        for key in (Qt.Key.Key_Insert, Qt.Key.Key_Right):
            qtbot.keyClick(canvas, key)
            settle()
        assert canvas.edits.holds
        return canvas

    program.presenter.go_to_end()
    settle()
    return held


def undo(program, qtbot):
    qtbot.keyClick(program.window.canvas, Qt.Key.Key_Z, CTRL)


def scrub(program, qtbot):
    program.presenter.go(0)


def other_algorithm(program, qtbot):
    program.presenter.commands.choose_algorithm("gmm")


@pytest.mark.parametrize("go_elsewhere", [undo, scrub, other_algorithm])
def test_a_held_center_is_let_go_where_another_step_is_shown(program, qtbot, settle, held, go_elsewhere):
    canvas = held()
    go_elsewhere(program, qtbot)
    settle()
    assert not canvas.edits.holds
    assert canvas.pointer.held_axis == -1
    assert program.window.message.isHidden()
    assert "You are moving" not in program.window.caption.accessibleName()
    branches, index = program.presenter.document.session.branches, program.presenter.player.index
    qtbot.keyClick(canvas, Qt.Key.Key_Return)  # holds the selected one anew, or none, but ends nothing
    settle()
    assert program.presenter.document.session.branches == branches
    assert program.presenter.player.index == index


def test_a_held_center_is_let_go_by_a_stroke(program, qtbot, settle, held):
    canvas = held()
    program.window.tools.use_tool("draw")
    settle()
    qtbot.mouseClick(canvas.view.viewport(), LEFT, pos=canvas.rect().center())
    settle()
    assert not canvas.edits.holds
    assert "You are moving" not in program.window.caption.accessibleName()


def test_a_center_stays_held_while_nothing_else_happens(program, qtbot, settle, held):
    canvas = held()
    for _ in range(3):
        qtbot.keyClick(canvas, Qt.Key.Key_Up)
        settle()
        assert canvas.edits.holds
    qtbot.keyClick(canvas, Qt.Key.Key_Return)
    settle()
    assert [branch.change for branch in program.presenter.document.session.branches] == ["added", "moved"]


def test_holding_a_center_pauses(program, qtbot, settle):
    program.presenter.go_to_end()
    settle()
    program.presenter.go(4)
    settle()
    program.window.canvas.select_center(1)
    program.presenter.toggle_run()
    assert program.presenter.player.playing
    program.window.canvas.setFocus()
    qtbot.keyClick(program.window.canvas, Qt.Key.Key_Return)
    assert program.window.canvas.edits.holds
    assert not program.presenter.player.playing


def test_what_the_keys_do_is_said_on_one_line_that_is_elided(program, qtbot, settle, held):
    held()
    bar, sentence = (
        program.window.message,
        "Arrow keys move the center of cluster 4. Enter ends, Esc cancels.",
    )
    assert bar.words.text() == sentence
    one_line = bar.height()
    bar.show_line(sentence * 20)
    assert bar.words.text().endswith("…")
    assert bar.height() == one_line
    assert sentence in bar.words.toolTip().replace("\n", " ")
    bar.show_message("hint", sentence)
    assert (bar.words.text(), bar.words.toolTip()) == (sentence, "")
