"""Spreadsheets: titles, types of cells, sheets, and cells that lie far apart."""

import datetime
import io
import zipfile

import numpy as np
import pytest
import xlsxwriter
import xlwt

from clusterlab.datasets import LoadError
from clusterlab.datasets.readers import unpacking
from tests.datasets.readers.formats.conftest import ods, old_workbook, workbook, zipped

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


def test_a_sheet_without_numbers_is_passed_over_for_one_with_numbers(read):
    book = workbook({"Empty": [], "About": [["Made by", "us"], ["on", "Monday"]], "A": [["a"], [1], [2]]})
    table = read(book)
    assert table.columns == ("a",)
    assert table.sheets == ("Empty", "About", "A")
    assert "A was read" in str(table.notes[0])
    with pytest.raises(LoadError, match="no numeric column"):
        read(book, sheet="About")
    with pytest.raises(LoadError, match="no numeric column"):
        read(workbook({"Empty": [], "About": [["Made by", "us"], ["on", "Monday"]]}))
    with pytest.raises(LoadError, match="is empty"):
        read(workbook({"Empty": [], "Void": []}))


def test_sheets_of_charts_are_no_tables(read):
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed, {"in_memory": True}) as book:
        book.add_chartsheet("Chart").set_chart(chart := book.add_chart({"type": "line"}))
        book.add_worksheet("Data").write_column(0, 0, ["a", 1, 2, 4])
        chart.add_series({"values": "=Data!$A$2:$A$4"})
    assert read(packed.getvalue()).values.tolist() == [[1], [2], [4]]
    with pytest.raises(LoadError, match="has no sheet 'Chart'"):
        read(packed.getvalue(), sheet="Chart")


def test_hidden_sheets_come_last(read):
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed, {"in_memory": True}) as book:
        book.add_worksheet("Codes").write_column(0, 0, ["code", 1, 2, 3])
        book.add_worksheet("Data").write_column(0, 0, ["a", 1, 2, 4])
        book.get_worksheet_by_name("Data").activate()
        book.get_worksheet_by_name("Data").set_first_sheet()
        book.get_worksheet_by_name("Codes").hide()
    table = read(packed.getvalue())
    assert (table.columns, table.sheets) == (("a",), ("Data", "Codes"))


def test_every_row_of_a_merged_cell_of_excel_97_has_its_value(read):
    book = xlwt.Workbook()
    sheet = book.add_sheet("A")
    for j, title in enumerate(["group", "x"]):
        sheet.write(0, j, title)
    for i in range(6):
        sheet.write(1 + i, 1, i * 1.5)
    sheet.write_merge(1, 3, 0, 0, "one")
    sheet.write_merge(4, 6, 0, 0, "two")
    packed = io.BytesIO()
    book.save(packed)
    assert read(packed.getvalue()).texts == {"group": ("one",) * 3 + ("two",) * 3}


def test_every_row_of_a_merged_cell_has_its_value(read):
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.merge_range("C4:E4", "A title over the table")
        sheet.write_row("C5", ["group", "x", "y"])
        for i in range(6):
            sheet.write_row(5 + i, 3, [i * 1.5, i * i])
        sheet.merge_range("C6:C8", "one")
        sheet.merge_range("C9:C11", "two")
    table = read(packed.getvalue())
    assert table.columns == ("x", "y")
    assert table.texts == {"group": ("one",) * 3 + ("two",) * 3}


def test_whole_numbers_that_may_be_rounded_are_noted(read):
    table = read(workbook({"A": [["n", "x"], [2**53, 1], [7, 2.5], [2**60, None]]}))
    assert [str(note) for note in table.notes] == [
        "Column n: numbers beyond 2^53 may be rounded, the first 9007199254740992 in row 1."
    ]


@pytest.mark.parametrize("dates_1904", [False, True])
def test_a_workbook_of_excel_97_keeps_its_types(read, dates_1904):
    day, money = "YYYY-MM-DD", '"$"#,##0.00'
    rows = [
        ["share", "price", "day", "at", "ok", "n", "sum"],
        *(
            [
                (i / 40, "0.0%"),
                (i * 1000.5, money),
                (DAYS[i], day),
                (datetime.datetime(2024, 1, 1, 12, i), "YYYY-MM-DD hh:mm"),
                i % 2 == 0,
                10**i,
                xlwt.Formula("1+1"),
            ]
            for i in range(6)
        ),
    ]
    table = read(old_workbook({"Empty": [], "A": rows}, dates_1904))
    assert table.columns == ("share", "price", "n", "sum")
    np.testing.assert_array_equal(table.values[:, 0], np.arange(6) / 40)
    np.testing.assert_array_equal(table.values[:, 1], np.arange(6) * 1000.5)
    np.testing.assert_array_equal(table.values[:, 2], 10.0 ** np.arange(6))
    assert np.isnan(table.values[:, 3]).all()  # no program has computed the formula yet
    assert table.texts["day"][:2] == ("2024-01-01", "2024-01-02")
    assert table.texts["at"][1] == "2024-01-01T12:01:00"
    assert table.texts["ok"][:2] == ("true", "false")


@pytest.mark.parametrize(
    ("stream", "words"),
    [
        ("EncryptedPackage", "is protected by a password; save it without one"),
        ("WordDocument", "is a Word document; save its table as CSV"),
        ("..WordDocument", "is an Excel workbook that cannot be read"),
        ("Nothing", "is an Excel workbook that cannot be read"),
    ],
)
def test_other_documents_in_the_container_of_old_workbooks_are_named(read, stream, words):
    content = old_workbook({"A": [["a"], [1], [2]]})[:512] + stream.encode("utf-16-le") + bytes(512)
    with pytest.raises(LoadError, match=words):
        read(content)


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
