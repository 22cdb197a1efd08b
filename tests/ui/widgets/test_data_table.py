"""Tables that are sorted, copied, and as high as their rows."""

import pytest
from PySide6.QtCore import QItemSelectionModel, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication

from clusterlab.export.table_cell import Cell
from clusterlab.export.theme import DARK, LIGHT, mix
from clusterlab.ui.widgets.data_table import DataTable, SpacedDelegate

HEADER = [Cell("Name"), Cell("Size", tip="How many"), Cell("Share")]
ROWS = [
    [Cell("b"), Cell("1,000", 1000.0), Cell("0.50", 0.5, tint=0.5, bold=True)],
    [Cell("a"), Cell("9", 9.0), Cell("–")],
    [Cell("<b>c</b>", tip="<b>c</b>"), Cell("20", 20.0), Cell("0.25", 0.25)],
]


@pytest.fixture
def table(qtbot):
    """A table with three rows, on screen."""
    made = DataTable("Groups")
    qtbot.addWidget(made)
    made.resize(300, 200)
    made.show_rows(HEADER, ROWS)
    made.show()
    return made


def click_header(qtbot, table, column):
    header = table.horizontalHeader()
    middle = header.sectionViewportPosition(column) + header.sectionSize(column) // 2
    place = header.viewport().rect().center()
    place.setX(middle)
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_rows_are_sorted_by_their_numbers_and_back_by_clicks_on_the_header(table, qtbot):
    assert [row[0] for row in table.texts()] == ["b", "a", "<b>c</b>"]
    click_header(qtbot, table, 1)
    assert [row[1] for row in table.texts()] == ["9", "20", "1,000"]
    click_header(qtbot, table, 1)
    assert [row[1] for row in table.texts()] == ["1,000", "20", "9"]
    click_header(qtbot, table, 1)
    assert [row[0] for row in table.texts()] == ["b", "a", "<b>c</b>"]


def test_names_are_sorted_as_texts(table, qtbot):
    click_header(qtbot, table, 0)
    assert [row[0] for row in table.texts()] == ["<b>c</b>", "a", "b"]


def test_new_rows_keep_the_order_and_the_selection(table, qtbot):
    click_header(qtbot, table, 1)
    table.setCurrentIndex(table.model().index(0, 0))
    table.show_rows(HEADER, [[Cell("b"), Cell("3", 3.0), Cell("–")], *ROWS[1:]])
    assert [row[1] for row in table.texts()] == ["3", "9", "20"]
    assert [index.data() for index in table.selectedIndexes()] == ["a"]


def test_only_cells_that_differ_are_set_anew(table):
    changed = []
    table.model().dataChanged.connect(lambda first, _: changed.append((first.row(), first.column())))
    table.model().headerDataChanged.connect(lambda *_: changed.append("header"))
    table.show_rows(list(HEADER), [ROWS[0], [*ROWS[1][:2], Cell("0.10", 0.1)], ROWS[2]])
    assert changed == [(1, 2)]
    table.show_rows(HEADER, ROWS[:1])
    assert table.texts() == [[cell.text for cell in ROWS[0]]]
    table.show_rows(HEADER, ROWS)
    assert table.texts() == [[cell.text for cell in row] for row in ROWS]


def test_the_whole_table_is_copied_with_its_header_unless_cells_are_selected(table, qtbot):
    table.clearSelection()
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    copied = QGuiApplication.clipboard().text().splitlines()
    assert copied == ["Name\tSize\tShare", "b\t1,000\t0.50", "a\t9\t–", "<b>c</b>\t20\t0.25"]
    for row in (1, 2):
        for column in (0, 1):
            place = table.model().index(row, column)
            table.selectionModel().select(place, QItemSelectionModel.SelectionFlag.Select)
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "a\t9\n<b>c</b>\t20"


def test_a_tooltip_is_plain_text(table):
    tip = table.model().index(2, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert tip == '<p style="white-space:pre">&lt;b&gt;c&lt;/b&gt;</p>'
    tip = table.model().headerData(1, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
    assert tip == "How many"


def test_it_is_as_high_as_its_rows(table):
    def height():
        return table.horizontalHeader().height() + table.verticalHeader().length()

    before = height()
    assert table.sizeHint().height() == before + 2 * table.frameWidth()
    table.show_rows(HEADER, ROWS * 2)
    assert height() > 1.7 * before - table.horizontalHeader().height()
    assert table.sizeHint().height() == height() + 2 * table.frameWidth()


def test_a_long_name_wraps_in_a_narrow_table(table, qtbot):
    table.show_rows(HEADER, [[Cell("a name of many words " * 4), *ROWS[0][1:]], *ROWS[1:]])
    qtbot.waitUntil(lambda: table.rowHeight(0) > table.rowHeight(1))
    wide = table.rowHeight(0)
    table.resize(200, 400)
    qtbot.waitUntil(lambda: table.rowHeight(0) > wide)


def test_tints_follow_the_theme(table):
    for theme in (LIGHT, DARK):
        table.set_theme(theme)
        cell = table.model().index(0, 2)
        tint = QColor(mix(theme.panel, theme.accent, 0.5))
        assert cell.data(Qt.ItemDataRole.BackgroundRole) == tint
        assert cell.data(Qt.ItemDataRole.FontRole).bold()


def test_another_theme_measures_no_cell(table, monkeypatch):
    table.show_rows(HEADER, ROWS)
    table.grab()
    measured = []
    monkeypatch.setattr(SpacedDelegate, "sizeHint", lambda *_: measured.append(1) or QSize(9, 9))
    table.set_theme(DARK)
    assert not measured


def test_columns_of_text_are_sorted_by_it_and_columns_of_numbers_by_these(table):
    header = [Cell(""), Cell("Answer"), Cell("Miss")]
    rows = [["1", "Moons", None], ["2", "blobs", 10.0], ["3", "circles", 9.0]]

    def shown():
        return [line[0] for line in table.texts()]

    def show(rows):
        table.show_rows(header, [[Cell(n, float(n)), Cell(t), Cell(str(v), v)] for n, t, v in rows])

    show([[n, text, None] for n, text, _ in rows])
    table.sortByColumn(1, Qt.SortOrder.AscendingOrder)
    assert shown() == ["2", "3", "1"]
    table.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    assert shown() == ["1", "3", "2"]
    show(rows)  # the column of texts becomes one of numbers
    table.sortByColumn(2, Qt.SortOrder.AscendingOrder)
    assert shown() == ["3", "2", "1"]
