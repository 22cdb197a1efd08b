"""Fills missing values, so that a row need not be left out for one cell."""

from collections.abc import Callable

import numpy as np

from clusterlab.core.cancellation import check_canceled
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


def filled(matrix: Floats, kind: str) -> Floats:
    """The (n, d) matrix with a number in place of every NaN, as `MISSING` describes `kind`.

    Every column needs a number, every row too. Distances for "nearest" are Euclidean over the columns that
    both rows have, times sqrt(d / number of these), of z-scored columns (Troyanskaya et al. 2001; as
    scikit-learn's KNNImputer). Raises ValueError for an unknown kind.
    """
    if kind not in _FILLERS:
        template = "missing must be one of {kinds:commas}; it was {kind!r}."
        raise ValueError(Message(template, kinds=list(MISSING), kind=kind))
    return _FILLERS[kind](matrix)


def _with_means(matrix: Floats) -> Floats:
    return _replaced(matrix, _means(matrix))


def _means(matrix: Floats) -> Floats:
    sizes = np.nanmax(np.abs(matrix), axis=0)
    sizes = np.where(sizes > 0, sizes, 1.0)  # a sum of huge numbers would overflow
    return np.asarray(np.nanmean(matrix / sizes, axis=0) * sizes)


def _with_medians(matrix: Floats) -> Floats:
    return _replaced(matrix, np.nanmedian(matrix, axis=0))


def _replaced(matrix: Floats, values: Floats) -> Floats:
    return np.where(np.isnan(matrix), values, matrix)


def _with_nearest(matrix: Floats) -> Floats:
    """Fills each incomplete row from the rows nearest to it."""
    means, scores, donors = _means(matrix), _scores(matrix), _donors(len(matrix))
    known, present = _known(scores[donors])
    incomplete = np.flatnonzero(np.isnan(matrix).any(axis=1))
    found = matrix.copy()
    for part in chunks(len(incomplete), max(1, MAX_DONOR_DISTANCES // len(donors))):
        check_canceled()
        rows = incomplete[part]
        distances = _distances(*_known(scores[rows]), known, present)
        for column in np.flatnonzero(np.isnan(matrix[rows]).any(axis=0)).tolist():
            wanting = np.flatnonzero(np.isnan(matrix[rows, column]))
            values = _donated(distances[wanting], matrix[donors, column], float(means[column]))
            found[rows[wanting], column] = values
    return found


def _scores(matrix: Floats) -> Floats:
    """The z-scored columns, NaN where a value is missing."""
    sizes = np.nanmax(np.abs(matrix), axis=0)
    unit = matrix / np.where(sizes > 0, sizes, 1.0)
    deviation = np.nanstd(unit, axis=0)
    scores: Floats = (unit - np.nanmean(unit, axis=0)) / np.where(deviation > 0, deviation, 1.0)
    return scores


def _known(scores: Floats) -> tuple[Floats, Floats]:
    """The scores with 0 where they are missing, and 1 where they are not, else 0."""
    missing = np.isnan(scores)
    return np.where(missing, 0.0, scores), 1.0 - missing


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


_FILLERS: dict[str, Callable[[Floats], Floats]] = {
    "mean": _with_means,
    "median": _with_medians,
    "nearest": _with_nearest,
}
