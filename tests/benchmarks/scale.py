"""A table of twenty million rows: prepared from Parquet, clustered in shards, and what memory that takes."""

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path

import numpy as np
import polars as pl
import sklearn.cluster

from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.datasets.shards.folder_preparation import FolderRequest, prepare_folder
from clusterlab.datasets.shards.row_sources import row_source
from clusterlab.datasets.shards.shard_folder import open_folder
from clusterlab.datasets.shards.shard_header import SourceFile
from tests.benchmarks.lloyd import made
from tests.benchmarks.measuring import Gauge, Outcome, Race, Target, machine, run
from tests.benchmarks.table import HEAD, cells, line, put_into_readme, table

ROWS, COLUMNS, CLUSTERS, STEPS = 20_000_000, 2, 8, 10
ROUNDS = 3
POLL_SECONDS = 0.005
MEBI = 2**20


def scale(readme: bool, rows: int = ROWS) -> int:
    """Measures and prints every row of the table, and puts it into the README if wanted."""
    print(machine(), "", line(HEAD), line(["---"] * len(HEAD)), sep="\n", flush=True)
    found: list[Outcome] = []
    with tempfile.TemporaryDirectory() as folder:
        for made_row in works(Path(folder), rows):
            found.append(run(made_row(), ROUNDS))
            print(line(cells(found[-1])), flush=True)
    if readme:
        put_into_readme("scale", f"{machine()}\n\n{table(found)}")
    return 0 if all(outcome.reached for outcome in found) else 1


def works(folder: Path, rows: int) -> Iterator[Callable[[], Race | Gauge]]:
    """What makes each row of the table, from files in a folder."""
    data, points = folder / "data.parquet", folder / "data.clab-points"
    values = made(rows, COLUMNS, CLUSTERS, "blobs")
    pl.DataFrame({"x1": values[:, 0], "x2": values[:, 1]}).write_parquet(data)
    size = f"{rows:,} x {COLUMNS}"
    yield partial(preparing, f"prepare {size} from Parquet", data, folder)
    prepared(data, points)
    yield partial(stepping, f"{STEPS} Lloyd steps {size}, K {CLUSTERS}", points, values)
    command = ["prepare", data, "--out", folder / "again.clab-points"]
    yield partial(peak, f"memory of prepare {size}", command, "VmRSS", 1024, folder / "again.clab-points")
    labels = ["--k", CLUSTERS, "--labels", folder / "labels.parquet"]
    command = ["run", "kmeans", "--data", points, *labels]
    yield partial(peak, f"memory of run kmeans {size}, without mapped files", command, "RssAnon", 300)


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


def stepping(work: str, path: Path, values: np.ndarray) -> Race:
    """Lloyd steps over a folder, compared with scikit-learn in memory from the same centers."""
    points, start = open_folder(path).points, values[:: len(values) // CLUSTERS][:CLUSTERS]

    def ours() -> float:
        steps = KMeans(k=CLUSTERS).steps(points, start)
        assigns = (step for step in steps if step.phase == "assign")
        last = next(islice(assigns, STEPS - 1, None))
        return points.units.squared(last.objective)

    def theirs() -> float:
        kmeans = sklearn.cluster.KMeans(CLUSTERS, init=start, n_init=1, max_iter=STEPS - 1, tol=0)
        return kmeans.fit(values).inertia_  # assigns once more at the end

    assert np.isclose(ours(), theirs(), rtol=1e-6)
    return Race(work, 15, {"ours": ours, "scikit-learn": theirs})


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
