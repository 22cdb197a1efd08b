"""The steps of k-means among the eigenvectors of a graph, as they look there."""

from dataclasses import replace

import numpy as np

from clusterlab.algorithms.kmeans.step import KMeansStep
from clusterlab.algorithms.spectral.graph import Spectrum
from clusterlab.core.charts import EigenvectorScatter
from clusterlab.core.formatting import format_count
from clusterlab.core.marks import Centers, Highlights, Mark, PointMarks
from clusterlab.core.points import Points
from clusterlab.core.projection import View, column_view, component_view, line_view
from clusterlab.kernels.typing import Floats, Labels


def eigenvector_space(spectrum: Spectrum, points: Points) -> Points:
    """The places among the eigenvectors as points, in the order of the rows of the table."""
    return points.cached(("space", spectrum), lambda: Points(points.to_row_order(spectrum.places)))


def eigenvector_scatter(
    kmeans_step: KMeansStep | None, labels: Labels | None, spectrum: Spectrum, points: Points
) -> EigenvectorScatter:
    """The points among the eigenvectors, with the centers that k-means has there once it has begun."""
    view, places = points.cached(("embedding", spectrum), lambda: _projection(spectrum, points))
    marks = (
        (PointMarks(),) if kmeans_step is None else eigenvector_marks(kmeans_step, labels, spectrum, points)
    )
    d = spectrum.places.shape[1]
    projection_note = "" if d < 3 else f" Here are their two principal components, of {d}."
    return EigenvectorScatter(
        title="Embedding",
        help=(
            "Where k-means runs: each point lies at its row in the eigenvectors of the least eigenvalues, "
            f"scaled to length 1. Groups that hang together in the graph are close together there.{projection_note}"
        ),
        view=view,
        places=places,
        marks=tuple(_projected(mark, view) for mark in marks),
        k=0 if kmeans_step is None else kmeans_step.k,
        words=f"the rows of {format_count(d, 'eigenvector')}",
    )


def eigenvector_marks(
    kmeans_step: KMeansStep, labels: Labels | None, spectrum: Spectrum, points: Points
) -> tuple[Mark, ...]:
    """Dots, rings and centers of a step of k-means there, with points in the spatial order of the data."""
    space, found = eigenvector_space(spectrum, points), list[Mark]()
    for mark in kmeans_step.marks(space):
        match mark:
            case PointMarks(weights=weights):
                kept = None if weights is None else points.to_spatial_order(space.to_row_order(weights))
                found.append(PointMarks(labels, weights=kept))
            case Highlights(rows=rows, meaning=meaning):
                ranks = np.empty(points.n, np.intp)
                ranks[points.order] = np.arange(points.n)
                found.append(Highlights(ranks[space.order[rows]], meaning))
            case Centers():
                found.append(mark)
    return tuple(found)


def _projected(mark: Mark, view: View) -> Mark:
    return Centers(view.project(mark.positions)) if isinstance(mark, Centers) else mark


def _projection(spectrum: Spectrum, points: Points) -> tuple[View, Floats]:
    """The plane that shows most of the places, and where on it each point lies: (n, 2)."""
    space = eigenvector_space(spectrum, points)
    names = [f"eigenvector {i + 1}" for i in range(space.d)]
    if space.d == 1:
        view = line_view(space, names[0])
    elif space.d == 2:
        view = column_view(space, names, (0, 1), True)
    else:
        view = replace(component_view(space, True), badge="")
    return view, np.asfortranarray(points.to_spatial_order(space.to_row_order(view.project(space.values))))
