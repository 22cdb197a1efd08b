"""Every command once: menus, buttons, shortcuts and the list of keys come from this table."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenuBar, QWidget


@dataclass(frozen=True)
class Command:
    """A command: its name in code, its words, its keys, its menu, and the layer it toggles, if any."""

    name: str
    words: str
    keys: tuple[str, ...] = ()
    menu: str = ""
    tip: str = ""
    icon: str = ""
    layer: str = ""
    starts_group: bool = False
    checkable: bool = False


WINDOW_COMMANDS = (
    Command("open_file", "Open file…", ("Ctrl+O",), "File", "Open a table: CSV, TSV or text", "open"),
    Command(
        "save_picture",
        "Save picture…",
        ("Ctrl+E",),
        "File",
        "Save what the canvas shows",
        "export",
        starts_group=True,
    ),
    Command(
        "save_labels", "Save labels…", ("Ctrl+Shift+E",), "File", "Save the cluster of every row", "save"
    ),
    Command("quit", "Quit", ("Ctrl+Q",), "File", starts_group=True),
    Command("undo", "Undo", ("Ctrl+Z",), "Edit", "Take the last choice back", "undo"),
    Command("redo", "Redo", ("Ctrl+Shift+Z", "Ctrl+Y"), "Edit", "Make it again", "redo"),
    Command("regenerate", "Regenerate data", ("G",), "Data", "The same shape with the next seed", "dice"),
    Command("toggle_run", "Run or pause", ("Space",), "Run", "Play the steps", "play"),
    Command("step", "Step", ("Right", "PgDown"), "Run", "One half-step on", "step"),
    Command("back", "Back", ("Left", "PgUp"), "Run", "One half-step back", "back"),
    Command("first", "To the start", ("Home",), "Run", "The first step", "first"),
    Command("end", "To the end", ("End",), "Run", "The last step", "end"),
    Command(
        "new_start",
        "New start",
        ("R",),
        "Run",
        "The same algorithm with the next random seed",
        starts_group=True,
    ),
    Command("more_clusters", "One cluster more", ("Up", "Ctrl+Up"), "Run", "K + 1", "plus"),
    Command("fewer_clusters", "One cluster fewer", ("Down", "Ctrl+Down"), "Run", "K − 1", "minus"),
    Command(
        "start_from_here",
        "Start from these centers",
        (),
        "Run",
        "Begin the run with the centers on screen",
        starts_group=True,
    ),
    Command(
        "refine", "Refine with GMM", ("M",), "Run", "Hand centers, sizes and spreads to a Gaussian mixture"
    ),
    Command("cancel", "Cancel what is being computed", ("Esc",), "Run"),
    Command("compare", "Compare", ("C",), "View", "Several algorithms side by side", checkable=True),
    Command("fit_view", "Fit to the data", ("A",), "View", "Show all points", "fit"),
    Command("soft", "Soft colors", ("S",), "View", layer="soft", starts_group=True),
    Command("ellipses", "Ellipses", ("E",), "View", layer="ellipses"),
    Command("paths", "Paths", ("T",), "View", layer="paths"),
    Command("regions", "Regions", ("V",), "View", layer="regions"),
    Command("links", "Links", ("L",), "View", layer="links"),
    Command("uncertainty", "Uncertainty", ("U",), "View", layer="uncertainty"),
    Command("doubtful", "Doubtful points", ("D",), "View", layer="doubtful"),
    Command("known", "Misplaced points", ("K",), "View", layer="known"),
    Command("arrows", "Arrows", ("O",), "View", layer="arrows"),
    Command("legend", "Legend", (), "View", layer="legend"),
    Command(
        "toggle_theme",
        "Light or dark",
        ("Ctrl+D",),
        "View",
        "Switch between light and dark",
        starts_group=True,
    ),
    Command("follow_system", "Follow the system's theme", (), "View"),
    Command("larger", "Larger type", ("Ctrl++", "Ctrl+="), "View", starts_group=True),
    Command("smaller", "Smaller type", ("Ctrl+-",), "View"),
    Command("usual_size", "Usual type", ("Ctrl+0",), "View"),
    Command("show_keys", "Keys", ("F1",), "Help"),
    Command("about_algorithm", "About this algorithm", (), "Help", starts_group=True),
    Command("show_algorithms", "Algorithms side by side", (), "Help"),
    Command("show_about", "About clusterlab", (), "Help", starts_group=True),
)

KEY_WORDS = {"PgDown": "PgDn", "PgUp": "PgUp"}


def key_list() -> list[tuple[str, str]]:
    """Keys and what they do, for people."""
    return [
        (" or ".join(KEY_WORDS.get(key, key) for key in c.keys), c.words) for c in WINDOW_COMMANDS if c.keys
    ]


def make_actions(owner: QWidget, do: Mapping[str, Callable[..., object]]) -> dict[str, QAction]:
    """A QAction for each command, owned by `owner`; `do` says what each one does, by name."""
    return {command.name: _action(command, owner, do[command.name]) for command in WINDOW_COMMANDS}


def fill_menus(bar: QMenuBar, actions: Mapping[str, QAction]) -> None:
    """The menus of the window, in the order of the table."""
    menus = {}
    for command in WINDOW_COMMANDS:
        if command.menu not in menus:
            menus[command.menu] = bar.addMenu(command.menu)
        elif command.starts_group:
            menus[command.menu].addSeparator()
        menus[command.menu].addAction(actions[command.name])


def _action(command: Command, owner: QWidget, do: Callable[..., object]) -> QAction:
    action = QAction(command.words, owner)
    action.setObjectName(command.name)
    action.setShortcuts([QKeySequence(key) for key in command.keys])
    action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
    keys = f" ({key_words(command)})" if command.keys else ""
    action.setToolTip((command.tip or command.words) + keys)
    if command.layer:
        action.setCheckable(True)
        action.triggered.connect(lambda shown: do(command.layer, shown))
    else:
        action.setCheckable(command.checkable)
        action.triggered.connect(lambda: do())
    owner.addAction(action)
    return action


def key_words(command: Command) -> str:
    """The keys of a command as a person reads them."""
    return " or ".join(KEY_WORDS.get(key, key) for key in command.keys)


def key_table() -> str:
    """The list of keys as the README has it."""
    rows = [f"| {keys} | {words} |" for keys, words in key_list()]
    return "\n".join(["| key | what it does |", "|---|---|", *rows])
