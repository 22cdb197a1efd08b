"""What a finished run has found, as it is handed out."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clusterlab.core.frozen import freeze
from clusterlab.core.points import Points, Units, checked_table
from clusterlab.core.step import Step
from clusterlab.kernels.typing import Floats


@dataclass(frozen=True, eq=False, kw_only=True)
class Fit:
    """A finished run: labels (n,) in the caller's row order, centers (k, d), if any, in the data's units."""

    labels: NDArray[np.int64]
    centers: Floats | None
    n_steps: int
    stopped: str
    units: Units
    last: Step

    def __post_init__(self) -> None:
        freeze(self)

    @classmethod
    def of(cls, step: Step, points: Points, **more: Any) -> Self:
        """What the last step of a run has found, and what else an algorithm tells of it, by name."""
        assert step.labels is not None
        return cls(
            labels=points.to_row_order(step.labels).astype(np.int64),
            centers=None if step.centers is None else points.units.positions(step.centers),
            n_steps=step.iteration,
            stopped=step.stopped,
            units=points.units,
            last=step,
            **more,
        )

    def predict(self, array: ArrayLike) -> NDArray[np.int64]:
        """The cluster that would take each row of an array (m, d): (m,)."""
        return self.last.classify(self.normalized(array)).astype(np.int64)

    def normalized(self, array: ArrayLike) -> Floats:
        """An array (m, d) in the data's units, in inside coordinates; raises PointsError."""
        return self.units.normalized(checked_table(array, len(self.units.center)))
