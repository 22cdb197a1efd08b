"""A cell that can be read as two numbers raises a question, unless another cell or a person answers it."""

import pytest

from clusterlab.datasets import ReadOptions
from clusterlab.datasets.readers.files import read_given
from tests.datasets.readers.formats.conftest import zipped

ASKED = "Column a: 1,234 can be read as 1.234 or as 1234."


def read(text, **options):
    return read_given(text.encode(), "some.csv", ReadOptions(**options))


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("a;b\n1,234;5\n2,345;6\n", ASKED),
        ("a\tb\n1,234\t5\n2,345\t6\n", ASKED),
        ('a,b\n"1,234",5\n"2,345",6\n', ASKED),
        ("a\n1,234\n2,345\n", ASKED),
        ("a;b\n1.234;5\n2.345;6\n", "Column a: 1.234 can be read as 1.234 or as 1234."),
        ("b;a\n5;-1,234\n6;17\n", "Column a: -1,234 can be read as -1.234 or as -1234."),
        ("a;b\n1,234;5.5\n2,345;6,5\n", ASKED),
    ],
)
def test_cells_with_two_readings_raise_a_question(text, question):
    assert read(text).question == question


@pytest.mark.parametrize(
    "text",
    [
        "a;b\n1,234;5\n2,5;6\n",
        "a;b\n1,234;0,5\n2,345;6\n",
        "a;b\n1.234;5,5\n2.345;6\n",
        "a,b\n1.234,5\n2.345,6\n",
        "a;b\n0.234;5\n0.345;6\n",
        "a;b\n1,234,567;5\n2,345,678;6\n",
        "a;b\n1234;5\n2345;6\n",
        "a;b\n1,234 to 2,345;5\nx;6\n",
    ],
)
def test_other_cells_answer_it(text):
    assert read(text).question == ""


@pytest.mark.parametrize(
    "options", [{"decimal": ","}, {"decimal": "."}, {"thousands": ","}, {"thousands": ""}]
)
def test_a_person_answers_it(options):
    assert read("a;b\n1,234;5\n2,345;6\n", **options).question == ""


@pytest.mark.parametrize(
    ("cell", "mark"), [("1,234.5", ","), ("1.234,5", "."), ("1 234", " "), ("1'234.5", "'"), ("1234", "")]
)
def test_the_mark_of_thousands_is_detected(cell, mark):
    assert read(f"a;b\n{cell};5\n2;6\n").read_as.thousands == mark


def test_every_unreadable_cell_is_counted():
    names = [f"x{j}" for j in range(6)]
    rows = [";".join(str(i * j) for j in range(6)) for i in range(100)]
    rows[7] = ";".join("?!" for _ in names)
    rows[9] = ";".join("?!" if j < 5 else "NA" for j in range(6))
    table = read("\n".join([";".join(names), *rows]))
    assert table.unreadable == 11
    assert table.notes[0] == "11 cells in 6 columns are no numbers and counted as missing."
    assert "2 cells are no number and counted as missing, the first '?!' in row 8." in table.notes[1]


def test_columns_keep_their_order():
    assert read("name;a;kind;b\nu;1;x;2\nv;3;y;4\nw;5;x;6\n").order == ("name", "a", "kind", "b")


def test_the_only_table_of_an_archive_may_have_sheets():
    inner = zipped({"a.csv": "x,y\n1,2\n", "b.csv": "z\n1\n2\n"})
    assert read_given(inner, "some.zip").sheets == ("a.csv", "b.csv")
    assert read_given(inner, "some.zip", ReadOptions(sheet="b.csv")).read_as.sheet == "b.csv"


@pytest.mark.parametrize(
    ("text", "line", "columns"),
    [
        ("1,234\n2,345\n", "1,234", 2),
        ("0,435\n1,5\n", "0,435", 2),
        ("4,704e-01\n-8,743e+01\n", "4,704e-01", 2),
        ("# made\n\n1,234,567\r\n12,345,678\r\n", "1,234,567", 3),
        ("1,234.5\n2,345.25\n", "1,234.5", 2),
        ("1.234,5\n2.345,6\n", "1.234,5", 2),
        ("1 234\n12 345\n", "1 234", 2),
        ("1 234,5\n2 345,5\n", "1 234,5", 2),
        ("$1,234\n$2,345\n", "$1,234", 2),
    ],
)
def test_lines_without_a_header_that_are_numbers_as_a_whole_raise_a_question(text, line, columns):
    table = read(text)
    assert table.question == f"{line} can be read as one number or as {columns} columns."
    assert (len(table.columns), table.asked) == (columns, "delimiter")
    assert read(text, delimiter=table.read_as.delimiter).question == ""


@pytest.mark.parametrize(
    "text",
    [
        "a,b\n1,234\n2,345\n",
        "1,-5\n2,6\n",
        "1, 234\n2, 345\n",
        '"1","234"\n"2","345"\n',
        "1,234,x\n2,345,y\n",
        "1,23,45\n2,34,56\n",
        "1  234\n2  345\n",
        "1;234\n2;345\n",
        "1\t234\n2\t345\n",
        "sep=,\n1,234\n2,345\n",
    ],
)
def test_lines_that_are_no_numbers_as_a_whole_have_columns(text):
    table = read(text)
    assert len(table.columns) > 1
    assert table.question == ""


def test_without_a_delimiter_the_decimal_mark_is_asked_for():
    table = read("1,234\n2,345\n", delimiter="")
    assert (table.question, table.asked) == (ASKED.replace("Column a", "Column column 1"), "decimal")
    assert read("1,234\n2,345\n", delimiter="", decimal=",").values.tolist() == [[1.234], [2.345]]
    assert read("1 234,5\n2 345,5\n", delimiter="").values.tolist() == [[1234.5], [2345.5]]


def test_one_quoted_number_a_line_is_one_column():
    assert read('"1,234,567"\n"2,345,678"\n').values.tolist() == [[1234567], [2345678]]
