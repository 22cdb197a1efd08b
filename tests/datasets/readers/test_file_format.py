"""Files of other formats are named for what they are, whatever their names."""

import gzip
import io
import zipfile

import numpy as np
import pytest

from clusterlab.datasets import LoadError


def zipped() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.csv", "a,b\n1,2\n")
    return packed.getvalue()


def array() -> bytes:
    packed = io.BytesIO()
    np.save(packed, np.ones((3, 2)))
    return packed.getvalue()


FORMATS = {
    "compressed with gzip": gzip.compress(b"a,b\n1,2\n"),
    "a zip archive or a spreadsheet": zipped(),
    "a NumPy array": array(),
    "a Parquet file": b"PAR1" + bytes(20),
    "a spreadsheet": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100),
    "a JSON file": b'[{"a": 1, "b": 2}]',
    "an XML or HTML file": b'<?xml version="1.0"?>\n<a/>\n',
    "an ARFF file": b"% of May\n%\n@RELATION x\n@ATTRIBUTE a NUMERIC\n@DATA\n1\n",
    "a PDF document": b"%PDF-1.4\n1 0 obj\n",
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
