"""Centers that are moved, added and removed by hand, axes of ellipses, and branches, in the real window."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from clusterlab.core.marks import Ellipses
from clusterlab.core.resources import resource
from clusterlab.session.commands.center_commands import LAST_CENTER, NO_CENTER
from clusterlab.ui.canvas.legend import legend_box
from clusterlab.ui.presenters.center_presenter import END_SIGMA, NOT_IN_THIS_VIEW
from tests.ui.at_rest import faults_at_rest
from tests.ui.canvas.drawing import LEFT, center, drag, pixel_of, surface

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def settle(program, qtbot):
    """Waits until the run is computed and shown; the charts may still be computed."""
    presenter = program.presenter

    def is_shown():
        return not (presenter.busy or presenter.frame_renderer.busy or presenter.saver.busy)

    return lambda: qtbot.waitUntil(is_shown, timeout=20_000)


@pytest.fixture
def press(program, qtbot, settle):
    """Presses a key in the window and waits until its effect on the run is shown."""

    def press(key, modifier=Qt.KeyboardModifier.NoModifier):
        qtbot.keyClick(program.window.canvas, key, modifier)
        settle()

    return press


@pytest.fixture
def many(program, settle):
    """Chooses the number of points, and shows the last step."""

    def many(points, name="kmeans"):
        program.presenter.commands.change_shape("points", points)
        program.presenter.commands.choose_algorithm(name)
        program.presenter.go_to_end()
        settle()

    return many


def said(program):
    return program.window.caption.accessibleName()


def message(program):
    bar = program.window.message
    return "" if bar.isHidden() else bar.words.text()


def double_click(qtbot, canvas, at):
    """Clicks twice, as a mouse does it."""
    qtbot.mouseClick(surface(canvas), LEFT, pos=at)
    qtbot.mouseDClick(surface(canvas), LEFT, pos=at)
    qtbot.mouseRelease(surface(canvas), LEFT, pos=at)


def colors_by_center(program):
    """The palette number of each center on screen, by its position."""
    run = program.presenter.shown.run
    return dict(zip(map(tuple, run.step.centers.tolist()), run.numbers, strict=True))


@pytest.mark.parametrize("points", [300, 100_000])
def test_a_double_click_adds_a_center_and_a_plain_click_only_selects(
    program, qtbot, settle, press, many, points
):
    many(points)
    window, document, canvas = program.window, program.presenter.document, program.window.canvas
    before, at = document.session, QPoint(canvas.width() // 2, canvas.height() // 2)
    qtbot.mouseClick(surface(canvas), LEFT, pos=at)
    qtbot.mouseClick(surface(canvas), LEFT, pos=center(canvas, 1))
    settle()
    assert document.session == before
    assert canvas.pointer.center == 1
    index, numbers = program.presenter.player.index, program.presenter.shown.run.numbers
    double_click(qtbot, canvas, at)
    settle()
    assert (document.session.k, window.top.k.number.text()) == (4, "4")
    run = program.presenter.player.scene.run
    placed = pixel_of(canvas, program.presenter.player.view().project(run[index + 1].centers[3]))
    assert (placed - at).manhattanLength() <= 2
    assert program.presenter.shown.run.numbers[:3] == numbers
    assert "You added the center of cluster 4 at (" in said(program)
    assert "; K is 4." in said(program)
    assert canvas.pointer.center == 3
    assert program.actions["undo"].iconText() == "Undo: center of cluster 4 added"
    press(Qt.Key.Key_Z, CTRL)
    assert document.session.k == 3
    press(Qt.Key.Key_Y, CTRL)
    assert document.session.k == 4
    if points == 300:
        assert faults_at_rest(window) == []


def test_a_double_click_on_a_center_or_in_the_legend_adds_none(program, qtbot, settle, many):
    many(300)
    canvas, document = program.window.canvas, program.presenter.document
    double_click(qtbot, canvas, center(canvas, 0))
    box = legend_box(canvas.picture, canvas.viewport)
    double_click(qtbot, canvas, box.center().toPoint())
    settle()
    assert document.session.k == 3


@pytest.mark.parametrize("points", [300, 100_000])
def test_with_the_keyboard_alone_a_center_is_added_moved_and_removed(program, press, many, points):
    many(points)
    document, canvas, player = program.presenter.document, program.window.canvas, program.presenter.player
    index = player.index
    press(Qt.Key.Key_Insert)
    assert document.session.k == 4
    assert canvas.pointer.center == 3
    assert "Arrow keys move the center of cluster 4." in message(program)
    start = player.step.centers[3]
    for key, times in ((Qt.Key.Key_Right, 3), (Qt.Key.Key_Up, 2)):
        for _ in range(times):
            press(key)
    press(Qt.Key.Key_Left, SHIFT)
    assert "You are moving the center of cluster 4." in said(program)
    assert player.step.centers[3] == pytest.approx(start)  # not yet
    assert (document.session.k, player.index) == (4, index + 2)
    press(Qt.Key.Key_Return)
    moved = player.scene.run[player.index - 1].centers[3]
    pixels = canvas.viewport.to_pixels(player.view().project(np.array([start, moved])))
    assert pixels[1] - pixels[0] == pytest.approx([23, -16], abs=1e-6)
    assert [branch.change for branch in document.session.branches] == ["added", "moved"]
    press(Qt.Key.Key_Delete)
    assert document.session.k == 3
    assert "You removed the center at (" in said(program)
    assert canvas.pointer.center == -1
    assert program.actions["undo"].iconText() == "Undo: center removed"
    for k in (4, 4, 3):
        press(Qt.Key.Key_Z, CTRL)
        assert document.session.k == k
    assert not document.session.branches


def test_esc_and_a_lost_focus_leave_what_the_keys_moved(program, press, many, settle):
    many(300)
    document, canvas = program.presenter.document, program.window.canvas
    canvas.setFocus()
    press(Qt.Key.Key_W, SHIFT)
    before, words = document.session, said(program)
    for end in (lambda: press(Qt.Key.Key_Escape), lambda: program.window.transport.run.setFocus()):
        canvas.setFocus()
        press(Qt.Key.Key_Return)
        press(Qt.Key.Key_Down)
        assert "You are moving" in said(program)
        end()
        settle()
        assert said(program) == words
        assert document.session == before
    index = program.presenter.player.index
    press(Qt.Key.Key_Left)  # a step back again
    assert program.presenter.player.index == index - 1


def test_without_a_selected_center_no_key_changes_one_and_the_actions_say_why(program, press, many):
    many(300)
    before = program.presenter.document.session
    press(Qt.Key.Key_Return)
    assert message(program) == ""
    press(Qt.Key.Key_Delete)  # which is for clusters by eye then
    for name in ("move_center", "remove_center"):
        program.actions[name].trigger()
        assert message(program) == NO_CENTER
    assert program.presenter.document.session == before


def test_an_added_center_is_not_selected_at_a_step_before_it(program, many, settle):
    many(300)
    program.actions["add_center"].trigger()
    program.presenter.go(2)
    settle()
    assert program.presenter.document.session.k == 4
    assert program.window.canvas.pointer.center == -1
    assert faults_at_rest(program.window) == []


def test_the_only_center_stays(program, press, many):
    many(300)
    program.presenter.commands.choose_k(1)
    press(Qt.Key.Key_End)
    press(Qt.Key.Key_W, SHIFT)
    press(Qt.Key.Key_Delete)
    assert message(program) == LAST_CENTER


def test_an_algorithm_without_centers_and_a_view_without_places_say_so(program, press, many, settle):
    many(300, "dbscan")
    press(Qt.Key.Key_Insert)
    assert message(program) == "DBSCAN has no centers that can be changed."
    program.presenter.commands.choose_algorithm("kmeans")
    program.presenter.commands.open_file(resource("examples/iris.csv"))
    settle()
    program.window.views.kind.chosen.emit("matrix")
    settle()
    press(Qt.Key.Key_Insert)
    assert message(program) == NOT_IN_THIS_VIEW


def test_of_many_features_a_new_center_has_the_mean_of_those_that_are_not_shown(program, press, settle):
    program.presenter.commands.open_file(resource("examples/iris.csv"))
    settle()
    press(Qt.Key.Key_End)
    index, points = program.presenter.player.index, program.presenter.shown.run.prepared.points
    view = program.presenter.shown.run.view
    press(Qt.Key.Key_Insert)
    added = program.presenter.player.scene.run[index + 1].centers[3]
    hidden = np.abs(view.matrix).max(axis=1) == 0
    assert added[hidden] == pytest.approx(points.values.mean(axis=0)[hidden])


def selected_axes(program):
    """The component that is selected, and where its axes end in pixels."""
    canvas = program.window.canvas
    return canvas.pointer.center, canvas.viewport.to_pixels(canvas.pointer.axis_ends)


@pytest.mark.parametrize("points", [300, 100_000])
def test_the_ends_of_the_axes_of_a_selected_ellipse_are_dragged(program, qtbot, settle, press, many, points):
    many(points, "gmm")
    canvas, player = program.window.canvas, program.presenter.player
    assert not len(canvas.pointer.axis_ends)
    qtbot.mouseClick(surface(canvas), LEFT, pos=center(canvas, 0))
    settle()
    step, (cluster, ends) = player.step, selected_axes(program)
    assert (cluster, len(ends)) == (0, 4)
    ellipse = canvas.picture.mark(Ellipses)
    inverse = np.linalg.inv(ellipse.covariances[0])
    for end in canvas.pointer.axis_ends - ellipse.means[0]:
        assert end @ inverse @ end == pytest.approx(END_SIGMA**2)
    start, middle = QPoint(*np.rint(ends[0]).astype(int).tolist()), center(canvas, 0)
    end = middle + (start - middle) * 2 + QPoint(10, 7)
    drag(qtbot, canvas, start, (start + end) / 2, end)
    settle()
    changed = player.scene.run[player.index - 1]
    wanted = canvas.viewport.to_plane(np.array([end.x(), end.y()], float)) - step.centers[0]
    assert changed.axes(0)[0] * np.sign(changed.axes(0)[0] @ wanted) == pytest.approx(wanted / 2, abs=0.01)
    assert np.hypot(*changed.axes(0)[1]) == pytest.approx(np.hypot(*step.axes(0)[1]))
    assert np.array_equal(changed.centers, step.centers)
    assert "You changed the ellipse of cluster 1." in said(program)
    assert program.actions["undo"].iconText() == "Undo: ellipse of cluster 1 changed"
    press(Qt.Key.Key_Z, CTRL)
    assert player.scene.run[len(player.scene.run) - 1].k == 3
    assert not program.presenter.document.session.branches


def test_with_the_keyboard_alone_an_axis_is_lengthened(program, press, many):
    many(300, "gmm")
    canvas, player = program.window.canvas, program.presenter.player
    press(Qt.Key.Key_W, SHIFT)
    step, (cluster, ends) = player.step, selected_axes(program)
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Tab)
    assert "Arrow keys move an axis of cluster 1." in message(program)
    assert canvas.pointer.held_axis == 0
    press(Qt.Key.Key_Right)
    assert "You are changing the ellipse of cluster 1." in said(program)
    assert message(program) == ""  # it would cover a small canvas
    assert len(selected_axes(program)[1]) == 4
    assert selected_axes(program)[1] != pytest.approx(ends)  # they follow
    press(Qt.Key.Key_Return)
    changed = player.scene.run[player.index - 1].axes(cluster)[0]
    plane = canvas.viewport.to_plane(ends[:1] + np.array([8, 0]))[0] - step.centers[cluster]
    assert changed * np.sign(changed @ plane) == pytest.approx(plane / END_SIGMA)
    assert canvas.pointer.held_axis == -1
    for key, axes in ((Qt.Key.Key_Tab, (0, 1, -1)), (Qt.Key.Key_Backtab, (1, 0, -1))):
        press(Qt.Key.Key_Return)
        for axis in axes:
            press(key)
            assert canvas.pointer.held_axis == axis
        press(Qt.Key.Key_Escape)
    assert len(program.presenter.document.session.branches) == 1


def test_branches_are_listed_beside_the_timeline_chosen_compared_and_dropped(program, press, many, settle):
    many(300)
    window, document, branches = program.window, program.presenter.document, program.window.transport.branches
    assert not branches.isVisible()
    assert not program.actions["compare_branches"].isEnabled()
    press(Qt.Key.Key_Insert)
    press(Qt.Key.Key_Escape)
    press(Qt.Key.Key_End)
    assert branches.isVisible()
    assert branches.text() == "Branch 2 of 2 ▾"
    first, second = branches.menu().actions()[:2]
    assert first.text().startswith("Without changes by hand · Inertia ")
    assert "center 4 added · Inertia " in second.text()
    first.trigger()
    settle()
    assert (document.session.k, branches.text()) == (3, "Branch 1 of 2 ▾")
    assert faults_at_rest(window) == []
    press(Qt.Key.Key_Z, CTRL)
    assert document.session.k == 4
    assert program.actions["redo"].iconText() == "Redo: branch"
    program.actions["compare_branches"].trigger()
    settle()
    assert [len(run.session.branches) for run in program.presenter.shown.runs] == [0, 1]
    assert program.presenter.shown.panes_compared
    headings = [canvas.cell.title for canvas in window.panes.shown]
    assert headings == ["1 · k-means", "2 · k-means, center 4 added"]
    assert faults_at_rest(window) == []
    program.presenter.commands.by_eye.copy_clusters()
    settle()
    assert len(program.presenter.shown.runs) == 3
    assert "center 4 added · Inertia " in branches.menu().actions()[1].text()
    assert faults_at_rest(window) == []
    press(Qt.Key.Key_C)
    program.actions["drop_branch"].trigger()
    settle()
    assert (document.session.k, document.session.pane.runs) == (3, ((),))
    assert not branches.isVisible()
    assert faults_at_rest(window) == []


def test_a_saved_session_has_its_branches_and_colors(program, qtbot, press, many, settle, tmp_path):
    many(300)
    press(Qt.Key.Key_W, SHIFT)
    press(Qt.Key.Key_Delete)
    press(Qt.Key.Key_End)
    colors, k = colors_by_center(program), program.presenter.document.session.k
    path = tmp_path / "some.clab"
    program.session_files._save_to(path, lambda: None)
    settle()
    program.presenter.commands.choose_shape("moons")
    settle()
    program.session_files.open(path)
    qtbot.waitUntil(lambda: len(program.presenter.document.session.pane.runs) == 2, timeout=20_000)
    settle()
    assert program.presenter.document.session.k == k == 2
    assert colors_by_center(program) == colors
