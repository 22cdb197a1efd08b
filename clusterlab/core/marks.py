"""Marks: a small closed set of what is drawn of a step, in normalized coordinates."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clusterlab.core.frozen import FrozenArrays
from clusterlab.kernels.typing import Floats, Labels, Rows

CORE, BORDER, NOISE = range(3)
"""The roles of points in density-based clustering."""


@dataclass(frozen=True, eq=False)
class PointMarks(FrozenArrays):
    """All points: labels (n,), if there are any yet; memberships (n, k) if soft; weights (n,) as areas.

    `roles` (n,) is CORE, BORDER or NOISE for each point, if there are roles; `unlabeled_name` is the name of
    points of label -1. Of points in shards `classify` maps positions (m, d) to labels (m,), if there are any.
    """

    labels: Labels | None = None
    responsibilities: Floats | None = None
    weights: Floats | None = None
    roles: NDArray[np.int8] | None = None
    unlabeled_name: str = "Noise"
    classify: Callable[[Floats], Labels] | None = None


@dataclass(frozen=True, eq=False)
class Highlights(FrozenArrays):
    """Points `rows` (m,) in spatial order to highlight, and what they are."""

    rows: Rows
    meaning: str


@dataclass(frozen=True, eq=False)
class Centers(FrozenArrays):
    """The centers or means (k, d)."""

    positions: Floats


@dataclass(frozen=True, eq=False)
class Ellipses(FrozenArrays):
    """Gaussian components: means (k, d), covariances (k, d, d) or variances (k, d), weights (k,)."""

    means: Floats
    covariances: Floats
    weights: Floats


@dataclass(frozen=True, eq=False)
class AssignmentLines(FrozenArrays):
    """A line from every point to the center (k, d) of its label (n,)."""

    labels: Labels
    centers: Floats


@dataclass(frozen=True, eq=False)
class Regions(FrozenArrays):
    """The regions of `k` clusters: `classify` maps positions (m, d) to labels (m,), -1 for none."""

    classify: Callable[[Floats], Labels]
    k: int


@dataclass(frozen=True, eq=False)
class CenterTrajectories(FrozenArrays):
    """The positions of each center over the steps: an array (steps, d) per cluster."""

    trajectories: tuple[Floats, ...]


Mark = PointMarks | Highlights | Centers | Ellipses | AssignmentLines | Regions | CenterTrajectories
