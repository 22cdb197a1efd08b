"""How a moment looks: a small closed set of marks, in inside coordinates, that any picture can draw."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clusterlab.core.frozen import freeze
from clusterlab.kernels.typing import Floats, Labels, Rows

CORE, BORDER, NOISE = range(3)
"""The parts that points play where clusters are dense regions."""


@dataclass(frozen=True, eq=False)
class _FrozenMark:
    def __post_init__(self) -> None:
        freeze(self)


@dataclass(frozen=True, eq=False)
class PointMarks(_FrozenMark):
    """Every point: its label (n,), or none yet; its shares (n, k) if soft; its weight (n,) as area.

    `roles` (n,) says whether each is CORE, BORDER or NOISE, where that is told; `unlabeled_name` is what points
    of label -1 are called.
    """

    labels: Labels | None = None
    responsibilities: Floats | None = None
    weights: Floats | None = None
    roles: NDArray[np.int8] | None = None
    unlabeled_name: str = "Noise"


@dataclass(frozen=True, eq=False)
class Highlights(_FrozenMark):
    """Some points (m,) in spatial order that this moment is about, and what they are."""

    rows: Rows
    meaning: str


@dataclass(frozen=True, eq=False)
class Centers(_FrozenMark):
    """The centers or means (k, d)."""

    positions: Floats


@dataclass(frozen=True, eq=False)
class Ellipses(_FrozenMark):
    """Gaussian components: means (k, d), covariances (k, d, d), weights (k,)."""

    means: Floats
    covariances: Floats
    weights: Floats


@dataclass(frozen=True, eq=False)
class AssignmentLines(_FrozenMark):
    """A line from every point to the center (k, d) that its label (n,) names."""

    labels: Labels
    centers: Floats


@dataclass(frozen=True, eq=False)
class Regions(_FrozenMark):
    """Which of `k` clusters would take any place (m, d), or -1 for none: (m,)."""

    classify: Callable[[Floats], Labels]
    k: int


@dataclass(frozen=True, eq=False)
class CenterTrajectories(_FrozenMark):
    """Where each center has been: one track (steps, d) a cluster."""

    trajectories: tuple[Floats, ...]


Mark = PointMarks | Highlights | Centers | Ellipses | AssignmentLines | Regions | CenterTrajectories
