"""Navigation keys act on the control that has the focus, and elsewhere on the window."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit

from clusterlab.ui.widgets.tab_order import tab_order

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


@pytest.mark.parametrize("modifier", [Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier])
def test_arrows_in_a_control_do_not_change_k(program, qtbot, rest, k, modifier):
    for name, control_of in CONTROLS.items():
        control = control_of(program.window)
        control.setFocus()
        qtbot.keyClick(control, Qt.Key.Key_Up, modifier)
        rest()
        assert k() == 3, name


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


def kinds_of_controls(window):
    """One focusable control of each class and, of buttons that can be checked, of each state."""
    controls = tab_order(window._parts())
    kinds = {(type(one), getattr(one, "isChecked", bool)()): one for one in controls}
    return list(kinds.values())


def test_single_keys_act_with_the_focus_in_every_kind_of_control(program, qtbot, rest):
    window, player, document = program.window, program.presenter.player, program.presenter.document
    kinds = kinds_of_controls(window)
    assert len(kinds) > 12
    for control in kinds:
        control.setFocus()
        focused, seed = QApplication.focusWidget(), document.session.algorithm.seed
        for playing in (True, False):
            qtbot.keyClick(focused, Qt.Key.Key_Space)
            assert player.playing == playing, type(control)
        qtbot.keyClick(focused, Qt.Key.Key_R)
        is_text = isinstance(control, QLineEdit) and isinstance(focused, QLineEdit)
        assert document.session.algorithm.seed == seed + (not is_text), type(control)
        control.clearFocus()
        rest()


def test_space_in_a_number_that_is_being_typed_plays_and_keeps_it(program, qtbot):
    number = program.window.top.k.number
    number.setFocus()
    number.selectAll()
    qtbot.keyClicks(number, "4")
    qtbot.keyClick(number, Qt.Key.Key_Space)
    assert (number.text(), program.presenter.player.playing) == ("4", True)


@pytest.mark.usefixtures("k_charts")
def test_digits_in_the_spin_box_are_typed(program, qtbot, rest):
    box = program.window.charts.last
    box.setFocus()
    box.selectAll()
    qtbot.keyClicks(box, "6")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    rest()
    assert box.value() == 6
