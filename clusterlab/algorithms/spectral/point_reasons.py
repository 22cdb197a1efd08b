"""Why a point is in its cluster: its neighbors in the graph, then its place in the embedding."""

from typing import TYPE_CHECKING

import numpy as np

from clusterlab.algorithms.common.center_reasons import Nearest, assignment_text, distances_to
from clusterlab.algorithms.spectral.eigenvector_space import eigenvector_points
from clusterlab.core.message import Message, sentences
from clusterlab.core.points import Points
from clusterlab.core.reason import Reason

if TYPE_CHECKING:
    from clusterlab.algorithms.spectral.algorithm import SpectralStep

IN_EMBEDDING = Message("Distances are those in the embedding.")


def reason_of_spectral(
    step: "SpectralStep", points: Points, row: int, before: "SpectralStep | None"
) -> Reason:
    """The edges of a point; once k-means runs, its distances to the centers in the embedding."""
    if step.spectrum is None or step.kmeans_step is None:
        return Reason(_edges_text(step, row))
    space = eigenvector_points(step.spectrum, points)
    place = step.spectrum.places[row]
    normalized = space.units.normalized(place)
    label = None if step.labels is None else int(step.labels[row])
    found = Nearest.of(distances_to(normalized, step.kmeans_step.positions, space), label)
    was = None if before is None or before.labels is None else int(before.labels[row])
    found = found.compared_with(was)
    return Reason(sentences(assignment_text(found, was, label), IN_EMBEDDING))


def _edges_text(step: "SpectralStep", row: int) -> Message:
    graph = step.graph
    if graph.edges is None:
        template = "It is connected to all points; the sum of its affinities is {degree}."
        return Message(template, degree=float(graph.degrees[row]))
    template = "It has {edges:# edge|# edges}, to its nearest neighbors and to those whose neighbor it is."
    return Message(template, edges=int(np.count_nonzero(graph.edges[0] == row)))
