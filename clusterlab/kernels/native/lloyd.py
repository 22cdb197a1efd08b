"""Calls of the compiled kernels for Lloyd's rounds; see nearest.py.

A round of a thousand points takes fewer microseconds than five arrays take to say where they begin. So
there is room for two rounds, which are written in turn, and its addresses are asked for once.
"""

from collections.abc import Generator
from math import sqrt
from typing import NamedTuple

import numpy as np

from clusterlab.kernels.blocks import Assignment, Blocks, LloydResult, Means
from clusterlab.kernels.native import loader
from clusterlab.kernels.native.nearest import (
    BYTES,
    MAX_CACHED_CLUSTERS,
    _address,
    _are_labels,
    _narrowed,
    _row_major_centers,
    assign_at,
    is_filtered,
    max_serial_rows,
)
from clusterlab.kernels.typing import BLOCK, CHUNK, LANES, Floats, Labels, label_dtype

LABELS_UNKNOWN, LABELS_KNOWN = -1.0, -2.0
"""The deadline of rows whose labels are to be found, and a drift at which all are what they were."""
MAX_POINTS_UNPAUSED = 500_000
"""So many points may be assigned before somebody is told."""
DISTANCE_MARGIN, NEXT_FLOAT = 1 + 1e-9, 1 + 2**-51
"""So that no rounding makes a way too short."""


class RoundAddresses(NamedTuple):
    """Where the sums, counts, centers and labels of a round begin."""

    sums: int
    counts: int
    centers: int
    labels: int


class RoundBuffers:
    """For what is assigned to the centers of a round, and these: in one piece, and the labels beside it."""

    def __init__(self, n: int, d: int, k: int) -> None:
        width = k * (d + 1) + 2
        numbers, self.labels = np.zeros(width + k * d), np.empty(n, label_dtype(k))
        self.added, self.centers = numbers[:width], numbers[width:].reshape(k, d)
        sums = _address(numbers)
        places = sums + k * d * BYTES, sums + width * BYTES
        self.addresses = RoundAddresses(sums, *places, _address(self.labels))

    def load(self, centers: Floats, found: Assignment) -> None:
        """What was assigned to some centers."""
        sums, counts = found.sums.ravel(), found.counts
        self.added[: sums.size], self.added[sums.size : -2] = sums, counts
        self.centers[:], self.labels[:] = centers, found.labels

    def found(self) -> Assignment:
        """What was assigned."""
        k, d = self.centers.shape
        total, changed = self.added[-2:].tolist()
        sums, counts = self.added[: k * d].reshape(k, d), self.added[k * d : -2]
        return Assignment(self.labels, total, sums, counts, int(changed))


