"""Centers on the canvas: hovering, selecting and dragging them, and dropping a drag."""

import pytest
from PySide6.QtCore import QPoint, Qt

from clusterlab.export.picture import picture
from tests.ui.canvas.drawing import LEFT, center, drag, move, pixel, pixel_of, press_and_move, surface


def test_dragging_a_center_emits_its_positions_and_where_it_was_dropped(qtbot, canvas):
    dragged, dropped, viewport = [], [], canvas.viewport
    canvas.edits.dragged.connect(lambda *args: dragged.append(args))
    canvas.edits.dropped.connect(lambda *args: dropped.append(args))
    start = center(canvas, 1)
    end = pixel_of(canvas, (0.0, 0.5))
    press_and_move(qtbot, canvas, start, start + QPoint(15, 0), end)
    assert not dropped
    qtbot.mouseRelease(surface(canvas), LEFT, pos=end)
    assert [cluster for cluster, _, _ in dragged] == [1, 1]
    assert [cluster for cluster, _, _ in dropped] == [1]
    assert dropped[0][2] == pytest.approx([0.0, 0.5], abs=0.02)
    assert dropped[0][2].shape == (2,)
    assert canvas.viewport == viewport


def test_a_click_on_a_center_selects_it_and_drags_nothing(qtbot, canvas):
    moved = []
    canvas.edits.dragged.connect(lambda *args: moved.append(args))
    canvas.edits.dropped.connect(lambda *args: moved.append(args))
    at = center(canvas)
    before = pixel(canvas, at + QPoint(14, 0))
    with qtbot.waitSignal(canvas.center_selected) as emitted:
        drag(qtbot, canvas, at, at + QPoint(2, 1))
    assert emitted.args == [0]
    assert not moved
    assert pixel(canvas, at + QPoint(14, 0)).tolist() != before.tolist()


def test_a_cancelled_drag_of_a_center_drops_nothing_and_its_rest_does_nothing(qtbot, canvas):
    moved, dropped, canceled, viewport = [], [], [], canvas.viewport
    canvas.edits.dragged.connect(lambda *args: moved.append(args))
    canvas.edits.dropped.connect(lambda *args: dropped.append(args))
    canvas.edits.canceled.connect(lambda: canceled.append(True))
    start = center(canvas, 1)
    assert not canvas.cancel_drag()
    press_and_move(qtbot, canvas, start, start + QPoint(15, 0), start + QPoint(40, 9))
    assert len(moved) == 2
    assert canvas.cancel_drag()
    assert not canvas.cancel_drag()
    move(canvas, start + QPoint(60, 20))
    qtbot.mouseRelease(surface(canvas), LEFT, pos=start + QPoint(60, 20))
    assert (len(moved), dropped, canceled) == (2, [], [True])
    assert canvas.viewport == viewport
    drag(qtbot, canvas, start, start + QPoint(15, 0), start + QPoint(40, 9))
    assert len(dropped) == 1  # the next drag drops again
    assert not canvas.cancel_drag()


def test_a_selected_center_that_no_longer_exists_is_deselected(canvas, points, view, steps):
    canvas.select_center(1)
    canvas.show_picture(picture(points, view, steps[0]))
    assert steps[0].k == 1
    canvas.show_picture(picture(points, view, steps[-1], layers=()))
    plain = canvas.grab().toImage()
    canvas.select_center(-1)
    assert canvas.grab().toImage() == plain


def test_over_a_center_the_cursor_is_an_open_hand_and_no_point_is_hovered(qtbot, canvas):
    emitted = []
    canvas.hovered.connect(emitted.append)
    qtbot.mouseMove(surface(canvas), center(canvas))
    assert canvas.cursor().shape() == Qt.CursorShape.OpenHandCursor
    assert emitted == []
