"""The window with a large font on a small screen, as on a projector."""

import pytest
from PySide6.QtCore import QPoint, Qt

pytestmark = pytest.mark.usefixtures("k_charts")


@pytest.fixture
def large(program, rest):
    """The program with a font twice as large as usual; the font size is reset afterward."""
    program.look_settings.scale_font(2.0)
    rest()
    yield program
    program.look_settings.scale_font(0)
    rest()


def test_the_left_panel_fits_its_parts(large):
    panel = large.window.data.parentWidget().parentWidget().parentWidget()
    assert panel.widget().minimumSizeHint().width() <= panel.viewport().width()


def test_the_top_bar_hides_a_label_before_it_elides_the_algorithm(large, rest):
    top = large.window.top
    assert top.start_label.isHidden()
    words = top.algorithms.fontMetrics().horizontalAdvance(top.algorithms.currentText())
    assert top.algorithms.width() >= words + 60  # the arrow and the margins
    large.look_settings.scale_font(0)
    rest()
    assert top.start_label.isVisible()


def test_icons_scale_with_the_font(large):
    assert large.window.compare.iconSize().width() == 32
    assert {button.iconSize().width() for button in large.window.tools.buttons.values()} == {32}


def test_escape_closes_the_drawer(large, press):
    window = large.window
    window.drawer.click()
    assert window.charts.isVisible()
    press(Qt.Key.Key_Escape)
    assert not window.charts.isVisible()
    press(Qt.Key.Key_C)
    window.drawer.click()
    press(Qt.Key.Key_Escape)
    assert large.presenter.document.session.compares  # each press closes one thing
    press(Qt.Key.Key_Escape)
    assert not large.presenter.document.session.compares


def test_the_window_fits_a_screen_of_1280_by_720_at_150_percent(program, rest):
    window = program.window
    window.resize(853, 460)
    rest()
    assert (window.width(), window.height()) == (853, 460)
    for part in (window.transport.run, window.transport.speed, window.drawer):
        assert window.rect().contains(part.rect().translated(part.mapTo(window, QPoint())))


def test_tabs_fit_when_another_becomes_current(program, qtbot):
    tabs = program.window.charts.tabs
    for index in (1, 0):
        tabs.setCurrentIndex(index)
        tabs.parentWidget().layout().activate()
        qtbot.waitUntil(lambda: tabs.width() >= tabs.sizeHint().width())
