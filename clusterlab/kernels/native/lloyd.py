"""Calls of the compiled kernels for Lloyd's rounds; see nearest.py.

A round of a thousand points takes fewer microseconds than five arrays take to say where they begin. So
there is room for two rounds, which are written in turn, and its addresses are asked for once.
"""

from collections.abc import Generator
from math import sqrt
from typing import NamedTuple

import numpy as np

from clusterlab.kernels.blocks import Assigned, Blocks, Means, Reached
from clusterlab.kernels.native import loader
from clusterlab.kernels.native.nearest import (
    BYTES,
    KEPT,
    _address,
    _are_labels,
    _narrowed,
    _places,
    assign_at,
    is_filtered,
    most_alone,
)
from clusterlab.kernels.typing import BLOCK, CHUNK, LANES, Floats, Labels, label_type

UNKNOWN, KNOWN = -1.0, -2.0
"""The deadline of rows whose labels are to be found, and a drift at which all are what they were."""
UNPAUSED = 500_000
"""So many points may be assigned before somebody is told."""
LONGER, NEXT = 1 + 1e-9, 1 + 2**-51
"""So that no rounding makes a way too short."""


class Where(NamedTuple):
    """Where the sums, counts, centers and labels of a round begin."""

    sums: int
    counts: int
    centers: int
    labels: int


class Room:
    """For what is assigned to the centers of a round, and these: in one piece, and the labels beside it."""

    def __init__(self, n: int, d: int, k: int) -> None:
        width = k * (d + 1) + 2
        numbers, self.labels = np.zeros(width + k * d), np.empty(n, label_type(k))
        self.added, self.centers = numbers[:width], numbers[width:].reshape(k, d)
        sums = _address(numbers)
        places = sums + k * d * BYTES, sums + width * BYTES
        self.where = Where(sums, *places, _address(self.labels))

    def take(self, centers: Floats, found: Assigned) -> None:
        """What was assigned to some centers."""
        sums, counts = found.sums.ravel(), found.counts
        self.added[: sums.size], self.added[sums.size : -2] = sums, counts
        self.centers[:], self.labels[:] = centers, found.labels

    def found(self) -> Assigned:
        """What was assigned."""
        k, d = self.centers.shape
        total, changed = self.added[-2:].tolist()
        sums, counts = self.added[: k * d].reshape(k, d), self.added[k * d : -2]
        return Assigned(self.labels, total, sums, counts, int(changed))


