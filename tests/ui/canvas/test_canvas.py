"""The canvas: zooming, panning, hovering, selecting and dragging."""

import gc
from dataclasses import replace
from weakref import ref

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtWidgets import QApplication

from clusterlab.export.picture import picture
from clusterlab.export.pointer_state import NO_POINTS
from clusterlab.export.theme import DARK, LIGHT, parse_color
from clusterlab.export.viewport import MAX_SPAN, MIN_SPAN
from clusterlab.session.analysis.point_details import PointDetails
from clusterlab.session.state.layers import LAYERS
from clusterlab.ui.canvas import cluster_plot
from clusterlab.ui.canvas.canvas import Canvas
from clusterlab.ui.canvas.raster import raster_images
from tests.ui.canvas.drawing import (
    CORNERS,
    LEFT,
    center,
    drag,
    move,
    pixel,
    pixel_of,
    press_and_move,
    surface,
    turn_wheel,
)


def test_an_empty_canvas_is_the_color_of_the_canvas(qtbot):
    canvas = Canvas()
    qtbot.addWidget(canvas)
    canvas.set_theme(DARK)
    canvas.resize(60, 40)
    assert pixel(canvas, QPoint(30, 20)).tolist() == parse_color(DARK.canvas).tolist()
    qtbot.mouseMove(surface(canvas), QPoint(5, 5))
    qtbot.mouseClick(surface(canvas), LEFT)
    turn_wheel(canvas, QPoint(5, 5), 1)
    canvas.fit()


def test_a_point_is_painted_at_its_position(canvas):
    cluster = canvas.picture.point_marks.labels[2]
    found = pixel(canvas, pixel_of(canvas, canvas.picture.places[2]))
    assert abs(found - parse_color(LIGHT.line_color(int(cluster)))).max() < 70


def test_steps_keep_the_viewport_and_another_view_is_fitted(canvas, points, view, steps):
    turn_wheel(canvas, QPoint(100, 100), 3)
    zoomed = canvas.viewport
    canvas.show_picture(picture(points, view, steps[0]))
    assert canvas.viewport == zoomed
    canvas.show_picture(picture(points, replace(view), steps[0]))
    assert canvas.viewport != zoomed


def test_the_wheel_zooms_around_the_mouse(canvas):
    at = np.array([120.0, 90.0])
    before, size = canvas.viewport.to_plane(at), canvas.viewport.per_pixel[0]
    turn_wheel(canvas, QPoint(120, 90), 2)
    assert canvas.viewport.to_plane(at) == pytest.approx(before)
    assert canvas.viewport.per_pixel[0] == pytest.approx(size / 1.44)
    turn_wheel(canvas, QPoint(120, 90), -2)
    assert canvas.viewport.per_pixel[0] == pytest.approx(size)


def test_zooming_anywhere_keeps_the_position_under_the_mouse(canvas):
    random = np.random.default_rng(0)
    for x, y, notches in random.integers([0, 0, -9], [500, 400, 10], (60, 3)).tolist():
        before = canvas.viewport
        turn_wheel(canvas, QPoint(x, y), notches)
        at = np.array([x, y], float)
        assert canvas.viewport.to_plane(at) == pytest.approx(before.to_plane(at))
        assert canvas.viewport.per_pixel == pytest.approx(np.array(before.per_pixel) / 1.2**notches)
        canvas.fit()


def test_zooming_stops_within_floating_point_range(canvas):
    for notches in [2] * 200 + [-2] * 400:
        turn_wheel(canvas, QPoint(10, 10), notches)
        viewport = canvas.viewport
        assert min(np.subtract(viewport.high, viewport.low)) >= MIN_SPAN
        assert max(np.subtract(viewport.high, viewport.low)) <= MAX_SPAN
    assert np.isfinite([*viewport.low, *viewport.high]).all()


