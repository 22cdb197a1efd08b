"""Which signal of which part means which choice, and what each command does."""

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog

from clusterlab.datasets.readers.files import examples
from clusterlab.export.figure_grid import Sheet
from clusterlab.export.tables import save_labels
from clusterlab.ui.actions.table import COMMANDS
from clusterlab.ui.canvas.grid_image import save_sheet
from clusterlab.ui.canvas.render import save
from clusterlab.ui.compare.compare_presenter import Comparing
from clusterlab.ui.dialogs.algorithm_overview import show_algorithms
from clusterlab.ui.dialogs.keys_and_about import show_about, show_keys
from clusterlab.ui.panels.top_bar import GIVEN
from clusterlab.ui.presenter import Live
from clusterlab.ui.theme.look_settings import Looks

TABLES = "Tables (*.csv *.tsv *.txt *.dat *.data);;All files (*)"


def connect(live: Live) -> None:
    """Every signal of the window to what it means."""
    window, intents = live.window, live.intents
    window.top.algorithm_chosen.connect(intents.choose_algorithm)
    window.top.init_chosen.connect(lambda init: init == GIVEN or intents.change_param("init", init))
    window.top.k_chosen.connect(intents.choose_k)
    window.data.shape_chosen.connect(intents.choose_shape)
    window.data.shape_changed.connect(intents.change_shape)
    window.data.open_asked.connect(lambda: ask_file(live))
    window.data.example_chosen.connect(lambda name: live.open_file(examples()[name]))
    window.data.columns_chosen.connect(intents.choose_columns)
    window.data.scaling_chosen.connect(intents.choose_scaling)
    window.data.reduction_chosen.connect(intents.choose_reduction)
    window.data.all_rows_asked.connect(lambda: intents.take_sample(0))
    window.views.view_chosen.connect(intents.choose_view)
    window.algorithm.changed.connect(intents.change_param)
    window.algorithm.reset_asked.connect(intents.reset_params)
    window.algorithm.about_asked.connect(window.show_about)
    window.about.example_asked.connect(intents.show_example)
    window.about.table_asked.connect(lambda: show_algorithms(window))
    window.algorithm.refine_asked.connect(intents.refine)
    window.layers.toggled.connect(intents.toggle_layer)
    window.charts.k_chosen.connect(intents.choose_k)
    for part in (window.top, window.data, window.algorithm):
        part.refused.connect(live.refuse)
    window.file_dropped.connect(live.open_file)
    window.closing.connect(live.close)
    _connect_middle(live)


def keep_possible(live: Live, actions: Mapping[str, QAction]) -> None:
    """Offers undo and redo only while there is something to take back or to make again."""

    def look(*_sessions: object) -> None:
        actions["undo"].setEnabled(live.document.can_undo)
        actions["redo"].setEnabled(live.document.can_redo)
        actions["compare"].setChecked(live.document.session.compares)

    live.document.listeners.append(look)
    look()


def _connect_middle(live: Live) -> None:
    transport = live.window.transport
    transport.first_asked.connect(lambda: live.go(0))
    transport.back_asked.connect(lambda: live.go(live.player.position - 1))
    transport.run_toggled.connect(live.toggle_run)
    transport.step_asked.connect(lambda: live.go(live.player.position + 1))
    transport.end_asked.connect(live.go_to_end)
    transport.scrubbed.connect(live.go)
    transport.speed_chosen.connect(live.set_rate)
    transport.show_speed(live.player.rate)


def meanings(live: Live, looks: Looks, comparing: Comparing) -> Mapping[str, Callable[..., object]]:
    """What each command does, by its name."""
    window, intents, player = live.window, live.intents, live.player
    layers = {command.name: intents.toggle_layer for command in COMMANDS if command.layer}
    return layers | {
        "open_file": lambda: ask_file(live),
        "save_picture": lambda: ask_picture(live, looks, comparing.sheet),
        "save_labels": lambda: ask_labels(live),
        "quit": window.close,
        "undo": intents.undo,
        "redo": intents.redo,
        "regenerate": intents.regenerate,
        "toggle_run": live.toggle_run,
        "step": lambda: live.go(player.position + 1),
        "back": lambda: live.go(player.position - 1),
        "first": lambda: live.go(0),
        "end": live.go_to_end,
        "new_start": intents.new_start,
        "more_clusters": lambda: intents.choose_k(intents.session.k + 1),
        "fewer_clusters": lambda: intents.choose_k(intents.session.k - 1),
        "start_from_here": intents.start_from_here,
        "refine": intents.refine,
        "cancel": live.cancel,
        "compare": live.panes.toggle,
        "fit_view": lambda: [part.fit() for part in (window.canvas, window.panes)],
        "toggle_theme": looks.toggle,
        "follow_system": looks.follow_system,
        "larger": lambda: looks.resize(1.1),
        "smaller": lambda: looks.resize(1 / 1.1),
        "usual_size": lambda: looks.resize(0),
        "about_algorithm": window.show_about,
        "show_algorithms": lambda: show_algorithms(window),
        "show_keys": lambda: show_keys(window),
        "show_about": lambda: show_about(window),
    }


def ask_file(live: Live) -> None:
    """Asks for a file and opens it."""
    _ask(live, "Open a table", QFileDialog.AcceptMode.AcceptOpen, TABLES, "", live.open_file)


def ask_picture(live: Live, looks: Looks, sheet: Sheet | None) -> None:
    """Asks where to, and saves what the canvas shows, or all panes side by side."""
    picture, frame = live.window.canvas.picture, live.window.canvas.frame
    if sheet is not None:
        seen = None if sheet.heads else live.window.panes.frame
        return _ask_png(live, lambda path: save_sheet(sheet, path, looks.theme, frame=seen))
    if picture is None:
        return live.refuse("There is nothing on the canvas to save yet.")
    size = (max(640, live.window.canvas.width()), max(480, live.window.canvas.height()))
    return _ask_png(live, lambda path: save(picture, path, size, looks.theme, frame=frame))


def ask_labels(live: Live) -> None:
    """Asks where to, and saves the cluster of every row at the step on screen."""
    prepared, step = live.player.reel.seen, live.player.whole
    if prepared is None or step is None or step.labels is None:
        return live.refuse("The points have no clusters at this step yet: step on, then save.")
    return _ask(
        live,
        "Save the labels",
        QFileDialog.AcceptMode.AcceptSave,
        "Tables (*.csv)",
        "csv",
        lambda path: live.save(path, lambda: save_labels(path, prepared, step)),
    )


def _ask_png(live: Live, write: Callable[[Path], object]) -> None:
    """Asks where to, and writes a picture there in the background."""
    kinds, mode = "Pictures (*.png)", QFileDialog.AcceptMode.AcceptSave
    _ask(live, "Save the picture", mode, kinds, "png", lambda path: live.save(path, lambda: write(path)))


def _ask(
    live: Live,
    title: str,
    mode: QFileDialog.AcceptMode,
    kinds: str,
    ending: str,
    then: Callable[[Path], object],
) -> None:
    """Opens a file chooser and goes on when a file was chosen."""
    dialog = QFileDialog(live.window, title)
    dialog.setAcceptMode(mode)
    dialog.setNameFilter(kinds)
    dialog.setDefaultSuffix(ending)
    if mode == QFileDialog.AcceptMode.AcceptOpen:
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters(kinds.split(";;"))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(lambda path: then(Path(path)))
    dialog.finished.connect(live.window.activateWindow)  # without a window manager nobody else does
    dialog.open()
