"""What is drawn of a question: points with letters, lines with numbers, and the cross of a center."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from clusterlab.core.frozen import FrozenArrays
from clusterlab.kernels.typing import Floats


@dataclass(frozen=True)
class MarkedPoint:
    """A point (its row in spatial order) with a letter and the cluster whose color it has, -1 for none.

    `is_right` says whether its answer was right, None before it is known and where there was none.
    """

    row: int
    letter: str
    cluster: int = -1
    is_current: bool = False
    is_right: bool | None = None


@dataclass(frozen=True, eq=False)
class NumberedLine(FrozenArrays):
    """A line (2, d), in normalized coordinates, with a number from 1; `is_true` where it is the answer.

    `is_chosen` says that it was chosen.
    """

    line: Floats
    number: int
    is_chosen: bool = False
    is_true: bool = False


@dataclass(frozen=True, eq=False)
class QuestionMarks(FrozenArrays):
    """What is drawn of a question; `cross` (d,) is where a center is predicted, in normalized coordinates.

    `centers` have the number of the option beside them, by cluster. `is_open` until the step is shown.
    """

    points: tuple[MarkedPoint, ...] = ()
    lines: tuple[NumberedLine, ...] = ()
    cross: Floats | None = None
    centers: Mapping[int, int] = field(default_factory=dict)
    is_open: bool = True
