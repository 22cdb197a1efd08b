"""The actions of the menus File, Edit and Data."""

from PySide6.QtGui import QGuiApplication

from clusterlab.core.message import Message
from clusterlab.core.version import is_packaged
from clusterlab.session.state.opened_file import OpenedFile
from clusterlab.session.state.prepared_folder import FOLDER_SAMPLE_ROWS, opens_folder
from clusterlab.ui import dialogs
from clusterlab.ui.actions.action_spec import ActionSpec, ActionTargets

CLUSTER_CONNECTION_ACTIONS = (
    ActionSpec(
        "connect_cluster",
        "Connect to a cluster…",
        lambda on: on.connection.open(),
        tip="Let workers on this machine, or those of a dask scheduler, compute a folder of prepared points",
        starts_group=True,
    ),
    ActionSpec(
        "disconnect_cluster",
        "Disconnect from the cluster",
        lambda on: on.connection.disconnect(),
        tip="End the connection to the workers; folders are computed here again",
        enabled=lambda on: on.presenter.player.place.connection is not None,
    ),
)
"""Those of the packaged program are absent, since it opens no network connection."""
FILE_ACTIONS = (
    ActionSpec(
        "open_file",
        "Open file…",
        lambda on: dialogs.ask_file(on.presenter),
        ("Ctrl+O",),
        "Open a table (a spreadsheet, CSV, Parquet and others) or a session",
    ),
    ActionSpec(
        "open_folder",
        "Open prepared points…",
        lambda on: dialogs.ask_folder(on.presenter),
        tip="Open a folder of prepared points, which may be larger than memory",
    ),
    ActionSpec(
        "paste_table",
        "Paste table",
        lambda on: on.commands.open_text("Clipboard", QGuiApplication.clipboard().text()),
        ("Ctrl+V",),
        "Open the table on the clipboard, as copied from a spreadsheet",
    ),
    ActionSpec(
        "save_session",
        "Save session",
        lambda on: on.session_files.save(),
        ("Ctrl+S",),
        "Save data, choices, panes and names as one file",
        starts_group=True,
    ),
    ActionSpec(
        "save_session_as",
        "Save session as…",
        lambda on: on.session_files.save_as(),
        ("Ctrl+Shift+S",),
        "Save the session as another file",
    ),
    ActionSpec(
        "save_picture",
        "Save picture…",
        lambda on: dialogs.ask_picture(on.presenter, on.look_settings, on.compare_presenter.figure_grid),
        ("Ctrl+E",),
        "Save what the canvas shows",
        starts_group=True,
    ),
    ActionSpec(
        "save_film",
        "Save film…",
        lambda on: dialogs.ask_film(on.presenter, on.look_settings.theme),
        tip="Save every step of the run, as a GIF, an animated PNG or numbered pictures",
    ),
    ActionSpec(
        "save_report",
        "Save report…",
        lambda on: dialogs.ask_report(on.presenter),
        tip="Save data, results, charts, profiles, and how to repeat them as one HTML page",
        needs_rows=True,
    ),
    ActionSpec(
        "save_labels",
        "Save labels…",
        lambda on: dialogs.ask_labels(on.presenter, on.settings),
        ("Ctrl+Shift+E",),
        "Save the cluster of every row, beside the columns of the data, as CSV, XLSX or Parquet",
    ),
    ActionSpec(
        "save_selected_rows",
        "Save selected rows…",
        lambda on: dialogs.ask_labels(on.presenter, on.settings, only_selected=True),
        tip="Save the selected rows with their clusters, as CSV, XLSX or Parquet",
        needs_rows=True,
    ),
    ActionSpec(
        "save_data",
        "Save data as CSV…",
        lambda on: dialogs.ask_to_save_data(on.presenter),
        tip="Save the generated, drawn or opened points without clusters, with all their digits",
        needs_rows=True,
    ),
    ActionSpec(
        "save_model",
        "Save model…",
        lambda on: dialogs.ask_to_save_model(on.presenter),
        tip="Save the clusters, so that the rows of other files can join them",
        starts_group=True,
    ),
    ActionSpec(
        "apply_to_file",
        "Apply to a file…",
        lambda on: on.presenter.apply_asked.emit(),
        tip="Assign the rows of another file to these clusters, or to those of a saved model",
    ),
    *(() if is_packaged() else CLUSTER_CONNECTION_ACTIONS),
    ActionSpec("quit", "Quit", lambda on: on.window.close(), ("Ctrl+Q",), starts_group=True),
)


