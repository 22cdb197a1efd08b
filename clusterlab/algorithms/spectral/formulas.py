"""The formulas of spectral clustering with the numbers of a step."""

from typing import TYPE_CHECKING

import numpy as np

from clusterlab.algorithms.common.center_formulas import (
    X_I,
    X_J,
    first_of,
    row_index,
    squared_length,
)
from clusterlab.algorithms.kmeans.formulas import KMEANS_FORMULAS, START_SYMBOLS
from clusterlab.algorithms.spectral.eigenvector_space import eigenvector_points
from clusterlab.core.focus import Focus
from clusterlab.core.formula import Formula, Number, Symbol, Vector, Word, call, norm, total
from clusterlab.core.points import Points
from clusterlab.core.step import Step

if TYPE_CHECKING:
    from clusterlab.algorithms.spectral.algorithm import SpectralStep

W_IJ, DEGREE_ROOT = Symbol("W")["i", "j"], Symbol("D") ** Word("−1/2")
LAPLACIAN = Formula.of("L", Symbol("I") - DEGREE_ROOT * Symbol("W") * DEGREE_ROOT)
RBF_AFFINITY = Formula.of(W_IJ, call(Word("exp"), Symbol("−γ") * norm(X_I - X_J) ** 2))
NEIGHBOR_AFFINITY = Formula.of(W_IJ, (Symbol("a")["i", "j"] + Symbol("a")["j", "i"]) / Number(2, True))
DEGREE = Formula.of(Symbol("D")["i", "i"], total(W_IJ, "j"))
EIGENVALUE = Formula.of(Symbol("L") * Symbol("v")["k"], Symbol("λ")["k"] * Symbol("v")["k"])
EIGENVALUE_NUMBER = Formula.of(Symbol("λ")["k"])
NEW_COORDINATES = Formula.of(Symbol("y")["i"], Symbol("u")["i"] / norm(Symbol("u")["i"]))
EMBEDDED_NAMES = {"x": "y", "D": "d"}
"""The variables of k-means that have another name among the eigenvectors, where D is the diagonal."""
SPECTRAL_FORMULAS = (
    (("affinity",), NEIGHBOR_AFFINITY),
    (("affinity",), RBF_AFFINITY),
    (("affinity",), DEGREE),
    (("eigenvectors",), EIGENVALUE),
    (("eigenvectors",), NEW_COORDINATES),
    *((phases, formula.at(**EMBEDDED_NAMES)) for phases, formula in KMEANS_FORMULAS),
)
SPECTRAL_SYMBOLS = (
    "xᵢ: row i. W: affinities. γ: gamma. aᵢⱼ: 1 where j is a neighbor of i. D: diagonal, with the sums of W. "
    "I: identity. L: Laplacian. λₖ, vₖ: its eigenvalues and eigenvectors. uᵢ, yᵢ: row i of the first K "
    "eigenvectors, and the same with length 1. cₖ: center of cluster k among the yᵢ. nₖ: number of its "
    "points. aᵢ: the cluster of row i. J: inertia of the yᵢ. "
) + START_SYMBOLS.replace("D:", "d:")


def spectral_formulas(
    step: "SpectralStep", points: Points, before: Step | None, focus: Focus
) -> tuple[Formula, ...]:
    """The affinity of two points, the eigenvalues, then the formulas of k-means in the embedding."""
    row = focus.row if 0 <= focus.row < points.n else first_of(points, np.arange(points.n))
    if step.spectrum is None:
        return _affinity_formulas(step, points, row)
    if step.kmeans_step is None:
        return _eigenvalue_formulas(step, points, row)
    space = eigenvector_points(step.spectrum, points)
    own = focus.row
    if 0 <= own < points.n:
        own = int(np.flatnonzero(space.order == points.order[own])[0])
    was = before.kmeans_step if isinstance(before, type(step)) else None
    found = step.kmeans_step.formulas(space, was, Focus(own, focus.cluster))
    return tuple(formula.at(**EMBEDDED_NAMES) for formula in found)


def _affinity_formulas(step: "SpectralStep", points: Points, row: int) -> tuple[Formula, ...]:
    """The affinity of a point to the one that is most similar to it, and the sum of its affinities."""
    graph, index = step.graph, row_index(points, row)
    degree = DEGREE.at(i=index).equals(float(graph.degrees[row]))
    weights = graph.weights_of(row)
    other = int(weights.argmax())
    if not weights[other] > 0:
        return (degree,)
    return _affinity_formula(step, points, row, other, float(weights[other])), degree


def _affinity_formula(step: "SpectralStep", points: Points, row: int, other: int, weight: float) -> Formula:
    """The affinity of two points."""
    ends = {"i": row_index(points, row), "j": row_index(points, other)}
    kind, gamma = step.graph.key
    if kind != "rbf":
        return NEIGHBOR_AFFINITY.at(**ends).equals(Number(2 * weight) / Number(2, True), weight)
    length = squared_length(points, points.values[row] - points.values[other])
    own_gamma = float(np.ldexp(gamma, -2 * points.units.exponent))
    exponent = Number(-own_gamma) * length
    return RBF_AFFINITY.at(**ends).equals(call(Word("exp"), exponent), weight)


def _eigenvalue_formulas(step: "SpectralStep", points: Points, row: int) -> tuple[Formula, ...]:
    """The last eigenvalue that is used, the one after it, and the new coordinates of a point."""
    assert step.spectrum is not None
    values, k = step.spectrum.eigenvalues.tolist(), step.spectrum.places.shape[1]
    numbers = [
        EIGENVALUE_NUMBER.at(k=Number(number)).equals(value)
        for number, value in enumerate(values[: k + 1], 1)
        if number >= k
    ]
    coordinates = NEW_COORDINATES.at(i=row_index(points, row)).equals(Vector.of(step.spectrum.places[row]))
    return *numbers, coordinates
