"""The table of actions, and the QActions, the menus and the key list that are made from it."""

from collections.abc import Mapping
from itertools import chain

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from clusterlab.ui.actions.action_spec import ActionSpec, ActionTargets
from clusterlab.ui.actions.document_actions import DATA_ACTIONS, EDIT_ACTIONS, FILE_ACTIONS
from clusterlab.ui.actions.run_actions import RUN_ACTIONS
from clusterlab.ui.actions.view_actions import HELP_ACTIONS, VIEW_ACTIONS
from clusterlab.ui.dialogs.keys_and_about import show_keys

SHOW_KEYS = ActionSpec("show_keys", "Keys", lambda on: show_keys(on.window, key_list()), ("F1",))
MENUS = {
    "File": FILE_ACTIONS,
    "Edit": EDIT_ACTIONS,
    "Data": DATA_ACTIONS,
    "Run": RUN_ACTIONS,
    "View": VIEW_ACTIONS,
    "Help": (SHOW_KEYS, *HELP_ACTIONS),
}
ACTION_SPECS = tuple(chain.from_iterable(MENUS.values()))
"""Every action, in the order of the menus."""
KEY_WORDS = {"PgDown": "PgDn", "PgUp": "PgUp"}


def key_words(spec: ActionSpec) -> str:
    """The shortcuts of an action as they are shown."""
    return " or ".join(KEY_WORDS.get(key, key) for key in spec.keys)


def key_list() -> list[tuple[str, str]]:
    """The shortcuts and the words of each action that has shortcuts."""
    return [(key_words(spec), spec.words) for spec in ACTION_SPECS if spec.keys]


def layer_keys() -> dict[str, str]:
    """The shortcuts of the actions that toggle layers, by layer."""
    return {spec.layer: key_words(spec) for spec in ACTION_SPECS if spec.layer}


def make_actions(owner: QWidget, targets: ActionTargets) -> dict[str, QAction]:
    """A QAction for each action, owned by `owner`, by identifier; `refresh_actions` sets their state."""
    actions = {spec.id: _action(spec, owner, targets) for spec in ACTION_SPECS}
    groups = {spec.group: QActionGroup(owner) for spec in ACTION_SPECS if spec.group}
    for spec in ACTION_SPECS:
        if spec.group:
            groups[spec.group].addAction(actions[spec.id])
    return actions


def refresh_actions(actions: Mapping[str, QAction], targets: ActionTargets) -> None:
    """Sets whether each QAction is enabled and checked, and its words, as its record says now."""
    for spec in ACTION_SPECS:
        action = actions[spec.id]
        action.setEnabled(spec.enabled is None or spec.enabled(targets))
        if spec.checked is not None:
            action.setChecked(spec.checked(targets))
        if spec.current_words is not None:
            action.setText(spec.current_words(targets))


def fill_menus(bar: QMenuBar, actions: Mapping[str, QAction], submenus: Mapping[str, QMenu]) -> None:
    """Fills the menu bar in the order of the table, with menus below some actions, by their identifiers."""
    for title, specs in MENUS.items():
        menu = bar.addMenu(title)
        for spec in specs:
            if spec.starts_group:
                menu.addSeparator()
            menu.addAction(actions[spec.id])
            if spec.id in submenus:
                menu.addMenu(submenus[spec.id])


def _action(spec: ActionSpec, owner: QWidget, targets: ActionTargets) -> QAction:
    action = QAction(spec.words, owner)
    action.setObjectName(spec.id)
    action.setShortcuts([QKeySequence(key) for key in spec.keys])
    action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
    keys = f" ({key_words(spec)})" if spec.keys else ""
    action.setToolTip((spec.tip or spec.words) + keys)
    action.setCheckable(spec.checked is not None)
    action.triggered.connect(lambda: spec.run(targets))
    owner.addAction(action)
    return action
