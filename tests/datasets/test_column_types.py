"""Every column has a type with a reason; identifiers and constants are not clustered by default."""

import datetime

import numpy as np
import pytest

from clusterlab.datasets import Table, column_types, examples, read_table, select
from clusterlab.datasets.column_type import COLUMN_KINDS, TYPED_ROWS
from clusterlab.datasets.readers.files import read_given

ROWS = 60
COLUMNS = {
    "id": lambda i: i + 1,
    "code": lambda i: f"S{i:03}",
    "town": lambda i: ("Rome", "Oslo", "Bonn")[i % 3],
    "day": lambda i: f"2021-{1 + i % 12:02}-{1 + i % 28:02}",
    "stamp": lambda i: f"{1 + i % 28}.{1 + i % 12}.2020 12:30",
    "clock": lambda i: f"{i % 24}:15",
    "took": lambda i: f"PT{i % 24}H15M00S",
    "width": lambda i: i * 7 % 11,
    "height": lambda i: "" if i == 3 else i * 1.5,
    "version": lambda i: 7,
    "lab": lambda i: "north",
    "remark": lambda i: f"seen once near the old bridge, number {i}",
    "year": lambda i: 1990 + i * 7 % 11,
    "member": lambda i: ("yes", "no")[i % 2],
    "range": lambda i: f"{i}-{i + 2}",
}
EXPECTED = {
    "id": "identifier: row identifier",
    "code": "identifier: every value occurs once",
    "town": "category: 3 different values",
    "day": "dates or times such as 2021-01-01",
    "stamp": "dates or times such as 1.1.2020 12:30",
    "clock": "dates or times such as 0:15",
    "took": "dates or times such as PT0H15M00S",
    "width": "number: every cell is a number",
    "height": "number: 1 of 60 values missing",
    "version": "constant: every value is 7",
    "lab": "constant: every value is 'north'",
    "remark": "text: 60 different values",
    "year": "date: calendar year",
    "member": "category: 2 different values",
    "range": "identifier: every value occurs once",
}


@pytest.fixture(scope="module")
def table():
    rows = [";".join(str(make(i)) for make in COLUMNS.values()) for i in range(ROWS)]
    return read_given("\n".join([";".join(COLUMNS), *rows]).encode(), "some.csv")


def test_each_column_has_a_type_with_a_reason_in_the_order_of_the_file(table):
    found = column_types(table)
    assert {name: str(one.words) for name, one in found.items()} == EXPECTED
    assert list(found) == list(COLUMNS)
    assert {one.kind for one in found.values()} == set(COLUMN_KINDS)


def test_identifiers_and_constants_are_not_clustered_by_default(table):
    selection = select(table)
    assert selection.columns == ("width", "height", "year")
    assert selection.left_out["id"] == "row identifier"
    assert selection.left_out["version"] == "constant (7)"
    assert select(table, ["id", "width"]).columns == ("id", "width")
    only = Table("some", ("id", "n"), np.column_stack([np.arange(1.0, 9), np.arange(8.0)]))
    assert select(only).columns == ("id", "n")


def test_a_reason_of_the_reader_is_kept():
    cells = [*map(str, range(40)), "x", "y", "z", "u"]
    table = read_given(
        ("a,b\n" + "".join(f"{c},{i % 5}\n" for i, c in enumerate(cells))).encode(), "some.csv"
    )
    assert column_types(table)["a"].words == ("text: 4 of 44 cells are not a number, the first 'x' in row 41")


def test_columns_without_values_are_constant():
    table = Table("some", ("a",), np.full((3, 1), np.nan), {"b": ("", "", "")})
    assert {name: str(one.words) for name, one in column_types(table).items()} == {
        "a": "constant: no values", "b": "constant: no values",
    }  # fmt: skip


def test_the_types_of_spreadsheets_are_kept(tmp_path):
    from xlsxwriter import Workbook

    with Workbook(tmp_path / "some.xlsx", {"default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["day", "true", "x"])
        for i in range(9):
            sheet.write_datetime(i + 1, 0, datetime.datetime(2020, 1, i + 1))
            sheet.write_boolean(i + 1, 1, i % 2)
            sheet.write_number(i + 1, 2, i * i)
    found = column_types(read_table(tmp_path / "some.xlsx"))
    assert {name: one.kind for name, one in found.items()} == {
        "day": "date",
        "true": "category",
        "x": "number",
    }


def test_long_columns_of_text_are_judged_by_their_first_rows():
    texts = (*("ab"[i % 2] for i in range(TYPED_ROWS)), "c")
    table = Table("some", ("x",), np.arange(len(texts), dtype=float)[:, None], {"kind": texts})
    assert column_types(table)["kind"].words == "category: 2 different values in the first 10,000 rows"


def test_the_examples_have_sensible_types():
    tables = {name: read_table(path) for name, path in examples().items()}
    kinds = {name: {one.kind for one in column_types(table).values()} for name, table in tables.items()}
    assert kinds["iris"] == kinds["wine"] == {"number", "category"}
    assert kinds["penguins"] == {"number", "category", "date"}
