"""Tables of twenty and a hundred million rows: prepared, clustered in shards, their memory and the window."""

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import polars as pl

from clusterlab.datasets.shards.folder_preparation import FolderRequest, prepare_folder
from clusterlab.datasets.shards.row_sources import row_source
from clusterlab.datasets.shards.shard_header import SourceFile
from tests.benchmarks.lloyd import made
from tests.benchmarks.measuring import Gauge, Outcome, Race, Target, machine, run
from tests.benchmarks.shard_races import (
    beside_dask_ml,
    by_the_row,
    expectation_maximization,
    generated,
    has_dask_ml,
    stepping,
    workers_race,
)
from tests.benchmarks.shard_window import window_gauges
from tests.benchmarks.table import HEAD, cells, line, put_into_readme, table

ROWS, COLUMNS, CLUSTERS, STEPS = 20_000_000, 2, 8, 10
MORE_ROWS, MORE_CLUSTERS, FEW_STEPS = 100_000_000, 50, 5
WORKER_ROWS, WORKER_COLUMNS = 8_000_000, 10
ROUNDS = 3
POLL_SECONDS = 0.005
MEBI = 2**20


def scale(readme: bool) -> int:
    """Measures and prints every row of the table, and puts it into the README if wanted."""
    print(machine(), "", line(HEAD), line(["---"] * len(HEAD)), sep="\n", flush=True)
    found: list[Outcome] = []
    with tempfile.TemporaryDirectory() as folder:
        for work in chain(works(Path(folder)), larger_works(Path(folder))):
            found.append(run(work, ROUNDS))
            print(line(cells(found[-1])), flush=True)
    if readme:
        put_into_readme("scale", f"{machine()}\n\n{table(found)}")
    return 0 if all(outcome.reached for outcome in found) else 1


def works(folder: Path) -> Iterator[Race | Gauge]:
    """The rows on twenty million points, from files in a folder."""
    data, points = folder / "data.parquet", folder / "data.clab-points"
    values = made(ROWS, COLUMNS, CLUSTERS, "blobs")
    pl.DataFrame({"x1": values[:, 0], "x2": values[:, 1]}).write_parquet(data)
    size = f"{ROWS:,} x {COLUMNS}"
    yield preparing(f"prepare {size} from Parquet", data, folder)
    prepared(data, points)
    yield stepping(f"{STEPS} Lloyd steps {size}, K {CLUSTERS}", points, values, CLUSTERS, STEPS)
    if has_dask_ml():
        work = f"{STEPS} Lloyd steps {size}, K {CLUSTERS}, on dask"
        yield beside_dask_ml(work, points, values, CLUSTERS, STEPS)
    yield expectation_maximization(f"em full {size}, K {CLUSTERS}", points, values, CLUSTERS)
    command = ["prepare", data, "--out", folder / "again.clab-points"]
    yield peak(f"memory of prepare {size}", command, "VmRSS", 1024, folder / "again.clab-points")
    yield run_memory(folder, points, size)


def larger_works(folder: Path) -> Iterator[Race | Gauge]:
    """The rows on a hundred million points, and on workers."""
    points, fewer = generated(folder, MORE_ROWS), generated(folder, ROWS)
    size = f"{MORE_ROWS:,} x {COLUMNS}"
    for clusters in (CLUSTERS, MORE_CLUSTERS):
        yield by_the_row(f"{FEW_STEPS} Lloyd steps {size}, K {clusters}", points, fewer, clusters, FEW_STEPS)
    yield run_memory(folder, points, size)
    yield from window_gauges(size, points, CLUSTERS)
    wide = generated(folder, WORKER_ROWS, WORKER_COLUMNS)
    with workers_race(f"em full {WORKER_ROWS:,} x {WORKER_COLUMNS}, two workers", wide, CLUSTERS) as race:
        yield race


def run_memory(folder: Path, points: Path, size: str) -> Gauge:
    """The memory of a run with labels, without mapped files."""
    command = ["run", "kmeans", "--data", points, "--k", CLUSTERS, "--labels", folder / "labels.parquet"]
    return peak(f"memory of run kmeans {size}, without mapped files", command, "RssAnon", 300)


def preparing(work: str, data: Path, folder: Path) -> Race:
    """A folder of points, compared with polars that reads and writes the table."""

    def ours() -> None:
        prepared(data, folder / "raced.clab-points")
        shutil.rmtree(folder / "raced.clab-points")

    def polars() -> None:
        pl.read_parquet(data).write_parquet(folder / "copy.parquet")

    return Race(work, Target(6, "times as long", ceiling=True), {"ours": ours, "polars": polars})


def prepared(data: Path, target: Path) -> None:
    """Makes a folder of points."""
    request = FolderRequest((row_source(data),), (SourceFile.of(data),), ("x1", "x2"))
    for _ in prepare_folder(request, target):
        pass


def peak(work: str, words: list[object], field: str, most: int, made: Path | None = None) -> Gauge:
    """The most memory of a command in a process of its own, in MiB; what it `made` is removed."""

    def taken() -> float:
        found = peak_of([str(word) for word in words], field)
        if made is not None:
            shutil.rmtree(made)
        return found

    return Gauge(work, Target(most, "MiB", ceiling=True), "MiB", taken)


def peak_of(words: list[str], field: str) -> float:
    """The largest value of a field of the process's status while a command runs, in MiB."""
    command, highest = [sys.executable, "-m", "clusterlab", *words], 0
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None:
            highest = max(highest, status_of(process.pid, field))
            time.sleep(POLL_SECONDS)
    assert process.returncode == 0, words
    return highest * 1024 / MEBI


def status_of(pid: int, field: str) -> int:
    """A field of the status of a process in KiB; 0 where it has ended."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return next((int(text.split()[1]) for text in lines if text.startswith(f"{field}:")), 0)
