"""The table of rows in the real window: sorted, filtered, and selected together with the canvas."""

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon

from clusterlab.export.theme import LIGHT
from clusterlab.ui.widgets.rows_view import SWATCH


@pytest.fixture
def widget(program, rest):
    """The rows of the penguins in three clusters, visible at the last step."""
    program.presenter.commands.open_example("penguins")
    program.presenter.commands.choose_k(3)
    rest()
    program.presenter.go_to_end()
    tabs = program.window.charts.tabs
    tabs.setCurrentIndex([tabs.tabText(i) for i in range(tabs.count())].index("Rows"))
    rest()
    return program.tab_presenters.rows.widget


def column(widget, name):
    model = widget.view.rows
    names = [model.headerData(i, Qt.Orientation.Horizontal) for i in range(model.columnCount())]
    index = names.index(name)
    return [model.index(row, index).data() for row in range(model.rowCount())]


def select(widget, first, last):
    model, selection = widget.view.rows, widget.view.selectionModel()
    flags = QItemSelectionModel.SelectionFlag
    for row in range(first, last + 1):
        selection.select(model.index(row, 0), flags.Select | flags.Rows)


def test_every_clustered_row_is_there_with_its_cluster_in_its_color(program, widget):
    run = program.presenter.shown.run
    labels = run.prepared.points.to_row_order(run.labels)
    assert column(widget, "cluster") == [str(label + 1) for label in labels]
    assert column(widget, "row")[:5] == ["1", "2", "3", "5", "6"]
    swatch = widget.view.rows.index(0, 1).data(Qt.ItemDataRole.DecorationRole)
    for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected):
        color = swatch.pixmap(SWATCH, mode).toImage().pixelColor(1, 1)
        assert color == QColor(LIGHT.cluster(run.colors[labels[0]]))
    assert widget.state.text() == "342 rows"


def test_a_click_on_a_header_sorts_by_that_column(widget, rest):
    names = [widget.view.rows.headerData(i, Qt.Orientation.Horizontal) for i in range(9)]
    widget.view.sortByColumn(names.index("body_mass_g"), Qt.SortOrder.DescendingOrder)
    rest()
    masses = [float(mass) for mass in column(widget, "body_mass_g")]
    assert masses == sorted(masses, reverse=True)


def test_rows_of_a_cluster_and_of_a_text_are_found(widget, rest):
    widget.cluster.setCurrentIndex(2)
    widget.cluster.activated.emit(2)
    rest()
    assert set(column(widget, "cluster")) == {"2"}
    widget.cluster.setCurrentIndex(0)
    widget.cluster.activated.emit(0)
    widget.search.setText("chinstrap")
    rest()
    assert set(column(widget, "species")) == {"Chinstrap"}
    assert widget.state.text() == "68 rows"


def test_rows_and_points_are_selected_together(program, widget):
    select(widget, 3, 4)
    assert program.highlight.selected == {4, 5}
    assert "2 selected" in widget.state.text()
    program.highlight.select([200, 201, 210])
    assert widget.view.selected_rows() == {200, 201, 210}
    first = widget.view.selectionModel().selectedRows()[0]
    assert widget.view.viewport().rect().intersects(widget.view.visualRect(first))


def test_selected_rows_that_are_not_in_the_table_are_not_marked(program, widget, rest):
    program.highlight.select([200, 201])
    widget.search.setText("adelie")
    rest()
    assert widget.view.selected_rows() == set()
    assert program.highlight.selected == {200, 201}
    program.highlight.clear()
    widget.search.setText("")
    rest()
    assert widget.view.selected_rows() == set()


def test_selected_rows_are_clustered_alone(program, widget, click, rest):
    assert not widget.only.isEnabled()
    select(widget, 0, 99)
    click(widget.only)
    assert program.presenter.shown.run.prepared.points.n == 100
    assert widget.view.rows.rowCount() == 100


@pytest.mark.usefixtures("k_charts")
def test_other_data_and_steps_are_followed_where_the_table_is_visible(program, widget, rest):
    program.presenter.go(0)
    rest()
    assert set(column(widget, "cluster")) == {""}
    program.presenter.commands.open_example("iris")
    rest()
    assert widget.view.rows.rowCount() == 150
    assert "species" in widget.view._columns
    program.window.charts.tabs.setCurrentIndex(0)
    program.presenter.commands.open_example("wine")
    rest()
    assert widget.view.rows.rowCount() == 150


def test_selected_rows_are_copied_with_a_header(widget):
    select(widget, 0, 1)
    widget.view.copy()
    lines = QGuiApplication.clipboard().text().split("\n")
    assert lines[0].startswith("row\tcluster\tspecies")
    assert [line.split("\t")[0] for line in lines[1:]] == ["1", "2"]


def test_the_header_does_not_look_at_every_selected_row(widget):
    """It would whenever it is painted, which takes seconds where a million rows are selected."""
    widget.view.selectAll()
    header = widget.view.horizontalHeader()
    assert header.selectionModel() is not widget.view.selectionModel()
    assert not header.selectionModel().hasSelection()
