"""What the transfer of a point saves and costs."""

from typing import TYPE_CHECKING

import numpy as np

from clusterlab.algorithms.common.center_reasons import Nearest, distances_to, lines_to
from clusterlab.core.cluster_reference import ClusterReference
from clusterlab.core.message import Message
from clusterlab.core.points import Points
from clusterlab.core.reason import Reason
from clusterlab.kernels.typing import Floats

if TYPE_CHECKING:
    from clusterlab.algorithms.transfers.step import TransferStep


def reason_of_transfer(step: "TransferStep", points: Points, row: int) -> Reason:
    """By how much leaving its cluster lowers the inertia, and joining the cheapest other raises it."""
    assert step.labels is not None
    label, place = int(step.labels[row]), points.values[row]
    distances = distances_to(place, step.positions, points)
    lines = lines_to(place, step.positions, Nearest.of(distances, label))
    if step.transfer is not None and step.transfer.row == row:
        return Reason(_moved(step, points), lines)
    counts = np.bincount(step.labels, minlength=step.k).astype(float)
    if counts[label] < 2 or step.k < 2:
        return Reason(Message("It stays: it is the only point of its cluster, or there is only one."), lines)
    return Reason(_compared(Nearest.of(_costs(distances, counts, label), label)), lines)


def _moved(step: "TransferStep", points: Points) -> Message:
    assert step.transfer is not None
    template = "It moved from {donor} to {cluster}: that lowered the inertia by {gain}."
    donor, cluster = step.transfer.donor, step.transfer.cluster
    values = {"donor": ClusterReference(donor), "cluster": ClusterReference(cluster)}
    return Message(template, **values, gain=points.units.squared(step.transfer.gain))


def _costs(distances: Floats, counts: Floats, label: int) -> Floats:
    """What leaving the own cluster saves, and joining each of the others costs: (k,), in squared units."""
    factors = counts / (counts + 1)
    factors[label] = counts[label] / (counts[label] - 1)
    return factors * np.square(distances)


def _compared(costs: Nearest) -> Message:
    """The sentence on what the cheapest transfer saves and costs."""
    stays = costs.distances[costs.own] <= costs.distances[costs.other]
    template = (
        "Leaving {own} would lower the inertia by {near}, joining {other} would raise it "
        f"by {{far}}: {'it stays' if stays else 'it can move'}."
    )
    return Message(template, **costs.values())
