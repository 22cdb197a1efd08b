"""The same small table in many dialects."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterlab.datasets import Table, read_table

NAN = float("nan")


def same(table: Table, columns: tuple[str, ...], values: list[list[float]]) -> None:
    assert table.columns == columns
    np.testing.assert_array_equal(table.values, np.array(values, dtype=float))


AWKWARD = {
    "semicolons and decimal commas": (
        "Länge;Breite;Art\n1,5;2,25;a\n3,0;4;b\n-0,435;1.234,5;c\n",
        ("Länge", "Breite"),
        [[1.5, 2.25], [3, 4], [-0.435, 1234.5]],
    ),
    "tabs and no header": ("5.1\t3.5\n4.9\t3\n", ("column 1", "column 2"), [[5.1, 3.5], [4.9, 3]]),
    "many words for missing": (
        "a,b,c\n1,NA,?\n,2,3\nNaN,null,-\n4,5,6\n",
        ("a", "b", "c"),
        [[1, NAN, NAN], [NAN, 2, 3], [NAN, NAN, NAN], [4, 5, 6]],
    ),
    "UTF-16": ("a,b\n1,2\n3,4\n".encode("utf-16"), ("a", "b"), [[1, 2], [3, 4]]),
    "UTF-16 without a mark": ("a,b\r\n1,2\r\n3,4\r\n".encode("utf-16-be"), ("a", "b"), [[1, 2], [3, 4]]),
    "Windows-1252": ("Größe;Maß\n1,5;2,5\n".encode("cp1252"), ("Größe", "Maß"), [[1.5, 2.5]]),
    "quoted thousands": (
        'town,people,area\n"Ulm, Donau","1,234,567","0.5"\nKiel,"2,345","1.5"\n',
        ("people", "area"),
        [[1234567, 0.5], [2345, 1.5]],
    ),
    "ragged rows": (
        "a,b,c\n1,2\n3,4,5\n6,7,8,9\n1,1,1\n",
        ("a", "b", "c"),
        [[1, 2, NAN], [3, 4, 5], [6, 7, 8], [1, 1, 1]],
    ),
    "two columns and more ragged rows than others": (
        "a,b\n1,2\n3\n4,5,6\n7,8\n9,10\n",
        ("a", "b"),
        [[1, 2], [3, NAN], [4, 5], [7, 8], [9, 10]],
    ),
    "a byte order mark and CRLF": (b"\xef\xbb\xbfa,b\r\n1,2\r\n3,4\r\n\r\n", ("a", "b"), [[1, 2], [3, 4]]),
    "runs of blanks": (
        '18.0   8   307.0\t"chevrolet chevelle"\n 15.0  ?   350.0\t"buick  320" \n',
        ("column 1", "column 2", "column 3"),
        [[18, 8, 307], [15, NAN, 350]],
    ),
    "comment lines": ("# made today\n#\na,b\n1,2\n# half way\n3,4\n", ("a", "b"), [[1, 2], [3, 4]]),
    "tabs and decimal commas": ("a\tb\n1,5\t2,5\n0,25\t1e3\n", ("a", "b"), [[1.5, 2.5], [0.25, 1000]]),
    "row names without a title": (
        '"x" "y"\n"1" 1.5 2\n"2" 2.5 3\n',
        ("column 1", "x", "y"),
        [[1, 1.5, 2], [2, 2.5, 3]],
    ),
    "separators at the ends of lines": ("a,b,\n1,2,\n3,4,\n", ("a", "b"), [[1, 2], [3, 4]]),
    "separators only after the rows": ("a,b\n1,2,\n3,4,\n", ("a", "b"), [[1, 2], [3, 4]]),
    "repeated titles": ("a,a,,a\n1,2,3,4\n", ("a", "a (2)", "column 3", "a (3)"), [[1, 2, 3, 4]]),
    "blank lines": ("a,b\n\n1,2\n \n\n3,4\n\n\n", ("a", "b"), [[1, 2], [3, 4]]),
    "old line ends": ("a,b\r1,2\r3,4", ("a", "b"), [[1, 2], [3, 4]]),
    "one column of decimal commas": ("x\n0,435\n1,500\n", ("x",), [[0.435], [1.5]]),
    "one column of decimal commas, no header": ("1,05\n2,07\n", ("column 1",), [[1.05], [2.07]]),
    "blanks after commas": ('a, b, c\n1, 2.5, "x y"\n3 , 4, z\n', ("a", "b"), [[1, 2.5], [3, 4]]),
    "grouping by blanks": ("a;b\n1 234,5;2\n12 345 678,25;3\n", ("a", "b"), [[1234.5, 2], [12345678.25, 3]]),
    "inches": ('a,b\n5" x,1\n6" y,2\n7",3\n', ("b",), [[1], [2], [3]]),
    "line ends in quotes": ('a,b\n"x\ny",1\nz,2\n', ("b",), [[1], [2]]),
    "infinity": (
        "a,b\n1,inf\n2,1e999\n3,-Infinity\n4,5\n",
        ("a", "b"),
        [[1, NAN], [2, NAN], [3, NAN], [4, 5]],
    ),
    "bars": ("a|b\n1|2,5\n3|4,5\n", ("a", "b"), [[1, 2.5], [3, 4.5]]),
    "one row": ("1,2,3\n", ("column 1", "column 2", "column 3"), [[1, 2, 3]]),
    "one row under a header": ("a,b\n1,2", ("a", "b"), [[1, 2]]),
    "errors of a spreadsheet": (
        "#N/A,1\n#DIV/0!,2\n3,4\n",
        ("column 1", "column 2"),
        [[NAN, 1], [NAN, 2], [3, 4]],
    ),
    "numbers that are colors": ("#ff0000,1\n#00ff00,2\n#0000ff,3\n", ("column 2",), [[1], [2], [3]]),
}


@pytest.mark.parametrize("case", AWKWARD)
def test_an_awkward_file_is_read_correctly(read, case):
    content, columns, values = AWKWARD[case]
    same(read(content), columns, values)


def test_the_shape_of_the_awkward_texts_is_kept(read):
    table = read('name,sex,a\n"Ulm, Donau",NA,1\n"say ""hi""",male,2\n')
    assert table.texts == {"name": ("Ulm, Donau", 'say "hi"'), "sex": ("NA", "male")}
    assert read('1   2 "buick  320"\n3 4\t"fiat 128"\n').texts == {"column 3": ("buick  320", "fiat 128")}


