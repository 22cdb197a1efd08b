"""Line ends of every kind, comments, and what stands before and after the text."""

import numpy as np
import pytest

from clusterlab.datasets import LoadError
from clusterlab.datasets.readers.csv.lines import MAX_FIRST_LINES, first_lines


@pytest.mark.parametrize(
    "content",
    [
        b"a,b\r1,2\r3,4\r5,6\n",
        b"a,b\r1,2\r3,4\n5,6\r",
        b"a,b\r1,2\r3,4\r5,6\r\n",
        b"a,b\r\r\n1,2\r\r\n3,4\r\r\n5,6",
        b"a,b\r1,2\r3,4\r5,6",
    ],
)
def test_a_carriage_return_alone_ends_a_line(read, content):
    table = read(content)
    assert table.columns == ("a", "b")
    np.testing.assert_array_equal(table.values, [[1, 2], [3, 4], [5, 6]])


def test_one_carriage_return_is_enough_to_end_a_line(read):
    assert read(b"a,b\r1,2").values.tolist() == [[1, 2]]


def test_the_first_lines_of_a_long_text_are_whole(monkeypatch):
    monkeypatch.setattr("clusterlab.datasets.readers.csv.lines.HEAD_BYTES", 10)
    monkeypatch.setattr("clusterlab.datasets.readers.csv.lines.MAX_LINE_BYTES", 20)
    assert first_lines(b"a,b\n1,2\n3,4\n5,6\n", "some.csv") == ["a,b", "1,2"]
    assert first_lines(b"one,title,two\n1,2,3\n", "some.csv") == ["one,title,two"]
    with pytest.raises(LoadError, match="longer than 20 bytes"):
        first_lines(b"one,title,that,is,long\n1,2,3\n", "some.csv")


def test_no_more_than_the_first_lines_of_a_text_are_looked_at():
    text = "".join(f"{i}\n" for i in range(MAX_FIRST_LINES + 5)).encode()
    assert first_lines(text, "some.csv") == [str(i) for i in range(MAX_FIRST_LINES)]
    assert first_lines(b"a\n\nb", "some.csv") == ["a", "", "b"]


def test_carriage_returns_in_quotes_stay_and_others_are_counted(read):
    table = read(b'a,b\r"x\ry",2\rz,4\ru,6\n')
    assert table.values[:, 0].tolist() == [2, 4, 6]
    assert table.texts["a"] == ("x\ry", "z", "u")
    assert read(b"a,b\r1,2\r3,4\n5,6\r").notes == (
        "3 lines end with a carriage return alone, as on old Macs.",
    )


@pytest.mark.parametrize(("content", "names"), [("x^2,y\n1,2\n4,3\n", ("x^2", "y")), ("x^\n1\n4\n", ("x^",))])
def test_a_title_that_begins_like_packed_bytes_is_text(read, content, names):
    assert read(content).columns == names
    assert read("x^,1\nx^,2\n").values.tolist() == [[1], [2]]


def test_rows_that_begin_with_a_hash_are_rows(read):
    table = read.lines("order,amount,items / 17,20.5,2 / 18,31.0,3 / #19,18.2,1 / 20,95.0,9 / #21,70,8")
    assert table.rows == 5
    assert table.values[:, 1].tolist() == [20.5, 31, 18.2, 95, 70]
    assert "the first '#19' in row 3" in table.notes[0]
    table = read.lines("order,amount,items / #1,2.5,3 / #2,4,5 / #3,1,2")
    assert table.texts == {"order": ("#1", "#2", "#3")}


def test_comments_are_left_out_and_counted(read):
    table = read.lines("# made today, by me / a,b / 1,2 / # half way, or so / 3,4 / #note / 5,6")
    np.testing.assert_array_equal(table.values, [[1, 2], [3, 4], [5, 6]])
    assert table.notes == ("3 lines that begin with # were left out.",)


def test_a_hash_within_a_quoted_cell_begins_no_comment(read):
    table = read('t,b\n"x\n#y",1\nz,2\n# no\nu,3\n')
    assert table.texts["t"] == ("x\n#y", "z", "u")
    assert table.notes == ("1 line that begins with # was left out.",)


@pytest.mark.parametrize(
    ("text", "comments"),
    [("# x,y / 1,2 / 3,4", 0), ("# made / #x,y / 1,2 / 3,4", 1), ("# x y / 1 2 / 3 4", 0)],
)
def test_the_last_comment_above_the_rows_may_name_the_columns_and_is_not_counted(read, text, comments):
    table = read.lines(text)
    assert table.notes == ("1 line that begins with # was left out.",) * comments
    assert table.columns == ("x", "y")
    np.testing.assert_array_equal(table.values, [[1, 2], [3, 4]])


@pytest.mark.parametrize("end", [b"\x1a", b"\r\n\x1a", b"\n\x1a\x1a\n", b"\x1a\r\n"])
def test_the_end_of_file_mark_of_dos_is_no_cell(read, end):
    np.testing.assert_array_equal(read(b"x,y\n1,2\n3,6.2" + end).values, [[1, 2], [3, 6.2]])


def test_a_few_carriage_returns_within_lines_end_no_line(read):
    table = read(b"t,b\nx\ry,2\nz,4\nu,6\n")
    assert table.texts["t"] == ("x\ry", "z", "u")
    assert table.values.tolist() == [[2], [4], [6]]


def test_other_line_ends_of_unicode_end_no_line(read):
    table = read("t,x\na\u2028b,1\nc\x85d,2\ne,3\n")
    assert table.values.tolist() == [[1], [2], [3]]
