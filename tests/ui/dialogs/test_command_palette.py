"""The command palette lists all actions, and runs the chosen one."""

import pytest
from PySide6.QtCore import Qt

from clusterlab.ui.actions.action_table import ACTION_SPECS
from clusterlab.ui.dialogs.command_palette import CommandPalette


@pytest.fixture
def palette(program, qtbot):
    """Opens the palette by its shortcut."""

    def palette():
        qtbot.keyClick(program.window.canvas, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
        (found,) = program.window.findChildren(CommandPalette)
        return found

    return palette


def test_it_lists_every_action_of_the_table(program, palette):
    opened = palette()
    assert len(opened.texts()) == len(ACTION_SPECS)
    opened.close()


def test_typed_words_narrow_it_and_enter_runs_the_first(program, palette, qtbot, rest):
    opened = palette()
    qtbot.keyClicks(opened.field, "compare")
    assert opened.texts()[0] == "Compare"
    assert len(opened.texts()) < 5
    qtbot.keyClick(opened.field, Qt.Key.Key_Return)
    rest()
    assert program.presenter.document.session.compares
    assert not program.window.findChildren(CommandPalette)


def test_arrows_choose_another_row_and_skip_none(program, palette, qtbot, rest):
    opened = palette()
    qtbot.keyClicks(opened.field, "one cluster")
    assert opened.texts()[:2] == ["One cluster more", "One cluster fewer"]
    qtbot.keyClick(opened.field, Qt.Key.Key_Down)
    qtbot.keyClick(opened.field, Qt.Key.Key_Return)
    rest()
    assert program.presenter.document.session.k == 2


def test_a_disabled_action_is_listed_but_not_run(program, palette, qtbot, rest):
    opened = palette()
    qtbot.keyClicks(opened.field, "redo")
    assert opened.texts()[0] == "Redo"
    qtbot.keyClick(opened.field, Qt.Key.Key_Return)
    assert opened.isVisible()
    opened.close()


def test_a_word_of_the_tooltip_finds_an_action(palette, qtbot):
    opened = palette()
    qtbot.keyClicks(opened.field, "spreadsheet")
    assert opened.texts() == ["Open file…", "Paste table"]
    qtbot.keyClick(opened.field, Qt.Key.Key_Escape)
    assert not opened.isVisible()
