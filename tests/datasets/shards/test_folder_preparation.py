"""Folders of prepared points hold the rows of their sources, in one spatial order, also when interrupted."""

import pickle
import shutil

import numpy as np
import polars as pl
import pytest

from clusterlab.core.points import Points
from clusterlab.datasets.generators.shape import SHAPES
from clusterlab.datasets.scale import SCALINGS, scaling
from clusterlab.datasets.shards import folder_preparation
from clusterlab.datasets.shards.folder_preparation import (
    BusyFolderError,
    FolderRequest,
    partial_folder,
    prepare_folder,
)
from clusterlab.datasets.shards.preparation_state import PLACING, STATE
from clusterlab.datasets.shards.row_sources import MadeRows
from clusterlab.datasets.shards.shard_folder import open_folder
from clusterlab.datasets.table import LoadError
from clusterlab.kernels.typing import CHUNK
from tests.shards import all_rows, all_values, blobs, frame, made_folder, request_for

WRITERS = {
    "csv": lambda table, path: frame(table).write_csv(path),
    "parquet": lambda table, path: frame(table).write_parquet(path, row_group_size=3000),
    "feather": lambda table, path: frame(table).write_ipc(path),
}


@pytest.fixture
def small_parts(monkeypatch):
    """Rows are processed in small parts."""
    monkeypatch.setattr("clusterlab.datasets.shards.row_spool.BYTES_AT_ONCE", 2**16)


@pytest.fixture
def parquet(tmp_path):
    """A Parquet file of 20,000 rows."""
    WRITERS["parquet"](blobs(), tmp_path / "some.parquet")
    return tmp_path / "some.parquet"


@pytest.mark.parametrize("kind", WRITERS)
def test_the_points_and_their_order_are_those_of_the_table_in_memory(kind, tmp_path, small_parts):
    table, path = blobs(), tmp_path / f"some.{kind}"
    WRITERS[kind](table, path)
    folder, points = made_folder(request_for(path), tmp_path / "x.clab-points"), Points(table)
    np.testing.assert_array_equal(all_values(folder.points), points.values)
    np.testing.assert_array_equal(all_rows(folder.points), points.order)
    records = np.vstack([folder.blocks(i).records for i in range(folder.points.n_shards)])
    np.testing.assert_array_equal(records, points.blocks.records)
    assert (folder.header.exponent, folder.header.rows) == (points.units.exponent, points.n)


@pytest.mark.parametrize("d", [1, 5, 20])
def test_tables_of_any_width_keep_all_rows(d, tmp_path, small_parts):
    table, path = blobs(9000, d=d), tmp_path / "some.parquet"
    WRITERS["parquet"](table, path)
    folder = made_folder(request_for(path, columns=frame(table).columns), tmp_path / "x.clab-points")
    rows, positions = all_rows(folder.points), folder.header.source_units.positions(all_values(folder.points))
    assert sorted(rows.tolist()) == list(range(9000))
    np.testing.assert_allclose(positions, table[rows], rtol=1e-14)


@pytest.mark.parametrize("kind", SCALINGS)
def test_columns_are_scaled_as_in_memory(kind, tmp_path, small_parts):
    table, path = blobs() * [1.0, 1e4] + [5.0, 1e6], tmp_path / "some.parquet"
    WRITERS["parquet"](table, path)
    folder, own = made_folder(request_for(path, scale=kind), tmp_path / "x.clab-points"), scaling(table, kind)
    np.testing.assert_allclose(folder.header.scaling.factor, own.factor, rtol=1e-12)
    np.testing.assert_allclose(folder.header.scaling.shift, own.shift, rtol=1e-12)
    positions = folder.header.source_units.positions(all_values(folder.points))
    np.testing.assert_allclose(positions, table[all_rows(folder.points)], rtol=1e-12, atol=1e-9)


