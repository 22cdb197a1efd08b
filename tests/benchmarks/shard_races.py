"""Steps on folders of prepared points: beside scikit-learn and dask-ml, by the row, and on workers."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from time import perf_counter

import numpy as np
import sklearn.cluster

from clusterlab.algorithms.gmm.algorithm import GaussianMixture
from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.core.sharded_points import ShardedPoints
from clusterlab.datasets.generators.shapes import Blobs
from clusterlab.datasets.shards.folder_preparation import FolderRequest, prepare_folder
from clusterlab.datasets.shards.row_sources import MadeRows
from clusterlab.datasets.shards.shard_folder import open_folder
from clusterlab.datasets.workers.cluster_address import ClusterAddress
from clusterlab.datasets.workers.dask_workers import SETTINGS, connected
from clusterlab.datasets.workers.prepared_rows import folder_on_workers, held_data
from tests.benchmarks.measuring import Race, Seconds, Target
from tests.benchmarks.mixtures import ITERATIONS, Start, theirs, wide_start

EM_ROWS = 2_000_000
"""The rows of which scikit-learn's time for more is extrapolated."""


def generated(folder: Path, rows: int, features: int = 2, groups: int = 8) -> Path:
    """A folder of generated points, made once."""
    target = folder / f"made-{rows}-{features}.clab-points"
    if not target.exists():
        source = MadeRows(Blobs(points=1000, groups=groups, dimensions=features), rows)
        request = FolderRequest((source,), (), source.first_table().columns)
        for _ in prepare_folder(request, target):
            pass
    return target


def stepping(work: str, path: Path, values: np.ndarray, clusters: int, steps: int) -> Race:
    """Lloyd steps over a folder, compared with scikit-learn in memory from the same centers."""
    points, start = open_folder(path).points, values[:: len(values) // clusters][:clusters]

    def theirs() -> float:
        kmeans = sklearn.cluster.KMeans(clusters, init=start, n_init=1, max_iter=steps - 1, tol=0)
        return kmeans.fit(values).inertia_  # assigns once more at the end

    ours = partial(lloyd_steps, points, start, steps)
    assert np.isclose(ours(), theirs(), rtol=1e-6)
    return Race(work, 15, {"ours": ours, "scikit-learn": theirs})


def has_dask_ml() -> bool:
    """Whether dask-ml is installed."""
    return find_spec("dask_ml") is not None


def beside_dask_ml(work: str, path: Path, values: np.ndarray, clusters: int, steps: int) -> Race:
    """The same steps compared with dask-ml on arrays in memory."""
    import dask.array
    from dask_ml.cluster import KMeans as DaskKMeans

    points, start = open_folder(path).points, values[:: len(values) // clusters][:clusters]
    rows = dask.array.from_array(values, chunks=(2**20, values.shape[1])).persist()

    def theirs() -> object:
        return DaskKMeans(clusters, init=start, max_iter=steps, tol=0).fit(rows)

    return Race(work, 100, {"ours": partial(lloyd_steps, points, start, steps), "dask-ml": theirs})


def lloyd_steps(points: ShardedPoints, start: np.ndarray, steps: int) -> float:
    """So many Lloyd steps; the inertia of the last."""
    assigns = (step for step in KMeans(k=len(start)).steps(points, start) if step.phase == "assign")
    return points.units.squared(next(islice(assigns, steps - 1, None)).objective)


def expectation_maximization(work: str, path: Path, values: np.ndarray, clusters: int) -> Race:
    """EM iterations over a folder, compared with scikit-learn in memory, extrapolated from fewer rows."""
    points, some = open_folder(path).points, values[:EM_ROWS]
    start = wide_start(some, clusters)

    def theirs_extrapolated() -> Seconds:
        began = perf_counter()
        theirs(some, start, "full")
        return Seconds((perf_counter() - began) * len(values) / len(some))

    sides = {"ours": partial(em_iterations, points, start), "scikit-learn, extrapolated": theirs_extrapolated}
    return Race(work, 15, sides)


def em_iterations(points: ShardedPoints, start: Start) -> int:
    """Some EM iterations with full covariances; their number."""
    algorithm = GaussianMixture(k=len(start[0]), covariance="full", tol=0, max_iter=ITERATIONS, floor=1e-12)
    last = list(algorithm.steps(points, start))[-1]
    assert last.iteration == ITERATIONS, last.iteration
    return last.iteration


def by_the_row(work: str, path: Path, fewer: Path, clusters: int, steps: int) -> Race:
    """Lloyd steps over a folder, compared with as many rows of a smaller one in several runs."""
    points, some = open_folder(path).points, open_folder(fewer).points
    start = open_folder(fewer).sample(clusters).values
    often, rest = divmod(points.n, some.n)
    assert not rest

    def in_parts() -> None:
        for _ in range(often):
            lloyd_steps(some, start, steps)

    sides = {"ours": partial(lloyd_steps, points, start, steps), f"{often} runs of {some.n:,} rows": in_parts}
    return Race(work, Target(1.5, "times as long", ceiling=True), sides)


@contextmanager
def workers_race(work: str, path: Path, clusters: int) -> Iterator[Race]:
    """EM iterations on two workers of one thread each, compared with one; they end with the context."""
    start = wide_start(open_folder(path).sample(10_000).values, clusters)
    with points_on_workers(path, 1) as one, points_on_workers(path, 2) as two:
        sides = {"ours": partial(em_iterations, two, start), "one worker": partial(em_iterations, one, start)}
        yield Race(work, 1.7, sides)


@contextmanager
def points_on_workers(path: Path, count: int) -> Iterator[ShardedPoints]:
    """The points of a folder on so many processes of one thread each."""
    import dask
    from distributed import LocalCluster

    dask.config.set(SETTINGS)
    options = {"threads_per_worker": 1, "dashboard_address": ":0", "memory_limit": None}
    with (
        LocalCluster(n_workers=count, processes=True, host="127.0.0.1", **options) as cluster,
        connected(ClusterAddress.parse(cluster.scheduler_address)) as workers,
        held_data(workers) as token,
    ):
        yield folder_on_workers(workers, token, path).points
