"""Memberships of fuzzy c-means, and their sums over the points."""

from dataclasses import dataclass

import numpy as np

from clusterlab.core.cancellation import check_canceled
from clusterlab.core.frozen import FrozenArrays
from clusterlab.kernels.nearest import squared_distances
from clusterlab.kernels.typing import Floats, chunks

UNDECIDED_MEMBERSHIP = 0.6
"""A point whose largest membership is below this is called nearly undecided."""


@dataclass(frozen=True, eq=False)
class FuzzyTotals(FrozenArrays):
    """Sums over all points of memberships u (k, n) and squared distances D (k, n) to centers (k, d).

    `objective` is Σ u^m D, `compactness` Σ u² D, `weights` (k,) Σ u^m, `shifts` (k, d) Σ u^m (x - center);
    `undecided` counts the points without a membership of 60 %. Each weighted point counts as often as its
    weight says.
    """

    objective: float
    compactness: float
    weights: Floats
    shifts: Floats
    undecided: float


def memberships(places: Floats, centers: Floats, m: float) -> Floats:
    """The memberships (n, k) of `places` (n, d) in clusters with `centers` (k, d), all in the same units.

    u_k = 1 / Σ_j (D_k / D_j)^(1 / (m - 1)) with squared distances D; rows sum to 1. A place at one or more
    centers belongs to these alone, in equal parts. (Bezdek 1981.)
    """
    found = np.empty((len(places), len(centers)), order="F")
    for part in chunks(len(places)):
        found[part] = _memberships(_squared_distances(places[part], centers), m).T
    return found


def fuzzy_totals(
    points: Floats, assigned_by: Floats, centers: Floats, m: float, point_weights: Floats | None = None
) -> FuzzyTotals:
    """Sums over `points` (n, d) at `centers` (k, d); memberships follow from those `assigned_by` (k, d).

    All in the same units; with `point_weights` (n,) the sums are weighted. No array (k, n) is kept: sums per
    chunk are added in the order of the chunks.
    """
    k, d = centers.shape
    objective, compactness, undecided = 0.0, 0.0, 0.0
    weights, shifts = np.zeros(k), np.zeros((k, d))
    for part in chunks(len(points)):
        check_canceled()
        squares = _squared_distances(points[part], centers)
        own = _memberships(
            squares if assigned_by is centers else _squared_distances(points[part], assigned_by), m
        )
        counted = 1.0 if point_weights is None else point_weights[part]
        undecided += float((counted * (own.max(axis=0) < UNDECIDED_MEMBERSHIP)).sum())
        compactness += float((own**2 * squares * counted).sum())
        powers = np.power(own, m, out=own)
        powers *= counted
        objective += float((powers * squares).sum())
        weights += powers.sum(axis=1)
        for cluster, center in enumerate(centers):
            differences = points[part].T - center[:, None]
            shifts[cluster] += (differences * powers[cluster]).sum(axis=1)
    return FuzzyTotals(objective, compactness, weights, shifts, undecided)


def xie_beni(compactness: float, centers: Floats, n: float) -> float | None:
    """The Xie-Beni index: `compactness` over n, the number or weight of the points, times the least squared
    distance of two `centers` (k, d).

    None for one center, or where two coincide. All in the same units. (Xie and Beni 1991.)
    """
    separations = [squared_distances(centers[i + 1 :], centers[i]).min() for i in range(len(centers) - 1)]
    least = float(min(separations, default=0.0))
    return None if least <= compactness * 1e-300 else compactness / n / least


def _squared_distances(places: Floats, centers: Floats) -> Floats:
    """The squared distances (k, n) of `places` (n, d) to `centers` (k, d)."""
    return np.array([squared_distances(places, center) for center in centers])


def _memberships(squares: Floats, m: float) -> Floats:
    """The memberships (k, n) that follow from squared distances (k, n), by their ratios to the smallest."""
    with np.errstate(invalid="ignore"):
        ratios: Floats = squares.min(axis=0) / squares
    ratios[squares == 0] = 1.0
    if m != 2:
        ratios **= 1 / (m - 1)
    ratios /= ratios.sum(axis=0)
    return ratios
