"""Which signal of which part means which choice, and what each command does."""

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog

from clusterlab.datasets.readers.files import examples
from clusterlab.export.figure_grid import FigureGrid
from clusterlab.export.tables import save_labels
from clusterlab.ui.actions.table import WINDOW_COMMANDS
from clusterlab.ui.canvas.grid_image import save_grid_image
from clusterlab.ui.canvas.render import save
from clusterlab.ui.compare.compare_presenter import ComparePresenter
from clusterlab.ui.dialogs.algorithm_overview import show_algorithms
from clusterlab.ui.dialogs.keys_and_about import show_about, show_keys
from clusterlab.ui.panels.top_bar import GIVEN_CENTERS
from clusterlab.ui.presenter import Presenter
from clusterlab.ui.theme.look_settings import LookSettings

TABLES = "Tables (*.csv *.tsv *.txt *.dat *.data);;All files (*)"


def connect(presenter: Presenter) -> None:
    """Every signal of the window to what it means."""
    window, commands = presenter.window, presenter.commands
    window.top.algorithm_chosen.connect(commands.choose_algorithm)
    window.top.init_chosen.connect(lambda init: init == GIVEN_CENTERS or commands.change_param("init", init))
    window.top.k_chosen.connect(commands.choose_k)
    window.data.shape_chosen.connect(commands.choose_shape)
    window.data.shape_changed.connect(commands.change_shape)
    window.data.open_requested.connect(lambda: ask_file(presenter))
    window.data.example_chosen.connect(lambda name: presenter.open_file(examples()[name]))
    window.data.columns_chosen.connect(commands.choose_columns)
    window.data.scaling_chosen.connect(commands.choose_scaling)
    window.data.reduction_chosen.connect(commands.choose_reduction)
    window.data.all_rows_requested.connect(lambda: commands.take_sample(0))
    window.views.view_chosen.connect(commands.choose_view)
    window.algorithm.changed.connect(commands.change_param)
    window.algorithm.reset_requested.connect(commands.reset_params)
    window.algorithm.about_requested.connect(window.show_about)
    window.about.example_requested.connect(commands.show_example)
    window.about.table_requested.connect(lambda: show_algorithms(window))
    window.algorithm.refine_requested.connect(commands.refine)
    window.layers.toggled.connect(commands.toggle_layer)
    window.charts.k_chosen.connect(commands.choose_k)
    for part in (window.top, window.data, window.algorithm):
        part.input_rejected.connect(presenter.show_error)
    window.file_dropped.connect(presenter.open_file)
    window.closing.connect(presenter.close)
    _connect_middle(presenter)


def track_undo_state(presenter: Presenter, actions: Mapping[str, QAction]) -> None:
    """Offers undo and redo only while there is something to take back or to make again."""

    def update(*_sessions: object) -> None:
        actions["undo"].setEnabled(presenter.document.can_undo)
        actions["redo"].setEnabled(presenter.document.can_redo)
        actions["compare"].setChecked(presenter.document.session.compares)

    presenter.document.listeners.append(update)
    update()


def _connect_middle(presenter: Presenter) -> None:
    transport = presenter.window.transport
    transport.first_requested.connect(lambda: presenter.go(0))
    transport.back_requested.connect(lambda: presenter.go(presenter.player.position - 1))
    transport.run_toggled.connect(presenter.toggle_run)
    transport.step_requested.connect(lambda: presenter.go(presenter.player.position + 1))
    transport.end_requested.connect(presenter.go_to_end)
    transport.scrubbed.connect(presenter.go)
    transport.speed_chosen.connect(presenter.set_rate)
    transport.show_speed(presenter.player.rate)


