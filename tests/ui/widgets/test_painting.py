"""An exception in a paint event never ends the process: the widget says so, and it is reported once."""

import sys

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QWidget

from clusterlab.core.points import Points
from clusterlab.core.projection import column_view
from clusterlab.export.picture import picture
from clusterlab.export.theme import LIGHT, parse_color
from clusterlab.ui.canvas.canvas import Canvas
from clusterlab.ui.canvas.page import picture_page
from clusterlab.ui.widgets.painting import hold_painting, image_painter, paint_again, widget_painter
from tests.ui.canvas.drawing import LEFT, as_array, drag, surface


class Painted(QWidget):
    """A widget that is filled with green, or whose painting fails."""

    fails = False

    def paintEvent(self, event):
        with widget_painter(self) as painter:
            if self.fails:
                raise ZeroDivisionError("planted")
            painter.fillRect(self.rect(), QColor("#00ff00"))


@pytest.fixture
def reported(monkeypatch):
    """The exceptions that were reported as uncaught."""
    found = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, trace: found.append(error))
    return found


def test_a_widget_that_cannot_be_painted_says_so_until_it_can(qtbot, reported):
    widget = Painted()
    qtbot.addWidget(widget)
    widget.resize(240, 40)
    widget.show()
    green = QColor("#00ff00")
    assert widget.grab().toImage().pixelColor(3, 3) == green
    widget.fails = True
    for _ in range(3):
        drawn = widget.grab().toImage()
    assert drawn.pixelColor(3, 3) == widget.palette().base().color()
    colors = {drawn.pixelColor(x, y).name() for x in range(drawn.width()) for y in range(drawn.height())}
    assert len(colors) > 1  # there is text
    qtbot.waitUntil(lambda: bool(reported))
    assert [str(error) for error in reported] == ["planted"]
    widget.fails = False
    assert widget.grab().toImage().pixelColor(3, 3) == green
    widget.fails = True
    widget.grab()
    qtbot.waitUntil(lambda: len(reported) == 2)


def test_a_painter_of_an_image_ends_with_an_exception():
    image = QImage(4, 4, QImage.Format.Format_RGB32)
    with pytest.raises(ZeroDivisionError), image_painter(image):
        raise ZeroDivisionError
    assert not image.paintingActive()


PLACES = [
    "clusterlab.ui.canvas.axes.pixel_of",
    "clusterlab.ui.canvas.axes.PlaneAxis.generateDrawSpecs",
    "clusterlab.ui.canvas.cluster_plot.paint_edge",
    "clusterlab.ui.canvas.cluster_plot.paint_pointer_overlay",
    "clusterlab.ui.canvas.cluster_plot.raster_images",
    "clusterlab.ui.canvas.legend.longest_legend_rows",
    "clusterlab.ui.canvas.raster.points_image",
    "clusterlab.ui.panels.timeline.Timeline._paint_ticks",
    "clusterlab.ui.panels.caption_bar.SentenceLabel._fitted",
    "clusterlab.ui.panels.shape_gallery._fitted",
    "clusterlab.ui.charts.plot.LabelAxis.drawPicture",
]


@pytest.mark.usefixtures("k_charts")
def test_an_exception_planted_in_a_painter_leaves_the_window_alive(program, qtbot, reported, monkeypatch):
    program.presenter.go_to_end()
    qtbot.waitUntil(lambda: not program.presenter._timer.isActive(), timeout=30_000)
    for place in PLACES:
        with monkeypatch.context() as planting:
            planting.setattr(place, planted(place))
            program.look_settings.toggle()  # everything is painted anew
            program.window.grab()
            qtbot.waitUntil(lambda: bool(reported))
        qtbot.waitUntil(program.window.updatesEnabled)
        assert {str(error) for error in reported} == {place}
        program.look_settings.toggle()
        qtbot.waitUntil(program.window.updatesEnabled)
        assert not program.window.grab().isNull()
        reported.clear()