class AssignmentPass:
    """Over all rows, again and again.

    Centers move less and less. A few rows that lay far enough from where another center would win keep
    their labels unseen until the centers have moved as far: the `drift`, in which each round counts twice
    what moved farthest, reaches the deadline of these rows. And while no row of a block changes its label,
    the sums of its clusters are `cached_sums`.
    """

    def __init__(self, blocks: Blocks, k: int) -> None:
        n, d = blocks.points.shape
        self.memory, self.k = blocks.memory, k
        self.parts = np.empty((-(-n // CHUNK), k * (d + 1) + 2))
        self.filtered = is_filtered(k, d)
        self.deadlines = np.full(-(-n // LANES), LABELS_UNKNOWN) if self.filtered else None
        self.cached_sums = np.zeros((-(-n // BLOCK), MAX_CACHED_CLUSTERS * d + 1)) if self.filtered else None
        self.drift = 0.0

    def assign(self, buffers: RoundBuffers, before: int, farthest: float) -> None:
        """Assigns to the centers in a room, of which one moved so far, squared, since the labels before."""
        self.drift = (self.drift + 2 * sqrt(farthest) * DISTANCE_MARGIN) * NEXT_FLOAT
        self._call(buffers, before, buffers.addresses.labels, self.drift, not self.filtered)

    def close(self, buffers: RoundBuffers, labels: int, spare: int) -> None:
        """Adds up what follows from labels, squared distances too; they are also written to a spare place."""
        if self.filtered:
            changed = float(buffers.added[-1])
            self._call(buffers, labels, spare, LABELS_KNOWN, True)
            buffers.added[-1] = changed

    def _call(self, buffers: RoundBuffers, before: int, labels: int, drift: float, totals: bool) -> None:
        narrowed, at = _narrowed(buffers.centers), buffers.addresses
        self.parts.fill(0)
        to, width = _address(self.parts), buffers.labels.itemsize
        arrays, cached_sums = (at.centers, _address(narrowed), before, labels), _address(self.cached_sums)
        until = _address(self.deadlines), drift
        assign_at(self.memory, self.k, *arrays, width, None, to, *until, cached_sums, totals)
        loader.functions["kern_fold"](to, *self.parts.shape, at.sums)


def cluster_means(centers: Floats, sums: Floats, counts: Floats) -> Means | None:
    """The means of clusters, and how far they are from their centers."""
    arrays = _as_c_arrays(centers, sums, counts)
    if arrays is None:
        return None
    moved, moves = np.empty(centers.shape), np.empty(3)
    loader.functions["kern_means"](*map(_address, arrays), *centers.shape, _address(moved), _address(moves))
    return Means(moved, *moves[:2].tolist())


def run_rounds(
    blocks: Blocks, centers: Floats, found: Assignment, tolerance: float, max_rounds: int
) -> Generator[None, None, LloydResult] | None:
    """Lloyd's rounds."""
    n, d = blocks.points.shape
    arrays = _as_c_arrays(centers, found.sums, found.counts)
    if arrays is None or centers.shape[1] != d or not _are_labels(found.labels, n, len(centers)):
        return None
    sums, counts, centers = arrays
    found = found._replace(sums=sums, counts=counts)
    is_serial = not is_filtered(len(centers), d) and n <= max_serial_rows(blocks.memory)
    return (_serial_rounds if is_serial else _rounds)(blocks, centers, found, tolerance, max_rounds)


def _serial_rounds(
    blocks: Blocks, centers: Floats, found: Assignment, tolerance: float, max_rounds: int
) -> Generator[None, None, LloydResult]:
    """Rounds of few points, many of them without a pause."""
    (n, d), k = blocks.points.shape, len(centers)
    current, previous = RoundBuffers(n, d, k), RoundBuffers(n, d, k)
    current.load(centers, found)
    parts, moves = np.empty((-(-n // CHUNK), len(current.added))), np.empty(3)
    out_addresses, call = (_address(parts), _address(moves)), loader.functions["kern_rounds"]
    rounds_per_call, done, width = max(1, MAX_POINTS_UNPAUSED // n), 0, current.labels.itemsize
    while done < max_rounds:
        requested, sum_addresses = (
            min(rounds_per_call, max_rounds - done),
            (current.addresses.sums, previous.addresses.sums),
        )
        labels = current.addresses.labels, previous.addresses.labels
        done_now = call(
            *blocks.memory, k, *sum_addresses, *labels, width, tolerance, requested, *out_addresses
        )
        current, previous, done = (
            (previous, current, done + done_now) if done_now % 2 else (current, previous, done + done_now)
        )
        if done_now < requested:
            break
        yield
    return LloydResult(current.centers, current.found(), done) if done else LloydResult(centers, found, 0)


def _rounds(
    blocks: Blocks, centers: Floats, found: Assignment, tolerance: float, max_rounds: int
) -> Generator[None, None, LloydResult]:
    (n, d), k = blocks.points.shape, len(centers)
    current, previous = RoundBuffers(n, d, k), RoundBuffers(n, d, k)
    last = RoundAddresses(*map(_address, (found.sums, found.counts, centers, found.labels)))
    moves, assignment_pass = np.empty(3), AssignmentPass(blocks, k)
    to_moves, move = _address(moves), loader.functions["kern_means"]
    done = 0
    while done < max_rounds:
        empty = move(*last[:3], k, d, current.addresses.centers, to_moves)
        if empty or moves[1] <= tolerance:
            break
        assignment_pass.assign(current, last.labels, float(moves[2]))
        if current.added[-1] == 0:
            break
        current, previous, last, done = previous, current, current.addresses, done + 1
        yield
    if not done:
        return LloydResult(centers, found, 0)
    assignment_pass.close(previous, previous.addresses.labels, current.addresses.labels)
    return LloydResult(previous.centers, previous.found(), done)


def sums_by_label(blocks: Blocks, labels: Labels, k: int) -> tuple[Floats, Floats] | None:
    """The sums and counts of clusters whose labels are known."""
    n, d = blocks.points.shape
    if not (is_filtered(k, d) and _are_labels(labels, n, k) and labels.min() >= 0 and labels.max() < k):
        return None
    buffers, assignment_pass = RoundBuffers(n, d, k), AssignmentPass(blocks, k)
    buffers.centers.fill(0)
    spare = np.empty_like(labels)
    assignment_pass.close(buffers, _address(labels), _address(spare))
    found = buffers.found()
    return found.sums, found.counts


def _as_c_arrays(centers: Floats, sums: Floats, counts: Floats) -> tuple[Floats, Floats, Floats] | None:
    """Sums (k, d), counts (k,) and centers (k, d) as C reads them, where they are that."""
    if centers.ndim != 2 or sums.shape != centers.shape or counts.shape != centers.shape[:1]:
        return None
    k, d = centers.shape
    places, added, sizes = (
        _row_major_centers(centers, d),
        _row_major_centers(sums, d),
        _row_major_centers(counts[None], k),
    )
    return None if places is None or added is None or sizes is None else (added, sizes[0], places)