@pytest.mark.parametrize(
    ("content", "value", "note"),
    [
        ("a;b\n1,234;5\n2,345;6\n", 1.234, "1,234 was read as 1.234 (the comma is the decimal mark)"),
        ("a\tb\n1,234\t5\n", 1.234, "1,234 was read as 1.234 (the comma is the decimal mark)"),
        ('a,b\n"1,234",5\n', 1234, "1,234 was read as 1234 (the comma groups thousands)"),
        ("a\tb\n1,234\t5.5\n", 1234, "1,234 was read as 1234 (the comma groups thousands)"),
        ("a;b\n1,234;5.5\n", 1234, "1,234 was read as 1234 (the comma groups thousands)"),
        ("a;b\n1.234;5\n", 1.234, "1.234 was read as 1.234 (the point is the decimal mark)"),
        ("a;b\n1.234;5,5\n", 1234, "1.234 was read as 1234 (the point groups thousands)"),
        ("a;b\n1.234;5\n12.345.678;6\n", 1234, "1.234 was read as 1234 (the point groups thousands)"),
    ],
)
def test_a_number_with_two_readings_is_read_with_a_note(read, content, value, note):
    table = read(content)
    assert table.values[0, 0] == value
    assert [text for text in table.notes if note in text] == [f"Column a: {note}."]


@pytest.mark.parametrize("late", ["0,435", "1,5", "12345,678", "1.234,5"])
def test_a_late_cell_decides_for_all_rows_above_it(read, late):
    table = read("a;b\n" + "1,234;1\n" * 5000 + f"{late};1\n")
    assert table.values[0, 0] == 1.234
    assert table.values[-1, 0] == float(late.replace(".", "").replace(",", "."))


def test_a_cell_that_fits_no_decided_mark_is_missing_with_a_note(read):
    table = read('a,b\n"1,234,567",1\n"2,345,678",1\n"0,435",1\n')
    np.testing.assert_array_equal(table.values[:, 0], [1234567, 2345678, NAN])
    assert any("'0,435' in row 3" in note for note in table.notes)


@pytest.mark.parametrize("delimiter", ["\t", "|", ",", ""])
def test_points_that_can_only_group_thousands_decide_for_their_column(read, delimiter):
    other = f"{delimiter}2.5" if delimiter else ""
    table = read(f"a{other and delimiter + 'b'}\n3.364.756{other}\n308.511{other}\n12.345.678{other}\n")
    assert table.values[:, 0].tolist() == [3364756, 308511, 12345678]
    assert (table.values[:, 1:] == 2.5).all()
    assert "Column a: 3.364.756 was read as 3364756 (the point groups thousands)." in table.notes
    assert table.unreadable == 0


