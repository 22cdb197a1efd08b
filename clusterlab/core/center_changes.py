"""The changes of a step by hand from which an algorithm goes on."""

from typing import ClassVar

from clusterlab.core.message import Message
from clusterlab.core.params import ParamError
from clusterlab.core.points import Points
from clusterlab.core.step import Step
from clusterlab.kernels.typing import Floats, Rows


class CenterChanges:
    """What a person can change of a step of an algorithm; here nothing."""

    title: ClassVar[str]

    def with_centers(self, step: Step, centers: Floats, origins: Rows, points: Points) -> Step:
        """`step` with other `centers` (k, d), in normalized coordinates, for `after`; raises ParamError.

        `origins` (k,) are the clusters that they were the centers of, ascending, then -1 for new ones.
        """
        raise ParamError(Message("{title} has no centers that can be changed.", title=self.title))

    def with_axis(self, step: Step, cluster: int, axis: int, end: Floats, points: Points) -> Step:
        """`step` with one of the `axes` of a cluster ending at `end` (2,), in normalized coordinates.

        For `after`; raises ParamError.
        """
        raise ParamError(Message("{title} has no ellipses that can be changed.", title=self.title))
