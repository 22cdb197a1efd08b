"""Menus are opened and chosen from by the keyboard."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication

from clusterlab.ui.actions.action_table import MENUS
from clusterlab.ui.actions.mnemonics import with_mnemonics

ALT, NONE = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.NoModifier


def mnemonics(texts):
    """The mnemonic of each text, empty where it has none."""
    return [QKeySequence.mnemonic(text).toString() for text in texts]


@pytest.mark.parametrize(
    ("texts", "marked"),
    [
        (["Save picture", "Save labels"], ["&Save picture", "Save &labels"]),
        (["Ab", "A b", "Ba"], ["&Ab", "A &b", "Ba"]),
        (["Abc", "A b", "Ba"], ["Ab&c", "&A b", "&Ba"]),
        (["R & D", "R"], ["R && &D", "&R"]),
        (["", "…", "Größe"], ["", "…", "&Größe"]),
    ],
)
def test_each_text_of_a_menu_has_a_letter_of_its_own_while_there_are_any(texts, marked):
    assert with_mnemonics(texts) == marked


def test_every_menu_and_every_entry_has_a_mnemonic(program):
    menus = program.window.menuBar().actions()
    assert "" not in mnemonics(menu.text() for menu in menus)
    for menu in (menu.menu() for menu in menus):
        found = mnemonics(action.text() for action in menu.actions() if not action.isSeparator())
        assert "" not in found
        assert len(found) == len(set(found))


def test_the_change_that_undo_names_does_not_take_a_letter_twice(program, press):
    press(Qt.Key.Key_Up)
    edit = program.window.menuBar().actions()[1].menu()
    found = mnemonics(action.text() for action in edit.actions() if not action.isSeparator())
    assert program.actions["undo"].iconText().startswith("Undo: ")
    assert len(found) == len(set(found)) == len(MENUS["Edit"])


def test_a_menu_opens_by_the_keyboard(program, qtbot):
    keys = (Qt.Key.Key_F10, NONE, "File"), (Qt.Key.Key_F, ALT, "File"), (Qt.Key.Key_V, ALT, "View")
    for key, modifier, title in keys:
        qtbot.keyClick(program.window.canvas, key, modifier)
        menu = QApplication.activePopupWidget()
        assert menu.title().replace("&", "") == title
        menu.close()


def test_a_letter_in_an_open_menu_runs_its_action(program, qtbot):
    qtbot.keyClick(program.window.canvas, Qt.Key.Key_V, ALT)
    menu = QApplication.activePopupWidget()
    (letter,) = mnemonics([program.actions["compare"].text()])
    qtbot.keyClick(menu, getattr(Qt.Key, f"Key_{letter[-1]}"))
    assert program.presenter.document.session.compares


def test_f11_fills_the_screen_and_goes_back(program, qtbot):
    states = []
    for _ in range(2):
        qtbot.keyClick(program.window.canvas, Qt.Key.Key_F11)
        states.append((program.window.isFullScreen(), program.actions["full_screen"].isChecked()))
    assert states == [(True, True), (False, False)]


def test_the_full_screen_is_left_by_escape_and_by_the_system(program, press):
    for leave in (lambda: press(Qt.Key.Key_Escape), program.window.showNormal):
        press(Qt.Key.Key_F11)
        assert program.window.isFullScreen()
        leave()
        assert not program.window.isFullScreen()
        assert not program.actions["full_screen"].isChecked()


def test_ctrl_c_copies_the_picture_of_the_canvas(program, press):
    QApplication.clipboard().clear()
    size = program.window.canvas.size()
    press(Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().image().size() == size
    assert program.window.message.words.text() == "Picture copied."


@pytest.mark.usefixtures("k_charts")
def test_ctrl_c_in_a_table_copies_the_table(program, qtbot, rest, recwarn):
    table = program.tab_presenters.profile.widget.features
    program.presenter.go_to_end()
    tabs = program.window.charts.tabs
    tabs.setCurrentIndex([tabs.tabText(i) for i in range(tabs.count())].index("Profile"))
    rest()
    QApplication.clipboard().clear()
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    rest()
    assert "\t" in QApplication.clipboard().text()
    assert QApplication.clipboard().image().isNull()


@pytest.mark.usefixtures("k_charts")
def test_a_click_on_any_control_but_a_text_field_leaves_the_focus_where_it_was(program, click):
    window = program.window
    tabs = window.charts.tabs
    parts = (window.transport.speed, window.transport.timeline, window.layers.boxes["paths"], window.compare)
    window.canvas.setFocus()
    for index in reversed(range(tabs.count())):
        click(tabs, tabs.tabRect(index).center())
        assert QApplication.focusWidget() is window.canvas
    for part in parts:
        click(part, part.rect().center())
        assert QApplication.focusWidget() in (window.canvas, window.panes, window.zoo), part


def test_a_menu_that_is_higher_than_the_screen_scrolls_in_one_column(program, rest):
    program.look_settings.set_scale(2.0)
    rest()
    for action in program.window.menuBar().actions():
        entries = [entry for entry in action.menu().actions() if not entry.isSeparator()]
        lefts = {action.menu().actionGeometry(entry).left() for entry in entries}
        assert len(lefts) == 1, action.text()
