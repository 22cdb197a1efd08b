"""Mouse interaction with centers, points and 3D views, in the real window."""

from itertools import accumulate

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from clusterlab.core.marks import Centers
from clusterlab.core.resources import resource
from clusterlab.export.legend_rows import least_covering_corner
from clusterlab.ui.presenters.mouse_presenter import DEGREES_PER_PIXEL
from tests.ui.canvas.drawing import drag, move, surface

IRIS = resource("examples/iris.csv")


def phase_label(program):
    return program.window.caption.phase_label.text()


def caption_text(program):
    return program.window.caption.accessibleName()


def test_dropping_a_dragged_center_continues_the_run_from_there(program, press, rest, qtbot):
    press(Qt.Key.Key_End)
    canvas, player = program.window.canvas, program.presenter.player
    before, steps = player.step, len(player.scene.run)
    start = canvas.viewport.to_pixels(player.view().project(before.centers[:1]))[0]
    position, end = (
        QPoint(*np.rint(start).astype(int).tolist()),
        QPoint(canvas.width() // 2, canvas.height() // 2),
    )
    drag(qtbot, canvas, position, (position + end) / 2, end)
    rest()
    place = canvas.viewport.to_plane(np.array([end.x(), end.y()], float))
    moved = player.scene.run[steps]
    assert np.allclose(player.view().project(moved.centers[0]), place, atol=1e-2)
    assert np.array_equal(moved.centers[1:], before.centers[1:])
    assert len(player.scene.run) > steps + 1
    assert player.scene.run.finished
    press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(player.scene.run) == steps


def test_hovering_a_point_shows_its_row(program, press, qtbot):
    press(Qt.Key.Key_End)
    canvas = program.window.canvas
    positions = canvas.viewport.to_pixels(canvas.picture.places)
    qtbot.mouseMove(surface(canvas), QPoint(*np.rint(positions[17]).astype(int).tolist()))
    shown = canvas.pointer.card
    near = np.linalg.norm(positions - positions[17], axis=1) < 2
    rows = {f"Row {row + 1}" for row in program.presenter.player.scene.prepared.points.order[near]}
    assert shown.title in rows
    assert shown.responsibilities


def test_the_caption_shows_the_objective_while_a_center_is_dragged(program, press, rest):
    press(Qt.Key.Key_End)
    text_at_rest = caption_text(program)
    program.mouse_presenter.centers.drag(0, -1, np.array([0.0, 0.0]))
    rest()
    assert phase_label(program) == "Moving"
    assert "Inertia" in caption_text(program)
    assert caption_text(program) != text_at_rest


def test_clusters_keep_their_colors_when_a_center_is_dropped_on_another_cluster(program, press, rest):
    press(Qt.Key.Key_End)
    colors, player = program.presenter.player.scene.colors, program.presenter.player
    other = player.view().project(player.step.centers[1])
    program.mouse_presenter.centers.drop(0, -1, other + 0.01)
    rest()
    assert player.scene.colors == colors


@pytest.fixture
def view_3d(program, rest):
    """The program with a 3D view of four columns."""
    program.presenter.commands.open_file(IRIS)
    rest()
    program.window.views.kind.chosen.emit("space")
    rest()
    return program


def drag_by(program, qtbot, *movements, **keys):
    """Drags from a position without a center, at the top of the canvas, by some movements."""
    canvas = program.window.canvas
    start = QPoint(canvas.width() // 2, 30)
    stops = accumulate(movements, initial=start)
    drag(qtbot, canvas, *stops, **keys)


def test_a_drag_rotates_a_3d_view_and_is_one_undoable_choice(view_3d, qtbot, rest, press):
    canvas, before = view_3d.window.canvas, view_3d.presenter.document.session.view
    places = canvas.picture.places
    drag_by(view_3d, qtbot, QPoint(40, 0), QPoint(0, 30), QPoint(20, 0))
    rest()
    after = view_3d.presenter.document.session.view
    assert (after.turn, after.tilt) == (
        before.turn + 60 * DEGREES_PER_PIXEL,
        before.tilt + 30 * DEGREES_PER_PIXEL,
    )
    assert not np.array_equal(canvas.picture.places, places)
    edges = canvas.viewport.to_pixels(canvas.picture.view.box.reshape(-1, 2))
    assert np.all((edges >= 0) & (edges <= (canvas.width(), canvas.height())))
    assert view_3d.window.views.turn.value() == round(after.turn)
    assert view_3d.window.views.tilt.value() == round(after.tilt) + 90
    press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert view_3d.presenter.document.session.view == before
    assert np.array_equal(canvas.picture.places, places)


def test_turning_alone_keeps_the_scale(view_3d, qtbot, rest):
    size = view_3d.window.canvas.viewport.per_pixel
    drag_by(view_3d, qtbot, QPoint(90, 0))
    rest()
    assert view_3d.window.canvas.viewport.per_pixel == pytest.approx(size)


def test_the_options_of_a_3d_view_of_long_names_take_two_lines_at_most(view_3d, rest):
    view_3d.presenter.commands.open_example("wine")
    rest()
    view_3d.window.views.kind.chosen.emit("space")
    rest()
    views = view_3d.window.views
    assert views.axes[2].isVisible()
    assert views.height() < 3 * views.kind.height()


def test_the_legend_of_a_3d_view_leaves_the_axes_free(view_3d):
    picture = view_3d.window.canvas.picture
    size = (150.0, 100.0)
    corners = [least_covering_corner(picture, (700, 500), 1.0, size, preferred) for preferred in range(4)]
    assert 3 not in corners


def test_the_options_of_a_3d_view_leave_the_panels_their_widths(view_3d, rest):
    usual = view_3d.window.columns.sizes()
    view_3d.window.views.kind.chosen.emit("columns")
    rest()
    assert view_3d.window.columns.sizes() == usual


def test_rotating_keeps_the_middle_of_the_points_in_place(view_3d, qtbot, rest):
    canvas = view_3d.window.canvas
    middle = canvas.viewport.to_pixels(canvas.picture.view.bounds.mean(axis=0)[None])
    for movement in (QPoint(90, 0), QPoint(0, 60), QPoint(-200, 15)):
        drag_by(view_3d, qtbot, movement)
        rest()
        moved = canvas.viewport.to_pixels(canvas.picture.view.bounds.mean(axis=0)[None])
        assert moved == pytest.approx(middle, abs=1e-6)


def test_tilting_stops_at_the_view_from_above(view_3d, qtbot, rest):
    drag_by(view_3d, qtbot, QPoint(0, 200), QPoint(0, 200))
    rest()
    assert view_3d.presenter.document.session.view.tilt == 90


def test_a_drag_with_the_middle_button_pans_a_3d_view(view_3d, qtbot, rest):
    canvas, before = view_3d.window.canvas, view_3d.presenter.document.session.view
    low = canvas.viewport.low
    drag_by(view_3d, qtbot, QPoint(25, 0), QPoint(25, 0), button=Qt.MouseButton.MiddleButton)
    rest()
    assert view_3d.presenter.document.session.view == before
    assert canvas.viewport.low[0] == pytest.approx(low[0] - 50 * canvas.viewport.per_pixel[0])


def test_rotating_keeps_the_current_step(view_3d, qtbot, rest, press):
    press(Qt.Key.Key_End)
    step = view_3d.presenter.player.step
    drag_by(view_3d, qtbot, QPoint(30, 10))
    rest()
    assert view_3d.presenter.player.step is step
    assert view_3d.window.canvas.picture.point_marks.labels is step.labels


@pytest.mark.parametrize("compares", [False, True])
def test_esc_while_a_center_is_dragged_shows_the_step_again(program, press, rest, qtbot, compares):
    press(Qt.Key.Key_End)
    if compares:
        program.presenter.pane_commands.toggle()
        rest()
    canvas = program.window.panes.shown[0] if compares else program.window.canvas
    steps, session = len(program.presenter.player.scene.run), program.presenter.document.session
    before, words = canvas.picture.mark(Centers).positions, caption_text(program)
    start = QPoint(*np.rint(canvas.viewport.to_pixels(before[:1])[0]).astype(int).tolist())
    qtbot.mousePress(surface(canvas), Qt.MouseButton.LeftButton, pos=start)
    for stop in (start + QPoint(9, 0), start + QPoint(30, 20)):
        move(canvas, stop)
    rest()
    assert not np.array_equal(canvas.picture.mark(Centers).positions, before)
    press(Qt.Key.Key_Escape)
    assert np.array_equal(canvas.picture.mark(Centers).positions, before)
    assert caption_text(program) == words
    qtbot.mouseRelease(surface(canvas), Qt.MouseButton.LeftButton, pos=start + QPoint(30, 20))
    rest()
    assert len(program.presenter.player.scene.run) == steps
    assert program.presenter.document.session == session
    assert np.array_equal(canvas.picture.mark(Centers).positions, before)
