"""The base of steps whose clusters are those of the nearest centers."""

from dataclasses import dataclass
from typing import Any

from clusterlab.core.objective import INERTIA
from clusterlab.core.points import Points, Units
from clusterlab.core.step import Step
from clusterlab.kernels.nearest import nearest
from clusterlab.kernels.typing import Floats, Labels


@dataclass(frozen=True, eq=False, kw_only=True)
class CentersStep(Step):
    """Centers, the `positions` (k, d), with the inertia as objective."""

    positions: Floats

    @property
    def centers(self) -> Floats:
        """The centers (k, d), in normalized coordinates."""
        return self.positions

    def classify(self, places: Floats) -> Labels:
        """The nearest center of each of `places` (m, d): (m,)."""
        return nearest(places, self.positions)[0]

    def figures(self, points: Points) -> dict[str, float]:
        """The inertia, in squared units of the data; empty while it is unknown."""
        return {} if self.objective is None else {INERTIA.key: points.units.squared(self.objective)}

    def inertia(self, points: Points) -> float | None:
        """The objective where it is known, else computed from labels and centers."""
        return super().inertia(points) if self.objective is None else self.objective

    def model(self, units: Units) -> dict[str, Any]:
        """The centers (k, d), in the data's units."""
        return {"centers": units.positions(self.positions)}
