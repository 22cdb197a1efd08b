"""Shards that workers make of sources are those of a folder that was prepared from them."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from clusterlab.core.progress import drain
from clusterlab.datasets.generators.shape import SHAPES
from clusterlab.datasets.scale import SCALINGS
from clusterlab.datasets.shards import row_spool
from clusterlab.datasets.shards.folder_preparation import FolderRequest
from clusterlab.datasets.shards.row_sources import MadeRows
from clusterlab.datasets.shards.shard_header import SourceFile
from clusterlab.datasets.table import LoadError
from clusterlab.datasets.workers import held_rows, prepared_rows
from clusterlab.datasets.workers.calls import ClusterError, ConnectionLostError
from clusterlab.datasets.workers.prepared_rows import prepare_folder_on_workers, sources_on_workers
from clusterlab.datasets.workers.spread_rows import row_units
from clusterlab.kernels.typing import CHUNK
from tests.shards import all_rows, all_values, blobs, frame, made_folder, request_for
from tests.workers import WorkersHere


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch):
    """Rows are read in chunks of about 4,000."""
    monkeypatch.setattr(row_spool, "BYTES_AT_ONCE", 2**17)


@pytest.fixture
def request_of_files(tmp_path):
    """A request for a Parquet, a CSV and another Parquet file, some of whose cells are no numbers."""
    table = blobs(30_000)
    table[[5, 9000, 29_000], 1] = np.nan
    frame(table[:14_000]).write_parquet(tmp_path / "a.parquet")
    frame(table[14_000:20_000]).write_csv(tmp_path / "b.csv", null_value="")
    frame(table[20_000:]).write_parquet(tmp_path / "c.parquet")
    return request_for(tmp_path / "a.parquet", tmp_path / "b.csv", tmp_path / "c.parquet")


def on_workers(request, workers):
    """The points of a request that workers hold."""
    return drain(sources_on_workers(workers, "token", request))


def assert_same(ours, theirs):
    """That the points are the same to the bit, but for files of which only a folder knows."""
    no_files = tuple(replace(entry, sizes=(), checksums=()) for entry in theirs.header.shards)
    assert ours.header == replace(theirs.header, shards=no_files)
    np.testing.assert_array_equal(all_values(ours.points), all_values(theirs.points))
    np.testing.assert_array_equal(all_rows(ours.points), all_rows(theirs.points))
    assert all_rows(ours.points).dtype == all_rows(theirs.points).dtype


@pytest.mark.parametrize("count", [1, 2, 3, 9])
def test_any_number_of_workers_makes_the_shards_of_a_folder(request_of_files, tmp_path, count):
    folder = made_folder(request_of_files, tmp_path / "x.clab-points")
    assert_same(on_workers(request_of_files, WorkersHere(count)), folder)


@pytest.mark.parametrize("scale", SCALINGS)
def test_columns_are_scaled_by_all_rows(tmp_path, scale):
    frame(blobs(20_000) * [1.0, 1e6] + 3.0).write_parquet(tmp_path / "x.parquet")
    request = request_for(tmp_path / "x.parquet", scale=scale)
    assert_same(on_workers(request, WorkersHere(3)), made_folder(request, tmp_path / "x.clab-points"))


@pytest.mark.parametrize("missing", ["mean", "median"])
def test_logarithms_weights_and_filled_values_are_those_of_a_folder(request_of_files, tmp_path, missing):
    with_gaps = replace(
        request_of_files, scale="robust", log=("b",), column_weights={"a": 2.0}, missing=missing
    )
    for name, n in (("a", 14_000), ("c", 10_000)):
        table = np.exp(blobs(n) / 4)
        table[[3, 9_500]], table[::7, 1] = np.nan, np.nan
        frame(table).write_parquet(tmp_path / f"{name}.parquet")
    sources = tuple(with_gaps.sources[i] for i in (0, 2))
    files = tuple(SourceFile.of(source.path) for source in sources)
    request = replace(with_gaps, sources=sources, files=files)
    assert_same(on_workers(request, WorkersHere(3)), made_folder(request, tmp_path / "x.clab-points"))


def test_many_columns_have_the_order_of_their_principal_components(tmp_path):
    frame(blobs(20_000, d=20)).write_parquet(tmp_path / "x.parquet")
    request = request_for(tmp_path / "x.parquet", columns="abcdefghijklmnopqrst")
    assert_same(on_workers(request, WorkersHere(3)), made_folder(request, tmp_path / "x.clab-points"))


def test_generated_rows_are_made_by_workers(tmp_path):
    rows = MadeRows(SHAPES.all()["blobs"](), 20_000)
    request = FolderRequest((rows,), (), ("x1", "x2"), max_shard_rows=CHUNK)
    assert_same(on_workers(request, WorkersHere(2)), made_folder(request, tmp_path / "x.clab-points"))


def test_a_parquet_file_is_read_by_several_workers(request_of_files):
    units = row_units(request_of_files)
    assert [unit.source for unit in units].count(0) > 1
    assert [unit.source for unit in units].count(1) == 1


def test_a_folder_is_written_to_the_byte_as_by_one_process(request_of_files, tmp_path):
    made_folder(request_of_files, tmp_path / "here.clab-points")
    for _ in prepare_folder_on_workers(WorkersHere(3), "token", request_of_files, tmp_path / "x.clab-points"):
        pass
    here, there = (
        {path.name: path.read_bytes() for path in (tmp_path / f"{name}.clab-points").iterdir()}
        for name in ("here", "x")
    )
    assert here == there


@pytest.mark.parametrize("death", range(1, 15, 2))
def test_a_worker_that_dies_while_shards_are_made_changes_nothing(request_of_files, tmp_path, death):
    workers = WorkersHere(2, deaths=[death])
    ours = on_workers(request_of_files, workers)
    all_values(ours.points)  # calls for all that is held
    assert workers.lost
    assert_same(ours, made_folder(request_of_files, tmp_path / "x.clab-points"))


def test_workers_that_die_again_and_again_end_the_work(request_of_files):
    with pytest.raises(ClusterError, match="Workers were lost 10 times at this test"):
        on_workers(request_of_files, WorkersHere(1, deaths=range(1, 1000)))


def test_another_file_on_a_worker_is_refused(request_of_files, tmp_path):
    frame(blobs(10)).write_parquet(tmp_path / "c.parquet")
    with pytest.raises(ClusterError, match=r"Worker worker-\d: .*c\.parquet has .* there, not "):
        on_workers(request_of_files, WorkersHere(2))


def test_a_file_that_a_worker_cannot_read_is_named(request_of_files, tmp_path):
    (tmp_path / "a.parquet").rename(tmp_path / "elsewhere")
    with pytest.raises((ClusterError, LoadError), match=r"a\.parquet"):
        on_workers(request_of_files, WorkersHere(1))


def test_rows_without_numbers_alone_are_refused(tmp_path):
    pl.DataFrame({"a": [None, 1.0], "b": [1.0, None]}).write_parquet(tmp_path / "x.parquet")
    with pytest.raises(LoadError, match="No row has a number in each of the columns a and b"):
        on_workers(request_for(tmp_path / "x.parquet"), WorkersHere(2))


def test_an_error_leaves_no_folder(request_of_files, tmp_path):
    (tmp_path / "c.parquet").write_bytes(b"other")
    with pytest.raises((ClusterError, LoadError)):
        for _ in prepare_folder_on_workers(WorkersHere(2), "t", request_of_files, tmp_path / "x.clab-points"):
            pass
    assert not list(tmp_path.glob("x.clab-points*"))


class LosingWorkers(WorkersHere):
    """Workers whose connection is lost at a call."""

    lost_at = 0

    def call(self, calls):
        """What each returns."""
        found = super().call(calls)
        if self.calls >= self.lost_at:
            raise ConnectionLostError(self.place)
        return found


@pytest.fixture
def units_read(monkeypatch):
    """The units that are read, as they are."""
    return watched(monkeypatch, "_read_unit")


def watched(monkeypatch, name):
    """What is given to a function of workers, call by call."""
    found, own = [], getattr(held_rows, name)
    monkeypatch.setattr(held_rows, name, lambda *given: (found.append(given), own(*given))[1])
    return found


def prepared(workers, request, target):
    """The stages that lead to a folder."""
    return [stage.stage for stage in prepare_folder_on_workers(workers, "token", request, target)]


def contents(folder):
    """The bytes of the files of a folder, by name."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_lost_connection_loses_no_unit_that_was_read(request_of_files, tmp_path, units_read):
    made_folder(request_of_files, tmp_path / "here.clab-points")
    workers, target = LosingWorkers(1), tmp_path / "x.clab-points"
    with pytest.raises(ConnectionLostError):
        prepared(workers, request_of_files, target)
    partial, n_units = tmp_path / "x.clab-points.partial", len(row_units(request_of_files))
    assert len(units_read) == n_units == len([*partial.glob("unit-*.npz")])
    units_read.clear()
    (partial / "unit-000001.npz").write_bytes(b"damaged")
    prepared(WorkersHere(3), request_of_files, target)
    assert len(units_read) == 1
    assert contents(target) == contents(tmp_path / "here.clab-points")
    assert not partial.exists()


