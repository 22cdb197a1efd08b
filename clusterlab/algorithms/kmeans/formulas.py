"""The formulas of k-means with the numbers of a step."""

from typing import TYPE_CHECKING

import numpy as np

from clusterlab.algorithms.common.center_formulas import (
    C_K,
    CENTER_MEAN,
    INERTIA_SUM,
    NEAREST,
    WEIGHT_I,
    X_I,
    border_row,
    focused_cluster,
    focused_row,
    inertia_formulas,
    mean_formula,
    nearest_formulas,
    position_formula,
    row_index,
)
from clusterlab.algorithms.common.seeding import potential
from clusterlab.core.focus import Focus
from clusterlab.core.formula import Formula, Fraction, Number, Symbol, Total, call, norm, total
from clusterlab.core.points import Points
from clusterlab.core.step import Step
from clusterlab.kernels.typing import Floats

if TYPE_CHECKING:
    from clusterlab.algorithms.kmeans.step import KMeansStep

SQUARED_DISTANCE, OTHER_DISTANCE = Symbol("D")["i"] ** 2, Symbol("D")["j"] ** 2
WEIGHT_J = Symbol("w")["j"]
DISTANCE_TO_NEAREST = Formula.of(SQUARED_DISTANCE, Total(norm(X_I - C_K) ** 2, Symbol("k"), "min"))
CHANCE = Formula.of(call("p", X_I), SQUARED_DISTANCE / total(OTHER_DISTANCE, "j"))
WEIGHTED_CHANCE = Formula.of(
    call("p", X_I), WEIGHT_I * SQUARED_DISTANCE / total(WEIGHT_J * OTHER_DISTANCE, "j")
)
EQUAL_CHANCE = Formula.of(call("p", X_I), Number(1, True) / Symbol("n"))
CHANCE_BY_WEIGHT = Formula.of(call("p", X_I), WEIGHT_I / total(WEIGHT_J, "j"))
KMEANS_FORMULAS = (
    (("start",), CHANCE),
    (("start",), DISTANCE_TO_NEAREST),
    (("assign",), NEAREST),
    (("update",), CENTER_MEAN),
    (("assign", "update"), INERTIA_SUM),
)
"""The formulas in symbols, each with the phases whose numbers are put in."""
START_SYMBOLS = (
    "p: chance to be drawn as the next center. D: distance to the nearest center so far. n: number of points."
)


def kmeans_formulas(
    step: "KMeansStep", points: Points, before: Step | None, focus: Focus
) -> tuple[Formula, ...]:
    """The formulas of a start, an assign or an update."""
    if step.phase == "start" or step.labels is None:
        return _start_formulas(step, points, before, focus)
    if step.phase == "update":
        label = focused_cluster(focus, step, before)
        inside = np.flatnonzero(step.labels == label)
        mean = mean_formula(points, inside, label, step.positions[label])
        return mean, *inertia_formulas(step, points)
    row = focused_row(focus, step, before, points, lambda: border_row(points, step.positions))
    return (
        *nearest_formulas(points, row, step.positions, int(step.labels[row])),
        *inertia_formulas(step, points),
    )


def _start_formulas(
    step: "KMeansStep", points: Points, before: Step | None, focus: Focus
) -> tuple[Formula, ...]:
    """The chance with which the last center was drawn; of centers that were not drawn by D², a position."""
    if step.picked is None:
        label = focus.cluster if 0 <= focus.cluster < step.k else 0
        return (position_formula(points, step.positions, label),)
    row = focus.row if 0 <= focus.row < points.n else step.picked
    if step.k == 1 or before is None or before.centers is None:
        return (_first_chance(points, row),)
    return _drawn_chance(points, row, step.positions[:-1])


def _first_chance(points: Points, row: int) -> Formula:
    """The chance of a row to be the first center."""
    index = row_index(points, row)
    if points.weights is None:
        return EQUAL_CHANCE.at(i=index).equals(_ratio(1.0, points.n), 1 / points.n)
    weight, weights = float(points.weights[row]), points.total_weight
    return CHANCE_BY_WEIGHT.at(i=index).equals(_ratio(weight, weights), weight / weights)


def _drawn_chance(points: Points, row: int, centers: Floats) -> tuple[Formula, ...]:
    """The chance of a row to be the next center after those of (m, d), and its distance to the nearest."""
    with potential(points, centers) as found:
        drawn_by, summed = found.at(row), found.total
    index, squares = row_index(points, row), np.square(centers - points.values[row]).sum(axis=1)
    symbols = CHANCE if points.weights is None else WEIGHTED_CHANCE
    chance = symbols.at(i=index)
    if summed > 0:
        chance = chance.equals(
            _ratio(points.units.squared(drawn_by), points.units.squared(summed)), drawn_by / summed
        )
    nearest = points.units.squared(float(squares.min()))
    return chance, DISTANCE_TO_NEAREST.at(i=index).equals(nearest)


def _ratio(top: float, bottom: float) -> Fraction:
    return Fraction(Number(top), Number(bottom))
