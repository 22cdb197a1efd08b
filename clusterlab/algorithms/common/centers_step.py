"""The base of steps whose clusters are those of the nearest centers."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from clusterlab.core.objective import INERTIA
from clusterlab.core.points import Points, Units
from clusterlab.core.reason import Reason
from clusterlab.core.step import Step
from clusterlab.kernels.nearest import nearest
from clusterlab.kernels.typing import Floats, Labels, Rows


@dataclass(frozen=True, eq=False, kw_only=True)
class CentersStep(Step):
    """Centers, the `positions` (k, d), with the inertia as objective."""

    positions: Floats

    @property
    def centers(self) -> Floats:
        """The centers (k, d), in normalized coordinates."""
        return self.positions

    def explain_point(self, points: Points, row: int, before: Step | None = None) -> Reason:
        """The distances to the nearest centers."""
        from clusterlab.algorithms.common.center_reasons import reason_of_assignment

        label = None if self.labels is None else int(self.labels[row])
        was = None if before is None or before.labels is None else int(before.labels[row])
        return reason_of_assignment(points.values[row], self.positions, (was, label), points)

    def explain_center(self, points: Points, cluster: int, before: Step | None = None) -> Reason:
        """Of how many points a center is the mean, and how far it moved."""
        from clusterlab.algorithms.common.center_reasons import reason_of_center

        return reason_of_center(self, points, cluster, before)

    def classify(self, places: Floats) -> Labels:
        """The nearest center of each of `places` (m, d): (m,)."""
        return nearest_of(self.positions, places)

    def written(self) -> dict[str, Any]:
        """The centers (k, d)."""
        return {"centers": self.positions}

    def figures(self, points: Points) -> dict[str, float]:
        """The inertia, in squared units of the data; empty while it is unknown."""
        return {} if self.objective is None else {INERTIA.key: points.units.squared(self.objective)}

    def inertia(self, points: Points) -> float | None:
        """The objective where it is known, else computed from labels and centers."""
        return super().inertia(points) if self.objective is None else self.objective

    def model(self, units: Units) -> dict[str, Any]:
        """The centers (k, d), in the data's units."""
        return {"centers": units.positions(self.positions)}


def nearest_of(centers: Floats, places: Floats) -> Labels:
    """The nearest of `centers` (k, d) for each of `places` (m, d): (m,)."""
    return nearest(places, centers)[0]


def kept_labels(step: Step, origins: Rows) -> Labels | None:
    """The labels of a step after its centers were changed; None where a cluster was removed.

    `origins` are those of `CenterChanges.with_centers`.
    """
    return step.labels if np.array_equal(origins[origins >= 0], np.arange(step.k)) else None