def planted(place):
    """A function that fails with the name of a place."""

    def fails(*_args, **_keywords):
        raise ZeroDivisionError(place)

    return fails


@pytest.fixture
def canvas(qtbot):
    """A canvas with a plot of four points."""
    points = Points(np.array([[0.0, 0.0], [1.0, 1.0], [0.0, 1.0], [1.0, 0.2]]))
    shown = Canvas()
    qtbot.addWidget(shown)
    shown.resize(400, 300)
    shown.show_picture(picture(points, column_view(points, "xy", (0, 1), True), None, layers=()))
    shown.load_plot()
    shown.show()
    qtbot.waitExposed(shown)
    return shown


def dark_pixels(canvas):
    """How many pixels in the middle of a canvas have the color of its text."""
    middle = as_array(canvas.grab().toImage())[130:170, 80:320]
    return int((abs(middle - parse_color(LIGHT.text).astype(int)).max(axis=2) < 40).sum())


@pytest.mark.parametrize(("place", "items"), [("cluster_plot.paint_edge", 1), ("axes.pixel_of", 3)])
def test_an_item_that_cannot_be_painted_says_so_in_the_plot_until_it_can(
    canvas, qtbot, reported, monkeypatch, place, items
):
    def planted(*_):
        raise ZeroDivisionError("planted")

    before = as_array(canvas.grab().toImage())
    assert dark_pixels(canvas) == 0
    monkeypatch.setattr(f"clusterlab.ui.canvas.{place}", planted)
    for _ in range(3):
        assert dark_pixels(canvas) > 100
    qtbot.waitUntil(lambda: len(reported) >= items)
    assert [str(error) for error in reported] == ["planted"] * items  # not again at every repaint
    monkeypatch.undo()
    assert np.array_equal(as_array(canvas.grab().toImage()), before)


def test_a_page_with_an_item_that_cannot_be_painted_is_not_saved(qapp, monkeypatch, tmp_path):
    def planted(*_):
        raise ZeroDivisionError("planted")

    monkeypatch.setattr("clusterlab.ui.canvas.cluster_plot.paint_edge", planted)
    points = Points(np.array([[0.0, 0.0], [1.0, 1.0]]))
    page = picture_page(picture(points, column_view(points, "xy", (0, 1), True), None), (300, 200))
    for suffix in ("png", "svg", "pdf"):
        with pytest.raises(ZeroDivisionError):
            page.save(tmp_path / f"picture.{suffix}")
    assert not list(tmp_path.iterdir())


HANDLERS = [
    "clusterlab.ui.canvas.plane_box.HoverEvent.isExit",
    "clusterlab.ui.canvas.plane_box.is_additive",
    "clusterlab.ui.canvas.plane_box.PlaneBox.drag_of",
]


def use_mouse(qtbot, canvas):
    """Moves thrice, drags and clicks."""
    for x in (30, 31, 32):
        qtbot.mouseMove(surface(canvas), QPoint(x, 40))
    drag(qtbot, canvas, QPoint(30, 40), QPoint(60, 70), QPoint(90, 90))
    qtbot.mouseClick(surface(canvas), LEFT, pos=QPoint(30, 40))


@pytest.mark.parametrize("place", HANDLERS)
def test_an_exception_in_a_mouse_event_of_an_item_is_reported_once(
    canvas, qtbot, reported, monkeypatch, place
):
    def planted(*_):
        raise ZeroDivisionError("planted")

    for times in (1, 2):
        with monkeypatch.context() as patched:
            patched.setattr(place, planted)
            use_mouse(qtbot, canvas)
            qtbot.waitUntil(lambda times=times: len(reported) >= times)
        use_mouse(qtbot, canvas)
        assert [str(error) for error in reported] == ["planted"] * times


def test_a_window_is_painted_again_when_all_who_hold_it_have_let_go(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    hold_painting(window)
    hold_painting(window)
    paint_again(window)
    assert not window.updatesEnabled()
    paint_again(window)
    assert window.updatesEnabled()
