"""Spreadsheets: titles, types of cells, sheets, and cells that lie far apart."""

import datetime
import io
import zipfile

import numpy as np
import pytest

from clusterlab.datasets import LoadError
from clusterlab.datasets.readers import unpacking
from tests.datasets.readers.formats.conftest import ods, workbook, zipped

DAYS = [datetime.date(2024, 1, day) for day in range(1, 7)]


def test_a_title_above_the_table_and_blank_rows_are_left_out(read):
    rows = [["Report of May"], [], ["year", "height"], *([2020 + i, 1.5 * i] for i in range(6))]
    table = read(workbook({"A": rows}))
    assert table.columns == ("year", "height")
    np.testing.assert_array_equal(table.values[:, 0], 2020 + np.arange(6))
    assert table.read_as.skip == 1
    assert table.read_as.header
    assert table.read_as.sheet == "A"
    assert [str(note) for note in table.notes] == [
        "1 line above the table was left out, the first 'Report of May'."
    ]


def test_cells_keep_their_types(read):
    rows = [["x", "day", "ok", "code", "written"], *([i, DAYS[i], i > 2, f"A{i}", "1,5"] for i in range(6))]
    table = read(workbook({"A": rows}))
    assert table.columns == ("x", "written")
    assert (table.values[:, 1] == 1.5).all()
    assert table.texts["day"][0] == "2024-01-01"
    assert table.texts["ok"][:2] == ("false", "false")
    assert {name: str(reason) for name, reason in table.reasons.items()} == {
        "day": "dates or times",
        "ok": "true and false",
        "code": "text",
    }


def test_numbers_are_exact(read):
    values = np.random.default_rng(0).normal(size=(50, 3)) * 10.0 ** np.arange(-9, 18, 9)
    np.testing.assert_array_equal(read(ods([["a", "b", "c"], *values.tolist()])).values, values)


def test_one_word_among_numbers_is_a_missing_value_with_a_note(read):
    table = read(workbook({"A": [["a", "b"], *([i, i] for i in range(60)), ["n.b.", 1]]}))
    assert np.isnan(table.values[60, 0])
    assert "'n.b.' in row 61" in str(table.notes[0])


def test_without_titles_columns_are_numbered(read):
    table = read(workbook({"A": [[1, 2], [3, 4], [5, 7]]}))
    assert table.columns == ("column 1", "column 2")
    assert table.rows == 3


def test_the_first_sheet_with_cells_is_read_unless_one_is_chosen(read):
    book = workbook({"Empty": [], "A": [["a"], [1], [2]], "B": [["b"], [3], [4]]})
    table = read(book)
    assert table.columns == ("a",)
    assert "3 sheets: Empty, A, B; A was read" in str(table.notes[0])
    chosen = read(book, sheet="B")
    assert chosen.columns == ("b",)
    assert not chosen.notes
    assert chosen.read_as.sheet == "B"
    with pytest.raises(LoadError, match="has no sheet 'C'; choose from Empty, A, B"):
        read(book, sheet="C")
    with pytest.raises(LoadError, match="is empty"):
        read(book, sheet="Empty")


def test_header_and_skipped_rows_can_be_given(read):
    book = workbook({"A": [[9, 9], [1, 2], [3, 4], [5, 6]]})
    assert read(book, header=True).columns == ("9", "9 (2)")
    assert read(book, skip=2, header=False).values.tolist() == [[3, 4], [5, 6]]


def test_cells_that_lie_far_apart_are_refused_before_room_is_made_for_all(read):
    sheet = "".join(
        f'<row r="{row}"><c r="{column}{row}"><v>1</v></c></row>'
        for column, row in (("A", 1), ("XFD", 1048576))
    )
    book = workbook({"A": [["a"], [1]]})
    far = _with_sheet(book, f"<worksheet><sheetData>{sheet}</sheetData></worksheet>")
    with pytest.raises(LoadError, match="lie too far apart"):
        read(far)
    with pytest.raises(LoadError, match="lie too far apart"):
        read(ods([["a"], [1.0] * 100], 'table:number-rows-repeated="1000000"'))


def test_far_cells_of_a_sheet_with_another_name_are_found(read):
    cell = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    content = f'<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row>{cell}</sheetData></worksheet>'
    with zipfile.ZipFile(io.BytesIO(workbook({"A": [["a"], [1]]}))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    del parts["xl/worksheets/sheet1.xml"]
    for name in ("xl/_rels/workbook.xml.rels", "[Content_Types].xml"):
        parts[name] = parts[name].replace(b"worksheets/sheet1.xml", b"other/sheet.bin")
    for encoding in ("utf-8", "utf-16"):
        with pytest.raises(LoadError, match="lie too far apart"):
            read(zipped({**parts, "xl/other/sheet.bin": content.encode(encoding)}))


@pytest.mark.parametrize(("equals", "quoted"), [("=", '"'), ("=", "'"), (" = ", '"')])
def test_many_columns_below_narrow_rows_are_read_and_far_cells_are_found_there(
    read, equals, quoted, monkeypatch
):
    monkeypatch.setattr(unpacking, "PIECE", 1000)
    columns = [*"ABCDEFGHIJKLMNOPQRSTUVWXYZ", *(f"A{letter}" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ")]
    cell = f"<c r{equals}{quoted}{{}}{{}}{quoted}><v>1</v></c>"
    rows = [f"<row>{cell.format('A', row)}{cell.format('B', row)}</row>" for row in range(1, 200)]
    wide = "<row>" + "".join(cell.format(column, 200) for column in columns) + "</row>"
    for last, is_far in ((200, False), (1048576, True)):
        far = f"<row>{cell.format('A', last)}</row>"
        book = _with_sheet(
            workbook({"A": [[1]]}),
            f"<worksheet><sheetData>{far * is_far}{''.join(rows)}{wide}</sheetData></worksheet>",
        )
        if is_far:
            with pytest.raises(LoadError, match="lie too far apart"):
                read(book)
        else:
            assert len(read(book).columns) == len(columns)


def _with_sheet(book: bytes, content: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return zipped({**parts, "xl/worksheets/sheet1.xml": content})
