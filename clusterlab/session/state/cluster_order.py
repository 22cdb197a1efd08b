"""The order in which a person wants clusters to be listed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from clusterlab.core.cache import cached
from clusterlab.core.step import Step
from clusterlab.kernels.typing import Floats
from clusterlab.kernels.weighted import label_weights
from clusterlab.session.state.prepared import Prepared

FOUND, SIZE, MEAN, BY_HAND = "found", "size", "mean", "hand"
ORDERS: Mapping[str, str] = {
    FOUND: "As found",
    SIZE: "By size",
    MEAN: "By the mean of a column",
    BY_HAND: "By hand",
}
"""What clusters can be ordered by."""


@dataclass(frozen=True)
class ClusterOrder:
    """What clusters are ordered `by`: the largest first, or by the mean of a `column`, the least first.

    By `hand` palette numbers say which ones are first, so that a place stays with its cluster as the color
    does; other clusters follow as found. An order never changes the labels of steps.
    """

    by: str = FOUND
    column: str = ""
    hand: tuple[int, ...] = ()

    def labels(self, prepared: Prepared, step: Step, numbers: Sequence[int]) -> tuple[int, ...]:
        """The labels of a step in this order, of clusters with these palette numbers (k,).

        Empty where that is the order of the labels, because it is wanted or there are no labels yet.
        """
        if self.by == BY_HAND:
            places = {number: place for place, number in enumerate(self.hand)}
            return tuple(sorted(range(len(numbers)), key=lambda c: places.get(numbers[c], len(places))))
        if step.labels is None or self.by not in (SIZE, MEAN):
            return ()
        keys = cached(step, ("order", self), lambda: self._keys(prepared, step).tolist())
        return tuple(sorted(range(len(keys)), key=lambda c: (keys[c] != keys[c], keys[c], c)))

    def moved(self, listed: Sequence[int], number: int, by: int) -> "ClusterOrder":
        """By hand as `listed` now by palette numbers, with one cluster `by` places further down."""
        order = [one for one in listed if one != number]
        order.insert(max(0, listed.index(number) + by), number)
        return replace(self, by=BY_HAND, hand=tuple(order))

    def _keys(self, prepared: Prepared, step: Step) -> Floats:
        """The numbers (k,) by which clusters are sorted; NaN is last."""
        assert step.labels is not None
        if self.by == SIZE:
            return -np.asarray(label_weights(step.labels, prepared.points.weights, step.k), float)
        table, selection = prepared.table, prepared.selection
        if self.column not in table.columns:
            return np.zeros(step.k)
        values = table.values[selection.kept, table.columns.index(self.column)]
        labels, weights = prepared.points.to_row_order(step.labels), selection.weights
        known = np.isfinite(values) & (labels >= 0)
        own = np.ones(int(known.sum())) if weights is None else weights[known]
        with np.errstate(invalid="ignore", over="ignore"):
            sums = np.bincount(labels[known], values[known] * own, step.k)
            return np.asarray(sums / np.bincount(labels[known], own, step.k))


AS_FOUND = ClusterOrder()
"""Clusters in the order of their labels."""
