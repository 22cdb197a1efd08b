"""The embedding in which k-means runs: its points, marks and scatter plot."""

from dataclasses import replace

import numpy as np

from clusterlab.algorithms.kmeans.step import KMeansStep
from clusterlab.algorithms.spectral.graph import Spectrum
from clusterlab.core.cache import cached
from clusterlab.core.charts import Eigenvalues, EigenvectorScatter
from clusterlab.core.marks import Centers, Highlights, Mark, PointMarks
from clusterlab.core.message import Message, sentences
from clusterlab.core.points import Points
from clusterlab.core.projection import View, column_view, component_view, line_view
from clusterlab.core.terms import sentence_of
from clusterlab.kernels.typing import Floats, Labels


def eigenvector_points(spectrum: Spectrum, points: Points) -> Points:
    """The rows of the eigenvectors (n, k) as points, in the row order of the table; cached."""
    return cached(points, ("space", spectrum), lambda: _space(spectrum, points))


def _space(spectrum: Spectrum, points: Points) -> Points:
    space = Points(points.to_row_order(spectrum.places))
    rows = points.source_rows
    return space if rows is None else space.with_source_rows(rows, points.numbers)


def eigenvector_scatter(
    kmeans_step: KMeansStep | None, labels: Labels | None, spectrum: Spectrum, points: Points
) -> EigenvectorScatter:
    """The scatter plot of the rows of the eigenvectors, with the k-means centers once k-means has begun."""
    view, places = cached(points, ("embedding", spectrum), lambda: _projection(spectrum, points))
    marks = (
        (PointMarks(),) if kmeans_step is None else eigenvector_marks(kmeans_step, labels, spectrum, points)
    )
    d = spectrum.places.shape[1]
    help = Message(f"{sentence_of('Embedding')} Well-connected points are close together.")
    projection_note = Message("Two of their {d!s} principal components are shown.", d=d)
    return EigenvectorScatter(
        title=Message("Embedding"),
        help=help if d < 3 else sentences(help, projection_note),
        view=view,
        places=places,
        marks=tuple(_projected(mark, view) for mark in marks),
        k=0 if kmeans_step is None else kmeans_step.k,
        words=Message("first {d:eigenvector|# eigenvectors}", d=d),
    )


def eigenvector_marks(
    kmeans_step: KMeansStep, labels: Labels | None, spectrum: Spectrum, points: Points
) -> tuple[Mark, ...]:
    """The point marks, highlights and centers of a k-means step, in the spatial order of the data."""
    space, found = eigenvector_points(spectrum, points), list[Mark]()
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
    """The plane of the two first principal components, and the projected points (n, 2)."""
    space = eigenvector_points(spectrum, points)
    names = [Message("eigenvector {number!s}", number=i + 1) for i in range(space.d)]
    if space.d == 1:
        view = line_view(space, names[0])
    elif space.d == 2:
        view = column_view(space, names, (0, 1), True)
    else:
        view = replace(component_view(space, True), badge=Message())
    return view, np.asfortranarray(points.to_spatial_order(space.to_row_order(view.project(space.values))))


def eigenvalue_chart(spectrum: Spectrum) -> Eigenvalues:
    """The eigenvalues, with the eigengap."""
    help = Message(f"{sentence_of('Eigenvalues')} {sentence_of('Eigengap')}")
    return Eigenvalues(
        Message("Eigenvalues"), help, spectrum.eigenvalues, spectrum.gap, spectrum.places.shape[1]
    )