def test_many_files_are_read_one_after_another(tmp_path, small_parts):
    table, data = blobs(), tmp_path / "data"
    data.mkdir()
    WRITERS["csv"](table[:7000], data / "1.csv")
    WRITERS["parquet"](table[7000:9000], data / "2.parquet")
    WRITERS["feather"](table[9000:], data / "3.feather")
    for place, word in enumerate((data, data / "*.*")):
        folder = made_folder(request_for(word), tmp_path / f"{place}.clab-points")
        np.testing.assert_array_equal(all_rows(folder.points), Points(table).order)
        assert folder.header.name == "1.csv and 2 more files"


def test_rows_without_a_number_are_counted_and_named(tmp_path, small_parts):
    table = blobs()
    table[[10, 19_000], 0] = np.nan, np.inf
    table[777, 1] = np.nan
    table[50] = np.nan
    path = tmp_path / "some.parquet"
    WRITERS["parquet"](table, path)
    folder = made_folder(request_for(path), tmp_path / "x.clab-points")
    kept = np.isfinite(table).all(axis=1)
    assert (folder.header.rows, folder.header.source_rows) == (kept.sum(), len(table))
    np.testing.assert_array_equal(np.sort(all_rows(folder.points)), np.flatnonzero(kept))
    assert list(folder.header.notes) == [
        "2 rows were dropped, the first is row 11: no value in a.",
        "1 row was dropped, the first is row 51: no value in any column.",
        "1 row was dropped, the first is row 778: no value in b.",
    ]


def test_no_complete_row_is_an_error(tmp_path):
    path = tmp_path / "some.parquet"
    pl.DataFrame({"a": [1.0, None], "b": [None, 2.0]}).write_parquet(path)
    with pytest.raises(LoadError, match=r"^No row has a number in each of the columns a and b\.$"):
        made_folder(request_for(path), tmp_path / "x.clab-points")


def test_a_missing_column_is_named(tmp_path, parquet):
    with pytest.raises(LoadError, match="has no column 'c'"):
        made_folder(request_for(parquet, columns=("a", "c")), tmp_path / "x.clab-points")


def test_generated_rows_are_those_of_the_shape(tmp_path, small_parts):
    shape = SHAPES.all()["blobs"](points=20_000, seed=3)
    request = FolderRequest((MadeRows(shape, 20_000),), (), ("x1", "x2"), max_shard_rows=CHUNK)
    folder = made_folder(request, tmp_path / "x.clab-points")
    np.testing.assert_array_equal(all_values(folder.points), Points(shape.make().values).values)


def test_an_interrupted_preparation_goes_on_to_the_same_folder(tmp_path, parquet, small_parts):
    """It is interrupted after every three steps."""
    whole, target = (
        made_folder(request_for(parquet), tmp_path / "whole.clab-points"),
        tmp_path / "x.clab-points",
    )
    while not target.exists():
        work = prepare_folder(request_for(parquet), target)
        if all(next(work, None) is not None for _ in range(3)):
            work.close()
            assert not target.exists()
            assert partial_folder(target).is_dir()
    assert not partial_folder(target).exists()
    assert sorted(path.name for path in target.iterdir()) == sorted(
        path.name for path in whole.path.iterdir()
    )
    for path in whole.path.iterdir():
        assert (target / path.name).read_bytes() == path.read_bytes()


def test_what_was_done_is_not_done_again(tmp_path, parquet, small_parts):
    work = prepare_folder(request_for(parquet), tmp_path / "x.clab-points")
    seen = [next(work) for _ in range(3)]
    work.close()
    first = next(prepare_folder(request_for(parquet), tmp_path / "x.clab-points"))
    assert (first.stage, first.done > seen[-1].done) == ("read", True)


def test_another_source_or_request_begins_anew(tmp_path, parquet, small_parts):
    for change in (lambda: WRITERS["parquet"](blobs(seed=8), parquet), lambda: None):
        work = prepare_folder(request_for(parquet), tmp_path / "x.clab-points")
        seen = [next(work) for _ in range(4)]
        work.close()
        change()
        again = prepare_folder(request_for(parquet, columns=("b",)), tmp_path / "x.clab-points")
        assert next(again).done <= seen[-1].done // 2
        again.close()


