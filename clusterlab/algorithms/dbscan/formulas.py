"""The formulas of DBSCAN with the numbers of a step."""

from typing import TYPE_CHECKING

import numpy as np

from clusterlab.algorithms.common.center_formulas import (
    X_I,
    X_J,
    first_of,
    position_vector,
    row_index,
)
from clusterlab.core.focus import Focus
from clusterlab.core.formula import Fence, Formula, Infix, Number, Symbol, Word, call, norm, size, total
from clusterlab.core.points import Points
from clusterlab.kernels.neighbors import broadcast_squared_distances
from clusterlab.kernels.typing import Floats

if TYPE_CHECKING:
    from clusterlab.algorithms.dbscan.algorithm import DensityStep

EPS = Symbol("ε")
IS_NEAR = Infix(" ≤ ", (norm(X_I - X_J), EPS))
NEIGHBOR_COUNT = Formula.of(
    size(call(Symbol("N"), X_I)), size(Fence("{", Infix(" : ", (Symbol("j"), IS_NEAR)), "}"))
)
NEIGHBOR_WEIGHT = Formula.of(Symbol("w")[call(Symbol("N"), X_I)], total(Symbol("w")["j"], IS_NEAR))
REACHED = Formula.of(norm(X_I - X_J))
DENSITY_FORMULAS = (
    (("count", "grow", "noise"), NEIGHBOR_COUNT.compared("≥", Word("min_samples"))),
    (("grow",), REACHED.compared("≤", EPS)),
    (("noise",), REACHED.compared(">", EPS)),
)
DENSITY_SYMBOLS = (
    "xᵢ: row i. ε: eps. N(xᵢ): the points within eps of it, itself included. xⱼ: another row; in distances, "
    "a core point."
)


def density_formulas(step: "DensityStep", points: Points, focus: Focus) -> tuple[Formula, ...]:
    """The number of neighbors of a point, and its distance to a core point that reached it or is nearest."""
    row = focus.row if 0 <= focus.row < points.n else _example(step, points)
    squares = broadcast_squared_distances(step.clustering.places, step.clustering.places[row])
    counted = _counted(step, points, row, squares)
    core = None if step.phase == "count" else _core_point(step, row, squares)
    if core is None:
        return (counted,)
    return counted, _distance_to_core(step, points, row, core)


def _example(step: "DensityStep", points: Points) -> int:
    """The first point that this wave reached, or that is noise at the end, or else that is a core point."""
    clustering = step.clustering
    if step.phase == "grow":
        chosen = clustering.waves == step.wave
    elif step.phase == "noise":
        chosen = clustering.labels < 0
    else:
        chosen = clustering.core
    rows = np.flatnonzero(chosen)
    return first_of(points, rows if len(rows) else np.arange(points.n))


def _counted(step: "DensityStep", points: Points, row: int, squares: Floats) -> Formula:
    """How many points, or which weight, are within eps, compared with min_samples."""
    clustering, index = step.clustering, row_index(points, row)
    inside = squares <= clustering.eps * clustering.eps
    weights = points.weights
    near = float(inside.sum() if weights is None else weights[inside].sum())
    symbols = NEIGHBOR_COUNT if weights is None else NEIGHBOR_WEIGHT
    eps = points.units.distance(clustering.eps)
    known = symbols.at(i=index, ε=eps).equals(near)
    return known.compared("≥" if near >= clustering.min_samples else "<", float(clustering.min_samples))


def _core_point(step: "DensityStep", row: int, squares: Floats) -> int | None:
    """The nearest other core point: of its own cluster where it has one by now; None where there is none."""
    clustering = step.clustering
    usable = clustering.core.copy()
    usable[row] = False
    reached = step.labels is not None and step.labels[row] >= 0
    if reached:
        earlier = clustering.waves < clustering.waves[row]
        usable &= (clustering.labels == clustering.labels[row]) & earlier
    rows = np.flatnonzero(usable)
    return int(rows[squares[rows].argmin()]) if len(rows) else None


def _distance_to_core(step: "DensityStep", points: Points, row: int, core: int) -> Formula:
    """The distance of a point to a core point, compared with eps."""
    places, clustering = points.values, step.clustering
    ends = position_vector(points, places[row]) - position_vector(points, places[core])
    square = float(broadcast_squared_distances(places[[row]], places[core])[0])
    known = REACHED.at(i=row_index(points, row), j=row_index(points, core))
    measured = known.equals(norm(ends), points.units.distance(float(np.sqrt(square))))
    sign = "≤" if square <= clustering.eps * clustering.eps else ">"
    return measured.compared(sign, Number(points.units.distance(clustering.eps)))
