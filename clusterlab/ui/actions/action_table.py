"""The table of actions, and the QActions, the menus and the key list that are made from it."""

from collections.abc import Mapping
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from clusterlab.core.params import declared_params
from clusterlab.session.state.layers import LAYERS
from clusterlab.ui import dialogs
from clusterlab.ui.actions.action_spec import ActionSpec, ActionTargets
from clusterlab.ui.actions.by_eye_actions import BY_EYE_ACTIONS
from clusterlab.ui.actions.cluster_actions import CLUSTER_ACTIONS
from clusterlab.ui.actions.document_actions import (
    DATA_ACTIONS,
    EDIT_ACTIONS,
    FILE_ACTIONS,
    PREFERENCES_ACTION,
)
from clusterlab.ui.actions.drawing_actions import DRAWING_ACTIONS, NEW_DRAWING_ACTION
from clusterlab.ui.actions.mnemonics import with_mnemonics
from clusterlab.ui.actions.run_actions import RUN_ACTIONS
from clusterlab.ui.actions.view_actions import DRAW_ACTION, HELP_ACTIONS, VIEW_ACTIONS
from clusterlab.ui.dialogs.ask_sample import offer_folder_sample
from clusterlab.ui.main_window import MainWindow
from clusterlab.ui.panels.control_help import CONTROL_HELP
from clusterlab.ui.widgets.tooltip import set_tip

if TYPE_CHECKING:
    from clusterlab.export.manual import ManualSection

SHOW_ACTIONS = (
    ActionSpec(
        "show_manual",
        "Manual",
        lambda on: dialogs.show_manual(
            on.window, window_manual(), lambda: dialogs.ask_manual(on.presenter, window_manual())
        ),
        ("F1",),
        "Every term, control, chart, algorithm and key",
    ),
    ActionSpec("show_keys", "Keys", lambda on: dialogs.show_keys(on.window, key_list())),
    ActionSpec(
        "command_palette",
        "All commands…",
        lambda on: dialogs.CommandPalette(palette_rows(on.window), on.window).open_over(on.window),
        ("Ctrl+K",),
        "Find a command by its words",
    ),
    ActionSpec(
        "open_menus", "Open the menus", lambda on: open_menus(on.window), ("F10",), "Arrows move through them"
    ),
)
MENUS = {
    "File": FILE_ACTIONS,
    "Edit": (*EDIT_ACTIONS, *DRAWING_ACTIONS, PREFERENCES_ACTION),
    "Clusters": (*CLUSTER_ACTIONS, *BY_EYE_ACTIONS),
    "Data": (*DATA_ACTIONS, DRAW_ACTION, NEW_DRAWING_ACTION),
    "Run": RUN_ACTIONS,
    "View": VIEW_ACTIONS,
    "Help": (*SHOW_ACTIONS, *HELP_ACTIONS),
}
ACTION_SPECS = tuple(chain.from_iterable(MENUS.values()))
"""Every action, in the order of the menus."""
KEY_WORDS = {"PgDown": "PgDn", "PgUp": "PgUp"}


def key_words(spec: ActionSpec) -> str:
    """The shortcuts of an action as they are shown."""
    if spec.run_key is not None:
        return f"{spec.keys[0]} to {spec.keys[-1]}"
    return " or ".join(KEY_WORDS.get(key, key) for key in spec.keys)


def key_list() -> list[tuple[str, str]]:
    """The shortcuts and the words of each action that has shortcuts."""
    return [(key_words(spec), spec.words) for spec in ACTION_SPECS if spec.keys]


def window_manual() -> "tuple[ManualSection, ...]":
    """The manual with the controls, the menus and the keys of the window."""
    from clusterlab.datasets.strokes import StrokeOptions
    from clusterlab.export.manual import manual_sections, section

    commands = {
        f"{title}: {spec.words}": _command_text(spec) for title, specs in MENUS.items() for spec in specs
    }
    brush = {item.param.label: item.param.help for item in declared_params(StrokeOptions)}
    controls, chosen = section("Controls", CONTROL_HELP), section("Preferences", dialogs.PREFERENCE_HELP)
    film, draw = section("Save film", dialogs.FILM_HELP), section("Options of Draw", brush)
    return (controls, draw, *manual_sections(), section("Menus and keys", commands), film, chosen)


def _command_text(spec: ActionSpec) -> str:
    """What an action does, and its shortcuts."""
    about = spec.tip or (LAYERS[spec.layer].help if spec.layer else spec.words)
    return " ".join([f"{about.rstrip('.')}.", *([f"Key: {key_words(spec)}."] if spec.keys else [])])


def palette_rows(window: MainWindow) -> "list[dialogs.PaletteRow]":
    """The rows of the command palette: every action with its words of now, its menu and its shortcuts."""
    actions = {action.objectName(): action for action in window.actions()}
    return [
        dialogs.PaletteRow(actions[spec.id], actions[spec.id].iconText(), title, key_words(spec))
        for title, specs in MENUS.items()
        for spec in specs
    ]


def open_menus(window: MainWindow) -> None:
    """Opens the first menu of the menu bar for the keyboard."""
    bar = window.menuBar()
    bar.setActiveAction(bar.actions()[0])


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
            action.setIconText(spec.current_words(targets))
    _set_mnemonics(targets.window.menuBar())


def fill_menus(bar: QMenuBar, actions: Mapping[str, QAction], submenus: Mapping[str, QMenu]) -> None:
    """Fills the menu bar in the order of the table, with menus below some actions, by their identifiers."""
    for title, specs in zip(with_mnemonics(MENUS), MENUS.values(), strict=True):
        menu = bar.addMenu(title)
        for spec in specs:
            if spec.starts_group:
                menu.addSeparator()
            menu.addAction(actions[spec.id])
            if spec.id in submenus:
                menu.addMenu(submenus[spec.id])


def _set_mnemonics(bar: QMenuBar) -> None:
    """Sets the text of each entry of the menus: its words, which buttons show, with a mnemonic."""
    for menu in bar.findChildren(QMenu, options=Qt.FindChildOption.FindDirectChildrenOnly):
        entries = [entry for entry in menu.actions() if not entry.isSeparator()]
        for entry, text in zip(entries, with_mnemonics(entry.iconText() for entry in entries), strict=True):
            entry.setText(text)


def _add_keys(action: QAction, spec: ActionSpec, owner: QWidget, targets: ActionTargets) -> None:
    """Gives its keys to an action, or to a shortcut each where they do something else each."""
    if spec.run_key is None:
        action.setShortcuts([QKeySequence(key) for key in spec.keys])
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        return
    for place, key in enumerate(spec.keys):
        shortcut = QShortcut(QKeySequence(key), owner)
        shortcut.activated.connect(partial(spec.run_key, targets, place))


def _action(spec: ActionSpec, owner: QWidget, targets: ActionTargets) -> QAction:
    action = QAction(spec.words, owner)
    action.setIconText(spec.words)
    action.setObjectName(spec.id)
    _add_keys(action, spec, owner, targets)
    keys = f" ({key_words(spec)})" if spec.keys else ""
    set_tip(action, (spec.tip or spec.words) + keys)
    action.setCheckable(spec.checked is not None)
    action.triggered.connect(lambda: _run(spec, targets))
    owner.addAction(action)
    return action


def _run(spec: ActionSpec, targets: ActionTargets) -> None:
    """Runs an action, or offers the sample of a prepared folder that it needs."""
    obstacle = targets.presenter.shown.run.rows_obstacle if spec.needs_rows else ""
    if obstacle:
        offer_folder_sample(targets.window.message, targets.commands, obstacle)
    else:
        spec.run(targets)
