"""The formulas of mini-batch k-means with the numbers of a step."""

from typing import TYPE_CHECKING

import numpy as np

from clusterlab.algorithms.common.center_formulas import (
    C_K,
    INERTIA_SUM,
    NEAREST,
    X_I,
    border_row,
    focused_cluster,
    focused_row,
    inertia_formulas,
    nearest_formulas,
    position_formula,
    position_vector,
    row_index,
)
from clusterlab.algorithms.kmeans.formulas import KMEANS_FORMULAS, START_SYMBOLS
from clusterlab.core.focus import Focus
from clusterlab.core.formula import Formula, Infix, Number, Symbol, Vector, cluster_number, total
from clusterlab.core.points import Points
from clusterlab.core.step import Step
from clusterlab.kernels.nearest import nearest
from clusterlab.kernels.typing import Floats

if TYPE_CHECKING:
    from clusterlab.algorithms.minibatch.step import MiniBatchStep

V_K, B_K, OLD_V, OLD_C = Symbol("v")["k"], Symbol("b")["k"], Symbol("v′")["k"], Symbol("c′")["k"]
OF_BATCH = Infix("∈", (X_I, Symbol("B")["k"]))
NEW_COUNT = Formula.of(V_K, OLD_V + B_K)
NEW_CENTER = Formula.of(C_K, OLD_C + (total(X_I, OF_BATCH) - B_K * OLD_C) / V_K)
RESET_CENTER = Formula.of(C_K, X_I)
BATCH_FORMULAS = (
    *(item for item in KMEANS_FORMULAS if item[0] == ("start",)),
    (("batch",), NEW_COUNT),
    (("batch",), NEW_CENTER),
    (("assign",), NEAREST),
    (("assign",), INERTIA_SUM),
)
BATCH_SYMBOLS = (
    "xᵢ: row i. aᵢ: its cluster. Bₖ, bₖ: the points of the batch nearest to center k, and their number. "
    "cₖ, c′ₖ: the center after and before the batch. vₖ, v′ₖ: the number of points assigned to it so far. "
    "J: inertia. "
) + START_SYMBOLS


def batch_formulas(
    step: "MiniBatchStep", points: Points, before: Step | None, focus: Focus
) -> tuple[Formula, ...]:
    """The formulas of a start, a batch or an assign; the points are those of the step's window."""
    if step.phase == "assign" and step.labels is not None:
        row = focused_row(focus, step, before, points, lambda: border_row(points, step.positions))
        found = nearest_formulas(points, row, step.positions, int(step.labels[row]))
        return *found, *inertia_formulas(step, points)
    label = _label(step, before, focus)
    reset = next((one for one in step.resets if one.cluster == label), None)
    if reset is not None:
        known = RESET_CENTER.at(i=row_index(points, reset.row), k=cluster_number(label))
        return (known.equals(position_vector(points, step.positions[label])),)
    was = None if before is None or before.k != step.k else before.centers
    if step.rows is None or step.batch_counts is None or was is None:
        return (position_formula(points, step.positions, label),)
    return _move_formulas(step, points, was, label)


def _label(step: "MiniBatchStep", before: Step | None, focus: Focus) -> int:
    """The focused cluster; one that no point of the batch moved is not chosen by itself."""
    found = focused_cluster(focus, step, before)
    counts = step.batch_counts
    chosen = 0 <= focus.cluster < step.k
    return found if chosen or counts is None or counts[found] else int(counts.argmax())


def _move_formulas(step: "MiniBatchStep", points: Points, was: Floats, label: int) -> tuple[Formula, ...]:
    """The new count of a center, and its move from the position before among `was` (k, d)."""
    assert step.rows is not None
    assert step.batch_counts is not None
    drawn, count = float(step.batch_counts[label]), float(step.center_counts[label])
    number = cluster_number(label)
    counted = NEW_COUNT.at(k=number).equals(Number(count - drawn) + drawn, count)
    if not count:
        return counted, position_formula(points, step.positions, label)
    batch = points.values[step.rows]
    own = batch[nearest(batch, was)[0] == label]
    old, new = position_vector(points, was[label]), position_vector(points, step.positions[label])
    summed = Vector.of(points.units.positions(own).sum(axis=0) if len(own) else np.zeros(points.d))
    move = old + (summed - Number(drawn) * old) / count
    return counted, NEW_CENTER.at(k=number).equals(move, new)
