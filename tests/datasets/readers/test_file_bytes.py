"""A file is read in pieces: bounded, canceled at once, and refused as soon as it is no text."""

import os

import numpy as np
import pytest

from clusterlab.core.cancellation import Canceled, cancel_unless
from clusterlab.datasets import LoadError, read_table
from clusterlab.datasets.readers import file_bytes
from clusterlab.datasets.readers.csv import row_frame


def load_error(path) -> str:
    with pytest.raises(LoadError) as caught:
        read_table(path)
    return str(caught.value)


@pytest.mark.skipif(os.name == "nt", reason="has no sparse files of this kind")
@pytest.mark.parametrize("first", [b"", b"a,b\n1,2\n", "a,b\n1,2\n".encode("utf-16")])
def test_a_sparse_file_is_refused_after_a_piece(tmp_path, monkeypatch, first):
    with (tmp_path / "some.csv").open("wb") as file:
        file.write(first)
        file.truncate(1 << 40)
    monkeypatch.setattr(file_bytes, "PIECE_BYTES", 1 << 16)
    assert load_error(tmp_path / "some.csv") == "some.csv is not a text file; open a table saved as CSV."


@pytest.mark.skipif(not os.path.exists("/proc/kmsg"), reason="has no such files")
@pytest.mark.parametrize("target", ["/proc/kmsg", "/dev/zero", "/dev/null", "/proc/self/mem"])
def test_links_to_devices_and_files_of_the_kernel_are_refused_without_reading(tmp_path, target):
    link = tmp_path / "some.csv"
    link.symlink_to(target)
    assert any(words in load_error(link) for words in ("is not a regular file", "is empty"))


def test_a_link_to_a_table_is_read(tmp_path):
    (tmp_path / "a.csv").write_text("a,b\n1,2\n")
    (tmp_path / "b.csv").symlink_to(tmp_path / "a.csv")
    assert read_table(tmp_path / "b.csv").columns == ("a", "b")
    (tmp_path / "c.csv").symlink_to(tmp_path / "c.csv")
    assert load_error(tmp_path / "c.csv").endswith(".")


@pytest.mark.parametrize("checks", [1, 4])
def test_reading_is_canceled_between_pieces(tmp_path, checks):
    path = tmp_path / "some.csv"
    path.write_text("a,b\n" + "1,2\n" * 2_000_000)
    left = iter([True] * checks + [False] * 1000)
    with pytest.raises(Canceled), cancel_unless(lambda: next(left)):
        read_table(path)


def test_thousands_of_columns_are_read(tmp_path):
    values = np.random.default_rng(0).normal(size=(3, 20_000)).round(3)
    rows = [",".join(map(str, row)) for row in values.tolist()]
    path = tmp_path / "some.csv"
    path.write_text("\n".join([",".join(f"gene{j}" for j in range(20_000)), *rows]))
    np.testing.assert_array_equal(read_table(path).values, values)
    path.write_text(path.read_text().replace(rows[1], "x" + rows[1]))
    table = read_table(path)
    assert np.argwhere(np.isnan(table.values)).tolist() == [[1, 0]]
    np.testing.assert_array_equal(table.values[:, 1:], values[:, 1:])
    assert len(table.notes) == 1


def test_a_cell_of_a_million_digits_is_read_in_linear_time(tmp_path):
    path = tmp_path / "some.csv"
    for cell in ("9" * 1_000_000, "1," * 500_000, "1 " * 500_000, "-" * 1_000_000):
        path.write_text(f"a;b\n{cell};1\n2;2\n3;3\n")
        assert read_table(path).rows == 3


def test_a_table_that_cannot_fit_into_memory_is_refused_before_it_is_parsed(tmp_path, monkeypatch):
    path = tmp_path / "some.csv"
    path.write_text("a,b\n1,2\n3,4\n")
    monkeypatch.setattr(row_frame, "CELL_BYTES", 1 << 58)
    assert load_error(path) == "some.csv does not fit into memory; open a part of it."


@pytest.mark.parametrize("delimiter", [",", "\t", " "])
def test_a_line_of_too_many_cells_is_refused(tmp_path, delimiter):
    path = tmp_path / "some.csv"
    path.write_text(delimiter.join(["1"] * 100_000))
    assert load_error(path) == "some.csv has 100,000 columns; at most 65,536 can be read."
