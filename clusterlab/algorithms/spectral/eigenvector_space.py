"""The steps of k-means among the eigenvectors of a graph, as they look there."""

from dataclasses import replace

import numpy as np

from clusterlab.algorithms.kmeans.step import KMeansStep
from clusterlab.algorithms.spectral.graph import Spectrum
from clusterlab.core.charts import Scatter
from clusterlab.core.formatting import count
from clusterlab.core.marks import Centers, Dots, Mark, Rings
from clusterlab.core.points import Points
from clusterlab.core.projection import View, column_view, component_view, line_view
from clusterlab.kernels.typing import Floats, Labels


def space_of(spectrum: Spectrum, points: Points) -> Points:
    """The places among the eigenvectors as points, in the order of the rows of the table."""
    return points.memo(("space", spectrum), lambda: Points(points.to_rows(spectrum.places)))


def embedding(inner: KMeansStep | None, labels: Labels | None, spectrum: Spectrum, points: Points) -> Scatter:
    """The points among the eigenvectors, with the centers that k-means has there once it has begun."""
    view, places = points.memo(("embedding", spectrum), lambda: _plane(spectrum, points))
    marks = (Dots(),) if inner is None else marks_among(inner, labels, spectrum, points)
    d = spectrum.places.shape[1]
    shown = "" if d < 3 else f" Here are their two principal components, of {d}."
    return Scatter(
        title="Embedding",
        help=(
            "Where k-means runs: each point lies at its row in the eigenvectors of the least eigenvalues, "
            f"scaled to length 1. Groups that hang together in the graph are close together there.{shown}"
        ),
        view=view,
        places=places,
        marks=tuple(_flat(mark, view) for mark in marks),
        k=0 if inner is None else inner.k,
        words=f"the rows of {count(d, 'eigenvector')}",
    )


def marks_among(
    inner: KMeansStep, labels: Labels | None, spectrum: Spectrum, points: Points
) -> tuple[Mark, ...]:
    """Dots, rings and centers of a step of k-means there, with points in the spatial order of the data."""
    space, found = space_of(spectrum, points), list[Mark]()
    for mark in inner.marks(space):
        match mark:
            case Dots(weights=weights):
                kept = None if weights is None else points.from_rows(space.to_rows(weights))
                found.append(Dots(labels, weights=kept))
            case Rings(rows=rows, meaning=meaning):
                ranks = np.empty(points.n, np.intp)
                ranks[points.order] = np.arange(points.n)
                found.append(Rings(ranks[space.order[rows]], meaning))
            case Centers():
                found.append(mark)
    return tuple(found)


def _flat(mark: Mark, view: View) -> Mark:
    return Centers(view.project(mark.positions)) if isinstance(mark, Centers) else mark


def _plane(spectrum: Spectrum, points: Points) -> tuple[View, Floats]:
    """The plane that shows most of the places, and where on it each point lies: (n, 2)."""
    space = space_of(spectrum, points)
    names = [f"eigenvector {i + 1}" for i in range(space.d)]
    if space.d == 1:
        view = line_view(space, names[0])
    elif space.d == 2:
        view = column_view(space, names, (0, 1), True)
    else:
        view = replace(component_view(space, True), badge="")
    return view, np.asfortranarray(points.from_rows(space.to_rows(view.project(space.values))))
