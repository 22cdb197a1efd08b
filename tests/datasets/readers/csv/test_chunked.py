"""Files read in chunks: the same rows as at once, however small the chunks."""

import numpy as np
import pytest

from clusterlab.core.resources import resource
from clusterlab.datasets import ReadOptions
from clusterlab.datasets.example_files import examples
from clusterlab.datasets.readers.csv.chunked import read_chunks
from clusterlab.datasets.readers.files import read_table
from clusterlab.datasets.table import LoadError

TEXTS = {
    "quoted": 'x,name,y\n1,"two\nlines",2\n3,"a ""b"" c",4\n5,d,\n\n7,e,8\n',
    "blanks": "# made\n1 2\n3   4\n5 6\n7 8\n\n9 10\n11\t12",
    "semicolons": "x;y\r\n1,5;2\r\n2,5;3\r\n4,5;6\r\n7,5;8\r\n",
    "latin": "größe,y\n1,2\n3,4\n5,6\n7,8\n9,9\n5,5\n6,6\n",
}


def joined(path, size):
    parts = [*read_chunks(path, size)]
    return parts[0].columns, np.vstack([part.values for part in parts]), len(parts)


def joined_with(path, size, **options):
    return np.vstack([part.values for part in read_chunks(path, size, ReadOptions(**options))])


@pytest.mark.parametrize("size", [30, 45, 1 << 20])
@pytest.mark.parametrize("name", TEXTS)
def test_chunks_together_are_the_table(tmp_path, name, size):
    path = tmp_path / "t.csv"
    path.write_bytes(TEXTS[name].encode("cp1252"))
    whole = read_table(path)
    columns, values, _ = joined(path, size)
    assert columns == whole.columns
    np.testing.assert_array_equal(values, whole.values)


def test_examples_are_the_same_in_many_chunks():
    for path in examples().values():
        whole = read_table(path)
        columns, values, parts = joined(path, 1000)
        assert parts > 1
        assert columns == whole.columns
        np.testing.assert_array_equal(values, whole.values)


def test_what_cannot_be_read_in_chunks_says_why(tmp_path):
    for name, data, words in (
        ("a.xlsx", b"PK\3\4", "a.xlsx is no delimited text, which alone can be read in chunks"),
        ("b.csv", "x,y\n1,2\n".encode("utf-16"), "b.csv is UTF-16 or UTF-32, which cannot be read in chunks"),
        ("c.csv", b" \n\n", "c.csv is empty"),
    ):
        path = tmp_path / name
        path.write_bytes(data)
        with pytest.raises(LoadError, match=words):
            [*read_chunks(path)]
    with pytest.raises(LoadError, match="There is no file"):
        [*read_chunks(tmp_path / "none.csv")]
    with pytest.raises(LoadError, match="is a folder"):
        [*read_chunks(resource("examples"))]


def test_the_first_chunk_that_shows_the_decimal_mark_decides_it_for_all(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("x\ty\n1.5\t2\n2.5\t3\n" + "1,234\t5\n" * 9)
    _, values, parts = joined(path, 20)
    assert parts > 2
    assert values[:, 0].tolist() == [1.5, 2.5] + [1234] * 9
    path.write_text("x\ty\n1,5\t2\n2,5\t3\n" + "1.234\t5\n" * 9)
    assert joined(path, 20)[1][:, 0].tolist() == [1.5, 2.5] + [1234] * 9
    path.write_text("x\ty\n1\t2\n2\t3\n1\t2\n2\t3\n" + "1,5\t5\n" * 9)
    assert joined(path, 20)[1][:, 0].tolist() == [1, 2, 1, 2] + [1.5] * 9


def test_a_question_is_asked_of_the_first_chunk_alone(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("1,234\n2,345\n3,456\n4,567\n")
    assert [bool(part.question) for part in read_chunks(path, 12)] == [True, False]


def test_a_cell_of_a_later_chunk_that_can_be_read_in_two_ways_ends_the_reading(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("x\ty\n1\t2\n2\t3\n1\t2\n2\t3\n" + "1,234\t5\n" * 9)
    with pytest.raises(LoadError, match=r"1,234 can be read as 1\.234 or as 1234\. Say which is right"):
        [*read_chunks(path, 20)]
    assert joined_with(path, 20, decimal=",")[-1, 0] == 1.234
