"""Families of generated data with a known number of clusters, for the battery of the verdict.

The sizes, dimensions and separations are chosen so that a person who sees the data, or who knows how they
were made, agrees with the answer. The standard deviation of a cluster is 1 unless a family says otherwise.
"""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

EXAMPLES = Path(__file__).parents[3] / "resources" / "examples"
CANDIDATES = 20
"""So many places are drawn for each center, and the one farthest from the others is taken."""


@dataclass(frozen=True)
class Family:
    """Data sets of one kind: `make` draws one with a generator.

    `answers` holds every K that is right, none where there are no clusters. Where `two_fold`, both of them
    must be said.
    """

    group: str
    name: str
    make: Callable[[np.random.Generator], np.ndarray]
    answers: frozenset[int] = frozenset()
    two_fold: bool = False
    random: bool = True


def families() -> list[Family]:
    """Every family, by group."""
    return [*without_clusters(), *compact(), *overlapping(), *with_outliers(), *pairs(), *curved(), *real()]


# ---- without clusters ----


def without_clusters() -> Iterator[Family]:
    """Uniform, Gaussian, heavy-tailed, correlated and skewed points, rings and discs."""
    for d, n in ((2, 30), (2, 100), (2, 300), (2, 2000), (5, 60), (5, 300), (20, 60), (20, 300)):
        yield Family("none", f"uniform {n} x {d}", partial(uniform, n=n, d=d))
        yield Family("none", f"Gaussian {n} x {d}", partial(gaussian, n=n, d=d))
    for d, n in ((2, 300), (5, 300), (20, 100)):
        yield Family("none", f"t3 {n} x {d}", partial(heavy_tailed, n=n, d=d))
    for d, n in ((2, 300), (5, 300), (20, 300)):
        yield Family("none", f"correlated {n} x {d}", partial(correlated, n=n, d=d))
    yield Family("none", "ring", ring)
    yield Family("none", "disc", disc)
    yield Family("none", "lognormal 300 x 2", partial(lognormal, n=300, d=2))
    yield Family("none", "lognormal 300 x 5", partial(lognormal, n=300, d=5))


def uniform(rng, n, d):
    return rng.uniform(size=(n, d))


def gaussian(rng, n, d):
    return rng.normal(size=(n, d))


def heavy_tailed(rng, n, d):
    return rng.standard_t(3, size=(n, d))


def correlated(rng, n, d):
    return rng.normal(size=(n, d)) @ rng.normal(size=(d, d))


def lognormal(rng, n, d):
    return rng.lognormal(0, 0.8, size=(n, d))


def ring(rng, n=300):
    return on_circle(rng.uniform(0, 2 * np.pi, n), 10) + rng.normal(size=(n, 2)) * 0.7


def disc(rng, n=300):
    return on_circle(rng.uniform(0, 2 * np.pi, n), np.sqrt(rng.uniform(size=n)))


# ---- compact clusters ----


def compact() -> Iterator[Family]:
    """Round clusters of many numbers, sizes, spreads and dimensions."""
    for k in range(2, 10):
        yield Family("compact", f"{k} of 300, 8 apart", partial(blobs, k=k, n=300, apart=8), frozenset([k]))
    for k, d, n in ((3, 5, 300), (5, 10, 300), (7, 10, 300), (4, 20, 300), (5, 50, 300), (3, 50, 60)):
        make = partial(blobs, k=k, n=n, apart=8, d=d)
        yield Family("compact", f"{k} of {n} x {d}, 8 apart", make, frozenset([k]))
    for k, n in ((2, 20), (3, 30), (4, 40), (3, 60), (6, 60), (4, 2000)):
        yield Family("compact", f"{k} of {n}, 8 apart", partial(blobs, k=k, n=n, apart=8), frozenset([k]))
    for k in (2, 3, 4, 6):
        yield Family("compact", f"{k} touching", partial(blobs, k=k, n=300, apart=5), frozenset([k]))
    yield Family(
        "compact", "unequal sizes 200, 70, 30", partial(of_sizes, sizes=(200, 70, 30)), frozenset([3])
    )
    yield Family("compact", "unequal spreads 1, 2, 0.5", partial(spreads, scales=(1, 2, 0.5)), frozenset([3]))
    yield Family("compact", "4 in a square", partial(around, centers=SQUARE), frozenset([4]))
    yield Family("compact", "4 in a row", partial(around, centers=ROW), frozenset([4]))


