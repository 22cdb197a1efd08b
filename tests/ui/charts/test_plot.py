"""What all charts have in common: type size, focus frame, screens, tooltips and failures."""

import sys

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QFont, QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip

from clusterlab.export.theme import DARK, LIGHT
from clusterlab.ui.charts.pick_plot import PickPlot
from clusterlab.ui.charts.plot import Plot


class Strip(Plot):
    """A plot of two labels at the ends of its only axis."""

    sides = ("bottom",)
    has_base_line = True

    def redraw(self):
        """Labels the ends."""
        self.box.setXRange(0, 1, padding=0)
        self.set_ticks("bottom", [(0, "start of it"), (1, "end of it")])


def shown(qtbot, plot, theme=LIGHT):
    """The plot on screen."""
    qtbot.addWidget(plot)
    plot.resize(300, 112)
    plot.set_theme(theme)
    plot.show()
    return plot


@pytest.fixture
def strip(qtbot):
    return shown(qtbot, Strip())


def ink(image, columns):
    """How many pixels of some columns differ from the background."""
    plain = image.pixelColor(150, 20)
    rows = range(image.height() - 18, image.height())
    return sum(image.pixelColor(x, y) != plain for x in columns for y in rows)


def test_labels_at_the_ends_stay_within_the_plot(strip):
    image = strip.grab().toImage()
    assert ink(image, range(60)) > 50
    assert ink(image, range(240, 300)) > 50
    assert ink(image, (0, 299)) <= 4  # the line of the axis alone


def test_the_axis_font_and_the_height_follow_the_type_size(strip):
    height, size = strip.height(), strip.axes["bottom"].style["tickFont"].pixelSize()
    larger = QFont(strip.font())
    larger.setPixelSize(26)
    strip.setFont(larger)
    assert strip.axes["bottom"].style["tickFont"].pixelSize() == 24 > size
    assert strip.height() > height


def test_the_background_and_the_labels_have_the_colors_of_the_theme(qtbot):
    image = shown(qtbot, Strip(), DARK).grab().toImage()
    assert image.pixelColor(150, 20) == QColor(DARK.panel)
    colors = {image.pixelColor(150, y).name() for y in range(image.height() - 24, image.height())}
    assert DARK.line in colors
    assert ink(image, range(60)) > 50


def test_a_focused_plot_has_a_frame(qtbot, strip):
    assert strip.grab().toImage().pixelColor(150, 0) == QColor(LIGHT.panel)
    strip.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    strip.setFocus()
    qtbot.waitUntil(strip.hasFocus)
    assert strip.grab().toImage().pixelColor(150, 0) == QColor(LIGHT.accent)


def test_lines_are_as_wide_on_any_screen(strip, monkeypatch):
    assert strip.pen("#000000", 1.5).widthF() == 1.5
    monkeypatch.setattr(strip, "devicePixelRatioF", lambda: 2.0)
    assert strip.pen("#000000", 1.5).widthF() == 3
    drawn = []
    monkeypatch.setattr(strip, "redraw", lambda: drawn.append(strip.axes["bottom"].pen().widthF()))
    strip.grab()
    assert drawn == [2]


def test_the_help_of_a_plot_is_its_tooltip(qtbot, strip):
    strip.setToolTip("What this is.")
    place = strip.rect().center()
    asked = QHelpEvent(QEvent.Type.ToolTip, place, strip.mapToGlobal(place))
    QApplication.sendEvent(strip.viewport(), asked)
    qtbot.waitUntil(QToolTip.isVisible)
    assert QToolTip.text() == "What this is."
    QToolTip.hideText()
    qtbot.waitUntil(lambda: not QToolTip.isVisible())


def test_a_plot_that_cannot_be_painted_says_so_and_is_reported_once(qtbot, strip, monkeypatch):
    reported = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, trace: reported.append(str(error)))
    before = strip.grab().toImage()

    def planted(*_):
        raise ZeroDivisionError("planted")

    with monkeypatch.context() as patched:
        patched.setattr(type(strip.axes["bottom"]), "drawPicture", planted)
        strip.set_theme(DARK)
        for _ in range(3):
            image = strip.grab().toImage()
        qtbot.waitUntil(lambda: bool(reported))
    assert reported == ["planted"]
    middle = {image.pixelColor(x, y).name() for x in range(60, 240) for y in range(46, 66)}
    assert len(middle) > 1  # the sentence
    strip.set_theme(LIGHT)
    assert strip.grab().toImage() == before


def test_a_part_must_be_found_by_the_plot(qtbot):
    plot = PickPlot()
    qtbot.addWidget(plot)
    with pytest.raises(NotImplementedError):
        plot.next_part(Qt.Key.Key_Left)


def test_a_hidden_plot_takes_another_theme_when_it_is_painted(strip, monkeypatch):
    drawn = []
    monkeypatch.setattr(Strip, "redraw", lambda self: drawn.append(self._theme.name))
    strip.hide()
    strip.set_theme(DARK)
    strip.set_theme(LIGHT)
    strip.set_theme(DARK)
    assert drawn == []
    strip.show()
    assert strip.grab().toImage().pixelColor(150, 20).name() == DARK.panel
    assert drawn == ["dark"]
