"""Single transfers of k-means: points that change cluster one at a time, because that lowers the inertia.

Without a point the inertia of its cluster falls by n / (n - 1) d^2; with it that of another rises by
n / (n + 1) d^2 (Hartigan 1975). By MacQueen's rule a point joins only the nearest center. The functions here
are the reference; where a native implementation is available it runs instead and returns the same bits.
"""

import numpy as np

from clusterlab.kernels.native import single_transfers as native
from clusterlab.kernels.native.dispatch import with_native
from clusterlab.kernels.nearest import squared_distances
from clusterlab.kernels.parallel import run_in_pieces
from clusterlab.kernels.reductions import cluster_averages, cluster_sums
from clusterlab.kernels.typing import CHUNK, CancelCheck, Flags, Floats, Labels, Rows, chunks

MIN_RELATIVE_GAIN = 1e-12
"""A transfer must lower the inertia by more than this share of what it saves: less may be rounding."""
ROWS_BETWEEN_CHECKS = 4_096
"""So many rows are transferred between two checks for cancellation."""


def sweep_transfers(
    points: Floats, labels: Labels, centers: Floats, nearest_only: bool, check_canceled: CancelCheck
) -> tuple[Rows, Floats]:
    """The transfers of one sweep over `points` (n, d): rows (m,) and gains (m,); updates `labels` (n,).

    The candidates are found for all rows at once with the means `centers` (k, d), and each is checked again
    with the means after the transfers before it. Rows that gain only then are found by the next sweep.
    """
    centers, counts = centers.copy(), np.bincount(labels, minlength=len(centers)).astype(float)
    gaining = np.zeros(len(points), bool)

    def flag(start: int, stop: int) -> None:
        part = slice(start, stop)
        gaining[part] = flag_gaining(points[part], labels[part], centers, counts, nearest_only)

    run_in_pieces(len(points), flag)
    rows, found = np.flatnonzero(gaining), [(np.zeros(0, np.intp), np.zeros(0))]
    for part in chunks(len(rows), ROWS_BETWEEN_CHECKS):
        check_canceled()
        found.append(transfer_rows(points, rows[part], labels, centers, counts, nearest_only))
    moved, gains = zip(*found, strict=True)
    return np.concatenate(moved), np.concatenate(gains)


@with_native(native.flag_gaining)
def flag_gaining(
    points: Floats, labels: Labels, centers: Floats, counts: Floats, nearest_only: bool
) -> Flags:
    """Which of `points` (n, d) with `labels` (n,) lower the inertia by a transfer: (n,).

    `centers` (k, d) are the means of the clusters and `counts` (k,) their sizes.
    """
    saving, least, costs = np.zeros(len(points)), *np.full((2, len(points)), np.inf)
    for cluster, (leaving, joining) in enumerate(zip(*_factors(counts), strict=True)):
        squares, own = squared_distances(points, centers[cluster]), labels == cluster
        saving[own] = squares[own] * leaving
        cost = np.where(own, np.inf, squares * joining)
        ranks = squares if nearest_only else cost
        costs = np.where(ranks < least, cost, costs)
        least = np.minimum(ranks, least)
    return np.asarray(saving - costs > MIN_RELATIVE_GAIN * saving)


@with_native(native.transfer_rows)
def transfer_rows(
    points: Floats, rows: Rows, labels: Labels, centers: Floats, counts: Floats, nearest_only: bool
) -> tuple[Rows, Floats]:
    """Those of `rows` (m,) that gain by a transfer when it is their turn, and their gains: (l,) each.

    Updates the `labels` (n,) of all `points` (n, d), the means `centers` (k, d) and `counts` (k,) with each
    transfer.
    """
    moved, gains = list[int](), list[float]()
    for row in rows.tolist():
        position, own = points[row], int(labels[row])
        cluster, gain = _best_cluster(position, own, centers, counts, nearest_only)
        if cluster == own:
            continue
        counts[own] -= 1
        counts[cluster] += 1
        centers[own] += (centers[own] - position) / counts[own]
        centers[cluster] += (position - centers[cluster]) / counts[cluster]
        labels[row] = cluster
        moved.append(row)
        gains.append(gain)
    return np.array(moved, np.intp), np.array(gains, float)


@with_native(native.transfer_singly)
def transfer_singly(
    points: Floats,
    labels: Labels,
    centers: Floats,
    nearest_only: bool,
    state: tuple[int, int],
    limits: tuple[int, int],
) -> tuple[int, tuple[int, int, int, int], float]:
    """Makes single transfers, cyclically from the row after that of the last, as long as one gains.

    Updates the `labels` (n,) of `points` (n, d) and the means `centers` (k, d), which after each transfer are
    those of all rows; there may be no more points than a chunk has. `state` is the row of the last transfer,
    -1 before the first, and the number of sweeps over the rows so far; `limits` are the most transfers and
    sweeps. Returns how many transfers were made, the row, sweep, donor and cluster of the last, and its gain.
    """
    assert len(points) <= CHUNK
    made, last, gain = 0, (*state, 0, 0), 0.0
    counts = np.bincount(labels, minlength=len(centers)).astype(float)
    while made < limits[0]:
        order = np.roll(np.arange(len(points)), -1 - last[0])
        gaining = order[flag_gaining(points[order], labels[order], centers, counts, nearest_only)]
        if not len(gaining):
            break
        row, donor = int(gaining[0]), int(labels[gaining[0]])
        sweep = last[1] + (last[0] < 0 or row <= last[0])
        if sweep > limits[1]:
            break
        cluster, gain = _best_cluster(points[row], donor, centers, counts, nearest_only)
        labels[row] = cluster
        counts[[donor, cluster]] += [-1, 1]
        _update_means(points, labels, centers, counts, [donor, cluster])
        made, last = made + 1, (row, sweep, donor, cluster)
    return made, last, gain


def _update_means(
    points: Floats, labels: Labels, centers: Floats, counts: Floats, changed: list[int]
) -> None:
    """Computes the means `centers` (k, d) of the two changed clusters again, as those of all rows."""
    sums = cluster_sums(points, labels, len(centers))[0][changed]
    rows = np.flatnonzero(np.isin(labels, changed))
    own_labels = (labels[rows] == changed[1]).astype(np.int8)
    centers[changed] = cluster_averages(points[rows], own_labels, sums, counts[changed])


def _factors(counts: Floats) -> tuple[Floats, Floats]:
    """What leaving and joining each cluster multiplies a squared distance by; 0 for leaving a single row."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(counts > 1, counts / (counts - 1), 0.0), counts / (counts + 1)


def _best_cluster(
    position: Floats, own: int, centers: Floats, counts: Floats, nearest_only: bool
) -> tuple[int, float]:
    """The best cluster for a point at `position` (d,) and the gain; its own and 0 where nothing is gained."""
    squares = np.add.accumulate((position - centers) ** 2, axis=1)[:, -1]
    leaving, joining = _factors(counts)
    saving, costs = squares[own] * leaving[own], squares * joining
    costs[own] = np.inf
    cluster = int((squares if nearest_only else costs).argmin())
    gain = float(saving - costs[cluster])
    return (cluster, gain) if gain > MIN_RELATIVE_GAIN * saving else (own, 0.0)
