"""The formulas of single transfers with the numbers of a step."""

from typing import TYPE_CHECKING

import numpy as np

from clusterlab.algorithms.common.center_formulas import (
    C_K,
    CENTER_SYMBOLS,
    N_K,
    X_I,
    border_row,
    focused_row,
    inertia_formulas,
    position_vector,
    row_index,
    squared_length,
)
from clusterlab.algorithms.kmeans.formulas import KMEANS_FORMULAS, START_SYMBOLS
from clusterlab.core.focus import Focus
from clusterlab.core.formula import Formula, Number, Symbol, cluster_number, norm
from clusterlab.core.points import Points
from clusterlab.core.step import Step
from clusterlab.kernels.typing import Floats, Labels

if TYPE_CHECKING:
    from clusterlab.algorithms.transfers.step import TransferStep

N_L, C_L = Symbol("n")["l"], Symbol("c")["l"]
SAVED = Formula.of(Symbol("S")["k"], N_K / (N_K - 1) * norm(X_I - C_K) ** 2)
COST = Formula.of(Symbol("C")["l"], N_L / (N_L + 1) * norm(X_I - C_L) ** 2)
LOWERED_INERTIA = Formula.of("J", Symbol("J′") - Symbol("G"))
TRANSFER_FORMULAS = (
    *KMEANS_FORMULAS,
    (("transfer", "assign"), SAVED),
    (("transfer", "assign"), COST),
    (("transfer",), LOWERED_INERTIA),
)
MOVED_SYMBOLS = (
    "S, C: what leaving a cluster saves and joining another one costs. J′: inertia before the transfer. "
    "G: by how much it falls."
)
TRANSFER_SYMBOLS = f"{CENTER_SYMBOLS} {START_SYMBOLS} {MOVED_SYMBOLS}"


def transfer_formulas(
    step: "TransferStep", points: Points, before: Step | None, focus: Focus
) -> tuple[Formula, ...]:
    """What leaving a cluster saves and joining another costs, and the inertia."""
    assert step.labels is not None
    if step.transfer is not None and before is not None and before.labels is not None:
        moved = step.transfer
        ends = moved.donor, moved.cluster
        found = _compared(points, moved.row, before.labels, _centers(before), ends)
        return *found, *_lowered(step, points)
    if step.phase == "transfer":
        return _lowered(step, points)
    row = focused_row(focus, step, before, points, lambda: border_row(points, step.positions))
    own = int(step.labels[row])
    other = _cheapest(points, row, step, own)
    stays = () if other is None else _compared(points, row, step.labels, step.positions, (own, other))
    return *stays, *inertia_formulas(step, points)


def _centers(step: Step) -> Floats:
    assert step.centers is not None
    return step.centers


def _cheapest(points: Points, row: int, step: "TransferStep", own: int) -> int | None:
    """The cluster that a point would join at the least cost; None where it cannot leave its own."""
    assert step.labels is not None
    counts = np.bincount(step.labels, minlength=step.k).astype(float)
    if step.k < 2 or counts[own] < 2:
        return None
    costs = counts / (counts + 1) * np.square(step.positions - points.values[row]).sum(axis=1)
    costs[own] = np.inf
    return int(costs.argmin())


def _compared(
    points: Points, row: int, labels: Labels, centers: Floats, ends: tuple[int, int]
) -> tuple[Formula, ...]:
    """What a point saves by leaving the first of two clusters, and what joining the second costs."""
    index, (own, other) = row_index(points, row), ends
    counts = [float((labels == label).sum()) for label in ends]
    factors = [Number(counts[0]) / (Number(counts[0]) - 1), Number(counts[1]) / (Number(counts[1]) + 1)]
    shares = counts[0] / (counts[0] - 1), counts[1] / (counts[1] + 1)
    numbers = []
    for label, factor, share in zip(ends, factors, shares, strict=True):
        difference = position_vector(points, points.values[row]) - position_vector(points, centers[label])
        length = squared_length(points, points.values[row] - centers[label])
        numbers.append((factor * norm(difference) ** 2, share * length))
    saved = SAVED.at(i=index, k=cluster_number(own)).equals(*numbers[0])
    cost = COST.at(i=index, l=cluster_number(other)).equals(*numbers[1])
    return saved, cost


def _lowered(step: "TransferStep", points: Points) -> tuple[Formula, ...]:
    """The inertia as that before minus what was gained."""
    assert step.objective is not None
    gain, now = points.units.squared(step.gain), points.units.squared(step.objective)
    return (LOWERED_INERTIA.equals(Number(now + gain) - gain, now),)
