"""The tool Draw beside centers by hand, branches and questions: which of them a key or a click is for."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from clusterlab.datasets.drawn_points import DrawnPoints
from tests.ui.at_rest import faults_at_rest
from tests.ui.canvas.drawing import LEFT, center, drag, surface

MIDDLE = np.array([0.5, 0.25])


@pytest.fixture
def key(program, qtbot, rest):
    """Presses a key where the focus is, and waits until the window is idle."""

    def key(pressed):
        qtbot.keyClick(QApplication.focusWidget() or program.window.canvas, pressed)
        rest()

    return key


@pytest.fixture
def drawing(program, rest):
    """The program at the last step, with the tool Draw and a center that was selected before."""
    program.presenter.go_to_end()
    rest()
    program.window.canvas.select_center(1)
    program.actions["tool_draw"].trigger()
    rest()
    return program


def session_of(program):
    return program.presenter.document.session


def test_delete_and_enter_are_for_the_points_whatever_center_is_selected(drawing, key):
    drawing.presenter.highlight.select([0, 1])
    key(Qt.Key.Key_Delete)
    session = session_of(drawing)
    assert (session.source.n, session.k, session.branches) == (298, 3, ())
    drawing.window.data.draw_box.choose(rate=1)
    key(Qt.Key.Key_Return)
    assert session_of(drawing).source.n == 299
    assert not drawing.window.canvas.edits.holds
    assert faults_at_rest(drawing.window) == []


def test_a_center_that_is_added_by_key_comes_to_the_brush_and_takes_the_arrows(drawing, key):
    canvas = drawing.window.canvas
    for _ in range(5):
        key(Qt.Key.Key_Left)
    brush = canvas.view.plot.box.brush.middle
    key(Qt.Key.Key_Insert)
    added = session_of(drawing).branches[-1]
    pixel = canvas.viewport.to_pixels(drawing.presenter.shown.run.view.project(added.position))
    np.testing.assert_allclose(pixel, brush.toTuple(), atol=0.01)
    assert canvas.edits.holds
    key(Qt.Key.Key_Left)
    assert canvas.view.plot.box.brush.middle == brush
    key(Qt.Key.Key_Return)
    branches = session_of(drawing).branches
    assert [branch.change for branch in branches] == ["added", "moved"]
    assert not isinstance(session_of(drawing).source, DrawnPoints)
    key(Qt.Key.Key_Left)
    assert canvas.view.plot.box.brush.middle != brush
    assert faults_at_rest(drawing.window) == []


def test_a_double_click_draws_and_adds_no_center(drawing, qtbot, rest):
    canvas, at = drawing.window.canvas, drawing.window.canvas.rect().center()
    drawing.window.data.draw_box.choose(rate=1)
    qtbot.mouseClick(surface(canvas), LEFT, pos=at)
    qtbot.mouseDClick(surface(canvas), LEFT, pos=at)
    qtbot.mouseRelease(surface(canvas), LEFT, pos=at)
    rest()
    assert (session_of(drawing).source.n, session_of(drawing).k) == (302, 3)
    assert faults_at_rest(drawing.window) == []


def test_a_stroke_drops_branches_and_undo_brings_them_back(drawing, qtbot, rest):
    commands, canvas = drawing.presenter.center_commands, drawing.window.canvas
    assert commands.add(MIDDLE)
    rest()
    branched = session_of(drawing)
    drag(qtbot, canvas, canvas.rect().center(), canvas.rect().center() + QPoint(30, 0))
    rest()
    assert (session_of(drawing).pane.runs, session_of(drawing).k) == (((),), 4)
    assert drawing.presenter.shown.run.step.k == 4
    assert faults_at_rest(drawing.window) == []
    drawing.presenter.commands.undo()
    rest()
    assert session_of(drawing) is branched
    assert drawing.presenter.shown.run.scene.session.branches == branched.branches
    assert faults_at_rest(drawing.window) == []


def test_a_start_that_was_given_for_another_k_is_dropped_by_a_stroke(drawing, qtbot, rest):
    presenter, canvas = drawing.presenter, drawing.window.canvas
    drawing.actions["start_from_here"].trigger()
    rest()
    assert session_of(drawing).start is not None
    assert presenter.center_commands.add(MIDDLE)
    rest()
    drag(qtbot, canvas, canvas.rect().center(), canvas.rect().center() + QPoint(30, 0))
    rest()
    assert session_of(drawing).start is None
    assert presenter.shown.run.failure is None
    assert faults_at_rest(drawing.window) == []


def test_a_question_takes_keys_and_clicks_while_draw_is_chosen(program, qtbot, rest, key):
    program.presenter.go(0)
    program.predict_presenter.toggle()
    rest()
    while not program.predict_presenter.answers.is_open:
        program.predict_presenter.step()
        rest()
    before, canvas = session_of(program), program.window.canvas
    program.actions["tool_draw"].trigger()
    rest()
    assert program.window.predict.isAncestorOf(QApplication.focusWidget())
    for pressed in (Qt.Key.Key_Left, Qt.Key.Key_Return):
        canvas.setFocus()
        key(pressed)
        assert program.window.predict.isAncestorOf(QApplication.focusWidget())
    qtbot.mouseClick(surface(canvas), LEFT, pos=center(canvas, 0) + QPoint(40, 40))
    rest()
    assert session_of(program) is before
    assert canvas.view.plot.box.brush is None
    assert program.predict_presenter.answers.is_open
    assert faults_at_rest(program.window) == []
    program.predict_presenter.cancel_question()
    rest()
    canvas.setFocus()
    key(Qt.Key.Key_Return)
    assert session_of(program).source.n > 300
