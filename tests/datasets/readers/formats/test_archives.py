"""Compressed files, archives and arrays: what is in them is read, within bounds."""

import gzip
import io
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial

import numpy as np
import polars as pl
import pytest

from clusterlab.datasets import LoadError
from clusterlab.datasets.column_type import column_types
from clusterlab.datasets.readers import unpacking
from tests.datasets.readers.formats.conftest import zipped

TABLE = "a;b\n1,5;2\n2,5;3\n"


def saved(array, **arrays) -> bytes:
    packed = io.BytesIO()
    if arrays:
        np.savez(packed, **arrays)
    else:
        np.save(packed, array)
    return packed.getvalue()


def test_options_apply_to_the_text_in_an_archive(read):
    for packed in (gzip.compress(TABLE.encode()), zipped({"a.csv": TABLE})):
        assert read(packed, decimal=",").values.tolist() == [[1.5, 2], [2.5, 3]]
        assert read(packed, delimiter=",").columns != ("a", "b")


def test_one_of_several_files_is_chosen(read):
    packed = zipped({"in/a.csv": TABLE, "b.csv": "x\n1\n2\n", "in/": ""})
    assert "in/a.csv was read" in str(read(packed).notes[0])
    assert read(packed, sheet="b.csv").columns == ("x",)


def test_files_that_are_no_tables_are_passed_over(read):
    packed = zipped(
        {"README.txt": "made by us\nin May\n", "logo.png": b"\x89PNG\r\n\x1a\n" * 9, "a.csv": TABLE}
    )
    table = read(packed)
    assert table.values.tolist() == [[1.5, 2], [2.5, 3]]
    assert "README.txt, logo.png, a.csv; a.csv was read" in str(table.notes[0])
    with pytest.raises(LoadError, match=r"README\.txt has no numeric column"):
        read(packed, sheet="README.txt")
    with pytest.raises(LoadError, match=r"README\.txt has no numeric column"):
        read(zipped({"README.txt": "made by us\nin May\n", "b.txt": "also\nwords\n"}))
    assert (
        read(saved(None, names=np.array([{}], dtype=object), image=np.zeros((2, 2, 2)), x=np.eye(2))).rows
        == 2
    )


@pytest.mark.parametrize("pack", [gzip.compress, lambda content: zipped({"a.csv": content})])
def test_what_unpacks_to_too_much_is_refused(read, monkeypatch, pack):
    limit = 1 << 20
    monkeypatch.setattr(unpacking, "PIECE", 1 << 16)
    monkeypatch.setattr(unpacking.unpacked, "__defaults__", (limit,))
    with pytest.raises(LoadError, match="unpacks to more than 1 MiB"):
        read(pack(b"a,b\n" + b"1,2\n" * 2_000_000))
    assert read(pack(b"a,b\n" + b"1,2\n" * 1000)).rows == 1000


def test_archives_in_archives_and_encrypted_ones_are_refused(read):
    with pytest.raises(LoadError, match="is an archive, too"):
        read(zipped({"b.zip": zipped({"a.csv": TABLE})}))
    encrypted = bytearray(zipped({"a.csv": TABLE}))
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        encrypted[encrypted.find(signature) + place] |= 1
    with pytest.raises(LoadError, match=r"is protected by a password; save it without one\."):
        read(bytes(encrypted))


@pytest.mark.parametrize("member", ["xl/workbook.bin", "Index/Document.iwa", "word/document.xml"])
def test_documents_that_are_archives_are_named(read, member):
    with pytest.raises(LoadError, match="save its table as CSV"):
        read(zipped({member: b"x"}))


def test_arrays_of_one_and_two_axes_and_of_records_are_read(read):
    assert read(saved(np.arange(3))).values.tolist() == [[0], [1], [2]]
    assert read(saved(np.asfortranarray(np.arange(6).reshape(3, 2)))).values.tolist() == [
        [0, 1],
        [2, 3],
        [4, 5],
    ]
    assert read(saved(np.array([(1, 2.5)], dtype=[("p", "i4"), ("q", "f8")]))).columns == ("p", "q")
    assert read(saved(None, x=np.eye(2), y=np.arange(3)), sheet="y").rows == 3


