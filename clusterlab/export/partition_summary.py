"""The names of clusters, their sums of squares, and how certain a soft one is, as plain values by name."""

from clusterlab.core.points import Points
from clusterlab.core.step import Step
from clusterlab.export.json_text import Summary
from clusterlab.metrics.certainty import certainty
from clusterlab.metrics.sums_of_squares import sums_of_squares
from clusterlab.session.state.cluster_listing import ClusterListing


def listing_summary(listing: ClusterListing, k: int) -> Summary:
    """The name of each of k clusters, if some have one, and its number, if that is not its place from 1.

    As all results by cluster these are in the order of the labels, from 0.
    """
    names = {"names": [listing.title(label) for label in range(k)]} if listing.has_names else {}
    numbers = {"numbers": [listing.number(label) for label in range(k)]} if listing.order else {}
    return {**names, **numbers}


def partition_summary(step: Step, points: Points) -> Summary:
    """Sums of squares in the units of the clustered columns; of a soft clustering also its certainty."""
    assert step.labels is not None
    own = step.window_points(points)
    sums, found = sums_of_squares(own, step.labels, step.k), certainty(step, own)
    squares = {
        "within": sums.within.tolist(),
        "between": sums.between.tolist(),
        "total": sums.total,
    }
    known = {} if found is None else {key: value for key, value in vars(found).items() if value is not None}
    return {"sums_of_squares": squares, **known}
