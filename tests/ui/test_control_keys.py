"""Navigation keys act on the control that has the focus, and elsewhere on the window."""

import pytest
from PySide6.QtCore import Qt

CONTROLS = {
    "combo box": lambda window: window.top.init_choice,
    "slider": lambda window: window.transport.speed,
    "spin box": lambda window: window.charts.last,
    "tabs": lambda window: window.charts.tabs,
    "chart": lambda window: window.charts.chart("inertia").curve,
}


@pytest.fixture
def k(program):
    """The number of clusters that is chosen."""
    return lambda: program.presenter.document.session.k


@pytest.mark.parametrize("name", CONTROLS)
@pytest.mark.parametrize("modifier", [Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier])
def test_arrows_in_a_control_do_not_change_k(program, qtbot, rest, k, name, modifier):
    control = CONTROLS[name](program.window)
    control.setFocus()
    qtbot.keyClick(control, Qt.Key.Key_Up, modifier)
    rest()
    assert k() == 3


def test_arrows_in_the_list_of_a_combo_box_do_not_change_k(program, qtbot, rest, k):
    box = program.window.top.init_choice
    box.showPopup()
    qtbot.keyClick(box.view(), Qt.Key.Key_Down)
    assert box.view().currentIndex().row() == 1
    box.hidePopup()
    rest()
    assert k() == 3


def test_all_other_keys_in_a_control_are_keys_of_the_window(program, qtbot, rest, k):
    slider = program.window.transport.speed
    slider.setFocus()
    qtbot.keyClick(slider, Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(slider, Qt.Key.Key_PageDown)
    rest()
    assert (k(), program.presenter.player.index) == (4, 1)
