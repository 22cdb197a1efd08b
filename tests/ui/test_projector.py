"""Type for the last row of a class: nothing is cut off, and what lies over the canvas goes away again."""

import pytest
from PySide6.QtCore import QPoint, Qt


@pytest.fixture
def large(program, rest):
    """The window with type twice as large as usual; the program is dressed as usual again afterward."""
    program.look_settings.scale_font(2.0)
    rest()
    yield program
    program.look_settings.scale_font(0)


def test_the_left_panel_is_as_wide_as_its_parts(large):
    panel = large.window.data.parentWidget().parentWidget().parentWidget()
    assert panel.widget().minimumSizeHint().width() <= panel.viewport().width()


def test_the_top_bar_gives_up_a_label_before_the_name_of_the_algorithm_is_cut(large):
    top = large.window.top
    assert top.start_label.isHidden()
    words = top.algorithms.fontMetrics().horizontalAdvance(top.algorithms.currentText())
    assert top.algorithms.width() >= words + 60  # the arrow and the margins
    large.look_settings.scale_font(0)
    assert top.start_label.isVisible()


def test_icons_grow_with_the_type(large):
    assert large.window.compare.iconSize().width() == 32


def test_escape_takes_the_charts_off_the_canvas(large, press):
    window = large.window
    window.drawer.click()
    assert window.charts.isVisible()
    press(Qt.Key.Key_Escape)
    assert not window.charts.isVisible()
    press(Qt.Key.Key_C)
    window.drawer.click()
    press(Qt.Key.Key_Escape)
    assert large.presenter.document.session.compares  # one thing at a time
    press(Qt.Key.Key_Escape)
    assert not large.presenter.document.session.compares


def test_a_projector_of_1280_by_720_at_150_percent_has_room_for_the_window(program, rest):
    window = program.window
    window.resize(853, 460)
    rest()
    assert (window.width(), window.height()) == (853, 460)
    for part in (window.transport.run, window.transport.speed, window.drawer):
        assert window.rect().contains(part.rect().translated(part.mapTo(window, QPoint())))


def test_tabs_are_all_seen_when_another_becomes_bold(program, qtbot):
    tabs = program.window.charts.tabs
    for place in (1, 0):
        tabs.setCurrentIndex(place)
        tabs.parentWidget().layout().activate()
        qtbot.waitUntil(lambda: tabs.width() == tabs.sizeHint().width())