SQUARE = ((0, 0), (8, 0), (0, 8), (8, 8))
ROW = ((0, 0), (8, 0), (16, 0), (24, 0))


def blobs(rng, k, n, apart, d=2):
    return around(rng, spread_centers(rng, k, d, apart), n)


def of_sizes(rng, sizes):
    centers = spread_centers(rng, len(sizes), 2, 8)
    return np.repeat(centers, sizes, axis=0) + rng.normal(size=(sum(sizes), 2))


def spreads(rng, scales, n=300):
    centers, each = spread_centers(rng, len(scales), 2, 12), n // len(scales)
    widths = np.repeat(scales, each)[:, None]
    return np.repeat(centers, each, axis=0) + rng.normal(size=(each * len(scales), 2)) * widths


def around(rng, centers, n=300):
    """About n points, equally many around each of some centers."""
    each = n // len(centers)
    table = np.repeat(np.asarray(centers, float), each, axis=0)
    return table + rng.normal(size=table.shape)


def spread_centers(rng, k, d, apart):
    """Centers (k, d) in a box, the closest two of them `apart`."""
    centers = [rng.uniform(size=d)]
    while len(centers) < k:
        candidates = rng.uniform(size=(CANDIDATES, d))
        nearest = np.linalg.norm(candidates[:, None] - np.array(centers), axis=2).min(axis=1)
        centers.append(candidates[nearest.argmax()])
    found = np.array(centers)
    distances = np.linalg.norm(found[:, None] - found, axis=2)[np.triu_indices(k, 1)]
    return found * (apart / distances.min())


# ---- overlapping, long and nested clusters, columns of very different units, outliers, pairs ----


def overlapping() -> Iterator[Family]:
    """Clusters that k-means splits wrongly, or that overlap; to leave K open is not wrong."""
    yield Family("overlapping", "2, 3 apart", partial(around, centers=((0, 0), (3, 0))), frozenset([2]))
    yield Family("overlapping", "3, 3.5 apart", partial(blobs, k=3, n=300, apart=3.5), frozenset([3]))
    yield Family("overlapping", "3 long", long_clusters, frozenset([3]))
    yield Family("overlapping", "2 nested", nested, frozenset([2]))
    yield Family("overlapping", "one column x 1000", one_wide_column, frozenset([4]))


