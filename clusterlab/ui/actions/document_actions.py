"""The actions of the menus File, Edit and Data."""

from clusterlab.ui.actions.action_spec import ActionSpec
from clusterlab.ui.dialogs.file_dialogs import ask_file, ask_labels, ask_picture

DOCUMENT_ACTIONS = (
    ActionSpec(
        "open_file",
        "Open file…",
        "File",
        lambda on: ask_file(on.presenter),
        ("Ctrl+O",),
        "Open a table: CSV, TSV or text",
    ),
    ActionSpec(
        "save_picture",
        "Save picture…",
        "File",
        lambda on: ask_picture(on.presenter, on.look_settings, on.compare_presenter.figure_grid),
        ("Ctrl+E",),
        "Save what the canvas shows",
        starts_group=True,
    ),
    ActionSpec(
        "save_labels",
        "Save labels…",
        "File",
        lambda on: ask_labels(on.presenter),
        ("Ctrl+Shift+E",),
        "Save the cluster of every row",
    ),
    ActionSpec("quit", "Quit", "File", lambda on: on.window.close(), ("Ctrl+Q",), starts_group=True),
    ActionSpec(
        "undo",
        "Undo",
        "Edit",
        lambda on: on.commands.undo(),
        ("Ctrl+Z",),
        "Take the last choice back",
        enabled=lambda on: on.document.can_undo,
    ),
    ActionSpec(
        "redo",
        "Redo",
        "Edit",
        lambda on: on.commands.redo(),
        ("Ctrl+Shift+Z", "Ctrl+Y"),
        "Make it again",
        enabled=lambda on: on.document.can_redo,
    ),
    ActionSpec(
        "regenerate",
        "Regenerate data",
        "Data",
        lambda on: on.commands.regenerate(),
        ("G",),
        "The same shape with the next seed",
    ),
)
