"""Calls of the compiled kernels for Lloyd's rounds; see twins.py.

A round of a thousand points takes fewer microseconds than five arrays take to say where they begin. So
there is room for two rounds, which are written in turn, and its addresses are asked for once.
"""

from collections.abc import Generator
from typing import NamedTuple

import numpy as np

from clusterlab.kernels import compiled
from clusterlab.kernels.arrays import CHUNK, Floats, label_type
from clusterlab.kernels.blocks import Assigned, Blocks, Means, Reached
from clusterlab.kernels.twins import BYTES, _address, _are_labels, _places, _quarters, assign_at


class Where(NamedTuple):
    """Where the sums, counts, centers and labels of a round begin."""

    sums: int
    counts: int
    centers: int
    labels: int


class Room:
    """For the centers of a round and what is assigned to them."""

    def __init__(self, n: int, d: int, k: int) -> None:
        self.centers, self.labels = np.empty((k, d)), np.empty(n, label_type(k))
        self.added = np.empty(k * (d + 1) + 2)
        sums = _address(self.added)
        self.where = Where(sums, sums + k * d * BYTES, _address(self.centers), _address(self.labels))

    def found(self) -> Assigned:
        """What was assigned."""
        k, d = self.centers.shape
        total, changed = self.added[-2:].tolist()
        sums, counts = self.added[: k * d].reshape(k, d), self.added[k * d : -2]
        return Assigned(self.labels, total, sums, counts, int(changed))


def means(centers: Floats, sums: Floats, counts: Floats) -> Means | None:
    """The means of clusters, and how far they are from their centers."""
    fit = _fitting(centers, sums, counts)
    if fit is None:
        return None
    moved, moves = np.empty(centers.shape), np.empty(2)
    compiled.calls["kern_means"](*map(_address, fit), *centers.shape, _address(moved), _address(moves))
    return Means(moved, *moves.tolist())


def rounds(
    blocks: Blocks, centers: Floats, found: Assigned, still: float, most: int
) -> Generator[None, None, Reached] | None:
    """Lloyd's rounds."""
    n, d = blocks.points.shape
    fit = _fitting(centers, found.sums, found.counts)
    if fit is None or centers.shape[1] != d or not _are_labels(found.labels, n, len(centers)):
        return None
    sums, counts, centers = fit
    return _rounds(blocks, centers, found._replace(sums=sums, counts=counts), still, most)


def _rounds(
    blocks: Blocks, centers: Floats, found: Assigned, still: float, most: int
) -> Generator[None, None, Reached]:
    (n, d), k = blocks.points.shape, len(centers)
    now, then = Room(n, d, k), Room(n, d, k)
    last = Where(*map(_address, (found.sums, found.counts, centers, found.labels)))
    parts, moves = np.empty((-(-n // CHUNK), k * (d + 1) + 2)), np.empty(2)
    to_parts, to_moves = _address(parts), _address(moves)
    move, fold = compiled.calls["kern_means"], compiled.calls["kern_fold"]
    done = 0
    while done < most:
        at = now.where
        empty = move(*last[:3], k, d, at.centers, to_moves)
        if empty or moves[1] <= still:
            break
        parts.fill(0)
        quarters, width = _quarters(now.centers), now.labels.itemsize
        apart = _address(quarters)
        assign_at(blocks.memory, k, at.centers, apart, last.labels, at.labels, width, None, to_parts)
        fold(to_parts, *parts.shape, at.sums)
        if now.added[-1] == 0:
            break
        now, then, last, done = then, now, at, done + 1
        yield
    return Reached(then.centers, then.found(), done) if done else Reached(centers, found, 0)


def _fitting(centers: Floats, sums: Floats, counts: Floats) -> tuple[Floats, Floats, Floats] | None:
    """Sums (k, d), counts (k,) and centers (k, d) as C reads them, where they are that."""
    if centers.ndim != 2 or sums.shape != centers.shape or counts.shape != centers.shape[:1]:
        return None
    k, d = centers.shape
    places, added, sizes = _places(centers, d), _places(sums, d), _places(counts[None], k)
    return None if places is None or added is None or sizes is None else (added, sizes[0], places)
