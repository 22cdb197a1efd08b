"""Connects the signals of the window."""

from functools import partial

from clusterlab.session.commands.session_commands import SessionCommands
from clusterlab.ui import dialogs
from clusterlab.ui.main_window import MainWindow
from clusterlab.ui.panels.by_eye_strip import ByEyeStrip
from clusterlab.ui.panels.file_options import FileOptions
from clusterlab.ui.panels.top_bar import GIVEN_CENTERS
from clusterlab.ui.presenter import Presenter
from clusterlab.ui.presenters.predict_presenter import PredictPresenter


def connect(presenter: Presenter, predict: PredictPresenter) -> None:
    """Connects the signals of the window to the session commands and the presenters."""
    _connect_by_eye(presenter)
    _connect_choices(presenter)
    _connect_data(presenter)
    _connect_charts(presenter)
    _connect_transport(presenter, predict)
    presenter.window.layout_reset.connect(partial(_reset_legend, presenter.window))
    presenter.window.file_dropped.connect(presenter.open_asked)
    presenter.window.closing.connect(presenter.stop)


def _connect_by_eye(presenter: Presenter) -> None:
    window, by_eye = presenter.window, presenter.commands.by_eye
    presenter.session_changed.connect(ByEyeStrip(window.canvas, "muted").follow)
    by_eye.listeners.append(lambda words: window.message.show_message("hint", words))
    presenter.document.listeners.append(by_eye.follow)  # after what hides the message of before


def _connect_choices(presenter: Presenter) -> None:
    """Connects the top bar, the form of the algorithm, the views and the layers."""
    window, commands = presenter.window, presenter.commands
    window.top.algorithm_chosen.connect(commands.choose_algorithm)
    window.top.init_choice.chosen.connect(partial(_choose_init, commands))
    window.top.k.chosen.connect(commands.choose_k)
    window.algorithm.form.changed.connect(commands.change_param)
    window.algorithm.reset.clicked.connect(commands.reset_params)
    window.algorithm.about.clicked.connect(window.show_about)
    window.algorithm.refine.clicked.connect(commands.refine)
    window.views.view_chosen.connect(commands.choose_view)
    window.layers.color.chosen.connect(commands.choose_color)
    window.layers.toggled.connect(commands.toggle_layer)
    for part in (window.top.k, window.data.form, window.algorithm.form):
        part.input_rejected.connect(presenter.show_error)


def _connect_data(presenter: Presenter) -> None:
    """Connects the data panel."""
    data, commands = presenter.window.data, presenter.commands
    data.gallery.chosen.connect(commands.choose_shape)
    data.form.changed.connect(commands.change_shape)
    data.draw.clicked.connect(lambda: presenter.window.tools.use_tool("draw"))
    data.open.clicked.connect(lambda: dialogs.ask_file(presenter))
    data.example_chosen.connect(commands.open_example)
    data.file.made.connect(lambda: _connect_file(data.file, commands))
    data.basis.basis.chosen.connect(commands.choose_reduction)
    data.sample.all.clicked.connect(lambda: commands.take_sample(0))
    data.rows.all.clicked.connect(lambda: presenter.row_commands.use_all())
    data.shown.all.clicked.connect(lambda: presenter.row_commands.show_all())


def _connect_file(file: FileOptions, commands: SessionCommands) -> None:
    """Connects the options of a file."""
    file.columns.columns_chosen.connect(commands.choose_columns)
    file.columns.weights.weight_chosen.connect(commands.choose_column_weight)
    file.sheet.chosen.connect(commands.choose_sheet)
    file.scaling.chosen.connect(commands.choose_scaling)
    file.missing.chosen.connect(commands.choose_missing)
    file.log.columns_chosen.connect(commands.choose_logarithms)
    file.weights.chosen.connect(commands.choose_weights)


def _connect_charts(presenter: Presenter) -> None:
    """Connects the panel at the right, and the card of the algorithm in it."""
    window, commands = presenter.window, presenter.commands
    window.about.example_requested.connect(commands.show_example)
    window.about.compare_asked.connect(lambda: dialogs.show_algorithms(window))
    window.charts.k_chosen.connect(commands.choose_k)
    window.charts.verdict.k_chosen.connect(commands.choose_k)


def _connect_transport(presenter: Presenter, predict: PredictPresenter) -> None:
    transport, player = presenter.window.transport, presenter.player
    transport.first.clicked.connect(lambda: presenter.go(0))
    transport.back.clicked.connect(lambda: presenter.go(player.position - 1))
    transport.run.clicked.connect(predict.toggle_run)
    transport.step.clicked.connect(predict.step)
    transport.end.clicked.connect(presenter.go_to_end)
    transport.timeline.valueChanged.connect(presenter.go)
    transport.speed_chosen.connect(player.set_rate)
    transport.show_speed(player.rate)


def _choose_init(commands: SessionCommands, init: str) -> None:
    if init != GIVEN_CENTERS:
        commands.change_param("init", init)


def _reset_legend(window: MainWindow) -> None:
    if window.canvas.picture is not None:  # without one the plot is not made yet
        window.canvas.view.plot.legend.reset_place()
