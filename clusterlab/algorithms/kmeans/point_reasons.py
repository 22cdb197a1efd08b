"""Why a point is in its cluster at a step of k-means, and why a center is where it is."""

from typing import TYPE_CHECKING

import numpy as np

from clusterlab.algorithms.common.center_reasons import (
    distances_to,
    reason_of_assignment,
    reason_of_refill,
    reason_of_update,
)
from clusterlab.algorithms.common.seeding import potential
from clusterlab.core.message import Message
from clusterlab.core.points import Points
from clusterlab.core.reason import Reason
from clusterlab.core.step import Step

if TYPE_CHECKING:
    from clusterlab.algorithms.kmeans.step import KMeansStep


def reason_of_kmeans(step: "KMeansStep", points: Points, row: int, before: Step | None) -> Reason:
    """The nearest centers of a point, at a k-means++ pick its chance to be picked next."""
    place, label = points.values[row], None if step.labels is None else int(step.labels[row])
    if step.phase == "start" and step.picked is not None:
        return _of_pick(step, points, row)
    if step.phase == "update" and label is not None:
        refill = reason_of_refill(step.moved_points, row)
        return Reason(refill) if refill else reason_of_update(place, step.positions, label, points)
    was = None if before is None or before.labels is None else int(before.labels[row])
    return reason_of_assignment(place, step.positions, (was, label), points)


def _of_pick(step: "KMeansStep", points: Points, row: int) -> Reason:
    """By which share of all D^2, times weights, a point is drawn next."""
    if row == step.picked:
        return Reason(Message("It is center {k!s}, the last one that was picked.", k=step.k))
    with potential(points, step.positions) as found:
        chance = found.at(row) / found.total if found.total else 0.0
    distance = float(distances_to(points.values[row], step.positions, points).min())
    template = "Its D², to the nearest center, is {squared}: its chance to be next is {chance:percent}."
    return Reason(Message(template, squared=float(np.square(distance)), chance=chance))