def test_thousands_in_one_column_leave_three_decimals_in_another_where_commas_separate(read):
    table = read("code,x\n123.456.789,16.150\n234.567.890,16.250\n")
    assert table.values[:, 1].tolist() == [16.15, 16.25]


def test_columns_with_different_decimal_marks_are_each_read_as_they_are(read):
    table = read("a;b;c\n1.5;1.234,5;1.25\n2.5;2.345,6;2.5\n3.25;7,5;0.125\n")
    assert table.values.tolist() == [[1.5, 1234.5, 1.25], [2.5, 2345.6, 2.5], [3.25, 7.5, 0.125]]
    assert (table.read_as.decimal, table.read_as.thousands) == (".", None)


def test_plain_points_need_no_note(read):
    assert read("a,b\n1.234,5\n2.345,6\n").notes == ()


def test_a_few_wrong_cells_are_missing_and_the_first_is_named(read):
    rows = [f"{i}.5,{i}" for i in range(3000)]
    rows[2400], rows[2700] = "oops,1", "12 m,2"
    table = read("a,b\n" + "\n".join(rows))
    assert np.flatnonzero(np.isnan(table.values[:, 0])).tolist() == [2400, 2700]
    assert table.notes == (
        "Column a: 2 cells are no number and counted as missing, the first 'oops' in row 2401.",
    )


def test_a_column_of_texts_with_a_few_numbers_is_text(read):
    assert read("code,b\n12,1\n13A,2\n14B,3\n").texts == {"code": ("12", "13A", "14B")}


def test_cells_beyond_the_last_column_are_counted(read):
    table = read("a,b\n1,2\n3,4,5\n6,7\n8,9,10\n")
    assert table.notes == (
        "2 rows have more cells than there are columns, the first is row 2; those cells were left out.",
    )


def test_whole_numbers_too_long_for_a_float_get_a_note(read):
    table = read("id,x\n9007199254740993,1.5\n12,2\n")
    assert table.notes == (
        "Column id: whole numbers beyond 2^53 were rounded, the first 9007199254740993 in row 1.",
    )
    assert read("x,y\n1e300,1\n2,2\n").notes == ()


def test_zeros_at_the_beginning_of_codes_are_noted(read):
    note = "Column zip: 01234 was read as 1234 (zeros at its beginning were left out)."
    assert read("zip,x\n01234,1.5\n20095,2\n").notes == (note,)
    assert read("zip,x\nWest,1.5\n01234,1.5\n20095,2\n").notes[0] == note
    assert read("zip,x\n0,1.5\n0.5,2\n01.5,3\n").notes == ()


def test_a_guessed_encoding_has_a_note(read):
    assert read("a,é\n1,2\n".encode("cp1252")).notes == (
        "The text is not UTF-8; it was read as Windows-1252.",
    )
    assert read("a,é\n1,2\n").notes == ()


def test_infinite_cells_are_counted(read):
    assert read("a,b\n1,inf\n2,1\n").notes == (
        "Column b: 1 cell is infinite and counted as missing, the first in row 1.",
    )


numbers = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False).map(repr),
    st.integers(-(10**6), 10**6).map(str),
    st.floats(-1000, 1000).map(lambda x: f"{x:.2f}"),
)


@given(
    rows=st.lists(st.tuples(numbers, numbers, numbers), min_size=2, max_size=20),
    dialect=st.sampled_from(
        [(",", "."), (";", "."), (";", ","), ("\t", "."), ("\t", ","), ("|", ","), ("  ", ".")]
    ),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
    end=st.sampled_from(["\n", "\r\n"]),
    quoted=st.booleans(),
)
def test_no_dialect_changes_a_number(tmp_path_factory, rows, dialect, encoding, end, quoted):
    """Where a cell is ambiguous, the value may differ only with a note."""
    delimiter, mark = dialect
    cells = [[cell.replace(".", mark) for cell in row] for row in rows]
    written = [[f'"{cell}"' if quoted else cell for cell in row] for row in cells]
    text = end.join(delimiter.join(row) for row in [["a", "ö", "c"], *written]) + end
    path = tmp_path_factory.mktemp("dialect") / "some.csv"
    path.write_bytes(text.encode(encoding))
    table = read_table(path)
    expected = np.array([[float(cell) for cell in row] for row in rows])
    for j, name in enumerate(table.columns):
        if not any(note.startswith(f"Column {name}:") for note in table.notes):
            np.testing.assert_array_equal(table.values[:, j], expected[:, j])
    assert table.columns == ("a", "ö", "c")
