"""Clusters that a person made by hand, of the rows of a table."""

from collections.abc import Collection
from dataclasses import dataclass, field

import numpy as np

from clusterlab.core.message import Message
from clusterlab.datasets.table import LoadError
from clusterlab.kernels.typing import Flags, Labels, Rows, label_dtype

LABEL_SIZES = (1, 2, 4)
"""The bytes that a label can have."""


@dataclass(frozen=True)
class HandPartition:
    """A cluster, or none, of each of the `of` rows of a table; equal ones hold the same clusters.

    Labels are from 0, without gaps; -1 is a row that is not assigned. Raises LoadError for other labels.
    """

    of: int
    _labels: bytes = field(repr=False)

    def __post_init__(self) -> None:
        size, rest = divmod(len(self._labels), max(1, self.of))
        if rest or (size not in LABEL_SIZES if self.of > 0 else self.of < 0 or self._labels):
            template = "Clusters by eye need a label for each of {of!s} rows; there are {n!s} bytes."
            raise LoadError(Message(template, of=self.of, n=len(self._labels)))
        found = self.labels
        in_range = int(found.min(initial=-1)) >= -1 and int(found.max(initial=-1)) < self.of
        if not in_range or _without_gaps(found).tobytes() != self._labels:
            raise LoadError(Message("Clusters by eye must be numbered from 0 without gaps."))

    @classmethod
    def holding(cls, labels: Labels) -> "HandPartition":
        """The clusters of labels (n,); gaps between these are closed."""
        return cls(len(labels), _without_gaps(labels).tobytes())

    @classmethod
    def empty(cls, of: int) -> "HandPartition":
        """No clusters of so many rows."""
        return cls.holding(np.full(of, -1, np.int8))

    @property
    def labels(self) -> Labels:
        """The label of each row: (of,)."""
        size = len(self._labels) // max(1, self.of)
        return np.frombuffer(self._labels, f"<i{size or 1}")

    @property
    def k(self) -> int:
        """How many clusters there are."""
        return int(self.labels.max(initial=-1)) + 1

    def with_rows_in(self, label: int, rows: Collection[int]) -> "HandPartition":
        """With these 0-based rows in a cluster and in no other; -1 for none, k for a new one."""
        labels = self.labels.astype(np.int64)
        labels[np.fromiter(rows, np.intp)] = label
        return self.holding(labels)

    def labels_in(self, rows: Rows) -> list[int]:
        """The labels of the clusters that have some of these 0-based rows, ascending."""
        labels: list[int] = np.flatnonzero(_present(self.labels[rows])).tolist()
        return labels

    def rows_of(self, label: int) -> list[int]:
        """The 0-based rows in a cluster, of -1 those in none."""
        rows: list[int] = np.flatnonzero(self.labels == label).tolist()
        return rows


def _without_gaps(labels: Labels) -> Labels:
    """The same clusters with labels from 0 to k - 1 in their order, in the smallest sufficient type."""
    present = _present(labels)
    numbers = np.append(np.cumsum(present) - 1, -1).astype(label_dtype(int(present.sum())))
    return numbers[labels]


def _present(labels: Labels) -> Flags:
    """Whether each label from 0 on is among some labels (n,)."""
    return np.asarray(np.bincount(labels.astype(np.int64) + 1, minlength=1)[1:] > 0)


def labels_of_rows(partition: HandPartition | None, rows: Rows) -> Labels:
    """The labels (m,) of some rows of the table, from 0 without gaps; all -1 without a partition.

    Raises LoadError where the table has rows of which the partition knows nothing.
    """
    if partition is None:
        return np.full(len(rows), -1, np.int8)
    if int(rows.max(initial=-1)) >= partition.of:
        template = "Clusters by eye are of {of:# row|# rows}, and the data have more: start them anew."
        raise LoadError(Message(template, of=partition.of))
    return _without_gaps(partition.labels[rows])
