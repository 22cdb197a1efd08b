"""What the compiled kernels buy: one piece of work for each of their files, beside the numpy references."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np

import clusterlab
from clusterlab.algorithms.common.seeding import draw_remaining_centers
from clusterlab.algorithms.dbscan.algorithm import DBSCAN
from clusterlab.algorithms.ward.algorithm import Ward
from clusterlab.core.progress import drain
from clusterlab.kernels.native import loader
from clusterlab.kernels.raster.rasterize import DataToPixel, draw_squares
from clusterlab.metrics.silhouette import silhouettes_of
from tests.benchmarks import mixtures
from tests.benchmarks.lloyd import made
from tests.benchmarks.measuring import Race, machine, run
from tests.benchmarks.table import README, line, milliseconds, put_into_readme, rounded

SOURCES = README.parent / "clusterlab" / "kernels" / "native"
SHARED = ("kernels.c", "packs.h", "labeled.h", "kd_tree.h")
"""The files that the others need: the list of functions, vectors of numbers, sums by label, trees."""
ROUNDS = 3
HEAD = ("file", "lines", "work", "compiled", "numpy", "ratio")
Work = Callable[[], object]


def lloyd_steps() -> Work:
    points = clusterlab.Points(made(100_000, 2, 8, "blobs"))
    return partial(clusterlab.KMeans(k=8, max_iter=20, tol=0).fit, points)


def wide_steps() -> Work:
    points = clusterlab.Points(made(20_000, 50, 20, "blobs"))
    return partial(clusterlab.KMeans(k=20, init="random-points", max_iter=20, tol=0).fit, points)


def bounded_steps() -> Work:
    table = made(20_000, 300, 20, "embeddings")
    return partial(
        clusterlab.KMeans(k=20, max_iter=20, tol=0).fit, clusterlab.Points(table), start=table[:20]
    )


def seeds() -> Work:
    points = clusterlab.Points(made(10_000, 2, 50, "blobs"))
    return lambda: drain(draw_remaining_centers(points, points.take([0]), 50, 50, 0, greedy=True))


def preparing() -> Work:
    return partial(clusterlab.Points, made(1_000_000, 2, 8, "blobs"))


def em_iterations() -> Work:
    table = made(100_000, 2, 8, "blobs")
    return partial(mixtures.ours, clusterlab.Points(table), mixtures.wide_start(table, 8), "full")


def dbscan() -> Work:
    return partial(DBSCAN(eps=0.3, min_samples=10).fit, made(20_000, 2, 8, "blobs"))


def ward() -> Work:
    return partial(Ward(k=8).fit, made(5_000, 2, 8, "blobs"))


def silhouettes() -> Work:
    points = clusterlab.Points(made(10_000, 2, 8, "blobs"))
    return partial(silhouettes_of, points, [clusterlab.KMeans(k=8).fit(points).labels])


def transfers() -> Work:
    points = clusterlab.Points(made(20_000, 2, 8, "uniform"))
    return partial(clusterlab.KMeans(k=8, finish="transfers").fit, points)


def painting() -> Work:
    table = made(1_000_000, 2, 8, "blobs")
    labels = clusterlab.KMeans(k=8).fit(table).labels
    to_pixel = DataToPixel((-20.0, 20.0), (25.0, -20.0))
    return partial(draw_squares, (1000, 800), table, np.arange(8, dtype=np.uint32), 1, labels, to_pixel)


WORK: tuple[tuple[str, str, Callable[[], Work]], ...] = (
    ("nearest.h", "20 Lloyd steps 100,000 x 2, K 8", lloyd_steps),
    ("seeding.h", "k-means++ 10,000 x 2, K 50", seeds),
    ("filter.h", "20 Lloyd steps 20,000 x 50, K 20", wide_steps),
    ("bounds.h", "20 Lloyd steps 20,000 x 300, K 20", bounded_steps),
    ("gmm.h", f"{mixtures.ITERATIONS} EM iterations 100,000 x 2, full, K 8", em_iterations),
    ("density.h", "DBSCAN 20,000 x 2", dbscan),
    ("linkage.h", "Ward 5,000 x 2", ward),
    ("distances.h", "silhouettes 10,000 x 2, K 8", silhouettes),
    ("transfers.h", "k-means with transfers 20,000 x 2, K 8", transfers),
    ("blocks.h", "prepare 1,000,000 x 2", preparing),
    ("rasterize.h", "paint 1,000,000 points, 1000 x 800", painting),
)


@dataclass(frozen=True)
class Gain:
    """The lines of a file of C, and the seconds that some work takes with it and by numpy alone."""

    file: str
    lines: int
    work: str
    compiled: float
    numpy: float


def compare(into_readme: bool) -> int:
    """Measures, prints, and puts the table where the README has it if that is wanted."""
    print(machine(), "", line(HEAD), line(["---"] * len(HEAD)), sep="\n", flush=True)
    found = []
    for gain in measured():
        found.append(gain)
        print(line(cells(gain)), flush=True)
    if into_readme:
        put_into_readme("compiled", f"{machine()}\n\n{table(found)}")
    return 0


def measured() -> Iterator[Gain]:
    """What each file buys; both sides do the same work in turn."""
    for file, work, make in WORK:
        does = make()
        sides = {"ours": does, "numpy": partial(by_numpy, does)}
        times = run(Race(work, None, sides), ROUNDS).times
        yield Gain(file, len(lines_of(file)), work, times["ours"], times["numpy"])


def by_numpy(work: Work) -> object:
    """Does some work by the references alone."""
    backend = loader.backend
    loader.select_backend("numpy")
    try:
        return work()
    finally:
        loader.select_backend(backend)


def lines_of(file: str) -> list[str]:
    """The lines of one of the files."""
    return (SOURCES / file).read_text(encoding="utf-8").splitlines()


def cells(gain: Gain) -> list[str]:
    """One row of the table."""
    times = [milliseconds(gain.compiled), milliseconds(gain.numpy)]
    return [gain.file, f"{gain.lines:,}", gain.work, *times, rounded(gain.numpy / gain.compiled)]


def table(gains: Iterable[Gain]) -> str:
    """The whole table in Markdown, with the files that the others share at its end."""
    shared = [", ".join(SHARED), f"{sum(len(lines_of(file)) for file in SHARED):,}", "shared", "", "", ""]
    return "\n".join(map(line, [HEAD, ["---"] * len(HEAD), *map(cells, gains), shared]))
