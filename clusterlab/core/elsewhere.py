"""A moment as it looks in another space than that of the data, where an algorithm works in one."""

from dataclasses import dataclass

from clusterlab.core.frozen import freeze
from clusterlab.core.marks import Mark
from clusterlab.core.points import Points
from clusterlab.kernels.arrays import Floats


@dataclass(frozen=True, eq=False)
class Elsewhere:
    """The `places` (n, m) that points have there, in the spatial order of the data, and `marks` there.

    `space` holds the same places as a table of their own, and `words` says what they are.
    """

    space: Points
    places: Floats
    marks: tuple[Mark, ...]
    words: str

    def __post_init__(self) -> None:
        freeze(self)