def _named(on: ActionTargets, action: str, change: Message) -> str:
    """An action with the change that it is about."""
    change = on.presenter.shown.run.listing.renamed(change)
    return f"{action}: {change}" if change else action


def _copy_command(on: ActionTargets) -> None:
    from clusterlab.ui.actions.copying import copy_command

    copy_command(on.presenter)


def _copy_script(on: ActionTargets) -> None:
    from clusterlab.ui.actions.copying import copy_script

    copy_script(on.presenter)


EDIT_ACTIONS = (
    ActionSpec(
        "undo",
        "Undo",
        lambda on: on.commands.undo(),
        ("Ctrl+Z",),
        "Undo the last change",
        enabled=lambda on: on.presenter.document.can_undo,
        current_words=lambda on: _named(on, "Undo", on.presenter.document.undo_name),
    ),
    ActionSpec(
        "redo",
        "Redo",
        lambda on: on.commands.redo(),
        ("Ctrl+Shift+Z", "Ctrl+Y"),
        "Redo the change",
        enabled=lambda on: on.presenter.document.can_redo,
        current_words=lambda on: _named(on, "Redo", on.presenter.document.redo_name),
    ),
    ActionSpec(
        "copy_picture",
        "Copy picture",
        lambda on: dialogs.copy_picture(on.presenter, on.look_settings, on.compare_presenter.figure_grid),
        ("Ctrl+C",),
        "Copy what the canvas shows",
        starts_group=True,
    ),
    ActionSpec(
        "copy_command",
        "Copy command",
        _copy_command,
        tip="The line for a terminal that computes the same",
    ),
    ActionSpec(
        "copy_script",
        "Copy as Python",
        _copy_script,
        tip="A script that does the same with scikit-learn",
        needs_rows=True,
    ),
)
PREFERENCES_ACTION = ActionSpec(
    "preferences",
    "Preferences…",
    lambda on: dialogs.show_preferences(on.look_settings, on.recent_files, on.session_files, on.window),
    ("Ctrl+,",),
    "Theme, text size, motion, recent files and unsaved work",
    starts_group=True,
)
"""The last entry of the menu Edit."""
DATA_ACTIONS = (
    ActionSpec(
        "change_reading",
        "Change how the file is read…",
        lambda on: on.presenter.reading_asked.emit(on.session.source),
        tip="Encoding, marks, header and sheet, with a preview",
        enabled=lambda on: isinstance(on.session.source, OpenedFile) and not on.session.source.is_folder,
    ),
    ActionSpec(
        "use_folder_sample",
        f"Use a sample of {FOLDER_SAMPLE_ROWS:,} prepared rows",
        lambda on: on.commands.take_sample(FOLDER_SAMPLE_ROWS),
        tip="Cluster a random sample of a prepared folder in memory, with all charts and tables",
        enabled=lambda on: bool(on.presenter.shown.run.rows_obstacle),
    ),
    ActionSpec(
        "use_whole_folder",
        "Use all prepared rows",
        lambda on: on.commands.take_sample(0),
        tip="Cluster all rows of a prepared folder instead of a sample",
        enabled=lambda on: opens_folder(on.session) and on.session.sample > 0,
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
        "show_only",
        "Show only the selected points",
        lambda on: on.presenter.row_commands.show_only(on.presenter.highlight.selected),
        tip="All other points are hidden, and still clustered",
        starts_group=True,
    ),
    ActionSpec(
        "show_all_rows",
        "Show all points",
        lambda on: on.presenter.row_commands.show_all(),
        tip="Ends showing only some points",
        enabled=lambda on: on.session.shown_rows is not None,
    ),
    ActionSpec(
        "color_by",
        "Color by…",
        lambda on: on.window.layers.open_colors(),
        tip="Color the points by any column",
        enabled=lambda on: not on.window.layers.color.isHidden(),
    ),
    ActionSpec(
        "regenerate",
        "Regenerate data",
        lambda on: on.commands.regenerate(),
        ("G",),
        "The same shape with the next seed",
        starts_group=True,
    ),
)
