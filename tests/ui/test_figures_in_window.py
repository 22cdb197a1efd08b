"""The figures of charts and tables are saved as CSV from their menus, in the real window."""

import csv

import pytest
from PySide6.QtWidgets import QFileDialog

from clusterlab.ui.charts.k_chart import KChart
from clusterlab.ui.charts.silhouette_chart import SilhouetteChart
from clusterlab.ui.dialogs.algorithm_overview import AlgorithmOverview, show_algorithms
from clusterlab.ui.widgets.figures_action import FIGURES_WORDS


def saved(program, view, path, rest):
    """The cells of the file that the action of a chart or a table writes."""
    next(action for action in view.actions() if action.text() == FIGURES_WORDS).trigger()
    dialog = next(one for one in program.window.findChildren(QFileDialog) if one.isVisible())
    dialog.fileSelected.emit(str(path))
    dialog.close()
    rest()
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def show_tab(program, name, rest):
    tabs = program.window.charts.tabs
    tabs.setCurrentIndex([tabs.tabText(i) for i in range(tabs.count())].index(name))
    rest()


@pytest.mark.usefixtures("k_charts")
def test_the_figures_of_the_charts_over_k_and_of_silhouettes(penguins, rest, tmp_path):
    chart = penguins.window.charts.findChildren(KChart)[0]
    header, *rows = saved(penguins, chart, tmp_path / "k.csv", rest)
    shown = chart.curve.shown
    assert header[:2] == ["K", shown.title]
    assert [int(row[0]) for row in rows] == list(shown.ks)
    assert [float(row[1]) for row in rows if row[1]] == [v for v in shown.lines[0].values if v is not None]
    silhouettes = penguins.silhouette_presenter.chart
    header, *rows = saved(penguins, silhouettes, tmp_path / "s.csv", rest)
    assert (header, len(rows)) == (["cluster", "silhouette"], 342)


def test_the_figures_of_a_table_have_all_digits_in_the_order_on_screen(penguins, rest, tmp_path):
    show_tab(penguins, "Profile", rest)
    table = penguins.tab_presenters.profile.widget.features
    table.sortByColumn(1, table.horizontalHeader().sortIndicatorOrder())
    cells = saved(penguins, table, tmp_path / "t.csv", rest)
    assert [row[0] for row in cells[1:]] == [row[0] for row in table.texts()]
    assert any(len(cell) > 12 for row in cells[1:] for cell in row)


def test_a_chart_that_shows_nothing_says_so(program, rest):
    chart = SilhouetteChart(program.window)
    next(action for action in chart.actions() if action.text() == FIGURES_WORDS).trigger()
    assert program.window.message.words.text() == "There are no figures to save yet."


def test_the_figures_of_box_plots_are_those_of_the_profile(penguins, rest, tmp_path):
    show_tab(penguins, "Profile", rest)
    plots = penguins.tab_presenters.profile.widget.box_plots
    plots.column.show_choice("body_mass_g")
    plots.column.chosen.emit("body_mass_g")
    chart = plots.chart
    header, *rows = saved(penguins, plots, tmp_path / "b.csv", rest)
    assert header[:4] == ["cluster", "low whisker", "quartile 1", "median"]
    assert [float(row[3]) for row in rows] == [chart._profiles[c].median for c in chart.listed]


def test_the_table_of_a_dialog_is_saved_by_the_window_below(program, rest, tmp_path):
    show_algorithms(program.window)
    dialog = next(one for one in program.window.findChildren(AlgorithmOverview) if one.isVisible())
    cells = saved(program, dialog.table, tmp_path / "a.csv", rest)
    assert len(cells) == len(dialog.table.texts()) + 1
    dialog.close()