def test_an_interrupted_preparation_writes_the_shards_that_are_missing(
    request_of_files, tmp_path, units_read, monkeypatch
):
    monkeypatch.setattr(prepared_rows, "WRITTEN_AT_ONCE", 1)
    made_folder(request_of_files, tmp_path / "here.clab-points")
    target = tmp_path / "x.clab-points"
    stages = prepare_folder_on_workers(WorkersHere(2), "token", request_of_files, target)
    while next(stages).stage != "write":
        pass
    next(stages)  # one shard of each worker
    stages.close()
    partial = tmp_path / "x.clab-points.partial"
    first = {path.name: path.stat().st_mtime_ns for path in partial.glob("*-points.npy")}
    assert len(first) == 2
    units_read.clear()
    built = watched(monkeypatch, "_shard")
    prepared(WorkersHere(3), request_of_files, target)
    assert not units_read
    assert len(built) == len([*target.glob("*-points.npy")]) - 2
    assert contents(target) == contents(tmp_path / "here.clab-points")
    assert first.items() <= {path.name: path.stat().st_mtime_ns for path in target.iterdir()}.items()


def test_another_request_does_not_go_on(request_of_files, tmp_path, units_read):
    target = tmp_path / "x.clab-points"
    with pytest.raises(ConnectionLostError):
        prepared(LosingWorkers(1), request_of_files, target)
    units_read.clear()
    other = replace(request_of_files, columns=("b", "a"))
    prepared(WorkersHere(2), other, target)
    assert len(units_read) == len(row_units(other))
    made_folder(other, tmp_path / "here.clab-points")
    assert contents(target) == contents(tmp_path / "here.clab-points")
