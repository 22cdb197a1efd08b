"""The actions of the menus File, Edit and Data."""

from PySide6.QtGui import QGuiApplication

from clusterlab.session.state.prepared import OpenedFile
from clusterlab.ui.actions.action_spec import ActionSpec
from clusterlab.ui.dialogs.file_dialogs import ask_file, ask_labels, ask_picture, copy_picture
from clusterlab.ui.dialogs.preferences import show_preferences

FILE_ACTIONS = (
    ActionSpec(
        "open_file",
        "Open file…",
        lambda on: ask_file(on.presenter),
        ("Ctrl+O",),
        "Open a table: a spreadsheet, CSV, Parquet and others",
    ),
    ActionSpec(
        "paste_table",
        "Paste table",
        lambda on: on.commands.open_text("Clipboard", QGuiApplication.clipboard().text()),
        ("Ctrl+V",),
        "Open the table on the clipboard, as copied from a spreadsheet",
    ),
    ActionSpec(
        "save_picture",
        "Save picture…",
        lambda on: ask_picture(on.presenter, on.look_settings, on.compare_presenter.figure_grid),
        ("Ctrl+E",),
        "Save what the canvas shows",
        starts_group=True,
    ),
    ActionSpec(
        "save_labels",
        "Save labels…",
        lambda on: ask_labels(on.presenter),
        ("Ctrl+Shift+E",),
        "Save the cluster of every row",
    ),
    ActionSpec("quit", "Quit", lambda on: on.window.close(), ("Ctrl+Q",), starts_group=True),
)


def _named(action: str, change: str) -> str:
    """An action with the change that it is about."""
    return f"{action}: {change}" if change else action


EDIT_ACTIONS = (
    ActionSpec(
        "undo",
        "Undo",
        lambda on: on.commands.undo(),
        ("Ctrl+Z",),
        "Undo the last change",
        enabled=lambda on: on.presenter.document.can_undo,
        current_words=lambda on: _named("Undo", on.presenter.document.undo_name),
    ),
    ActionSpec(
        "redo",
        "Redo",
        lambda on: on.commands.redo(),
        ("Ctrl+Shift+Z", "Ctrl+Y"),
        "Redo the change",
        enabled=lambda on: on.presenter.document.can_redo,
        current_words=lambda on: _named("Redo", on.presenter.document.redo_name),
    ),
    ActionSpec(
        "copy_picture",
        "Copy picture",
        lambda on: copy_picture(on.presenter, on.look_settings, on.compare_presenter.figure_grid),
        ("Ctrl+C",),
        "Copy what the canvas shows",
        starts_group=True,
    ),
    ActionSpec(
        "preferences",
        "Preferences…",
        lambda on: show_preferences(on.look_settings, on.recent_files, on.window),
        ("Ctrl+,",),
        "Theme, text size, motion and recent files",
        starts_group=True,
    ),
)
DATA_ACTIONS = (
    ActionSpec(
        "change_reading",
        "Change how the file is read…",
        lambda on: on.presenter.reading_asked.emit(on.session.source),
        tip="Encoding, marks, header and sheet, with a preview",
        enabled=lambda on: isinstance(on.session.source, OpenedFile),
    ),
    ActionSpec(
        "cluster_only",
        "Cluster only the selected points",
        lambda on: on.presenter.row_commands.cluster_only(on.presenter.highlight.selected),
        tip="All other rows are left out",
        starts_group=True,
    ),
    ActionSpec(
        "leave_out",
        "Leave out the selected points",
        lambda on: on.presenter.row_commands.leave_out(on.presenter.highlight.selected),
        tip="The selected rows are left out",
    ),
    ActionSpec(
        "use_all_rows",
        "Use all rows",
        lambda on: on.presenter.row_commands.use_all(),
        tip="Cluster all rows again",
        enabled=lambda on: on.session.rows is not None,
    ),
    ActionSpec(
        "regenerate",
        "Regenerate data",
        lambda on: on.commands.regenerate(),
        ("G",),
        "The same shape with the next seed",
    ),
)
