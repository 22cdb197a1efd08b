"""Files read in chunks: the same rows as at once, however small the chunks."""

import numpy as np
import pytest

from clusterlab.core.resources import resource
from clusterlab.datasets.readers.csv.chunked import read_chunks
from clusterlab.datasets.readers.files import examples, read_table
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
