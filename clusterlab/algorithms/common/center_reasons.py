"""Why a point belongs to a center, and what a center is the mean of."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from clusterlab.algorithms.common.moved_points import MovedPoint
from clusterlab.core.cluster_reference import ClusterReference
from clusterlab.core.formatting import whole_number
from clusterlab.core.message import Message, sentences
from clusterlab.core.points import Points
from clusterlab.core.reason import Reason, ReasonLine
from clusterlab.core.step import Step
from clusterlab.kernels.typing import Floats


@dataclass(frozen=True)
class Nearest:
    """The distances of a place to centers (k,), its `own` one, and the nearest `other` one, -1 for none."""

    distances: Floats
    own: int
    other: int

    @classmethod
    def of(cls, distances: Floats, own: int | None = None) -> "Nearest":
        """The cluster with the label `own`, else the nearest of `distances` (k,), and the next one."""
        own = int(distances.argmin()) if own is None else own
        others = distances.copy()
        others[own] = np.inf
        return cls(distances, own, int(others.argmin()) if len(others) > 1 else -1)

    def compared_with(self, other: int | None) -> "Nearest":
        """The same beside another cluster than the nearest one; -1 and None are none."""
        return self if other in (None, -1, self.own) else Nearest(self.distances, self.own, other)

    def values(self) -> dict[str, Any]:
        """Its clusters and distances by the names in templates."""
        near, far = float(self.distances[self.own]), float(self.distances[self.other])
        own, other = ClusterReference(self.own), ClusterReference(self.other)
        return {"own": own, "other": other, "near": near, "far": far}


def distances_to(place: Floats, centers: Floats, points: Points) -> Floats:
    """The distances (k,) of a normalized place (d,) to centers (k, d), in the units of the rows of points."""
    lengths = np.sqrt(np.square(centers - place).sum(axis=1))
    return np.array([points.units.distance(float(length)) for length in lengths])


def lines_to(place: Floats, centers: Floats, found: Nearest) -> tuple[ReasonLine, ...]:
    """The lines from a place (d,) to its own center and to the other one, with their lengths."""
    lengths = {number: float(found.distances[number]) for number in (found.own, found.other) if number >= 0}
    return tuple(
        ReasonLine(place, centers[number], number, Message("{length}", length=length))
        for number, length in lengths.items()
    )


def reason_of_assignment(
    place: Floats, centers: Floats, labels: tuple[int | None, int | None], points: Points
) -> Reason:
    """Why a point at `place` (d,) has its label; `labels` are that before and that of now, None for none."""
    before, now = labels
    found = Nearest.of(distances_to(place, centers, points), now).compared_with(before)
    return Reason(assignment_text(found, before, now), lines_to(place, centers, found))


def assignment_text(found: Nearest, before: int | None, now: int | None) -> Message:
    """The sentence on the nearest center, and on the one before it or the next."""
    if found.other < 0:
        return Message("There is only one center, {near} away.", near=float(found.distances[0]))
    next_one = "the next, that of {other}, is {far} away."
    if now is None:
        template = f"The center of {{own}} is the nearest, {{near}} away; {next_one}"
    elif before is None:
        template = f"It joins {{own}}, whose center is {{near}} away; {next_one}"
    elif before == now:
        template = f"It stays in {{own}}, whose center is {{near}} away; {next_one}"
    else:
        distances = "the center of {own} is {near} away, that of {other} is {far} away."
        template = f"It changes from {{other}} to {{own}}: {distances}"
    return Message(template, **found.values())


def reason_of_update(place: Floats, centers: Floats, label: int, points: Points) -> Reason:
    """What the move of the centers means for a point at `place` (d,) with its label."""
    found = Nearest.of(distances_to(place, centers, points), label)
    moved = Message(
        "It counts in the mean that the center of {own} moved to, now {near} away.", **found.values()
    )
    nearer = found.other >= 0 and found.distances[found.other] < found.distances[label]
    template = "The center of {other} is nearer now, {far}: it changes cluster next."
    change = Message(template, **found.values()) if nearer else Message()
    return Reason(sentences(moved, change), lines_to(place, centers, found))


def reason_of_refill(moved: Sequence[MovedPoint], row: int) -> Message:
    """Why a point was moved to a cluster that was empty; empty where it was not."""
    found = next((move for move in moved if move.row == row), None)
    if found is None:
        return Message()
    template = "It was moved to {cluster}, which was empty: it was the farthest from its center."
    return Message(template, cluster=ClusterReference(found.cluster))


def reason_of_center(step: Step, points: Points, cluster: int, before: Step | None) -> Reason:
    """Of which points a center is the mean, and how far it moved from the step before."""
    centers, was = step.centers, centers_before(step, before)
    assert centers is not None
    if was is None or step.labels is None or np.array_equal(was[cluster], centers[cluster]):
        return Reason(_resting_text(step, points, cluster))
    template = "The center of {cluster} moved by {length}, to the mean of its {size:# point|# points}."
    size = cluster_size(step, points, cluster)
    return reason_of_move(cluster, was[cluster], centers[cluster], points, template, size=size)


def centers_before(step: Step, before: Step | None) -> Floats | None:
    """The centers (k, d) of the step before; None where these are not those of the same clusters."""
    was = None if before is None else before.centers
    return was if was is not None and len(was) == step.k else None


def reason_of_move(
    cluster: int, was: Floats, now: Floats, points: Points, template: str, **values: object
) -> Reason:
    """The move of a center from a place (d,) to another, said by a template with its `length`."""
    length = float(distances_to(was, now[None], points)[0])
    text = Message(template, cluster=ClusterReference(cluster), length=length, **values)
    return Reason(text, (ReasonLine(was, now, cluster, Message("{length}", length=length)),))


def _resting_text(step: Step, points: Points, cluster: int) -> Message:
    reference = ClusterReference(cluster)
    if step.labels is None:
        return Message("The center of {cluster} is a start: no point belongs to it yet.", cluster=reference)
    template = "The center of {cluster} stays where it is; {size:# point is|# points are} nearest to it."
    return Message(template, cluster=reference, size=cluster_size(step, points, cluster))


def cluster_size(step: Step, points: Points, cluster: int) -> float:
    """The number of points with a label, or the sum of their weights."""
    assert step.labels is not None
    inside, weights = step.labels == cluster, step.window_points(points).weights
    return int(inside.sum()) if weights is None else whole_number(float(weights[inside].sum()))
