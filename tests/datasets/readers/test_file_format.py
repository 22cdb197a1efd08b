"""Files of formats that are not read are named for what they are, whatever their names."""

import pickle

import pytest

from clusterlab.datasets import LoadError

FORMATS = {
    "an XML or HTML file": b'<?xml version="1.0"?>\n<a/>\n',
    "a JSON file of lists": b"[[1, 2], [3, 4]]",
    "a PDF document": b"%PDF-1.4\n1 0 obj\n",
    "an SQLite database": b"SQLite format 3\0" + bytes(100),
    "compressed with xz": b"\xfd7zXZ\x00" + bytes(20),
    "a Python pickle": pickle.dumps([[1.0, 2.0], [3.0, 4.0]]),
    "an R object (RDS)": b"X\n\0\0\0\x03\0\x04\x01\0" + bytes(20),
    "a Feather file of version 1": b"FEA1" + bytes(20),
}


@pytest.mark.parametrize("words", FORMATS)
def test_another_format_is_named(read, words):
    with pytest.raises(LoadError) as caught:
        read(FORMATS[words])
    assert str(caught.value) == f"some.csv is {words}; save its table as CSV and open that file."


def test_a_table_may_begin_with_signs_of_other_formats(read):
    assert read("{a,b\n1,2\n").columns == ("{a", "b")
    assert read("@x,b\n1,2\n").columns == ("@x", "b")
    assert read("<5,b\n1,2\n").columns == ("<5", "b")
    assert read("%,b\n1,2\n3,4\n").columns == ("%", "b")


def test_text_is_read_whatever_its_suffix(read):
    assert read("a,b\n1,2\n3,4\n", "some.xlsx").columns == ("a", "b")
