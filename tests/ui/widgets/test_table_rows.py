"""Rows of a table are shown as they were read, by the cells that are asked for, and copied."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from clusterlab.datasets import Table
from clusterlab.ui.widgets.table_rows import MISSING_CELL, TableRowsView

TABLE = Table(
    "some",
    ("x", "<b>y</b>"),
    np.array([[1.25, np.nan], [2, 1e-7], [1234567, 3]]),
    {"name": ("a", "", "c")},
    order=("name", "x", "<b>y</b>"),
)


@pytest.fixture
def view(qtbot):
    view = TableRowsView("rows")
    qtbot.addWidget(view)
    return view


def texts(view):
    model = view.model()
    return [[model.index(i, j).data() for j in range(model.columnCount())] for i in range(model.rowCount())]


def test_cells_stand_in_the_order_of_the_file_with_all_their_digits(view):
    view.show_table(TABLE, range(3))
    assert texts(view) == [
        ["a", "1.25", MISSING_CELL],
        [MISSING_CELL, "2", "1e-07"],
        ["c", "1234567", "3"],
    ]


def test_headers_name_the_type_and_say_why(view):
    view.show_table(TABLE, [2])
    header, across = view.model().headerData, Qt.Orientation.Horizontal
    assert [header(j, across) for j in range(3)] == ["name\ntext", "x\nnumber", "<b>y</b>\nnumber"]
    assert header(1, across, Qt.ItemDataRole.ToolTipRole) == "x: number: every cell is a number"
    assert "&lt;b&gt;" in header(2, across, Qt.ItemDataRole.ToolTipRole)
    assert header(0, Qt.Orientation.Vertical) == "3"


def test_numbers_stand_at_the_right_and_missing_cells_are_muted(view):
    view.show_table(TABLE, range(3))
    model, right = view.model(), Qt.AlignmentFlag.AlignRight
    alignments = [model.index(0, j).data(Qt.ItemDataRole.TextAlignmentRole) & right for j in range(3)]
    assert [bool(one) for one in alignments] == [False, True, True]
    colors = [model.index(0, j).data(Qt.ItemDataRole.ForegroundRole) for j in range(3)]
    assert [color is not None for color in colors] == [False, False, True]


def test_the_selection_or_all_is_copied(view):
    view.show_table(TABLE, range(3), lambda row: f"reason {row}")
    view.copy()
    lines = QGuiApplication.clipboard().text().split("\n")
    assert (lines[0], lines[1]) == ("Reason\tname\tx\t<b>y</b>", f"reason 0\ta\t1.25\t{MISSING_CELL}")
    assert len(lines) == 4
    view.selectRow(2)
    view.copy()
    assert QGuiApplication.clipboard().text() == "reason 2\tc\t1234567\t3"


def test_only_cells_that_are_shown_are_asked_for(view):
    table = Table("some", ("x",), np.arange(300_000.0)[:, None])
    asked = []
    view.resize(300, 200)
    view.show_table(table, range(table.rows), lambda row: asked.append(row) or "why")
    view.show()
    assert 0 < len(set(asked)) < 5_000
