"""Fills missing values, so that a row need not be left out for one cell."""

from dataclasses import dataclass

import numpy as np

from clusterlab.core.cancellation import check_canceled
from clusterlab.core.frozen import FrozenArrays
from clusterlab.core.message import Message
from clusterlab.kernels.typing import Floats, Rows, chunks

MISSING = {
    "drop": "Rows with a missing value are left out.",
    "mean": "A missing value becomes the mean of its column.",
    "median": "A missing value becomes the median of its column.",
    "nearest": "A missing value becomes the mean of the 5 nearest rows that have a value in its column, "
    "of at most 10,000 random rows; distances are of z-scored columns.",
}
"""What becomes of missing values, for help texts."""
MISSING_TITLES = {
    "drop": "leave rows out",
    "mean": "column mean",
    "median": "column median",
    "nearest": "5 nearest rows",
}
"""The choices as a form names them."""
FILLED_BY = {
    "mean": Message("the mean of the column"),
    "median": Message("the median of the column"),
    "nearest": Message("the mean of the 5 nearest rows"),
}
NEIGHBORS = 5
MAX_DONORS = 10_000
"""Among so many rows the nearest ones are looked for: all, or a random sample with a seed."""
DONOR_SEED = 0
MAX_DONOR_DISTANCES = 1 << 22  # at a time


@dataclass(frozen=True, eq=False)
class ColumnScores(FrozenArrays):
    """The z-scores of columns: divided by their `sizes`, minus `centers`, over `deviations`, (d,) each."""

    sizes: Floats
    centers: Floats
    deviations: Floats

    @classmethod
    def of(cls, matrix: Floats) -> "ColumnScores":
        """Those of the columns of a matrix (n, d), in which values may be missing."""
        sizes = np.nanmax(np.abs(matrix), axis=0)
        sizes = np.where(sizes > 0, sizes, 1.0)  # a sum of huge numbers would overflow
        deviations = np.nanstd(matrix / sizes, axis=0)
        centers = np.asarray(np.nanmean(matrix / sizes, axis=0))
        return cls(sizes, centers, np.where(deviations > 0, deviations, 1.0))

    def known(self, matrix: Floats) -> tuple[Floats, Floats]:
        """The scores (n, d) of rows, 0 where a value is missing, and 1 where it is not, else 0."""
        scores = (matrix / self.sizes - self.centers) / self.deviations
        missing = np.isnan(scores)
        return np.where(missing, 0.0, scores), 1.0 - missing


@dataclass(frozen=True, eq=False)
class Filling(FrozenArrays):
    """What missing values become, learned from a matrix and applicable to other rows of its columns.

    `values` (d,) are the means or medians of the columns. For "nearest" there are also the `donors` (m, d),
    in which values may be missing, and the z-scores by which the nearest ones are found.
    """

    kind: str
    values: Floats
    donors: Floats | None = None
    scores: ColumnScores | None = None

    def apply(self, matrix: Floats) -> Floats:
        """The (n, d) matrix with a number in place of every NaN."""
        if self.donors is not None and self.scores is not None:
            return self._with_nearest(matrix, self.donors, self.scores)
        return np.where(np.isnan(matrix), self.values, matrix)

    def _with_nearest(self, matrix: Floats, donors: Floats, scores: ColumnScores) -> Floats:
        """Fills each incomplete row from the donors nearest to it."""
        known, present = scores.known(donors)
        incomplete = np.flatnonzero(np.isnan(matrix).any(axis=1))
        found = matrix.copy()
        for part in chunks(len(incomplete), max(1, MAX_DONOR_DISTANCES // len(donors))):
            check_canceled()
            rows = incomplete[part]
            distances = _distances(*scores.known(matrix[rows]), known, present)
            for column in np.flatnonzero(np.isnan(matrix[rows]).any(axis=0)).tolist():
                wanting = np.flatnonzero(np.isnan(matrix[rows, column]))
                usual = float(self.values[column])
                found[rows[wanting], column] = _donated(distances[wanting], donors[:, column], usual)
        return found


def filling(matrix: Floats, kind: str) -> Filling:
    """What missing values of an (n, d) matrix become, as `MISSING` describes `kind`.

    Every column needs a number, every row too. Distances for "nearest" are Euclidean over the columns that
    both rows have, times sqrt(d / number of these), of z-scored columns (Troyanskaya et al. 2001; as
    scikit-learn's KNNImputer). Raises ValueError for an unknown kind.
    """
    if kind not in FILLED_BY:
        template = "missing must be one of {kinds:commas}; it was {kind!r}."
        raise ValueError(Message(template, kinds=list(MISSING), kind=kind))
    if kind == "median":
        return Filling(kind, np.asarray(np.nanmedian(matrix, axis=0)))
    scores = ColumnScores.of(matrix)
    means = scores.centers * scores.sizes
    if kind == "mean":
        return Filling(kind, means)
    return Filling(kind, means, matrix[_donors(len(matrix))], scores)


def filled(matrix: Floats, kind: str) -> Floats:
    """The (n, d) matrix with a number in place of every NaN, as `filling` learns it from the matrix."""
    return filling(matrix, kind).apply(matrix)


def _donors(n: int) -> Rows:
    if n <= MAX_DONORS:
        return np.arange(n)
    return np.sort(np.random.default_rng(DONOR_SEED).choice(n, MAX_DONORS, replace=False))


def _distances(rows: Floats, has: Floats, donors: Floats, present: Floats) -> Floats:
    """Squared distances (m, n) over the columns that both have, per such column; infinite without any."""
    common = has @ present.T
    squares = np.square(rows) @ present.T + has @ np.square(donors).T - 2 * rows @ donors.T
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(common > 0, np.maximum(squares, 0) / common, np.inf)


def _donated(distances: Floats, values: Floats, usual: float) -> Floats:
    """The mean (m,) of the values of the nearest donors; the usual value where no donor is comparable."""
    able = np.flatnonzero(~np.isnan(values))
    near = np.argsort(distances[:, able], axis=1, kind="stable")[:, :NEIGHBORS]
    reached = np.isfinite(np.take_along_axis(distances[:, able], near, axis=1))
    counts = reached.sum(axis=1)
    sums = np.where(reached, values[able][near], 0.0).sum(axis=1)
    return np.where(counts > 0, sums / np.maximum(counts, 1), usual)
