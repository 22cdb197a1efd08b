"""The rows that are clustered, their cells, their order and their filter."""

import numpy as np
import pytest

from clusterlab.datasets.row_subset import RowSubset
from clusterlab.datasets.table import Table
from clusterlab.session.analysis.row_table import RowOrders, RowQuery, RowTable
from clusterlab.session.state.prepared import prepare


@pytest.fixture
def table():
    values = np.array([[3.0, 0.1], [1.0, np.nan], [2.0, 0.3], [5.0, 0.2], [4.0, 0.1]])
    texts = {"name": ("bert", "Carl", "anna", "", "ANNABEL")}
    data = Table("t", ("x", "y"), values, texts, order=("name", "x", "y"))
    prepared = prepare(data, ("x",), "none", True, rows=RowSubset.holding([0, 1, 2, 4], 5))
    return RowTable(prepared, np.array([1, 0, -1, 1]))


def rows(table, **query):
    return [table.row(int(place)) for place in table.order(RowQuery(**query))]


def test_cells_are_those_of_the_data_with_rows_from_1_and_clusters_from_1(table):
    assert table.columns == ("row", "cluster", "name", "x", "y")
    cells = [[table.text(place, column) for column in range(5)] for place in range(4)]
    assert cells == [
        ["1", "2", "bert", "3", "0.1"],
        ["2", "1", "Carl", "1", ""],
        ["3", "noise", "anna", "2", "0.3"],
        ["5", "2", "ANNABEL", "4", "0.1"],
    ]
    assert [table.is_number(column) for column in range(5)] == [True, False, False, True, True]


def test_rows_are_sorted_by_every_kind_of_column_with_missing_values_last(table):
    assert rows(table) == [0, 1, 2, 4]
    assert rows(table, column=3) == [1, 2, 0, 4]
    assert rows(table, column=4) == [0, 4, 2, 1]
    assert rows(table, column=4, descending=True) == [2, 0, 4, 1]
    assert rows(table, column=2) == [2, 4, 0, 1]
    assert rows(table, column=2, descending=True) == [1, 0, 4, 2]
    assert rows(table, column=1) == [2, 1, 0, 4]
    assert rows(table, column=0, descending=True) == [4, 2, 1, 0]


def test_rows_are_filtered_by_cluster_and_by_a_text_or_a_number_in_any_cell(table):
    assert rows(table, cluster=1) == [0, 4]
    assert rows(table, cluster=-1) == [2]
    assert rows(table, text="ann") == [2, 4]
    assert rows(table, text=" 0.1 ") == [0, 4]
    assert rows(table, text="0.1", cluster=1, column=3, descending=True) == [4, 0]
    assert rows(table, text="nobody") == []


def test_before_the_first_labels_every_cluster_is_empty(table):
    without = RowTable(table.prepared, None)
    assert without.text(0, 1) == ""
    assert rows(without, cluster=1) == [0, 1, 2, 4]
    assert rows(without, column=1) == [0, 1, 2, 4]


class Queue:
    """Runs a task at once."""

    running, items = False, ()

    def start(self, task):
        self.items = list(task())

    def take(self):
        taken, self.items = self.items, []
        return taken

    def failure(self):
        return None

    def cancel(self):
        self.items = []


def test_rows_are_ordered_once_for_each_step_and_query(table):
    orders, prepared = RowOrders(Queue()), table.prepared
    labels = np.array([0, 0, 1, 1])
    orders.follow(prepared, labels, RowQuery(), True)
    assert orders.tick() == (True, None)
    found = orders.found
    orders.follow(prepared, labels, RowQuery(), True)
    assert not orders.busy
    orders.follow(prepared, labels, RowQuery(column=3), True)
    assert orders.busy
    orders.tick()
    assert orders.found is not found
    orders.follow(None, None, RowQuery(), True)
    assert orders.found is None


def test_labels_are_brought_into_the_order_of_the_data(table):
    orders, prepared = RowOrders(Queue()), table.prepared
    spatial = prepared.points.to_spatial_order(np.array([1, 0, 2, 3]))
    orders.follow(prepared, spatial, RowQuery(), True)
    orders.tick()
    assert orders.found.table.labels.tolist() == [1, 0, 2, 3]