def command_callbacks(
    presenter: Presenter, look_settings: LookSettings, compare_presenter: ComparePresenter
) -> Mapping[str, Callable[..., object]]:
    """What each command does, by its name."""
    window, commands, player = presenter.window, presenter.commands, presenter.player
    layers = {command.name: commands.toggle_layer for command in WINDOW_COMMANDS if command.layer}
    return layers | {
        "open_file": lambda: ask_file(presenter),
        "save_picture": lambda: ask_picture(presenter, look_settings, compare_presenter.sheet),
        "save_labels": lambda: ask_labels(presenter),
        "quit": window.close,
        "undo": commands.undo,
        "redo": commands.redo,
        "regenerate": commands.regenerate,
        "toggle_run": presenter.toggle_run,
        "step": lambda: presenter.go(player.position + 1),
        "back": lambda: presenter.go(player.position - 1),
        "first": lambda: presenter.go(0),
        "end": presenter.go_to_end,
        "new_start": commands.new_start,
        "more_clusters": lambda: commands.choose_k(commands.session.k + 1),
        "fewer_clusters": lambda: commands.choose_k(commands.session.k - 1),
        "start_from_here": commands.start_from_here,
        "refine": commands.refine,
        "cancel": presenter.cancel,
        "compare": presenter.pane_commands.toggle,
        "fit_view": lambda: [part.fit() for part in (window.canvas, window.panes)],
        "toggle_theme": look_settings.toggle,
        "follow_system": look_settings.follow_system,
        "larger": lambda: look_settings.scale_font(1.1),
        "smaller": lambda: look_settings.scale_font(1 / 1.1),
        "usual_size": lambda: look_settings.scale_font(0),
        "about_algorithm": window.show_about,
        "show_algorithms": lambda: show_algorithms(window),
        "show_keys": lambda: show_keys(window),
        "show_about": lambda: show_about(window),
    }


def ask_file(presenter: Presenter) -> None:
    """Asks for a file and opens it."""
    _ask(presenter, "Open a table", QFileDialog.AcceptMode.AcceptOpen, TABLES, "", presenter.open_file)


def ask_picture(presenter: Presenter, look_settings: LookSettings, sheet: FigureGrid | None) -> None:
    """Asks where to, and saves what the canvas shows, or all panes side by side."""
    picture, viewport = presenter.window.canvas.picture, presenter.window.canvas.viewport
    if sheet is not None:
        seen = None if sheet.column_titles else presenter.window.panes.viewport
        return _ask_png(
            presenter, lambda path: save_grid_image(sheet, path, look_settings.theme, viewport=seen)
        )
    if picture is None:
        return presenter.show_error("There is nothing on the canvas to save yet.")
    size = (max(640, presenter.window.canvas.width()), max(480, presenter.window.canvas.height()))
    return _ask_png(presenter, lambda path: save(picture, path, size, look_settings.theme, viewport=viewport))


def ask_labels(presenter: Presenter) -> None:
    """Asks where to, and saves the cluster of every row at the step on screen."""
    prepared, step = presenter.player.slot.current_prepared, presenter.player.materialized_step
    if prepared is None or step is None or step.labels is None:
        return presenter.show_error("The points have no clusters at this step yet: step on, then save.")
    return _ask(
        presenter,
        "Save the labels",
        QFileDialog.AcceptMode.AcceptSave,
        "Tables (*.csv)",
        "csv",
        lambda path: presenter.save(path, lambda: save_labels(path, prepared, step)),
    )


def _ask_png(presenter: Presenter, write: Callable[[Path], object]) -> None:
    """Asks where to, and writes a picture there in the background."""
    kinds, mode = "Pictures (*.png)", QFileDialog.AcceptMode.AcceptSave
    _ask(
        presenter,
        "Save the picture",
        mode,
        kinds,
        "png",
        lambda path: presenter.save(path, lambda: write(path)),
    )


def _ask(
    presenter: Presenter,
    title: str,
    mode: QFileDialog.AcceptMode,
    kinds: str,
    suffix: str,
    on_chosen: Callable[[Path], object],
) -> None:
    """Opens a file chooser and goes on when a file was chosen."""
    dialog = QFileDialog(presenter.window, title)
    dialog.setAcceptMode(mode)
    dialog.setNameFilter(kinds)
    dialog.setDefaultSuffix(suffix)
    if mode == QFileDialog.AcceptMode.AcceptOpen:
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters(kinds.split(";;"))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(lambda path: on_chosen(Path(path)))
    dialog.finished.connect(presenter.window.activateWindow)  # without a window manager nobody else does
    dialog.open()
