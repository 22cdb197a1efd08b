"""What the formulas of a step get the numbers of."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Focus:
    """What the numbers of formulas are about: a point by its index in spatial order, and a cluster.

    Where one is -1, the step chooses.
    """

    row: int = -1
    cluster: int = -1


NO_FOCUS = Focus()
