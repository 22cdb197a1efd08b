"""The layers of a picture, and when one of them has nothing to show."""

from typing import NamedTuple

from clusterlab.core.algorithm import Algorithm
from clusterlab.core.message import Message
from clusterlab.session.state.prepared import Prepared


class Layer(NamedTuple):
    """The label of a layer, and what it shows."""

    words: str
    help: str


LAYERS = {
    "soft": Layer("Soft colors", "Mixes the colors of a point's clusters by its shares."),
    "ellipses": Layer("Ellipses 1–3 σ", "In two dimensions they hold 39.3, 86.5 and 98.9 % of a bell."),
    "paths": Layer("Paths", "The way that each center has come."),
    "regions": Layer("Regions", "Which cluster would take a point at each place."),
    "links": Layer("Links", "A line from each point to its center."),
    "uncertainty": Layer("Uncertainty", "Points are the larger the less clear their cluster is."),
    "doubtful": Layer("Doubtful", "Rings around points that are nearer to another cluster."),
    "known": Layer("Misplaced", "Rings around points whose cluster stands for another known class."),
    "arrows": Layer("Arrows", "How far each column reaches along the axes: its loadings."),
    "legend": Layer("Legend", "The clusters with their sizes."),
}
DEFAULT_LAYERS = frozenset({"soft", "ellipses", "paths", "arrows", "legend"})


def unavailable_layers(algorithm: Algorithm, prepared: Prepared | None = None) -> dict[str, Message]:
    """The layers that have nothing to show, with the reasons."""
    reasons: dict[str, Message] = {}
    title = algorithm.title
    if algorithm.soft:
        reasons["links"] = Message("{algorithm} ties no point to one center", algorithm=title)
    else:
        only_one = Message("{algorithm} gives each point to one cluster only", algorithm=title)
        reasons |= {"soft": only_one, "uncertainty": only_one}
    if not algorithm.has_ellipses:
        reasons["ellipses"] = Message("{algorithm} has no ellipses", algorithm=title)
    if not algorithm.has_centers:
        no_centers = Message("{algorithm} has no centers", algorithm=title)
        reasons |= {"links": no_centers, "paths": no_centers}
    if prepared is not None and prepared.points.d != 2:
        template = "Regions have a meaning only in two dimensions; here are {d!s}"
        reasons["regions"] = Message(template, d=prepared.points.d)
    if prepared is not None and prepared.features.d <= 2:
        words = "Arrows show how more than two columns lie; here each has an axis of its own"
        reasons["arrows"] = Message(words)
    return reasons
