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
    "soft": Layer("Soft colors", "Mixes the colors of a point's clusters by its probabilities."),
    "ellipses": Layer(
        "Ellipses 1–3 σ", "In two dimensions they contain 39.3, 86.5 and 98.9 % of a component."
    ),
    "paths": Layer("Paths", "The path of each center so far."),
    "regions": Layer("Regions", "The cluster of each place."),
    "links": Layer("Links", "A line from each point to its center."),
    "uncertainty": Layer("Uncertainty", "Larger points are less certain."),
    "doubtful": Layer(
        "Borderline", "Rings around points that are nearer to another cluster (negative silhouette)."
    ),
    "known": Layer("Label differs", "Rings around points whose cluster is matched to another known class."),
    "arrows": Layer("Arrows", "The loadings of each column on the axes."),
    "legend": Layer("Legend", "The clusters with their sizes."),
}
ROW_LAYERS = ("soft", "links", "uncertainty", "doubtful", "known")
"""The layers that need all rows in memory."""
DEFAULT_LAYERS = frozenset({"soft", "ellipses", "paths", "arrows", "legend"})


def unavailable_layers(
    algorithm: Algorithm, prepared: Prepared | None = None, color_by: str = ""
) -> dict[str, Message]:
    """The layers that have nothing to show, with the reasons; points have the colors of a column if given."""
    reasons: dict[str, Message] = {}
    title = algorithm.title
    if algorithm.soft:
        reasons["links"] = Message("{algorithm} assigns no point to one center", algorithm=title)
    else:
        only_one = Message("{algorithm} assigns each point to one cluster only", algorithm=title)
        reasons |= {"soft": only_one, "uncertainty": only_one}
    if algorithm.soft and color_by:
        not_clusters = Message("The colors of the points show {column}", column=color_by)
        reasons |= {"soft": not_clusters, "uncertainty": not_clusters}
    if not algorithm.has_ellipses:
        reasons["ellipses"] = Message("{algorithm} has no ellipses", algorithm=title)
    if not algorithm.has_centers:
        no_centers = Message("{algorithm} has no centers", algorithm=title)
        reasons |= {"links": no_centers, "paths": no_centers}
    if prepared is not None and prepared.points.d != 2:
        template = "Regions need exactly two features; there are {d!s}"
        reasons["regions"] = Message(template, d=prepared.points.d)
    if prepared is not None and prepared.rows_obstacle:
        reasons |= dict.fromkeys(ROW_LAYERS, Message("It needs a sample of the prepared rows"))
    if algorithm.by_hand:
        reasons["regions"] = Message("{algorithm} says nothing of other places", algorithm=title)
    if prepared is not None and prepared.features.d <= 2:
        words = "Arrows need more than two columns"
        reasons["arrows"] = Message(words)
    return reasons
