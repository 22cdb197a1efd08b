"""Why two clusters merged, or why that of a point did not."""

from typing import TYPE_CHECKING, Any

from clusterlab.algorithms.ward.hierarchy import Hierarchy
from clusterlab.core.cluster_reference import ClusterReference
from clusterlab.core.message import Message
from clusterlab.core.points import Points
from clusterlab.core.reason import Reason

if TYPE_CHECKING:
    from clusterlab.algorithms.ward.algorithm import WardStep


def reason_of_merge(step: "WardStep", points: Points, row: int) -> Reason:
    """What the merge of the point's cluster cost, or the least cost, for which others merged."""
    if step.labels is None:
        return Reason(Message("It is a cluster of its own: no two have merged yet."))
    label = int(step.labels[row])
    values: dict[str, Any] = {"cluster": ClusterReference(label), "size": int((step.labels == label).sum())}
    if step.height is None or step.merged_rows is None:
        template = "It is in {cluster}, of {size:# point|# points}; many merges were made at once."
        return Reason(Message(template, **values))
    values["rise"] = points.units.squared(step.height**2 / 2)
    if label == step.labels[step.merged_rows[0]]:
        values["small"], values["large"] = step.sizes
        template = (
            "Its cluster has just merged, {small:# point|# points} with {large}: that raised the inertia by "
            "{rise}; any other merge would have raised it at least as much."
        )
        return Reason(Message(template, **values))
    template = (
        "Its cluster, of {size:# point|# points}, did not merge: two others raised the inertia least, "
        "by {rise}{following}."
    )
    return Reason(Message(template, **values, following=_following(step, points)))


def _following(step: "WardStep", points: Points) -> Message:
    """By how much the next merge raises the inertia, where there is one."""
    if step.k < 2:
        return Message()
    rise = points.units.squared(Hierarchy.of(points).height(step.k - 1) ** 2 / 2)
    return Message("; the next merge raises it by {rise}", rise=rise)
