"""The result of a finished run, in the caller's row order and units."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clusterlab.core.checked_arrays import PointsError, checked_table
from clusterlab.core.frozen import FrozenArrays
from clusterlab.core.message import Message
from clusterlab.core.points import Points, Units
from clusterlab.core.step import Step
from clusterlab.kernels.typing import Floats

NO_LABELS_OF_ALL = Message(
    "A fit holds the labels of all points, which are not made of points in shards: use the last of its steps."
)


@dataclass(frozen=True, eq=False, kw_only=True)
class Fit(FrozenArrays):
    """A finished run: labels (n,) in the caller's row order, centers (k, d), if any, in the data's units."""

    labels: NDArray[np.int64]
    centers: Floats | None
    n_steps: int
    stopped: Message
    units: Units
    last: Step

    @classmethod
    def of(cls, step: Step, points: Points, **more: Any) -> Self:
        """The result of the last step of a run, with the further fields of an algorithm's own fit."""
        if step.labels is None:
            raise PointsError(NO_LABELS_OF_ALL)
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
        """The cluster (m,) that each row of an array (m, d) would be assigned to; raises PointsError."""
        return self.last.classify(self.normalized(array)).astype(np.int64)

    def normalized(self, array: ArrayLike) -> Floats:
        """An array (m, d) in the data's units, in normalized coordinates; raises PointsError."""
        return self.units.normalized(checked_table(array, len(self.units.center)))
