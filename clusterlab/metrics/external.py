"""How well two labelings of the same points agree: adjusted Rand index and adjusted mutual information."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import log
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clusterlab.core.errors import UserError
from clusterlab.core.frozen import FrozenArrays
from clusterlab.core.message import Message
from clusterlab.kernels.typing import Floats, Rows

MAX_CONFUSION_CELLS = 1_000_000
"""The most cells of a confusion table; a larger one is not readable."""
OVERLAP_WIDTH = 5.0
"""Farther from its mean than this many square roots of the smaller size, an overlap by chance has a
probability below 1e-21."""


class AgreementError(UserError):
    """Labelings that cannot be compared."""


def ari(truth: ArrayLike, labels: ArrayLike) -> float:
    """The adjusted Rand index of two labelings (n,) of the same points: 1 where they are the same, about 0
    by chance, at least -0.5. Two labelings of no points are the same.

    Labels are whole numbers or texts; noise (-1) counts as one label. Raises AgreementError.
    (Hubert and Arabie 1985.)
    """
    return _ari(_contingency(truth, labels))


def ari_of_table(table: NDArray[np.int64]) -> float:
    """As `ari`, by how many points each two labels have in common: (labels, other labels)."""
    rows, columns = np.nonzero(table)
    sizes = [own[own > 0] for own in (table.sum(axis=1), table.sum(axis=0))]
    return _ari(_Contingency(rows, columns, table[rows, columns], *sizes))


def ami(truth: ArrayLike, labels: ArrayLike) -> float:
    """The adjusted mutual information of two labelings (n,) of the same points: 1 where they are the same,
    about 0 by chance.

    Adjusted by the arithmetic mean of the two entropies, as scikit-learn does by default; labels and
    errors as for `ari`. (Vinh, Epps and Bailey 2010.)
    """
    return _ami(_contingency(truth, labels))


@dataclass(frozen=True, eq=False)
class Confusion(FrozenArrays):
    """How many points of each class each cluster holds: `table` (classes, clusters).

    `noise` (classes,) counts those of no cluster. `matched` (clusters,) is the class that each cluster
    is matched to, -1 for none: the one-to-one matching with the most points in matched pairs.
    """

    table: NDArray[np.int64]
    noise: NDArray[np.int64]
    matched: Rows

    @property
    def n_agreeing(self) -> int:
        """How many points lie in the cluster that is matched to their class."""
        pairs = np.flatnonzero(self.matched >= 0)
        return int(self.table[self.matched[pairs], pairs].sum())

    @property
    def points(self) -> int:
        """How many points there are, including noise."""
        return int(self.table.sum() + self.noise.sum())


def confusion(truth: ArrayLike, labels: ArrayLike) -> Confusion:
    """The table of classes, numbered 0, 1, ... in `truth` (n,), and clusters in `labels` (n,), -1 for noise.

    Classes and clusters are matched so that most points agree (Kuhn 1955, the Hungarian method). Raises
    AgreementError for a table of more than `MAX_CONFUSION_CELLS` cells, and as `ari`.
    """
    classes, clusters = _checked_labelings(truth, labels)
    if not len(classes):
        raise AgreementError(Message("There must be at least one labeled point to compare."))
    if not _are_whole(classes, least=0):
        raise AgreementError(Message("Each class must be a whole number of at least 0."))
    if not _are_whole(clusters, least=-1):
        raise AgreementError(Message("Each cluster must be a whole number of at least -1."))
    r, c = int(classes.max()) + 1, int(clusters.max()) + 1
    if r * (c + 1) > MAX_CONFUSION_CELLS:
        raise AgreementError(
            Message("A table of {r} classes and {c} clusters is too large to be read.", r=r, c=c)
        )
    cells = classes.astype(np.intp) * (c + 1) + clusters + 1
    table = np.bincount(cells, minlength=r * (c + 1)).reshape(r, c + 1)
    return Confusion(table[:, 1:], table[:, 0], _match_clusters(table[:, 1:]))


def _are_whole(numbers: NDArray[Any], least: int) -> bool:
    """Whether all numbers are integers of at least `least`."""
    return numbers.dtype.kind in "iu" and bool(numbers.min() >= least)


@dataclass(frozen=True, eq=False)
class _Contingency:
    """The cells of a contingency table that are not empty, and its margins: never a table of n times n."""

    rows: Rows
    columns: Rows
    counts: NDArray[np.int64]
    row_sizes: NDArray[np.int64]
    column_sizes: NDArray[np.int64]

    @property
    def n(self) -> int:
        return int(self.counts.sum())

    @property
    def is_identical(self) -> bool:
        """Whether both labelings partition the points in the same way."""
        return len(self.counts) == len(self.row_sizes) == len(self.column_sizes)


def _checked_labelings(truth: ArrayLike, labels: ArrayLike) -> tuple[NDArray[Any], NDArray[Any]]:
    """Both labelings as arrays of the same length; raises AgreementError."""
    try:
        first, second = np.asarray(truth), np.asarray(labels)
    except ValueError:
        raise AgreementError(Message("Labels must be one row of whole numbers or texts.")) from None
    for one in (first, second):
        if one.ndim != 1:
            template = "Labels must be one row, a label for each point; the shape was {shape!s}."
            raise AgreementError(Message(template, shape=one.shape))
    if len(first) != len(second):
        template = "Two labelings must label the same points; there were {n} and {m} labels."
        raise AgreementError(Message(template, n=len(first), m=len(second)))
    for one in (first, second):
        if one.dtype.kind == "f" and not np.isfinite(one).all():
            raise AgreementError(
                Message("A label is missing; leave points without one out of the comparison.")
            )
    return first, second


def _contingency(truth: ArrayLike, labels: ArrayLike) -> _Contingency:
    first, second = _checked_labelings(truth, labels)
    _, rows, row_sizes = np.unique(first, return_inverse=True, return_counts=True)
    _, columns, column_sizes = np.unique(second, return_inverse=True, return_counts=True)
    cells, counts = np.unique(rows.astype(np.int64) * len(column_sizes) + columns, return_counts=True)
    row, column = np.divmod(cells, len(column_sizes))
    return _Contingency(row, column, counts, row_sizes, column_sizes)


def _pairs(sizes: NDArray[np.int64]) -> int:
    """How many pairs of points share a cell, as a Python int, because it may exceed 64 bits."""
    values, counts = np.unique(sizes, return_counts=True)
    return sum(
        size * (size - 1) // 2 * count for size, count in zip(values.tolist(), counts.tolist(), strict=True)
    )


def _ari(found: _Contingency) -> float:
    if found.is_identical:
        return 1.0
    together, rows, columns = _pairs(found.counts), _pairs(found.row_sizes), _pairs(found.column_sizes)
    pairs = found.n * (found.n - 1) // 2
    # Twice the index minus its expectation, over the greatest minus that, all times the number of pairs.
    return 2 * (together * pairs - rows * columns) / ((rows + columns) * pairs - 2 * rows * columns)


def _ami(found: _Contingency) -> float:
    if found.is_identical:
        return 1.0
    if min(len(found.row_sizes), len(found.column_sizes)) == 1:
        return 0.0
    expected = _expected_information(found)
    mean_entropy = (_entropy(found.row_sizes) + _entropy(found.column_sizes)) / 2
    return (_information(found) - expected) / (mean_entropy - expected)


def _information(found: _Contingency) -> float:
    """The mutual information, in nats."""
    by_chance = found.row_sizes[found.rows] / found.n * found.column_sizes[found.columns]
    return float((found.counts / found.n * np.log(found.counts / by_chance)).sum())


def _entropy(sizes: NDArray[np.int64]) -> float:
    """The entropy of a labeling with clusters of these sizes, in nats."""
    probabilities = sizes / sizes.sum()
    return float(-(probabilities * np.log(probabilities)).sum())


def _expected_information(found: _Contingency) -> float:
    """The mean mutual information, in nats, over all labelings with these cluster sizes."""
    n = found.n
    rows, row_counts = np.unique(found.row_sizes, return_counts=True)
    columns, column_counts = np.unique(found.column_sizes, return_counts=True)
    total = 0.0
    for size, count in zip(rows.tolist(), row_counts.tolist(), strict=True):
        total += count * float(column_counts @ _expected_terms(size, columns.astype(float), n))
    return total


def _expected_terms(size: int, others: Floats, n: int) -> Floats:
    """The mean contribution (m,) of a cell between a class of `size` and clusters of the sizes `others` (m,).

    An overlap by chance is hypergeometric. Its probabilities are computed from the ratios of neighboring
    ones within `OVERLAP_WIDTH` of the mean and normalized to sum to 1: no factorial loses digits.
    """
    mean, half_width = size * others / n, np.ceil(OVERLAP_WIDTH * np.sqrt(np.minimum(size, others))) + 2
    low = np.maximum(np.floor(mean - half_width), np.maximum(0, size + others - n))
    high = np.minimum(np.ceil(mean + half_width), np.minimum(size, others))
    terms = np.empty(len(others))
    for part in _grouped_by_width(high - low):
        x = low[part, None] + np.arange(int((high - low)[part].max()) + 1)
        b = others[part, None]
        inside = x <= high[part, None]
        with np.errstate(divide="ignore", invalid="ignore"):
            ratios = np.log((size - x) * (b - x)) - np.log((x + 1) * (n - size - b + x + 1))
            information = np.where(inside & (x > 0), x / n * (np.log(x / size) + log(n) - np.log(b)), 0)
        logs = np.cumsum(np.where(inside[:, 1:], ratios[:, :-1], 0), axis=1)
        logs = np.concatenate([np.zeros((len(logs), 1)), logs], axis=1)
        weights = np.where(inside, np.exp(logs - logs.max(axis=1, keepdims=True)), 0)
        terms[part] = (weights * information).sum(axis=1) / weights.sum(axis=1)
    return terms


def _grouped_by_width(widths: Floats, max_elements: int = 1 << 18) -> Iterator[Rows]:
    """The indices of `widths` in groups of about the same width, each of at most `max_elements` elements."""
    order = np.argsort(widths, kind="stable")
    start = 0
    while start < len(order):
        end = start + 1
        while end < len(order) and (end + 1 - start) * (widths[order[end]] + 1) <= max_elements:
            end += 1
        yield order[start:end]
        start = end


def _match_clusters(table: NDArray[np.int64]) -> Rows:
    """For each cluster the class that it is matched to, or -1."""
    from scipy.optimize import linear_sum_assignment  # slow to import

    matched = np.full(table.shape[1], -1)
    for row, column in zip(*linear_sum_assignment(-table), strict=True):
        if table[row, column]:
            matched[column] = row
    return matched
