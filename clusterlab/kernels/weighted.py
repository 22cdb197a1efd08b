"""Sums, moments, quantiles and draws of weighted rows: a row of weight w counts as w equal rows.

Rows of weight 0 do not count. A weight need not be a whole number.
"""

import numpy as np

from clusterlab.kernels.typing import Floats, Labels, Rows, chunks


def weighted_cluster_sums(points: Floats, labels: Labels, weights: Floats, k: int) -> tuple[Floats, Floats]:
    """Sums (k, d) of the rows of `points` (n, d) times `weights` (n,), and of the weights (k,).

    The clusters are those of `labels` (n,), from 0 to `k` - 1.
    """
    sums = np.zeros((points.shape[1] + 1, k))
    for part in chunks(len(points)):  # sums of sums round less than one long sum
        own_labels, own_weights = labels[part].astype(np.intp), weights[part]
        for total, column in zip(sums[:-1], points[part].T, strict=True):
            total += np.bincount(own_labels, column * own_weights, minlength=k)
        sums[-1] += np.bincount(own_labels, own_weights, minlength=k)
    return np.ascontiguousarray(sums[:-1].T), sums[-1]


def label_weights(labels: Labels, weights: Floats | None, k: int) -> Floats:
    """The sum of the `weights` (n,) of each of `k` clusters of `labels` (n,), or their sizes: (k,).

    Negative labels belong to no cluster.
    """
    inside = labels >= 0
    own = None if weights is None else weights[inside]
    return np.bincount(labels[inside], own, minlength=k).astype(float)


def column_means(points: Floats, weights: Floats | None) -> Floats:
    """The means (d,) of the columns of `points` (n, d), with `weights` (n,) if there are any."""
    if weights is None:
        return np.asarray(points.mean(axis=0))
    mean = np.average(points, axis=0, weights=weights)
    return np.asarray(mean + np.average(points - mean, axis=0, weights=weights))


def column_variances(points: Floats, weights: Floats | None) -> Floats:
    """The variances (d,), ddof 0, of the columns of `points` (n, d), with `weights` (n,) if there are any."""
    if weights is None:
        return np.asarray(points.var(axis=0))
    deviations = points - column_means(points, weights)
    return np.average(np.square(deviations, out=deviations), axis=0, weights=weights)


def as_counts(weights: Floats) -> Floats:
    """Weights (n,) that can stand for numbers of rows: a mean of the positive ones below 1 is raised to 1.

    Where a formula needs a number of rows, such as that of the others in a cluster, weights that were scaled
    to a small sum would otherwise count as less than one row.
    """
    mean = float(weights[weights > 0].mean())
    return weights if mean >= 1 else np.asarray(weights / mean)


def column_quantiles(points: Floats, weights: Floats, shares: tuple[float, ...]) -> Floats:
    """The quantiles (m, d) at some `shares` (m,) of each column of `points` (n, d) with `weights` (n,).

    Interpolated linearly between rows, of which each counts as often as its weight says (Hyndman and Fan
    1996, type 7).
    """
    counted = weights > 0
    values, counts = points[counted], as_counts(weights)[counted]
    order = np.argsort(values, axis=0)
    found = np.empty((len(shares), points.shape[1]))
    for column, ranks in enumerate(order.T):
        ends, ranked = np.cumsum(counts[ranks]), values[ranks, column]
        places = (ends[-1] - 1) * np.asarray(shares)
        lower = np.floor(places)
        fraction = places - lower
        below, above = (ranked[_row_at(ends, place)] for place in (lower, lower + 1))
        found[:, column] = below + (above - below) * fraction
    return found


def draw_rows_by_weight(weights: Floats, n_draws: int, rng: "np.random.Generator") -> Rows:
    """`n_draws` rows, drawn with replacement and with probabilities proportional to `weights` (n,)."""
    cumulative = np.cumsum(weights)
    rows = np.searchsorted(cumulative, rng.random(n_draws) * cumulative[-1], side="right")
    return np.asarray(np.minimum(rows, np.flatnonzero(weights)[-1]), np.intp)


def rows_in_drawn_order(weights: Floats, rng: "np.random.Generator") -> Rows:
    """The rows of positive weight in the order in which they would be drawn without replacement.

    Each draw has probabilities proportional to the `weights` (n,) of the rows left (Efraimidis and Spirakis
    2006).
    """
    rows = np.flatnonzero(weights)
    return np.asarray(rows[np.argsort(rng.exponential(size=len(rows)) / weights[rows])])


def _row_at(ends: Floats, places: Floats) -> Rows:
    """The rows at `places` (m,), counted from 0, where each row takes its weight and `ends` (n,) there."""
    rounding = 1e-9 * ends[-1]
    rows = np.searchsorted(ends, places + min(rounding, 1e-6), side="right")
    return np.asarray(np.minimum(rows, len(ends) - 1), np.intp)
