"""Why a point belongs to several clusters at once, and how much to each."""

from clusterlab.algorithms.common.center_reasons import Nearest, centers_before, distances_to, reason_of_move
from clusterlab.algorithms.common.memberships import memberships
from clusterlab.core.cluster_reference import ClusterReference
from clusterlab.core.message import Message
from clusterlab.core.points import Points
from clusterlab.core.reason import Reason, ReasonLine
from clusterlab.core.step import Step
from clusterlab.kernels.typing import Floats


def reason_of_memberships(points: Points, row: int, centers: Floats, m: float) -> Reason:
    """The memberships of a point in the clusters of the two nearest centers (k, d), and their distances."""
    place = points.values[row]
    found, shares = Nearest.of(distances_to(place, centers, points)), memberships(place[None], centers, m)[0]
    if found.other < 0:
        return Reason(Message("There is only one cluster: it belongs to it wholly."))
    template = (
        "{more:percent} of it belongs to {own}, whose center is {near} away, {less:percent} to "
        "{other}, {far} away. Membership falls with the distance to the power of {power}."
    )
    values = {"more": float(shares[found.own]), "less": float(shares[found.other]), "power": 2 / (m - 1)}
    lines = [
        ReasonLine(place, centers[number], number, Message("{share:percent}", share=float(shares[number])))
        for number in (found.own, found.other)
    ]
    return Reason(Message(template, **found.values(), **values), tuple(lines))


def reason_of_fuzzy_center(step: Step, points: Points, cluster: int, before: Step | None) -> Reason:
    """How far a center moved from the step before, and of what it is the mean."""
    centers, was = step.centers, centers_before(step, before)
    assert centers is not None
    if step.phase != "update" or was is None:
        template = "The center of {cluster} rests: the update moves it to the mean of all points."
        return Reason(Message(template, cluster=ClusterReference(cluster)))
    template = "The center of {cluster} moved by {length}, to the mean of all points by membership^m."
    return reason_of_move(cluster, was[cluster], centers[cluster], points, template)
