"""The layers of a picture: what each of them shows, and when it has nothing to show."""

from typing import NamedTuple

from clusterlab.core.algorithm import Algorithm
from clusterlab.session.state.prepared import Prepared


class Layer(NamedTuple):
    """A layer's words, and what it shows."""

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


def unavailable_layers(algorithm: Algorithm, prepared: Prepared | None = None) -> dict[str, str]:
    """Layers that have nothing to show, and why."""
    reasons: dict[str, str] = {}
    if not algorithm.soft:
        why = f"{algorithm.title} gives each point to one cluster only"
        reasons |= {"soft": why, "uncertainty": why, "ellipses": f"{algorithm.title} has no ellipses"}
    else:
        reasons |= {"links": f"{algorithm.title} ties no point to one center"}
    if not algorithm.has_centers:
        reasons |= dict.fromkeys(("links", "paths"), f"{algorithm.title} has no centers")
    if prepared is not None and prepared.points.d != 2:
        reasons["regions"] = f"Regions have a meaning only in two dimensions; here are {prepared.points.d}"
    if prepared is not None and prepared.features.d <= 2:
        reasons["arrows"] = "Arrows show how more than two columns lie; here each has an axis of its own"
    return reasons
