from pathlib import Path

from PySide6.QtCore import Qt

from clusterlab.ui.actions.table import WINDOW_COMMANDS, key_list, key_table

README = Path(__file__).parents[3].joinpath("README.md").read_text(encoding="utf-8")


def test_the_readme_lists_the_keys_as_they_are():
    assert f"<!-- keys -->\n{key_table()}\n<!-- end of keys -->" in README


def test_every_key_means_one_thing():
    keys = [key for command in WINDOW_COMMANDS for key in command.keys]
    assert len(keys) == len(set(keys))
    assert len(key_list()) == sum(bool(command.keys) for command in WINDOW_COMMANDS)


def test_every_command_of_the_table_is_in_a_menu_with_its_keys(program):
    bar = program.window.menuBar()
    shown = [action for menu in bar.actions() for action in menu.menu().actions()]
    for command in WINDOW_COMMANDS:
        assert program.actions[command.name] in shown, command.name
        assert [k.toString() for k in program.actions[command.name].shortcuts()] == list(command.keys)


def test_every_control_has_a_name_for_screen_readers(program):
    from PySide6.QtWidgets import QAbstractButton, QAbstractSlider, QComboBox, QLineEdit, QScrollBar

    kinds = (QAbstractButton, QAbstractSlider, QComboBox, QLineEdit)
    parts = [part for kind in kinds for part in program.window.findChildren(kind)]
    parts = [part for part in parts if not isinstance(part, QScrollBar) and part.isVisible()]
    nameless = [part for part in parts if not (part.accessibleName() or getattr(part, "text", str)())]
    assert not nameless


def test_the_first_press_of_a_key_hides_a_layer_that_is_shown_and_the_menu_agrees(program, press):
    paths, soft = program.actions["paths"], program.actions["soft"]
    assert paths.isChecked()
    assert not soft.isEnabled()
    press(Qt.Key.Key_T)
    assert "paths" not in program.presenter.document.session.layers
    assert not paths.isChecked()
