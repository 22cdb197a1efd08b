"""Damaged files of a folder, and headers that were changed by hand, are named and never read beyond."""

import zlib
from dataclasses import replace

import numpy as np
import pytest

from clusterlab.datasets.shards.points_folder import HEADER_FILE
from clusterlab.datasets.shards.shard_folder import open_folder
from clusterlab.datasets.shards.shard_header import ARRAYS, header_text
from clusterlab.datasets.table import LoadError
from tests.shards import all_values, blobs, frame, made_folder, request_for


@pytest.fixture
def parquet(tmp_path):
    """A Parquet file of 20,000 rows."""
    frame(blobs()).write_parquet(tmp_path / "some.parquet")
    return tmp_path / "some.parquet"


@pytest.mark.parametrize("name", ["000001-points.npy", "000000-records.npy", "000002-rows.npy"])
class TestDamage:
    """Damaged files are found, and named."""

    @pytest.fixture
    def damaged(self, tmp_path, parquet, name):
        """A folder, and the file in it that is to be damaged."""
        return made_folder(
            request_for(parquet), tmp_path / "x.clab-points"
        ), tmp_path / "x.clab-points" / name

    def test_a_file_that_is_cut_off(self, damaged):
        folder, path = damaged
        path.write_bytes(path.read_bytes()[:-1])
        with pytest.raises(LoadError, match=rf"{path.name} is damaged: it has .* bytes, not .*\."):
            open_again(folder)

    def test_a_file_that_is_missing(self, damaged):
        folder, path = damaged
        path.unlink()
        with pytest.raises(LoadError, match=rf"{path.name} is damaged: it is missing\."):
            open_again(folder)

    def test_a_file_with_another_bit(self, damaged):
        folder, path = damaged
        content = bytearray(path.read_bytes())
        content[-3] ^= 1
        path.write_bytes(content)
        again = open_again(folder)
        with pytest.raises(LoadError, match=rf"{path.name} is damaged: its checksum differs\."):
            all_values(again.points)


def open_again(folder):
    """The folder in the same place."""
    return type(folder)(folder.path, folder.header)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('"version": 1', '"version": 99', "was written by another version of clusterlab, in format 99"),
        ('"columns"', '"colums"', '"columns" must be a list'),
        ('"rows": 20000', '"rows": 19999', "as many rows"),
        ('"source_rows": 20000', '"source_rows": 19999', '"source_rows" must be'),
        ('"shard_rows": 8192', '"shard_rows": 0', '"shard_rows" must be'),
        ('"shard_rows": 8192', '"shard_rows": 8193', "multiple of 8,192"),
        ('"shard_rows": 8192', '"shard_rows": 16384', "as many rows"),
        ('"exponent": 4', '"exponent": null', '"exponent" must be'),
        ('"scale": "none"', '"scale": "some"', '"scale" must be one of'),
        ('"b"', '"a"', "different names"),
        ('"factor": [\n  1.0', '"factor": [\n  -1.0', '"factor" must be above 0'),
        ('"center": [\n', '"center": [\n 1, ', '"center" must be 2 numbers'),
        ('"sizes": [\n', '"sizes": [\n 3, ', '"sizes" must be 3 numbers'),
        ('"path": "', '"path": 3, "other": "', '"path" must be a text'),
        ('"notes": []', '"notes": [[]]', '"notes" must be a list of texts'),
        ("{", "", "no JSON"),
        ("{", "[" * 100_000, "no JSON"),
    ],
)
def test_a_header_that_cannot_be_understood_is_named(tmp_path, parquet, old, new, reason):
    path = made_folder(request_for(parquet), tmp_path / "x.clab-points").path
    header = path / HEADER_FILE
    assert old in header.read_text()
    header.write_text(header.read_text().replace(old, new, 1))
    with pytest.raises(LoadError, match=rf"header.json .*{reason}"):
        open_folder(path)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("points", lambda array: array.astype(np.float32)),
        ("points", lambda array: array[:, :-1].copy()),
        ("points", np.asfortranarray),
        ("records", lambda array: array[:-1]),
        ("records", lambda array: array * np.nan),
        ("rows", lambda array: array + np.uint32(20_000)),
        ("rows", lambda array: array.astype(str)),
    ],
)
def test_an_array_of_another_shape_or_type_is_named(tmp_path, parquet, name, change):
    """Compiled code would read beyond it. The header was changed as well."""
    folder = made_folder(request_for(parquet), tmp_path / "x.clab-points")
    path = folder.path / f"000001-{name}.npy"
    np.save(path, change(np.load(path)))
    content, place, shards = path.read_bytes(), ARRAYS.index(name), list(folder.header.shards)
    sizes, checksums = list(shards[1].sizes), list(shards[1].checksums)
    sizes[place], checksums[place] = len(content), zlib.crc32(content)
    shards[1] = replace(shards[1], sizes=tuple(sizes), checksums=tuple(checksums))
    header = replace(folder.header, shards=tuple(shards))
    (folder.path / HEADER_FILE).write_text(header_text(header))
    with pytest.raises(LoadError, match=rf"{path.name} is damaged: it"):
        all_values(open_folder(folder.path).points)
