"""Centers and points under the mouse, in the real window."""

import numpy as np
from PySide6.QtCore import QPoint, Qt

from clusterlab.core.resources import resource

IRIS = resource("examples/iris.csv")


def pill(program):
    return program.window.caption.pill.text()


def spoken(program):
    return program.window.caption.accessibleName()


def test_a_center_is_dragged_with_the_mouse_and_the_run_goes_on_from_there(program, press, rest, qtbot):
    press(Qt.Key.Key_End)
    canvas, player = program.window.canvas, program.live.player
    before, steps = player.step, len(player.scene.run)
    start = canvas.frame.to_pixels(player.view().project(before.centers[:1]))[0]
    spot, goal = (
        QPoint(*np.rint(start).astype(int).tolist()),
        QPoint(canvas.width() // 2, canvas.height() // 2),
    )
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=spot)
    qtbot.mouseMove(canvas, (spot + goal) / 2)
    qtbot.mouseMove(canvas, goal)
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=goal)
    rest()
    place = canvas.frame.to_plane(np.array([goal.x(), goal.y()], float))
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
    spots = canvas.frame.to_pixels(canvas.picture.places)
    qtbot.mouseMove(canvas, QPoint(*np.rint(spots[17]).astype(int).tolist()))
    shown = canvas.pointed.card
    near = np.linalg.norm(spots - spots[17], axis=1) < 2
    rows = {f"Row {row + 1}" for row in program.live.player.scene.prepared.points.order[near]}
    assert shown.title in rows
    assert shown.shares


def test_a_dragged_center_says_what_it_costs_until_it_is_dropped(program, press, rest):
    press(Qt.Key.Key_End)
    settled = spoken(program)
    program.pointing.drag_center(0, np.array([0.0, 0.0]))
    rest()
    assert pill(program) == "Moving"
    assert "Inertia" in spoken(program)
    assert spoken(program) != settled


def test_clusters_keep_their_colors_when_a_center_is_dropped_on_another_group(program, press, rest):
    press(Qt.Key.Key_End)
    colors, player = program.live.player.scene.colors, program.live.player
    other = player.view().project(player.step.centers[1])
    program.pointing.drop_center(0, other + 0.01)
    rest()
    assert player.scene.colors == colors
