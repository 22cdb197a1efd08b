"""Delimiter, title lines and the decimal mark are detected together: no decimal comma is misread silently."""

import numpy as np
import pytest

from clusterlab.datasets import LoadError

WEEKS = " / ".join(f"{i},{1980 + i} W{i:02d},A-B,x,{i * 3 % 7}" for i in range(1, 40))
TITLES = {
    "two columns": "My data / weight,height / 62,170 / 70,181 / 55,160",
    "three columns": "My data / weight,height,n / 62,170,1 / 70,181,2 / 55,160,3",
    "one digit": "My data / weight,height / 1,2 / 3,4",
    "decimals": "My data / weight,height / 1.5,2.5 / 3.5,4.5",
    "semicolons": "My data / weight;height / 1;2 / 3;4",
    "two lines": "My data / of May / weight,height / 1,2 / 3,4",
    "a delimiter in the title": "My data, of May / weight,height,n / 1,2,1 / 3,4,1",
    "padded": "My data;;; / weight;height;n;m / 1;2;3;4 / 4;5;6;7",
    "a line of a spreadsheet": "sep=; / weight;height / 1,5;2 / 3,5;4 / 5,5;6",
}


@pytest.mark.parametrize("case", TITLES)
def test_lines_above_the_header_are_left_out(read, case):
    text = TITLES[case]
    table = read.lines(text)
    assert table.columns[:2] == ("weight", "height")
    assert table.rows == text.count(" / ") - text.split("weight")[0].count(" / ")
    noted = [note for note in table.notes if "above the table" in note]
    assert len(noted) == ("sep=" not in text)


def test_a_title_above_rows_without_header_is_left_out(read):
    table = read.lines("Measured in May / 1;2;3 / 4;5;6 / 7;8;9")
    np.testing.assert_array_equal(table.values, [[1, 2, 3], [4, 5, 6], [7, 8, 9]])


def test_a_title_above_a_single_row_is_taken_for_its_header(read):
    with pytest.raises(LoadError, match=r"The first line of some\.csv has 1 cell but most lines have 3"):
        read.lines("Weights / 1,2,3")


def test_rows_with_names_of_r_are_no_title(read):
    table = read('"x"\n"1" 1.5\n"2" 2.5\n"3" 4\n')
    assert table.columns == ("column 1", "x")


def test_blanks_do_not_beat_a_delimiter_of_every_line(read):
    table = read.lines('item,price,cost / a,$1.50,€ 3 / b,$2.75,€ 4 / c,"$1,200.00",€ 5 / d,$9.00,€ 7')
    assert table.columns == ("price", "cost")
    np.testing.assert_array_equal(table.values, [[1.5, 3], [2.75, 4], [1200, 5], [9, 7]])
    table = read.lines("id,week,site,kind,count / " + WEEKS)
    assert table.columns == ("id", "count")
    assert table.values[3].tolist() == [4, 5]


@pytest.mark.parametrize("text", ["a b / 1,5 2,5 / 3,5 4,5", "1,5 2,5 / 3,5 4,5"])
def test_blanks_separate_decimal_commas(read, text):
    np.testing.assert_array_equal(read.lines(text).values, [[1.5, 2.5], [3.5, 4.5]])


@pytest.mark.parametrize("text", ["x / 0,435 / 1,500", "x / 62,170 / 70,181", "1,05 / 2,07", '"1,5" / "2,5"'])
def test_commas_in_a_single_column_are_noted_as_decimal_marks(read, text):
    table = read.lines(text)
    assert len(table.columns) == 1
    assert "the comma is the decimal mark" in table.notes[0]


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("x / 1,5 / 1.234,5 / 2,7", "1.234,5 was read as 1234.5 (the point groups thousands)."),
        ("a;b / 1.234;2 / 5.678;3", "1.234 was read as 1.234 (the point is the decimal mark)."),
    ],
)
def test_the_mark_that_might_be_read_in_another_way_is_noted(read, text, note):
    table = read.lines(text)
    assert table.notes == (f"Column {table.columns[0]}: {note}",)


