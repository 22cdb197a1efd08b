"""Native iterations of lloyd.py: the centers and labels of one, and the assignment of all rows."""

from math import sqrt
from typing import NamedTuple

import numpy as np

from clusterlab.kernels.blocks import Blocks
from clusterlab.kernels.native import loader
from clusterlab.kernels.native.arguments import BYTES, address
from clusterlab.kernels.native.nearest import (
    MAX_CACHED_CLUSTERS,
    assign_by_address,
    columns_of_centers,
    is_filtered,
    single_precision_centers,
)
from clusterlab.kernels.results import Assignment
from clusterlab.kernels.typing import BLOCK, CHUNK, LANES, Floats, label_dtype

LABELS_UNKNOWN, LABELS_KNOWN = -1.0, -2.0
"""The deadline of rows whose labels must be computed, and a drift that every deadline exceeds."""
DISTANCE_MARGIN, NEXT_FLOAT = 1 + 1e-9, 1 + 2**-51
"""Factors that keep rounding from underestimating a distance."""


class RoundAddresses(NamedTuple):
    """The addresses of the sums, counts, centers and labels of an iteration."""

    sums: int
    counts: int
    centers: int
    labels: int


class RoundBuffers:
    """The centers of an iteration and their assignment: numbers in one array, labels in another."""

    def __init__(self, n: int, d: int, k: int) -> None:
        width = k * (d + 1) + 2
        numbers, self.labels = np.zeros(width + k * d), np.empty(n, label_dtype(k))
        self.added, self.centers = numbers[:width], numbers[width:].reshape(k, d)
        sums = address(numbers)
        counts, centers = sums + k * d * BYTES, sums + width * BYTES
        self.addresses = RoundAddresses(sums, counts, centers, address(self.labels))

    def load(self, centers: Floats, found: Assignment) -> None:
        """Copies centers and their assignment into the buffers."""
        sums, counts = found.sums.ravel(), found.counts
        self.added[: sums.size], self.added[sums.size : -2] = sums, counts
        self.centers[:], self.labels[:] = centers, found.labels

    def found(self) -> Assignment:
        """The assignment in the buffers, without copying."""
        k, d = self.centers.shape
        total, changed = self.added[-2:].tolist()
        sums, counts = self.added[: k * d].reshape(k, d), self.added[k * d : -2]
        return Assignment(self.labels, total, sums, counts, int(changed))


class AssignmentPass:
    """Repeated assignment of all rows to moving centers, with bounds as in Hamerly (2010).

    Each eight rows keep their labels without computation while `drift`, twice the farthest move of a center
    summed over iterations, is below their deadline, at which another center may become nearest. While no row
    of a block changes its label, the sums of its clusters are taken from `cached_sums`.
    """

    def __init__(self, blocks: Blocks, k: int) -> None:
        n, d = blocks.points.shape
        self.blocks, self.memory, self.k = blocks, blocks.memory, k  # addresses hold while the blocks live
        self.parts = np.empty((-(-n // CHUNK), k * (d + 1) + 2))
        self.filtered = is_filtered(k, d)
        self.deadlines = np.full(-(-n // LANES), LABELS_UNKNOWN) if self.filtered else None
        self.cached_sums = np.zeros((-(-n // BLOCK), MAX_CACHED_CLUSTERS * d + 1)) if self.filtered else None
        self.drift = 0.0

    def assign(self, buffers: RoundBuffers, before: int, farthest: float) -> None:
        """Assigns to the centers in `buffers`, whose largest squared move since `before` is `farthest`."""
        self.drift = (self.drift + 2 * sqrt(farthest) * DISTANCE_MARGIN) * NEXT_FLOAT
        self._call(buffers, before, buffers.addresses.labels, self.drift, not self.filtered)

    def close(self, buffers: RoundBuffers, labels: int, spare: int) -> None:
        """Computes all sums, squared distances included, for known labels, and copies these to `spare`."""
        if self.filtered:
            changed = float(buffers.added[-1])
            self._call(buffers, labels, spare, LABELS_KNOWN, True)
            buffers.added[-1] = changed

    def _call(self, buffers: RoundBuffers, before: int, labels: int, drift: float, totals: bool) -> None:
        columns, single = columns_of_centers(buffers.centers), single_precision_centers(buffers.centers)
        to = buffers.addresses
        self.parts.fill(0)
        parts, width = address(self.parts), buffers.labels.itemsize
        arrays, cached_sums = (
            (to.centers, address(columns), address(single), before, labels),
            address(self.cached_sums),
        )
        bounds = address(self.deadlines), drift
        assign_by_address(self.memory, self.k, *arrays, width, None, parts, *bounds, cached_sums, totals)
        loader.functions["kern_sum_parts"](parts, *self.parts.shape, to.sums)
