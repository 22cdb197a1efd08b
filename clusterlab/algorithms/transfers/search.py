"""The search for transfers that lower the inertia."""

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from clusterlab.algorithms.transfers.moving_clusters import MovingClusters
from clusterlab.algorithms.transfers.step import Transfer
from clusterlab.core.cancellation import check_canceled
from clusterlab.kernels.nearest import nearest, squared_distances
from clusterlab.kernels.typing import Floats, Labels

MIN_RELATIVE_GAIN = 1e-12
"""A transfer must lower the inertia by more than this share of what it saves: less may be rounding."""
ROWS_AT_FIRST = 32
"""The rows that are searched for the next transfer at first; then twice as many, and so on."""


def next_transfer(clusters: MovingClusters, rule: str, last: int) -> Transfer | None:
    """The next transfer that gains, cyclically from the row after `last`; None where none does."""
    n, start, size = len(clusters.labels), 0, ROWS_AT_FIRST
    positions, counts = clusters.positions, clusters.counts
    while start < n:
        check_canceled()
        rows = (last + 1 + np.arange(start, min(start + size, n))) % n
        values, labels = clusters.values[rows], clusters.labels[rows]
        gaining = _gaining_points(values, labels, _squares(values, positions), positions, counts, rule)
        for row in rows[gaining].tolist():
            donor = int(clusters.labels[row])
            cluster, gain = _best_cluster(clusters.values[row], donor, positions, counts, rule)
            if cluster != donor:
                return Transfer(row, donor, cluster, gain)
        start, size = start + size, 2 * size
    return None


def sweep_transfers(values: Floats, labels: Labels, positions: Floats, rule: str) -> Iterator[Transfer]:
    """The transfers of one sweep over the points (n, d); updates their `labels` (n,) in place.

    The candidates are found for all rows at once with the current means (k, d), and each is checked again
    with the means after the transfers before it. Rows that gain only then are found by the next sweep.
    """
    positions = positions.copy()
    counts = np.bincount(labels, minlength=len(positions)).astype(float)
    squares = (squared_distances(values, center) for center in positions)
    for row in np.flatnonzero(_gaining_points(values, labels, squares, positions, counts, rule)).tolist():
        check_canceled()
        position, donor = values[row], int(labels[row])
        cluster, gain = _best_cluster(position, donor, positions, counts, rule)
        if cluster == donor:
            continue
        counts[donor] -= 1
        counts[cluster] += 1
        positions[donor] += (positions[donor] - position) / counts[donor]
        positions[cluster] += (position - positions[cluster]) / counts[cluster]
        labels[row] = cluster
        yield Transfer(row, donor, cluster, gain)


def _best_cluster(
    position: Floats, own: int, positions: Floats, counts: Floats, rule: str
) -> tuple[int, float]:
    """The best cluster for a point at `position` (d,) and the gain; its own and 0 where nothing is gained.

    Without the point its cluster's inertia falls by n / (n - 1) d^2; with it another's rises by
    n / (n + 1) d^2 (Hartigan 1975).
    """
    if counts[own] < 2:
        return own, 0.0
    squares = ((positions - position) ** 2).sum(axis=1)
    costs = squares * (counts / (counts + 1))
    saving = squares[own] * (counts[own] / (counts[own] - 1))
    ranking = squares if rule == "macqueen" else costs.copy()
    if rule != "macqueen":
        ranking[own] = np.inf
    cluster = int(ranking.argmin())
    gain = float(saving - costs[cluster])
    return (cluster, gain) if cluster != own and gain > MIN_RELATIVE_GAIN * saving else (own, 0.0)


def _squares(values: Floats, positions: Floats) -> Floats:
    """The `squared_distances` (k, m) of some points to all means in a few operations, to the same bits."""
    differences = values.T[:, None, :] - positions.T[:, :, None]
    differences *= differences
    return np.asarray(np.add.accumulate(differences, axis=0)[-1])


def _gaining_points(
    values: Floats,
    labels: Labels,
    squares: Iterable[Floats],
    positions: Floats,
    counts: Floats,
    rule: str,
) -> NDArray[np.bool_]:
    """Which points (m, d) would lower the inertia by a transfer from the current state: (m,).

    `squares` are their squared distances (m,) to each of the means.
    """
    if rule == "macqueen":
        return np.asarray((nearest(values, positions)[0] != labels) & (counts[labels] > 1))
    with np.errstate(divide="ignore", invalid="ignore"):
        leaving = np.where(counts > 1, counts / (counts - 1), 0.0)
    saving, least = np.zeros(len(values)), np.full(len(values), np.inf)
    for cluster, distances in enumerate(squares):
        own = labels == cluster
        saving[own] = distances[own] * leaving[cluster]
        distances *= counts[cluster] / (counts[cluster] + 1)
        distances[own] = np.inf
        np.minimum(least, distances, out=least)
    return np.asarray(saving - least > MIN_RELATIVE_GAIN * saving)