class Pass:
    """Over all rows, again and again.

    Centers move less and less. A few rows that lay far enough from where another center would win keep
    their labels unseen until the centers have moved as far: the `drift`, in which each round counts twice
    what moved farthest, reaches the deadline of these rows. And while no row of a block changes its label,
    the sums of its clusters are `kept`.
    """

    def __init__(self, blocks: Blocks, k: int) -> None:
        n, d = blocks.points.shape
        self.memory, self.k = blocks.memory, k
        self.parts = np.empty((-(-n // CHUNK), k * (d + 1) + 2))
        self.late = is_filtered(k, d)
        self.deadlines = np.full(-(-n // LANES), UNKNOWN) if self.late else None
        self.kept = np.zeros((-(-n // BLOCK), KEPT * d + 1)) if self.late else None
        self.drift = 0.0

    def assign(self, room: Room, before: int, farthest: float) -> None:
        """Assigns to the centers in a room, of which one moved so far, squared, since the labels before."""
        self.drift = (self.drift + 2 * sqrt(farthest) * LONGER) * NEXT
        self._call(room, before, room.where.labels, self.drift, not self.late)

    def close(self, room: Room, labels: int, spare: int) -> None:
        """Adds up what follows from labels, squared distances too; they are also written to a spare place."""
        if self.late:
            changed = float(room.added[-1])
            self._call(room, labels, spare, KNOWN, True)
            room.added[-1] = changed

    def _call(self, room: Room, before: int, labels: int, drift: float, totals: bool) -> None:
        narrowed, at = _narrowed(room.centers), room.where
        self.parts.fill(0)
        to, width = _address(self.parts), room.labels.itemsize
        arrays, kept = (at.centers, _address(narrowed), before, labels), _address(self.kept)
        until = _address(self.deadlines), drift
        assign_at(self.memory, self.k, *arrays, width, None, to, *until, kept, totals)
        loader.calls["kern_fold"](to, *self.parts.shape, at.sums)


def means(centers: Floats, sums: Floats, counts: Floats) -> Means | None:
    """The means of clusters, and how far they are from their centers."""
    fit = _fitting(centers, sums, counts)
    if fit is None:
        return None
    moved, moves = np.empty(centers.shape), np.empty(3)
    loader.calls["kern_means"](*map(_address, fit), *centers.shape, _address(moved), _address(moves))
    return Means(moved, *moves[:2].tolist())


def rounds(
    blocks: Blocks, centers: Floats, found: Assigned, still: float, most: int
) -> Generator[None, None, Reached] | None:
    """Lloyd's rounds."""
    n, d = blocks.points.shape
    fit = _fitting(centers, found.sums, found.counts)
    if fit is None or centers.shape[1] != d or not _are_labels(found.labels, n, len(centers)):
        return None
    sums, counts, centers = fit
    found = found._replace(sums=sums, counts=counts)
    by_one = not is_filtered(len(centers), d) and n <= most_alone(blocks.memory)
    return (_one_by_one if by_one else _rounds)(blocks, centers, found, still, most)


def _one_by_one(
    blocks: Blocks, centers: Floats, found: Assigned, still: float, most: int
) -> Generator[None, None, Reached]:
    """Rounds of few points, many of them without a pause."""
    (n, d), k = blocks.points.shape, len(centers)
    now, then = Room(n, d, k), Room(n, d, k)
    now.take(centers, found)
    parts, moves = np.empty((-(-n // CHUNK), len(now.added))), np.empty(3)
    room, call = (_address(parts), _address(moves)), loader.calls["kern_rounds"]
    some, done, width = max(1, UNPAUSED // n), 0, now.labels.itemsize
    while done < most:
        asked, ways = min(some, most - done), (now.where.sums, then.where.sums)
        labels = now.where.labels, then.where.labels
        made = call(*blocks.memory, k, *ways, *labels, width, still, asked, *room)
        now, then, done = (then, now, done + made) if made % 2 else (now, then, done + made)
        if made < asked:
            break
        yield
    return Reached(now.centers, now.found(), done) if done else Reached(centers, found, 0)


def _rounds(
    blocks: Blocks, centers: Floats, found: Assigned, still: float, most: int
) -> Generator[None, None, Reached]:
    (n, d), k = blocks.points.shape, len(centers)
    now, then = Room(n, d, k), Room(n, d, k)
    last = Where(*map(_address, (found.sums, found.counts, centers, found.labels)))
    moves, pass_over = np.empty(3), Pass(blocks, k)
    to_moves, move = _address(moves), loader.calls["kern_means"]
    done = 0
    while done < most:
        empty = move(*last[:3], k, d, now.where.centers, to_moves)
        if empty or moves[1] <= still:
            break
        pass_over.assign(now, last.labels, float(moves[2]))
        if now.added[-1] == 0:
            break
        now, then, last, done = then, now, now.where, done + 1
        yield
    if not done:
        return Reached(centers, found, 0)
    pass_over.close(then, then.where.labels, now.where.labels)
    return Reached(then.centers, then.found(), done)


def label_sums(blocks: Blocks, labels: Labels, k: int) -> tuple[Floats, Floats] | None:
    """The sums and counts of clusters whose labels are known."""
    n, d = blocks.points.shape
    if not (is_filtered(k, d) and _are_labels(labels, n, k) and labels.min() >= 0 and labels.max() < k):
        return None
    room, everywhere = Room(n, d, k), Pass(blocks, k)
    room.centers.fill(0)
    spare = np.empty_like(labels)
    everywhere.close(room, _address(labels), _address(spare))
    found = room.found()
    return found.sums, found.counts


def _fitting(centers: Floats, sums: Floats, counts: Floats) -> tuple[Floats, Floats, Floats] | None:
    """Sums (k, d), counts (k,) and centers (k, d) as C reads them, where they are that."""
    if centers.ndim != 2 or sums.shape != centers.shape or counts.shape != centers.shape[:1]:
        return None
    k, d = centers.shape
    places, added, sizes = _places(centers, d), _places(sums, d), _places(counts[None], k)
    return None if places is None or added is None or sizes is None else (added, sizes[0], places)
