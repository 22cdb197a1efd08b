"""Centers and points under the mouse, in the real window."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from clusterlab.core.resources import resource
from clusterlab.ui.canvas.mouse import DEGREES_PER_PIXEL

IRIS = resource("examples/iris.csv")


def phase_label(program):
    return program.window.caption.phase_label.text()


def spoken(program):
    return program.window.caption.accessibleName()


def test_a_center_is_dragged_with_the_mouse_and_the_run_goes_on_from_there(program, press, rest, qtbot):
    press(Qt.Key.Key_End)
    canvas, player = program.window.canvas, program.presenter.player
    before, steps = player.step, len(player.scene.run)
    start = canvas.viewport.to_pixels(player.view().project(before.centers[:1]))[0]
    spot, goal = (
        QPoint(*np.rint(start).astype(int).tolist()),
        QPoint(canvas.width() // 2, canvas.height() // 2),
    )
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=spot)
    qtbot.mouseMove(canvas, (spot + goal) / 2)
    qtbot.mouseMove(canvas, goal)
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=goal)
    rest()
    place = canvas.viewport.to_plane(np.array([goal.x(), goal.y()], float))
    moved = player.scene.run[steps]
    assert np.allclose(player.view().project(moved.centers[0]), place, atol=1e-2)
    assert np.array_equal(moved.centers[1:], before.centers[1:])
    assert len(player.scene.run) > steps + 1
    assert player.scene.run.finished
    press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(player.scene.run) == steps


def test_hovering_a_point_names_its_row(program, press, qtbot):
    press(Qt.Key.Key_End)
    canvas = program.window.canvas
    spots = canvas.viewport.to_pixels(canvas.picture.places)
    qtbot.mouseMove(canvas, QPoint(*np.rint(spots[17]).astype(int).tolist()))
    shown = canvas.pointer.card
    near = np.linalg.norm(spots - spots[17], axis=1) < 2
    rows = {f"Row {row + 1}" for row in program.presenter.player.scene.prepared.points.order[near]}
    assert shown.title in rows
    assert shown.responsibilities


def test_a_dragged_center_says_what_it_costs_until_it_is_dropped(program, press, rest):
    press(Qt.Key.Key_End)
    settled = spoken(program)
    program.mouse_presenter.drag_center(0, np.array([0.0, 0.0]))
    rest()
    assert phase_label(program) == "Moving"
    assert "Inertia" in spoken(program)
    assert spoken(program) != settled


def test_clusters_keep_their_colors_when_a_center_is_dropped_on_another_group(program, press, rest):
    press(Qt.Key.Key_End)
    colors, player = program.presenter.player.scene.colors, program.presenter.player
    other = player.view().project(player.step.centers[1])
    program.mouse_presenter.drop_center(0, other + 0.01)
    rest()
    assert player.scene.colors == colors


@pytest.fixture
def turning(program, rest):
    """The program on four columns, seen in three dimensions."""
    program.presenter.open_file(IRIS)
    rest()
    program.window.views.kind.chosen.emit("space")
    rest()
    return program


def dragged(program, qtbot, *ways, modifier=Qt.KeyboardModifier.NoModifier):
    """Drags from the middle of the canvas, which holds no center, by some ways."""
    canvas = program.window.canvas
    spot = QPoint(canvas.width() // 2, 30)
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, modifier, spot)
    for way in ways:
        spot += way
        event = QMouseEvent(
            QEvent.Type.MouseMove,
            QPointF(spot),
            QPointF(canvas.mapToGlobal(spot)),
            Qt.MouseButton.NoButton,
            Qt.MouseButton.LeftButton,
            modifier,
        )
        QApplication.sendEvent(canvas, event)
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, modifier, spot)


def test_a_drag_turns_and_tilts_three_dimensions_and_is_one_choice(turning, qtbot, rest, press):
    canvas, before = turning.window.canvas, turning.presenter.document.session.view
    places, size = canvas.picture.places, canvas.viewport.per_pixel
    dragged(turning, qtbot, QPoint(40, 0), QPoint(0, 30), QPoint(20, 0))
    rest()
    after = turning.presenter.document.session.view
    assert (after.turn, after.tilt) == (
        before.turn + 60 * DEGREES_PER_PIXEL,
        before.tilt + 30 * DEGREES_PER_PIXEL,
    )
    assert not np.array_equal(canvas.picture.places, places)
    assert canvas.viewport.per_pixel == pytest.approx(size)
    assert turning.window.views.turn.value() == round(after.turn)
    assert turning.window.views.tilt.value() == round(after.tilt) + 90
    press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert turning.presenter.document.session.view == before
    assert np.array_equal(canvas.picture.places, places)


def test_the_middle_of_the_points_stays_where_it_is_while_they_turn(turning, qtbot, rest):
    canvas = turning.window.canvas
    middle = canvas.viewport.to_pixels(canvas.picture.view.bounds.mean(axis=0)[None])
    for way in (QPoint(90, 0), QPoint(0, 60), QPoint(-200, 15)):
        dragged(turning, qtbot, way)
        rest()
        moved = canvas.viewport.to_pixels(canvas.picture.view.bounds.mean(axis=0)[None])
        assert moved == pytest.approx(middle, abs=1e-6)


def test_a_tilt_ends_where_it_is_seen_from_above(turning, qtbot, rest):
    dragged(turning, qtbot, QPoint(0, 200), QPoint(0, 200))
    rest()
    assert turning.presenter.document.session.view.tilt == 90


def test_with_shift_a_drag_moves_three_dimensions_and_turns_nothing(turning, qtbot, rest):
    canvas, before = turning.window.canvas, turning.presenter.document.session.view
    low = canvas.viewport.low
    dragged(turning, qtbot, QPoint(50, 0), modifier=Qt.KeyboardModifier.ShiftModifier)
    rest()
    assert turning.presenter.document.session.view == before
    assert canvas.viewport.low[0] == pytest.approx(low[0] - 50 * canvas.viewport.per_pixel[0])


def test_a_run_goes_on_while_three_dimensions_are_turned(turning, qtbot, rest, press):
    press(Qt.Key.Key_End)
    step = turning.presenter.player.step
    dragged(turning, qtbot, QPoint(30, 10))
    rest()
    assert turning.presenter.player.step is step
    assert turning.window.canvas.picture.dots.labels is step.labels
