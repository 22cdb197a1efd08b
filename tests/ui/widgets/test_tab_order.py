"""The tab order of the window: reading order."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from clusterlab.core.formatting import format_duration
from clusterlab.ui.widgets.tab_order import next_control, tab_order

pytestmark = pytest.mark.usefixtures("k_charts")


def press_tab(program, qtbot, times, key=Qt.Key.Key_Tab):
    """The controls that have the focus after each press."""
    focused = []
    for _ in range(times):
        qtbot.keyClick(QApplication.focusWidget() or program.window, key)
        focused.append(QApplication.focusWidget())
    return focused


def test_the_tab_order_is_top_bar_then_data_then_algorithm(program, press, qtbot):
    window = program.window
    press(Qt.Key.Key_End)
    controls = tab_order(window._parts())
    parts = [next(part for part in window._parts() if part.isAncestorOf(c) or part is c) for c in controls]
    assert [part for i, part in enumerate(parts) if i == 0 or part is not parts[i - 1]] == [
        part for part in window._parts() if part.isVisible()
    ]
    data = [c for c in controls if window.data.isAncestorOf(c)]
    tiles = window.data.gallery.tiles
    assert data[:4] == [window.data.draw, window.data.open, tiles["blobs"], tiles["moons"]]
    slider = window.data.form.rows["points"].slider
    assert data.index(slider) > data.index(window.data.examples["iris"])
    assert data[data.index(slider) + 1] is window.data.form.rows["points"].number


def test_tab_and_backtab_reach_the_same_controls_and_scroll_to_them(program, qtbot):
    window = program.window
    window.resize(1024, 700)
    window.canvas.setFocus()
    controls = tab_order(window._parts())
    onward = press_tab(program, qtbot, len(controls))
    assert onward[-1] is window.canvas
    assert set(onward) == set(controls)
    back = press_tab(program, qtbot, len(controls), Qt.Key.Key_Backtab)
    assert back == [*onward[-2::-1], window.canvas]
    legend = window.layers.boxes["legend"]
    press_tab(program, qtbot, len(controls) - controls.index(window.canvas) + controls.index(legend))
    assert legend.hasFocus()
    port = window._left.viewport()
    assert port.rect().contains(legend.mapTo(port, QPoint(legend.width() // 2, legend.height() // 2)))


def test_the_tab_order_is_cyclic(program):
    controls = tab_order(program.window._parts())
    assert next_control(controls, controls[-1], True) is controls[0]
    assert next_control(controls, controls[0], False) is controls[-1]
    assert next_control(controls, None, True) is controls[0]
    assert next_control([], None, True) is None


def test_controls_of_the_side_panel_keep_their_width_when_it_scrolls(program):
    number = program.window.data.form.rows["seed"].dice
    program.window.resize(1440, 1000)
    QApplication.processEvents()
    before = number.mapTo(program.window, QPoint(0, 0)).x()
    program.window.resize(1440, 600)
    QApplication.processEvents()
    assert program.window._left.verticalScrollBar().isVisible()
    assert abs(number.mapTo(program.window, QPoint(0, 0)).x() - before) <= 1


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(9e-8, "under 0.01 ms"), (0.000136, "0.136 ms"), (0.145, "145 ms"), (1.5, "1.5 s"), (1234, "1,234.0 s")],
)
def test_durations_have_a_suitable_unit(seconds, words):
    assert format_duration(seconds) == words
