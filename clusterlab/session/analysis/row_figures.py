"""What a step says about each row: distance to the center, silhouette, shares, outlier score."""

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass

import numpy as np

from clusterlab.core.algorithm import Algorithm
from clusterlab.core.message import Message
from clusterlab.core.points import Points
from clusterlab.core.progress import Progress
from clusterlab.core.step import Step
from clusterlab.kernels.nearest import assigned_distances
from clusterlab.kernels.typing import Floats, Labels
from clusterlab.metrics.relative_distances import means_of_clusters, relative_distances
from clusterlab.metrics.silhouette import silhouettes_with_progress

FigureWork = Generator[Progress, None, dict[str, Floats]]
"""Work that returns columns of numbers (n,) in spatial order, by name; NaN where a row has none."""


@dataclass(frozen=True)
class RowFigure:
    """A figure of every row, with a title and an explanation."""

    title: Message
    help: Message
    compute: Callable[[Points, Step, Labels], FigureWork]
    soft_only: bool = False


def _distance(points: Points, step: Step, labels: Labels) -> FigureWork:
    yield from ()
    return {"distance": _own_distances(points, step, labels)}


def _silhouette(points: Points, step: Step, labels: Labels) -> FigureWork:
    found = (yield from silhouettes_with_progress(points, [labels]))[0]
    widths = np.full(points.n, np.nan)
    if found is not None:
        widths[found.rows] = found.widths
    return {"silhouette": widths}


def _shares(points: Points, step: Step, labels: Labels) -> FigureWork:
    yield from ()
    shares = step.responsibilities(points)
    return {} if shares is None else {f"share {j + 1}": own for j, own in enumerate(shares.T)}


def _outlier(points: Points, step: Step, labels: Labels) -> FigureWork:
    yield from ()
    own = step.outlier_scores(points)
    if own is None:
        own = relative_distances(_own_distances(points, step, labels), labels, points.weights)
    return {"outlier": own}


def _own_distances(points: Points, step: Step, labels: Labels) -> Floats:
    """The distance of each point to its cluster (n,): as the step says, else to the mean of the cluster."""
    with np.errstate(over="ignore"):  # in the data's units a distance may be too large for a number
        if step.centers is not None or type(step).own_distances is not Step.own_distances:
            return step.own_distances(points.values, labels, points.units)
        means = means_of_clusters(points, labels, step.k)
        distances = np.sqrt(assigned_distances(points.values, means, labels))
        return np.asarray(np.ldexp(distances, points.units.exponent))


ROW_FIGURES: Mapping[str, RowFigure] = {
    "distance": RowFigure(
        Message("Distance to center"),
        Message(
            "The distance of the row to the center of its cluster, after scaling; to the mean of the cluster "
            "where the algorithm has no centers. Of DBSCAN that to the nearest core point, of kernel k-means "
            "that in the feature space of the kernel."
        ),
        _distance,
    ),
    "silhouette": RowFigure(
        Message("Silhouette"),
        Message(
            "The silhouette of the row, of more than 20,000 rows that of a sample; empty for the others."
        ),
        _silhouette,
    ),
    "shares": RowFigure(
        Message("Shares"),
        Message("The share of each cluster in the row, of a soft clustering."),
        _shares,
        soft_only=True,
    ),
    "outlier": RowFigure(
        Message("Outlier score"),
        Message(
            "How far the row lies from what was found: its distance to the center, divided by the root mean "
            "square of its cluster. Of a Gaussian mixture minus the log density; of DBSCAN the distance to "
            "the neighbor that makes it a core point, divided by eps."
        ),
        _outlier,
    ),
}


def offered_figures(algorithm: Algorithm) -> dict[str, RowFigure]:
    """The figures of rows that an algorithm can have, by name."""
    return {name: figure for name, figure in ROW_FIGURES.items() if algorithm.soft or not figure.soft_only}


def row_figures(points: Points, step: Step, names: tuple[str, ...]) -> FigureWork:
    """The named figures of a step that has labels."""
    assert step.labels is not None
    found: dict[str, Floats] = {}
    for name in names:
        found |= yield from ROW_FIGURES[name].compute(points, step, step.labels)
    return found