@pytest.mark.parametrize("text", ["x;1,5 / y;2,5 / z;3,25", "x|1,5 / y|2,5 / z|3,25", "n;v / x;1,5 / y;2,5"])
def test_a_decimal_comma_beside_a_text_separates_no_cells(read, text):
    assert read.lines(text).values[:2].tolist() == [[1.5], [2.5]]


@pytest.mark.parametrize("rows", [5, 500])
def test_blanks_in_names_separate_no_cells_where_tabs_do(read, rows):
    lines = [f"item {i}\t{i * 7 % 11},5\t{'NA' if i % 2 else f'{i},25'}" for i in range(rows)]
    table = read("\n".join(["name\ta\tb", *lines]))
    assert table.columns == ("a", "b")
    assert table.values[2].tolist() == [3.5, 2.25]
    assert table.texts["name"][1] == "item 1"
    assert table.notes == ()


def test_units_are_not_cut_off(read):
    with pytest.raises(ValueError, match=r"no numeric column.*Column w .* but for 'kg' after them"):
        read.lines("w / 12 kg / 13 kg / 15.5 kg")


def test_lines_that_are_one_quoted_cell_each_are_unwrapped(read):
    table = read.lines('"a,b,c" / "1,2,3" / "4,5,6"')
    assert table.columns == ("a", "b", "c")
    np.testing.assert_array_equal(table.values, [[1, 2, 3], [4, 5, 6]])
    assert read.lines('"x" / "1,5" / "2,5"').values.tolist() == [[1.5], [2.5]]


def test_single_quotes_are_quotes_where_most_cells_have_them(read):
    table = read.lines("'a','b','t' / '1','2','it, too' / '3','4','x'")
    assert table.columns == ("a", "b")
    assert table.texts == {"t": ("it, too", "x")}


def test_what_was_chosen_is_told(read):
    read_as = read.lines("Title / a;b / 1,5;2 / 2,5;3").read_as
    assert (read_as.delimiter, read_as.decimal, read_as.header, read_as.skip) == (";", ",", True, 1)
    assert read_as.encoding == "utf-8"


def test_a_person_overrides_what_is_detected(read):
    assert read.lines("a:b / 1:2", delimiter=":").columns == ("a", "b")
    assert read.lines("t / u / a,b / 1,2", skip=2).columns == ("a", "b")
    table = read.lines("a;b / 1,234;2 / 5,678;3", decimal=".")
    assert table.values[:, 0].tolist() == [1234, 5678]
    table = read.lines("a\tb / 1.234\t2 / 5.678\t3", decimal=",")
    assert table.values[:, 0].tolist() == [1234, 5678]
    assert read.lines("a;b / 1.5;2 / 2.5;3", decimal=",").texts == {"a": ("1.5", "2.5")}


def test_the_lines_that_were_skipped_are_told_whether_found_or_chosen(read):
    text = "Heights of people / made today / height,weight / 1.5,50 / 1.7,62 / 1.8,71"
    chosen, found = read.lines(text, skip=2), read.lines(text.replace("made today / ", ""))
    assert (chosen.read_as.skip, found.read_as.skip) == (2, 1)
    assert chosen.columns == found.columns == ("height", "weight")
    assert chosen.values.tolist() == found.values.tolist()


def test_a_single_line_is_data_if_it_holds_a_number_and_else_a_header_without_rows(read):
    assert read.lines("1.5,a").values.tolist() == [[1.5]]
    with pytest.raises(LoadError, match="has a header but no rows"):
        read.lines("a,b")


def test_skipping_every_line_is_an_error_that_says_so(read):
    with pytest.raises(LoadError, match=r"has no table after the 3 lines to skip; skip fewer\.$"):
        read.lines("a,b / 1,2 / 3,4", skip=3)
