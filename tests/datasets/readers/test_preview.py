"""A preview reads the first rows as the whole file would be, and of a text no more than its beginning."""

import gzip

import numpy as np
import pytest

from clusterlab.datasets import LoadError, ReadOptions, read_table
from clusterlab.datasets.readers import preview
from clusterlab.datasets.readers.preview import PREVIEW_BYTES, preview_file, preview_given

TEXT = "name;x;y\n" + "".join(f"row {i};{i % 7},5;{i * 3 % 11}\n" for i in range(40_000))
TEXT_FIELDS = {"encoding", "delimiter", "decimal", "thousands", "header", "skip"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_the_first_rows_are_those_of_the_file(tmp_path, encoding):
    path = tmp_path / "some.csv"
    path.write_bytes(TEXT.replace("row", "Größe").encode(encoding))
    found, whole = preview_file(path), read_table(path)
    rows = found.table.rows
    assert 100 < rows <= whole.rows
    np.testing.assert_array_equal(found.table.values, whole.values[:rows])
    assert (found.table.read_as, found.table.order) == (whole.read_as, whole.order)
    assert found.options == TEXT_FIELDS


def test_no_more_than_the_beginning_of_a_text_is_read(tmp_path, monkeypatch):
    path = tmp_path / "some.csv"
    path.write_text(TEXT)
    monkeypatch.setattr(preview, "read_bytes", lambda _: pytest.fail("the whole file was read"))
    assert len(TEXT) > 2 * PREVIEW_BYTES
    assert preview_file(path).table.rows < 40_000


def test_a_quoted_cell_is_not_cut():
    cell = '"' + "x\n" * PREVIEW_BYTES + '"'
    found = preview_given(f"a,b\nu,1\nv,2\n{cell},3\n".encode(), "some.csv")
    assert found.table.values.tolist() == [[1], [2]]


def test_options_change_what_is_read():
    content = b"made by x\n1,234;5\n2,345;6\n"
    found = preview_given(content, "some.csv", ReadOptions(decimal=".", header=False, skip=1))
    assert found.table.values.tolist() == [[1234, 5], [2345, 6]]
    with pytest.raises(LoadError, match="cannot be read as utf-8"):
        preview_given("a;b\nö;1\n".encode("cp1252"), "some.csv", ReadOptions(encoding="utf-8"))


def test_options_that_apply_are_those_of_the_format(tmp_path):
    from xlsxwriter import Workbook

    with Workbook(tmp_path / "some.xlsx") as book:
        book.add_worksheet("May").write_column(0, 0, ["x", 1, 2, 5])
    assert preview_file(tmp_path / "some.xlsx").options == {"sheet", "header", "skip", "decimal", "thousands"}
    assert preview_given(gzip.compress(TEXT.encode()), "some.csv.gz").options > TEXT_FIELDS
    assert preview_given(b'{"a": 1}\n{"a": 2}\n', "some.jsonl").options == frozenset()


@pytest.mark.parametrize("content", [b"", b"\0\1\2" * 99, b"%PDF-1"])
def test_what_is_no_table_is_named(tmp_path, content):
    (tmp_path / "some.csv").write_bytes(content)
    with pytest.raises(LoadError, match=r"some\.csv"):
        preview_file(tmp_path / "some.csv")


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(LoadError, match="There is no file"):
        preview_file(tmp_path / "none.csv")