@pytest.mark.parametrize("stop", [QPoint(70, -40), QPoint(-300, 210), QPoint(0, 9)])
def test_panning_moves_everything_by_as_many_pixels(qtbot, canvas, stop):
    before, empty = canvas.viewport, pixel_of(canvas, (-0.6, 0.6))
    drag(qtbot, canvas, empty, empty + stop / 2, empty + stop)
    moved = canvas.viewport.to_pixels(CORNERS) - before.to_pixels(CORNERS)
    assert moved == pytest.approx(np.tile([stop.x(), stop.y()], (len(CORNERS), 1)))
    assert canvas.viewport.size == before.size


def test_fit_restores_the_whole_view(canvas):
    whole = canvas.viewport
    turn_wheel(canvas, QPoint(50, 60), 5)
    canvas.fit()
    assert canvas.viewport == whole


def test_dragging_empty_space_pans(qtbot, canvas):
    empty = pixel_of(canvas, (-0.6, 0.6))
    under = canvas.viewport.to_plane(np.array([empty.x(), empty.y()], float))
    press_and_move(qtbot, canvas, empty, empty + QPoint(20, 10), empty + QPoint(60, 30))
    assert canvas.viewport.to_plane(np.array([empty.x() + 60, empty.y() + 30])) == pytest.approx(under)
    assert canvas.cursor().shape() == Qt.CursorShape.ClosedHandCursor
    qtbot.mouseRelease(surface(canvas), LEFT, pos=empty + QPoint(60, 30))
    assert canvas.cursor().shape() == Qt.CursorShape.ArrowCursor


def test_a_click_on_empty_space_clears_the_selection_and_moves_nothing(qtbot, canvas):
    viewport = canvas.viewport
    with qtbot.waitSignal(canvas.center_selected) as emitted:
        qtbot.mouseClick(surface(canvas), LEFT, pos=pixel_of(canvas, (-0.6, 0.6)))
    assert emitted.args == [-1]
    assert canvas.viewport == viewport


def test_other_buttons_do_nothing(qtbot, canvas):
    with qtbot.assertNotEmitted(canvas.center_selected):
        qtbot.mouseClick(surface(canvas), Qt.MouseButton.RightButton, pos=center(canvas))


def test_hovering_emits_a_point_once_and_leaving_emits_none(qtbot, canvas):
    emitted = []
    canvas.hovered.connect(emitted.append)
    at = pixel_of(canvas, canvas.picture.places[4])
    for stop in (at, at + QPoint(1, 0), at + QPoint(60, 60)):
        qtbot.mouseMove(surface(canvas), stop)
    assert emitted == [4, -1]
    qtbot.mouseMove(surface(canvas), at)
    for left in (surface(canvas), canvas.view, canvas):
        QApplication.sendEvent(left, QEvent(QEvent.Type.Leave))
    assert emitted == [4, -1, 4, -1]


def test_the_card_is_shown_for_the_hovered_point_only(qtbot, canvas):
    card = PointDetails("Row 5", (("x", "1"), ("y", "-0.2")), ((0, 0.8), (1, 0.2)))
    plain = canvas.grab().toImage()
    canvas.hovered.connect(
        lambda point: canvas.show_highlight(point, card if point >= 0 else None, NO_POINTS)
    )
    qtbot.mouseMove(surface(canvas), QPoint(250, 200))  # Qt sends no move to where the mouse is already
    qtbot.mouseMove(surface(canvas), pixel_of(canvas, canvas.picture.places[4]))
    assert canvas.grab().toImage() != plain
    qtbot.mouseMove(surface(canvas), QPoint(250, 200))
    assert canvas.grab().toImage() == plain


def test_hovering_does_not_render_the_picture_again(qtbot, canvas, monkeypatch):
    rendered = []
    monkeypatch.setattr(
        cluster_plot, "raster_images", lambda *content: rendered.append(True) or raster_images(*content)
    )
    canvas.grab()
    rendered.clear()
    for place in canvas.picture.places:
        qtbot.mouseMove(surface(canvas), pixel_of(canvas, place))
        canvas.grab()
    assert not rendered
    turn_wheel(canvas, QPoint(100, 100), 1)
    canvas.grab()
    assert len(rendered) == 1


