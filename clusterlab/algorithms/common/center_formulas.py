"""The formulas of distances, means and inertia, and the numbers of a step in them."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from clusterlab.core.focus import Focus
from clusterlab.core.formula import (
    Expression,
    Formula,
    Infix,
    Symbol,
    Total,
    Vector,
    Word,
    cluster_number,
    norm,
    total,
)
from clusterlab.core.points import Points
from clusterlab.core.step import Step
from clusterlab.kernels.typing import Floats, Rows

WEIGHT_I = Symbol("w")["i"]
X_I, X_J, C_K, N_K, A_I = (
    Symbol(name)[index] for name, index in (("x", "i"), ("x", "j"), ("c", "k"), ("n", "k"), ("a", "i"))
)
IN_CLUSTER = Infix("=", (A_I, Symbol("k")))
POSITION = Formula.of(C_K)
DISTANCE = Formula.of(norm(X_I - C_K) ** 2)
NEAREST = Formula.of(A_I, Total(norm(X_I - C_K) ** 2, Symbol("k"), "arg min"))
CENTER_MEAN = Formula.of(C_K, total(X_I, IN_CLUSTER) / N_K)
OWN_DISTANCE = norm(X_I - Symbol("c")[A_I]) ** 2
INERTIA_SUM = Formula.of("J", total(OWN_DISTANCE, "i"))
CENTER_SYMBOLS = (
    "xᵢ: row i. aᵢ: its cluster. cₖ: center of cluster k. nₖ: number of its points, or the sum of their "
    "weights. J: inertia."
)
MAX_EXAMPLES, MAX_COMPARED_NUMBERS = 1_000, 2_000_000
"""Of so many points one is chosen as an example, of fewer where they have many features or clusters."""


def weighted(formula: Formula, points: Points) -> Formula:
    """A formula whose sums over the rows are weighted where the points have weights."""

    def change(node: Expression) -> Expression:
        if isinstance(node, Total) and node.below in (Symbol("i"), IN_CLUSTER):
            return replace(node, body=WEIGHT_I * node.body)
        return node

    return formula if points.weights is None else formula.changed(change)


def row_index(points: Points, row: int) -> Word:
    """The number of the row of a point, by its index in spatial order."""
    return Word(str(points.row_number(row)))


def position_vector(points: Points, position: Floats) -> Vector:
    """A normalized position (d,) in the units of the array of points."""
    return Vector.of(points.units.positions(position))


def squared_length(points: Points, difference: Floats) -> float:
    """The squared length of a normalized difference (d,) in the units of the array of points."""
    return points.units.squared(float(np.square(difference).sum()))


def example_rows(points: Points, numbers: int) -> Rows:
    """Evenly spaced points among which an example is chosen; each is compared with `numbers` numbers."""
    count = max(1, min(points.n, MAX_EXAMPLES, MAX_COMPARED_NUMBERS // max(1, numbers)))
    return np.asarray(np.arange(count) * points.n // count)


def first_of(points: Points, rows: Rows) -> int:
    """The point of `rows` that comes first in the order of the caller."""
    return int(rows[points.order[rows].argmin()])


def focused_row(
    focus: Focus, step: Step, before: Step | None, points: Points, choose: Callable[[], int]
) -> int:
    """The selected point, else the first one that changed cluster, else the one that is chosen."""
    if 0 <= focus.row < points.n:
        return focus.row
    was = None if before is None else before.labels
    if was is not None and step.labels is not None and len(was) == len(step.labels):
        changed = np.flatnonzero(was != step.labels)
        if len(changed):
            return first_of(points, changed)
    return choose()


def border_row(points: Points, centers: Floats) -> int:
    """The point of an example that is about as far from two centers (k, d)."""
    rows = example_rows(points, centers.size)
    squares = np.square(points.values[rows][:, None] - centers).sum(axis=2)
    if len(centers) < 2:
        return first_of(points, rows)
    nearest, second = np.partition(squares, 1, axis=1)[:, :2].T
    return int(rows[(second - nearest).argmin()])


def focused_cluster(focus: Focus, step: Step, before: Step | None) -> int:
    """The selected cluster, else the one whose center moved most, else the first."""
    centers, was = step.centers, None if before is None else before.centers
    if 0 <= focus.cluster < step.k:
        return focus.cluster
    if centers is None or was is None or was.shape != centers.shape:
        return 0
    return int(np.square(centers - was).sum(axis=1).argmax())


def distance_formula(points: Points, row: int, centers: Floats, label: int) -> Formula:
    """The squared distance of a point to one of the centers (k, d)."""
    place, center = points.values[row], centers[label]
    difference = position_vector(points, place) - position_vector(points, center)
    known = DISTANCE.at(i=row_index(points, row), k=cluster_number(label))
    return known.equals(norm(difference) ** 2, squared_length(points, place - center))


def nearest_formulas(points: Points, row: int, centers: Floats, label: int) -> tuple[Formula, ...]:
    """The squared distances of a point to its own center and to the nearest other one of (k, d)."""
    squares = np.square(centers - points.values[row]).sum(axis=1)
    squares[label] = np.inf
    compared = [label, int(squares.argmin())][: len(centers)]
    index = row_index(points, row)
    assigned = NEAREST.at(i=index).equals(cluster_number(label))
    return assigned, *(distance_formula(points, row, centers, one) for one in compared)


def mean_formula(points: Points, inside: Rows, label: int, center: Floats) -> Formula:
    """A center (d,) as the mean of the points `inside` its cluster."""
    weights = None if points.weights is None else points.weights[inside]
    count = float(len(inside) if weights is None else weights.sum())
    if not count:
        return POSITION.at(k=cluster_number(label)).equals(position_vector(points, center))
    summed = (points.values[inside] * (1.0 if weights is None else weights[:, None])).sum(axis=0)
    top = Vector.of(points.units.positions(summed / count) * count)
    return (
        weighted(CENTER_MEAN, points)
        .at(k=cluster_number(label))
        .equals(top / count, position_vector(points, center))
    )


def position_formula(points: Points, centers: Floats, label: int) -> Formula:
    """A center of (k, d) by its coordinates."""
    return POSITION.at(k=cluster_number(label)).equals(position_vector(points, centers[label]))


def inertia_formulas(step: Step, points: Points) -> tuple[Formula, ...]:
    """The inertia of a step as a sum of squares, where it is known."""
    if step.objective is None:
        return ()
    return (weighted(INERTIA_SUM, points).equals(points.units.squared(step.objective)),)
