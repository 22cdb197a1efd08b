"""Changes of the centers by hand, after which a run goes on, and what becomes of its clusters and colors."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from clusterlab.core.algorithm import Algorithm
from clusterlab.core.points import Points
from clusterlab.core.step import Step
from clusterlab.kernels.typing import Floats

CenterChange = Literal["moved", "added", "removed", "stretched"]
Branches = tuple["Branch", ...]
"""The changes of one run, in the order of its steps."""


@dataclass(frozen=True, eq=False)
class Branch:
    """The center of a cluster was changed after step `step_index`; `position` (d,) is normalized.

    There it was moved to or added, there it was before it was removed, or there an axis of its ellipse ends,
    of the length of one standard deviation.
    """

    step_index: int
    cluster: int
    position: Floats
    change: CenterChange = "moved"
    axis: int = 0


def branched_step(algorithm: Algorithm, step: Step, branch: Branch, points: Points) -> Step:
    """`step` with the change of a branch, for the algorithm to go on from; raises ParamError."""
    if branch.change == "stretched":
        return algorithm.with_axis(step, branch.cluster, branch.axis, branch.position, points)
    centers = np.zeros((0, points.d)) if step.centers is None else step.centers
    origins = np.arange(len(centers))
    if branch.change == "removed":
        kept = origins != branch.cluster
        return algorithm.with_centers(step, centers[kept], origins[kept], points)
    if branch.change == "added":
        added = np.vstack([centers, branch.position])
        return algorithm.with_centers(step, added, np.append(origins, -1), points)
    moved = centers.copy()
    moved[branch.cluster] = branch.position
    return algorithm.with_centers(step, moved, origins, points)


def branches_until(branches: Branches, index: int) -> Branches:
    """The changes that were made before the step at an index of a run, or that led to it."""
    return tuple(branch for branch in branches if branch.step_index < index)


def clusters_added(branches: Sequence[Branch]) -> int:
    """How many clusters more there are after some changes, negative for fewer."""
    by_change = {"added": 1, "removed": -1}
    return sum(by_change.get(branch.change, 0) for branch in branches)


def with_clusters_added(algorithm: Algorithm, more: int) -> Algorithm:
    """The algorithm with so many clusters more; raises ParamError where none would be left."""
    return algorithm.with_k(algorithm.k + more) if more else algorithm


def colors_after(colors: Sequence[int], branches: Sequence[Branch]) -> tuple[int, ...]:
    """The colors of clusters after some changes: those of other clusters stay."""
    found = list(colors)
    for branch in branches:
        if branch.change == "added":
            found.insert(branch.cluster, _unused(found))
        elif branch.change == "removed":
            del found[branch.cluster : branch.cluster + 1]
    return tuple(found)


def colors_before(colors: Sequence[int], branches: Sequence[Branch]) -> tuple[int, ...]:
    """The colors of the clusters before some changes, of those after them."""
    found = list(colors)
    for branch in reversed(branches):
        if branch.change == "added":
            del found[branch.cluster : branch.cluster + 1]
        elif branch.change == "removed":
            found.insert(branch.cluster, _unused(found))
    return tuple(found)


def _unused(colors: Sequence[int]) -> int:
    return next(number for number in range(len(colors) + 1) if number not in colors)
