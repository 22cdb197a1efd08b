"""Clusters of few points whose means are kept while one point after the other changes cluster."""

from typing import Self

import numpy as np

from clusterlab.algorithms.transfers.step import Transfer, TransferStep
from clusterlab.core.points import Points
from clusterlab.kernels.reductions import cluster_averages, cluster_sums
from clusterlab.kernels.typing import BLOCK, CHUNK, Floats, Labels, chunks


class MovingClusters:
    """The labels (n,) of points `values` (n, d), the means of their clusters (k, d) and the counts (k,).

    After each move the means are those of all points, to the bit, although only the sums of the point's block
    are computed anew. There may be no more points than a chunk has.
    """

    def __init__(self, values: Floats, labels: Labels, positions: Floats) -> None:
        assert len(values) <= CHUNK
        self.values, self.labels, self.positions = values, labels.copy(), positions.copy()
        self.counts = np.bincount(labels, minlength=self.k).astype(float)
        self._block_sums: Floats | None = None

    @classmethod
    def of(cls, step: TransferStep, points: Points) -> Self:
        """The clusters of a step."""
        assert step.labels is not None
        return cls(points.values, step.labels, step.positions)

    @property
    def k(self) -> int:
        """How many clusters there are."""
        return len(self.positions)

    def move(self, transfer: Transfer) -> None:
        """Moves a point to another cluster."""
        if self._block_sums is None:
            self._block_sums = np.array(
                [self._sums_of_block(part) for part in chunks(len(self.labels), BLOCK)]
            )
        self.labels[transfer.row] = transfer.cluster
        block, changed = transfer.row // BLOCK, [transfer.donor, transfer.cluster]
        self._block_sums[block] = self._sums_of_block(slice(block * BLOCK, (block + 1) * BLOCK))
        self.counts[changed] += [-1, 1]
        rows = np.flatnonzero((self.labels == changed[0]) | (self.labels == changed[1]))
        own_labels = (self.labels[rows] == changed[1]).astype(np.int8)
        sums = np.add.accumulate(self._block_sums[:, changed], axis=0)[-1] + 0.0  # no -0.0 remains
        self.positions[changed] = cluster_averages(self.values[rows], own_labels, sums, self.counts[changed])

    def _sums_of_block(self, part: slice) -> Floats:
        return cluster_sums(self.values[part], self.labels[part], self.k)[0]
