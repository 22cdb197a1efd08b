"""The formulas of fuzzy c-means with the numbers of a step."""

from typing import TYPE_CHECKING

import numpy as np

from clusterlab.algorithms.common.center_formulas import (
    C_K,
    X_I,
    border_row,
    focused_cluster,
    focused_row,
    position_formula,
    position_vector,
    row_index,
    squared_length,
    weighted,
)
from clusterlab.algorithms.common.memberships import memberships
from clusterlab.algorithms.kmeans.formulas import KMEANS_FORMULAS, START_SYMBOLS
from clusterlab.core.focus import Focus
from clusterlab.core.formula import (
    Expression,
    Formula,
    Number,
    Symbol,
    Vector,
    added,
    cluster_number,
    norm,
    total,
)
from clusterlab.core.points import Points
from clusterlab.core.step import Step
from clusterlab.kernels.typing import Floats

if TYPE_CHECKING:
    from clusterlab.algorithms.fuzzy_cmeans import FuzzyStep

U_IK, ONE = Symbol("u")["i", "k"], Number(1, True)
POWER = U_IK ** "m"
RATIO = Symbol("d")["i", "k"] / Symbol("d")["i", "l"]
MEMBERSHIP = Formula.of(U_IK, ONE / total(RATIO ** (Number(2, True) / (Symbol("m") - 1)), "l"))
FUZZY_SUM = Formula.of("J", total(total(POWER * norm(X_I - C_K) ** 2, "k"), "i"))
FUZZY_MEAN = Formula.of(C_K, total(POWER * X_I, "i") / total(POWER, "i"))
FUZZY_FORMULAS = (
    *(item for item in KMEANS_FORMULAS if item[0] == ("start",)),
    (("assign",), MEMBERSHIP),
    (("update",), FUZZY_MEAN),
    (("assign", "update"), FUZZY_SUM),
)
FUZZY_SYMBOLS = (
    "xᵢ: row i. cₖ: center of cluster k. dᵢₖ: distance between them. uᵢₖ: membership of row i in cluster k. "
    f"m: fuzziness. J: objective. {START_SYMBOLS}"
)
SHOWN_RATIOS = 3
"""So many clusters have a term in a sum, those with the nearest centers; the others are one number."""


def fuzzy_formulas(
    step: "FuzzyStep", points: Points, before: Step | None, focus: Focus
) -> tuple[Formula, ...]:
    """The formulas of a start, an assign or an update."""
    if step.totals is None or step.assigned_by is None or step.objective is None:
        return (position_formula(points, step.positions, focused_cluster(focus, step, None)),)
    objective = weighted(FUZZY_SUM, points).equals(points.units.squared(step.objective))
    if step.phase == "update":
        return _mean_formula(step, points, focused_cluster(focus, step, before)), objective
    row = focused_row(focus, step, before, points, lambda: border_row(points, step.positions))
    return _membership_formula(points, row, step.assigned_by, step.m, focus.cluster), objective


def _mean_formula(step: "FuzzyStep", points: Points, label: int) -> Formula:
    """A center as the mean of all points, weighted by their memberships."""
    assert step.totals is not None
    weight, center = float(step.totals.weights[label]), position_vector(points, step.positions[label])
    if step.keeps_center(label):
        return position_formula(points, step.positions, label)
    top = Vector.of(points.units.positions(step.positions[label]) * weight)
    return weighted(FUZZY_MEAN, points).at(k=cluster_number(label)).equals(top / weight, center)


def _membership_formula(points: Points, row: int, centers: Floats, m: float, label: int) -> Formula:
    """The membership of a point in a cluster, by the distances to the centers (k, d)."""
    place = points.values[row]
    squares = np.array([squared_length(points, center - place) for center in centers])
    shares = memberships(place[None], centers, m)[0]
    own = label if 0 <= label < len(centers) else int(shares.argmax())
    known = MEMBERSHIP.at(i=row_index(points, row), k=cluster_number(own), m=m)
    if not squares.min() > 0:
        return known.equals(float(shares[own]))
    return known.equals(ONE / _ratios(np.sqrt(squares), own, 2 / (m - 1)), float(shares[own]))


def _ratios(distances: Floats, own: int, power: float) -> Expression:
    """The sum of the powers of the ratios of the own distance to each of (k,)."""
    order = [own, *(one for one in np.argsort(distances, kind="stable").tolist() if one != own)]
    shown, rest = order[:SHOWN_RATIOS], order[SHOWN_RATIOS:]
    near = float(distances[own])
    terms: list[Expression] = [(Number(near) / float(distances[one])) ** power for one in shown]
    with np.errstate(over="ignore"):
        others = float(((near / distances[rest]) ** power).sum())
    return added(*terms, *([others] if rest else []))
