"""Connects the signals of the window."""

from clusterlab.ui.dialogs.algorithm_overview import show_algorithms
from clusterlab.ui.dialogs.file_dialogs import ask_file
from clusterlab.ui.panels.top_bar import GIVEN_CENTERS
from clusterlab.ui.presenter import Presenter


def connect(presenter: Presenter) -> None:
    """Connects the signals of the window to the session commands and the presenter."""
    window, commands = presenter.window, presenter.commands

    def choose_init(init: str) -> None:
        if init != GIVEN_CENTERS:
            commands.change_param("init", init)

    def reset_legend() -> None:
        if window.canvas.picture is not None:  # without one the plot is not made yet
            window.canvas.view.plot.legend.reset_place()

    window.layout_reset.connect(reset_legend)
    window.top.algorithm_chosen.connect(commands.choose_algorithm)
    window.top.init_choice.chosen.connect(choose_init)
    window.top.k.chosen.connect(commands.choose_k)
    window.data.gallery.chosen.connect(commands.choose_shape)
    window.data.form.changed.connect(commands.change_shape)
    window.data.open.clicked.connect(lambda: ask_file(presenter))
    window.data.example_chosen.connect(presenter.commands.open_example)
    window.data.file.columns.columns_chosen.connect(commands.choose_columns)
    window.data.file.sheet.chosen.connect(commands.choose_sheet)
    window.data.file.scaling.chosen.connect(commands.choose_scaling)
    window.data.file.missing.chosen.connect(commands.choose_missing)
    window.data.file.columns.weights.weight_chosen.connect(commands.choose_column_weight)
    window.data.file.log.columns_chosen.connect(commands.choose_logarithms)
    window.data.file.weights.chosen.connect(commands.choose_weights)
    window.data.basis.basis.chosen.connect(commands.choose_reduction)
    window.data.sample.all.clicked.connect(lambda: commands.take_sample(0))
    window.data.rows.all.clicked.connect(lambda: presenter.row_commands.use_all())
    window.views.view_chosen.connect(commands.choose_view)
    window.algorithm.form.changed.connect(commands.change_param)
    window.algorithm.reset.clicked.connect(commands.reset_params)
    window.algorithm.about.clicked.connect(window.show_about)
    window.algorithm.refine.clicked.connect(commands.refine)
    window.about.example_requested.connect(commands.show_example)
    window.about.compare.clicked.connect(lambda: show_algorithms(window))
    window.layers.toggled.connect(commands.toggle_layer)
    window.charts.k_chosen.connect(commands.choose_k)
    window.charts.verdict.k_chosen.connect(commands.choose_k)
    for part in (window.top.k, window.data.form, window.algorithm.form):
        part.input_rejected.connect(presenter.show_error)
    window.file_dropped.connect(presenter.commands.open_file)
    window.closing.connect(presenter.stop)
    transport, player = window.transport, presenter.player
    transport.first.clicked.connect(lambda: presenter.go(0))
    transport.back.clicked.connect(lambda: presenter.go(player.position - 1))
    transport.run.clicked.connect(presenter.toggle_run)
    transport.step.clicked.connect(lambda: presenter.go(player.position + 1))
    transport.end.clicked.connect(presenter.go_to_end)
    transport.timeline.valueChanged.connect(presenter.go)
    transport.speed_chosen.connect(player.set_rate)
    transport.show_speed(player.rate)
