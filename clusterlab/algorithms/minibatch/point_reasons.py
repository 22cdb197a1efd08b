"""Why a point is in its cluster, and whether it moved a center in this batch."""

from typing import TYPE_CHECKING

from clusterlab.algorithms.common.center_reasons import centers_before, reason_of_assignment, reason_of_move
from clusterlab.core.cluster_reference import ClusterReference
from clusterlab.core.message import Message, sentences
from clusterlab.core.points import Points
from clusterlab.core.reason import Reason
from clusterlab.core.step import Step

if TYPE_CHECKING:
    from clusterlab.algorithms.minibatch.step import MiniBatchStep


def reason_of_batch(step: "MiniBatchStep", points: Points, row: int, before: Step | None) -> Reason:
    """The nearest centers of a point, and by how much it moved one."""
    place, label = points.values[row], None if step.labels is None else int(step.labels[row])
    found = reason_of_assignment(place, step.positions, (None, label), points)
    if step.rows is None:
        return found
    if row not in step.rows:
        return Reason(sentences(Message("It is not in this batch."), found.text), found.lines)
    cluster = int(step.classify(place[None])[0])
    template = "It is in this batch: it moved its center toward itself by 1 / {count} of the way."
    moved = Message(template, count=round(float(step.center_counts[cluster])))
    return Reason(sentences(moved, found.text), found.lines)


def reason_of_batch_center(
    step: "MiniBatchStep", points: Points, cluster: int, before: Step | None
) -> Reason:
    """How far a center moved, and to how many points of the batch."""
    was, count = centers_before(step, before), round(float(step.center_counts[cluster]))
    if step.batch_counts is None or was is None:
        template = "The center of {cluster} rests; {count:# point has|# points have} moved it so far."
        return Reason(Message(template, cluster=ClusterReference(cluster), count=count))
    template = (
        "The center of {cluster} moved by {length}: {drawn:# point|# points} of this batch, of {count} so "
        "far, moved it by 1 / count each."
    )
    counts = {"drawn": round(float(step.batch_counts[cluster])), "count": count}
    return reason_of_move(cluster, was[cluster], step.positions[cluster], points, template, **counts)