@pytest.mark.parametrize("kind", ["?", "<f2", ">i8", "g", "u1", "U3", "S3"])
def test_arrays_of_every_kind_of_number_are_read(read, kind):
    array = np.array([[1, 0], [0, 1], [1, 1]]).astype(kind)
    assert read(saved(array)).values.tolist() == [[1, 0], [0, 1], [1, 1]]


def test_arrays_that_are_no_tables_are_refused(read):
    with pytest.raises(LoadError, match="holds an array of 3 axes"):
        read(saved(np.zeros((2, 2, 2))))
    with pytest.raises(LoadError, match="holds Python objects"):
        read(saved(np.array([{}, 1], dtype=object)))
    with pytest.raises(LoadError, match="holds complex numbers"):
        read(saved(np.eye(2) * 1j))
    for shape in ((0, 3), (3, 0), (0,)):
        with pytest.raises(LoadError, match="is empty"):
            read(saved(np.zeros(shape)))


def test_a_header_that_claims_more_than_the_file_holds_is_refused(read):
    content = saved(np.zeros((2, 2)))
    huge = content.replace(b"'shape': (2, 2), }" + b" " * 12, b"'shape': (4294967296, 2), }   ")
    assert huge != content
    with pytest.raises(LoadError, match="cannot be read; it may be damaged"):
        read(huge)


def test_arrow_json_and_nested_values(read):
    table = read('[{"x": 1, "v": [1, 2], "s": "a"}, {"x": 2, "s": "b"}, {"y": 5, "s": "x"}]')
    assert table.columns == ("x", "y")
    assert np.isnan(table.values).tolist() == [[False, True], [False, True], [True, False]]
    assert table.texts["s"] == ("a", "b", "x")
    assert str(table.reasons["v"]) == "each of its cells holds several values"


FRAME = pl.DataFrame(
    {
        "x": [1.5, 2.5, 4.0],
        "price": [Decimal("1.50"), None, Decimal("4.75")],
        "size": pl.Series(["1", "2", "1"], dtype=pl.Categorical),
        "took": [timedelta(hours=30), timedelta(0), None],
        "at": [datetime(2024, 1, i, 12) for i in (1, 2, 3)],
        "v": [[1], [], None],
        "array": pl.Series([[1.0, 2.0]] * 3, dtype=pl.Array(pl.Float64, 2)),
    }
)


@pytest.mark.parametrize(
    "write",
    [
        *(partial(FRAME.write_parquet, compression=c) for c in ("zstd", "snappy", "lz4", "gzip", "brotli")),
        *(partial(FRAME.write_ipc, compression=c) for c in ("uncompressed", "lz4", "zstd")),
        FRAME.write_ipc_stream,
    ],
)
def test_columns_of_every_type_are_read_however_they_are_compressed(read, write):
    packed = io.BytesIO()
    write(packed)
    table = read(packed.getvalue())
    assert table.columns == ("x", "price")
    np.testing.assert_array_equal(table.values[:, 1], [1.5, np.nan, 4.75])
    assert table.texts["size"] == ("1", "2", "1")
    assert table.texts["took"] == ("1 day, 6:00:00", "0:00:00", "")
    assert table.texts["at"][0] == "2024-01-01 12:00:00"
    kinds = {name: found.kind for name, found in column_types(table).items()}
    assert kinds | {"x": 0, "price": 0} == {
        "x": 0, "price": 0, "size": "category", "took": "date", "at": "date", "v": "text", "array": "text",
    }  # fmt: skip


@pytest.mark.parametrize("text", ['{"a": [1, 2], "b": [3, 4]}', '{"a": {"0": 1, "1": 2}}'])
def test_json_of_one_record_that_holds_columns_is_named(read, text):
    with pytest.raises(LoadError, match="of one record that holds lists; save a record for each row"):
        read(text)


def test_whole_numbers_beyond_2_to_the_53_are_noted(read):
    table = read('{"x": 9007199254740993}\n{"x": 1}\n')
    assert "whole numbers beyond 2^53 were rounded" in str(table.notes[0])