def test_two_preparations_of_one_folder_do_not_meet(tmp_path, parquet, small_parts):
    first = prepare_folder(request_for(parquet), tmp_path / "x.clab-points")
    next(first)
    second = prepare_folder(request_for(parquet), tmp_path / "x.clab-points")
    with pytest.raises(BusyFolderError, match=r"x\.clab-points is being made by another clusterlab prepare"):
        next(second)
    assert len([*first]) > 3
    np.testing.assert_array_equal(
        all_values(open_folder(tmp_path / "x.clab-points").points), Points(blobs()).values
    )


def stopped_after(steps, parquet, target):
    """The unfinished folder of a preparation that is interrupted after some steps."""
    work = prepare_folder(request_for(parquet), target)
    for _ in range(steps):
        next(work)
    work.close()
    return partial_folder(target)


@pytest.mark.parametrize("steps", [5, 25, 32])
@pytest.mark.parametrize(
    "damage",
    [
        lambda folder: [path.write_bytes(path.read_bytes()[:-8]) for path in folder.glob("*.bin")],
        lambda folder: [path.unlink() for path in folder.glob("*.bin")],
        lambda folder: [path.unlink() for path in folder.glob("*.npy")],
        lambda folder: (folder / STATE).write_text((folder / STATE).read_text().replace("kept", "Kept")),
        lambda folder: (folder / PLACING).write_bytes(b"PK"),
        lambda folder: np.savez(folder / PLACING, counts=[1], taken=[1], filled=[1], parts=[1, 1]),
    ],
)
def test_a_damaged_unfinished_folder_begins_anew(tmp_path, parquet, small_parts, steps, damage):
    target = tmp_path / "x.clab-points"
    damage(stopped_after(steps, parquet, target))
    folder = made_folder(request_for(parquet), target)
    np.testing.assert_array_equal(all_values(folder.points), Points(blobs()).values)


def test_files_of_others_in_an_unfinished_folder_stay(tmp_path, parquet):
    partial = partial_folder(tmp_path / "x.clab-points")
    partial.mkdir()
    (partial / "notes.txt").write_text("mine")
    folder = made_folder(request_for(parquet), tmp_path / "x.clab-points")
    assert (folder.path / "notes.txt").read_text() == "mine"
    assert {path.suffix for path in folder.path.iterdir()} == {".json", ".npy", ".txt"}


def test_a_full_disk_leaves_what_can_go_on(tmp_path, parquet, monkeypatch, small_parts):
    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(folder_preparation, "write_shard", full)
        with pytest.raises(OSError, match="No space left"):
            made_folder(request_for(parquet), tmp_path / "x.clab-points")
    folder = made_folder(request_for(parquet), tmp_path / "x.clab-points")
    np.testing.assert_array_equal(all_values(folder.points), Points(blobs()).values)


def test_a_folder_and_its_blocks_survive_pickling(tmp_path, parquet):
    folder = made_folder(request_for(parquet), tmp_path / "x.clab-points")
    assert folder.blocks(0).memory[0] == folder.blocks(0).points.ctypes.data
    again = pickle.loads(pickle.dumps(folder))
    np.testing.assert_array_equal(again.blocks(1).points, folder.blocks(1).points)
    blocks = pickle.loads(pickle.dumps(folder.blocks(1)))
    assert blocks.memory[0] == blocks.points.ctypes.data != folder.blocks(1).memory[0]


def test_a_source_that_changed_since_is_named(tmp_path, parquet):
    folder = made_folder(request_for(parquet), tmp_path / "x.clab-points")
    assert folder.header.changed_files() == []
    WRITERS["parquet"](blobs(seed=9), parquet)
    assert folder.header.changed_files() == ["some.parquet"]
    shutil.move(parquet, tmp_path / "elsewhere.parquet")
    assert folder.header.changed_files() == []
