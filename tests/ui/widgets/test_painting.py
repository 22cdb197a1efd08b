"""An exception in a paint event never ends the process: the widget says so, and it is reported once."""

import sys

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QWidget

from clusterlab.ui.widgets.painting import image_painter, widget_painter


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
    "clusterlab.ui.canvas.canvas.paint_pointer_overlay",
    "clusterlab.ui.canvas.render.paint_legend",
    "clusterlab.ui.canvas.render.paint_view",
    "clusterlab.ui.canvas.render.points_image",
    "clusterlab.ui.panels.timeline.Timeline._paint_ticks",
    "clusterlab.ui.panels.caption_bar.SentenceLabel._fitted",
    "clusterlab.ui.panels.shape_gallery._fitted",
    "clusterlab.ui.charts.silhouette_chart.paint_silhouettes",
]


@pytest.mark.parametrize("place", PLACES)
def test_an_exception_planted_in_a_painter_leaves_the_window_alive(
    program, qtbot, reported, monkeypatch, place
):
    def planted(*_args, **_keywords):
        raise ZeroDivisionError(place)

    program.presenter.go_to_end()
    qtbot.waitUntil(lambda: not program.presenter._timer.isActive(), timeout=30_000)
    monkeypatch.setattr(place, planted)
    program.look_settings.toggle()  # everything is painted anew
    program.window.grab()
    qtbot.waitUntil(lambda: bool(reported))
    assert {str(error) for error in reported} == {place}
    monkeypatch.undo()
    program.look_settings.toggle()
    assert not program.window.grab().isNull()