def long_clusters(rng, n=300):
    across = np.repeat([0.0, 8, 16], n // 3)
    table = np.c_[rng.normal(size=len(across)) * 8, across + rng.normal(size=len(across))]
    angle = rng.uniform(0, np.pi)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return table @ turn


def nested(rng, n=300):
    return np.concatenate([rng.normal(size=(n // 2, 2)) * 0.5, rng.normal(size=(n // 2, 2)) * 5])


def one_wide_column(rng):
    return around(rng, spread_centers(rng, 4, 3, 8)) * [1000, 1, 1]


def with_outliers() -> Iterator[Family]:
    """Round clusters and one point in a hundred far from all of them."""
    for k in (3, 4):
        yield Family("outliers", f"{k} and 1 % far points", partial(far_points, k=k), frozenset([k]))


def far_points(rng, k, n=300):
    table = blobs(rng, k, n, 8)
    angles = rng.uniform(0, 2 * np.pi, n // 100)
    reach = np.ptp(table, axis=0).max()
    return np.concatenate(
        [table, table.mean(axis=0) + on_circle(angles, reach * rng.uniform(1.5, 4, len(angles)))]
    )


def pairs() -> Iterator[Family]:
    """Clusters in pairs, so that two numbers are right."""
    for k in (2, 3):
        yield Family("pairs", f"{2 * k} in {k} pairs", partial(in_pairs, k=k), frozenset([k, 2 * k]), True)


def in_pairs(rng, k, n=300):
    middles, angles = spread_centers(rng, k, 2, 40), rng.uniform(0, np.pi, k)
    return around(rng, np.concatenate([middles + on_circle(angles, 4), middles - on_circle(angles, 4)]), n)


# ---- curved clusters ----


def curved() -> Iterator[Family]:
    """Clusters of curved shape, each surrounded by or entangled with another."""
    yield Family("curved", "moons, noise 0.05", partial(moons, noise=0.05), frozenset([2]))
    yield Family("curved", "moons, noise 0.1", partial(moons, noise=0.1), frozenset([2]))
    yield Family("curved", "2 circles", circles, frozenset([2]))
    yield Family("curved", "ring and blob", ring_and_blob, frozenset([2]))
    yield Family("curved", "2 spirals", partial(spirals, arms=2), frozenset([2]))
    yield Family("curved", "3 spirals of 600", partial(spirals, arms=3, n=600), frozenset([3]))


def moons(rng, noise, n=300):
    angles = rng.uniform(0, np.pi, n // 2)
    upper, lower = on_circle(angles, 1), np.array([1, 0.5]) - on_circle(rng.uniform(0, np.pi, n // 2), 1)
    return np.concatenate([upper, lower]) + rng.normal(size=(n // 2 * 2, 2)) * noise


def circles(rng, n=300):
    radii = np.repeat([0.5, 1], [n // 3, n - n // 3])
    return on_circle(rng.uniform(0, 2 * np.pi, n), radii) + rng.normal(size=(n, 2)) * 0.05


def ring_and_blob(rng, n=300):
    return np.concatenate([ring(rng, n * 2 // 3), rng.normal(size=(n // 3, 2)) * 1.5])


def spirals(rng, arms, n=300):
    each = n // arms
    turns = np.sqrt(rng.uniform(0.06, 1, (arms, each))) * 2.5 * np.pi
    angles = turns + np.arange(arms)[:, None] * 2 * np.pi / arms
    table = on_circle(angles.ravel(), turns.ravel())
    return table + rng.normal(size=table.shape) * 0.25


def on_circle(angles, radius):
    """Places (m, 2) at `angles` (m,) on circles about the origin."""
    return np.c_[np.cos(angles), np.sin(angles)] * np.reshape(radius, (-1, 1))


# ---- real data ----


def real() -> Iterator[Family]:
    """The example files: each row counts, so that only the seed of the verdict could differ."""
    yield Family("real", "iris", lambda _: numbers("iris.csv"), frozenset([2, 3]), random=False)
    yield Family("real", "wine", lambda _: numbers("wine.csv"), frozenset([3]), random=False)
    yield Family(
        "real", "wine, z-scored", lambda _: scaled(numbers("wine.csv")), frozenset([3]), random=False
    )
    penguins = lambda _: scaled(numbers("penguins.csv", leave_out=("year",)))  # noqa: E731
    yield Family("real", "penguins, z-scored", penguins, frozenset([2, 3]), random=False)


def numbers(name, leave_out=()):
    """The complete rows of the numeric columns of an example."""
    rows = list(csv.DictReader((EXAMPLES / name).read_text(encoding="utf-8").splitlines()))
    columns = [key for key in rows[0] if key not in leave_out and is_number(rows[0][key])]
    return np.array(
        [
            [float(row[key]) for key in columns]
            for row in rows
            if all(map(is_number, (row[key] for key in columns)))
        ]
    )


def is_number(text):
    """Whether a cell is a number."""
    return text.replace(".", "", 1).replace("-", "", 1).isdigit()


def scaled(table):
    """The z-scored columns."""
    return (table - table.mean(axis=0)) / table.std(axis=0)
