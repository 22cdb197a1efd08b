"""Sentences about the weights of points in captions."""

from clusterlab.core.formatting import whole_number
from clusterlab.core.message import Message
from clusterlab.core.points import Points


def weight_sentence(points: Points) -> Message:
    """The sum of the weights; empty where points have none."""
    if points.weights is None:
        return Message()
    return Message("Their weights sum to {weight}.", weight=whole_number(points.total_weight))