def test_another_theme_repaints(canvas):
    canvas.set_theme(DARK)
    assert pixel(canvas, QPoint(150, 120)).tolist() == parse_color(DARK.canvas).tolist()
    canvas.set_theme(LIGHT)
    assert pixel(canvas, QPoint(150, 120)).tolist() == parse_color(LIGHT.canvas).tolist()


def test_a_larger_font_scales_the_viewport(canvas):
    font = canvas.font()
    font.setPixelSize(26)
    canvas.setFont(font)
    assert canvas.viewport.scale == 2


@pytest.mark.parametrize("size", [(1, 1), (3, 200), (200, 3), (40, 30)])
def test_any_size_paints(canvas, points, view, steps, size):
    canvas.show_picture(picture(points, view, steps[-1], layers=LAYERS))
    canvas.resize(*size)
    canvas.repaint()
    turn_wheel(canvas, QPoint(0, 0), 1)
    canvas.resize(500, 400)
    canvas.repaint()
    assert canvas.viewport.size == (500, 400)


def test_resizing_refits_a_fitted_view_and_keeps_the_center_of_a_zoomed_one(canvas):
    canvas.resize(700, 300)
    corners = canvas.viewport.to_pixels(canvas.picture.places)
    assert ((corners > 0) & (corners < [700, 300])).all()
    turn_wheel(canvas, QPoint(350, 150), 4)
    middle = canvas.viewport.to_plane(np.array([350.0, 150.0]))
    canvas.resize(400, 500)
    assert canvas.viewport.to_plane(np.array([200.0, 250.0])) == pytest.approx(middle)


@pytest.mark.parametrize("dpr", [1.0, 1.5, 2.0])
def test_the_image_has_one_pixel_per_device_pixel(canvas, dpr):
    """Otherwise Qt would scale the cached image."""
    viewport = replace(canvas.viewport, dpr=dpr)
    shown = raster_images(canvas.picture, viewport, LIGHT).points
    assert (shown.width(), shown.height()) == (500 * dpr, 400 * dpr)
    assert shown.devicePixelRatio() == dpr
    at = viewport.to_pixels(canvas.picture.places[2:3], dpr)[0].astype(int).tolist()
    line_color = parse_color(LIGHT.line_color(int(canvas.picture.point_marks.labels[2])))
    assert abs(np.array(shown.pixelColor(*at).getRgb()[:3]) - line_color).max() < 70


def test_a_click_takes_the_focus_and_the_canvas_has_a_name(qtbot, canvas, points, view, steps):
    qtbot.mouseClick(surface(canvas), LEFT, pos=QPoint(5, 5))
    assert canvas.hasFocus()
    assert canvas.accessibleName()
    canvas.show_picture(picture(points, view, steps[-1], caption="2 of 5 points changed cluster."))
    assert canvas.accessibleDescription() == "2 of 5 points changed cluster."


def test_a_canvas_is_freed_with_its_plot(qapp):
    canvas = Canvas()
    canvas.load_plot()
    canvas.grab()
    parts = [ref(part) for part in (canvas, canvas.view, canvas.view.plot, canvas.view.plot.box)]
    del canvas
    gc.collect()
    assert [part() for part in parts] == [None] * 4


def test_a_long_press_that_trembles_is_a_click(qtbot, canvas):
    qtbot.mousePress(surface(canvas), LEFT, pos=QPoint(250, 30))
    qtbot.wait(600)  # pyqtgraph takes a press of more than half a second as a drag
    move(canvas, QPoint(251, 31))
    qtbot.mouseRelease(surface(canvas), LEFT, pos=QPoint(251, 31))
    assert canvas.custom_viewport is None


def test_zooming_lays_no_label_of_an_axis_out(canvas, monkeypatch):
    laid_out = []
    monkeypatch.setattr(pg.AxisItem, "setLabel", lambda *_, **__: laid_out.append("label"))
    monkeypatch.setattr(pg.AxisItem, "_updateLabel", lambda *_: laid_out.append("label"))
    turn_wheel(canvas, QPoint(250, 200), 1)
    assert canvas.custom_viewport is not None
    assert not laid_out
