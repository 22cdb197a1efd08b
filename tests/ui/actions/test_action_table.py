"""The table of actions, and the QActions made from it."""

import re
from pathlib import Path

from PySide6.QtCore import Qt

from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.core.resources import resource
from clusterlab.session.state.layers import LAYERS
from clusterlab.ui.actions.action_table import ACTION_SPECS, MENUS, key_list, layer_keys
from clusterlab.ui.panels.tool_bar import TOOLS

UI = Path(__file__).parents[3] / "clusterlab" / "ui"
README = Path(__file__).parents[3].joinpath("README.md").read_text(encoding="utf-8")


def test_the_readme_has_the_key_list():
    rows = [f"| {keys} | {words} |" for keys, words in key_list()]
    table = "\n".join(["| key | what it does |", "|---|---|", *rows])
    assert f"<!-- keys -->\n{table}\n<!-- end of keys -->" in README


def test_every_identifier_and_every_shortcut_belongs_to_one_action():
    ids = [spec.id for spec in ACTION_SPECS]
    keys = [key for spec in ACTION_SPECS for key in spec.keys]
    assert len(ids) == len(set(ids))
    assert len(keys) == len(set(keys))
    assert len(key_list()) == sum(bool(spec.keys) for spec in ACTION_SPECS)


def test_every_icon_exists_and_is_shown_somewhere():
    sources = [path.read_text(encoding="utf-8") for path in UI.rglob("*.py")]
    calls = r'(?:IconButton|step_button|icon)\("(\w+)"|ThemedIcon\([^()]+, "(\w+)"'
    names = {"".join(found) for source in sources for found in re.findall(calls, source)} | set(TOOLS)
    assert len(names) > 10
    files = {
        path.stem for path in resource("icons").glob("*.svg") if not path.stem.endswith(("-light", "-dark"))
    }
    assert names | {"run", "clusterlab"} == files


def test_every_layer_has_an_action():
    assert set(layer_keys()) == set(LAYERS)


def test_every_action_is_in_its_menu_with_its_shortcuts(program):
    menus = {menu.text().replace("&", ""): menu.menu() for menu in program.window.menuBar().actions()}
    for title, spec in ((title, spec) for title, specs in MENUS.items() for spec in specs):
        action = program.actions[spec.id]
        assert action in menus[title].actions(), spec.id
        assert action.iconText() == spec.words
        assert action.text().replace("&", "") == spec.words
        own = [key.toString() for key in action.shortcuts()]
        assert own == ([] if spec.run_key else list(spec.keys))
        assert action.isCheckable() == (spec.checked is not None)


def test_every_control_has_an_accessible_name(program):
    from PySide6.QtWidgets import QAbstractButton, QAbstractSlider, QComboBox, QLineEdit, QScrollBar

    kinds = (QAbstractButton, QAbstractSlider, QComboBox, QLineEdit)
    parts = [part for kind in kinds for part in program.window.findChildren(kind)]
    parts = [part for part in parts if not isinstance(part, QScrollBar) and part.isVisible()]
    nameless = [part for part in parts if not (part.accessibleName() or getattr(part, "text", str)())]
    assert not nameless


def test_undo_and_redo_are_enabled_while_there_is_something_to_undo_and_redo(program, press):
    undo, redo = program.actions["undo"], program.actions["redo"]
    states = [(undo.isEnabled(), redo.isEnabled())]
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Z):
        press(key, Qt.KeyboardModifier.ControlModifier)
        states.append((undo.isEnabled(), redo.isEnabled()))
    assert states == [(False, False), (True, False), (False, True)]


def test_compare_is_checked_while_panes_are_compared(program, press):
    compare, states = program.actions["compare"], []
    for _ in range(2):
        press(Qt.Key.Key_C)
        states.append(compare.isChecked())
    assert states == [True, False]
    press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert compare.isChecked()


def test_the_key_of_a_layer_hides_it_and_unchecks_its_action(program, press):
    paths, soft = program.actions["paths"], program.actions["soft"]
    assert paths.isChecked()
    assert not soft.isEnabled()
    press(Qt.Key.Key_T)
    assert "paths" not in program.presenter.document.session.layers
    assert not paths.isChecked()


def test_layers_are_enabled_and_checked_as_in_their_panel(program, rest):
    commands, layers = program.presenter.commands, program.window.layers

    def state(control):
        return control.isEnabled(), control.isChecked()

    def states():
        rest()
        found = {name: state(program.actions[name]) for name in LAYERS}
        assert found == {name: state(layers.boxes[name]) for name in LAYERS}
        return found

    assert states()["soft"] == (False, False)
    assert states()["regions"] == (True, False)
    commands.choose_algorithm("gmm")
    assert states()["soft"] == (True, True)
    commands.open_file(resource("examples/iris.csv"))  # known only when the data are on screen
    assert states()["regions"] == (False, False)
    assert states()["arrows"] == (True, True)


def test_refine_names_the_algorithm_that_continues(program, press, monkeypatch):
    refine = program.actions["refine"]
    monkeypatch.setattr(KMeans, "refines_to", "fuzzy")
    press(Qt.Key.Key_Up)
    assert refine.iconText() == program.window.algorithm.refine.text() == "Refine with Fuzzy c-means"
    program.presenter.commands.choose_algorithm("gmm")
    assert refine.iconText() == "Refine with GMM"
    assert refine.isEnabled()
