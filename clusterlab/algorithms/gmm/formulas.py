"""The formulas of EM with the numbers of a step."""

from math import exp
from typing import TYPE_CHECKING

import numpy as np

from clusterlab.algorithms.common.center_formulas import (
    N_K,
    X_I,
    example_rows,
    focused_cluster,
    focused_row,
    position_vector,
    row_index,
    weighted,
)
from clusterlab.algorithms.gmm.component_densities import MAX_LOG, log_densities_at
from clusterlab.algorithms.kmeans.formulas import KMEANS_FORMULAS, START_SYMBOLS
from clusterlab.core.focus import Focus
from clusterlab.core.formula import (
    Expression,
    Formula,
    Fraction,
    Number,
    Symbol,
    Vector,
    Word,
    added,
    cluster_number,
    total,
)
from clusterlab.core.points import Points
from clusterlab.core.step import Step
from clusterlab.kernels.gmm import MIN_COUNT
from clusterlab.kernels.typing import Floats

if TYPE_CHECKING:
    from clusterlab.algorithms.gmm.step import MixtureStep

R_IK, PI_K, MU_K = Symbol("r")["i", "k"], Symbol("π")["k"], Symbol("μ")["k"]
TERM = PI_K * Symbol("N")["i", "k"]
RESPONSIBILITY = Formula.of(R_IK, TERM / total(Symbol("π")["l"] * Symbol("N")["i", "l"], "l"))
LOG_LIKELIHOOD_SUM = Formula.of(Word("log") * Symbol("L"), total(Word("log") * total(TERM, "k"), "i"))
MEAN_LOG_LIKELIHOOD = Formula.of(Word("log") * Symbol("L") / Symbol("n"))
WEIGHT = Formula.of(PI_K, N_K / Symbol("n"))
COUNT = Formula.of(N_K, total(R_IK, "i"))
COMPONENT_MEAN = Formula.of(MU_K, total(R_IK * X_I, "i") / N_K)
MIXTURE_FORMULAS = (
    *KMEANS_FORMULAS[:-1],
    (("E",), Formula.of(TERM)),
    (("E",), RESPONSIBILITY),
    (("E",), LOG_LIKELIHOOD_SUM),
    (("E",), MEAN_LOG_LIKELIHOOD),
    (("M",), COUNT),
    (("M",), WEIGHT),
    (("M",), COMPONENT_MEAN),
)
MIXTURE_SYMBOLS = (
    "xᵢ: row i. rᵢₖ: its probability of component k. πₖ, μₖ: weight and mean of component k. Nᵢₖ: its "
    "density at row i, N(xᵢ | μₖ, Σₖ). nₖ: sum of the probabilities. L: likelihood. "
    "cₖ: center of cluster k at the start. aᵢ: the cluster of row i then. "
) + START_SYMBOLS
SHOWN_TERMS = 3
"""So many components are named in a sum, those with the largest terms; the others are one number."""


def mixture_formulas(
    step: "MixtureStep", points: Points, before: Step | None, focus: Focus
) -> tuple[Formula, ...]:
    """The formulas of a start, an E-step or an M-step."""
    if step.phase != "E":
        return _component_formulas(step, points, focused_cluster(focus, step, before))
    row = focused_row(focus, step, before, points, lambda: _undecided_row(step, points))
    found = _responsibility_formulas(step, points, row, focus.cluster)
    if step.objective is None:
        return found
    return *found, *_likelihood_formulas(points, float(points.units.log_density(step.objective)))


def _likelihood_formulas(points: Points, mean: float) -> tuple[Formula, ...]:
    """The log-likelihood, and its `mean` per point, which the caption states."""
    n = float(points.total_weight)
    summed = weighted(LOG_LIKELIHOOD_SUM, points).equals(n * mean)
    return summed, MEAN_LOG_LIKELIHOOD.equals(Number(n * mean) / n, mean)


def _undecided_row(step: "MixtureStep", points: Points) -> int:
    """The point of an example whose largest probability is the smallest."""
    rows = example_rows(points, step.k * points.d)
    largest = step.responsibilities_at(points.values[rows]).max(axis=1)
    return int(rows[largest.argmin()])


def _responsibility_formulas(
    step: "MixtureStep", points: Points, row: int, component: int
) -> tuple[Formula, ...]:
    """The probability of a component for a point, after the terms of weights and densities that give it."""
    logs = log_densities_at(step, points, points.values[row])
    with np.errstate(divide="ignore"):
        terms = logs + np.log(step.weights)
    shares = np.exp(terms - np.logaddexp.reduce(terms))
    own = component if 0 <= component < step.k else int(shares.argmax())
    order = [own, *(one for one in np.argsort(-shares, kind="stable").tolist() if one != own)]
    are_numbers = bool(np.isfinite(terms).all() and np.abs(logs).max() <= MAX_LOG)
    index = row_index(points, row)
    known = RESPONSIBILITY.at(i=index, k=cluster_number(own))
    quotient = _quotient(terms if are_numbers else terms - terms.max(), order)
    shown = order[:SHOWN_TERMS] if are_numbers else []
    products = (_term_formula(one, float(step.weights[one]), float(logs[one])) for one in shown)
    return *(one.at(i=index) for one in products), known.equals(quotient, float(shares[own]))


def _term_formula(component: int, weight: float, log_density: float) -> Formula:
    """The product of the weight and the density of a component."""
    density = exp(log_density)
    symbols = Formula.of(TERM).at(k=cluster_number(component))
    return symbols.equals(Number(weight) * density, weight * density)


def _quotient(terms: Floats, order: list[int]) -> Fraction:
    """The exponential of the first of the terms (k,) in an order, over the sum of those of all."""
    values = np.exp(terms)
    numbers: list[Expression] = [Number(float(values[one])) for one in order[:SHOWN_TERMS]]
    rest = order[SHOWN_TERMS:]
    others = [Number(float(values[rest].sum()))] if rest else []
    return Fraction(numbers[0], added(*numbers, *others))


def _component_formulas(step: "MixtureStep", points: Points, component: int) -> tuple[Formula, ...]:
    """The weight and the mean of a component, at an M-step by the probabilities."""
    number = cluster_number(component)
    weight, mean = float(step.weights[component]), position_vector(points, step.centers[component])
    used = None if step.e_step is None else step.e_step.counts
    if used is None:
        return Formula.of(PI_K).at(k=number).equals(weight), Formula.of(MU_K).at(k=number).equals(mean)
    count = float(used[component])
    counted = weighted(COUNT, points).at(k=number).equals(count)
    share = WEIGHT.at(k=number).equals(Fraction(Number(count), Number(float(used.sum()))), weight)
    if count <= MIN_COUNT:
        return counted, share, Formula.of(MU_K).at(k=number).equals(mean)
    top = Vector.of(points.units.positions(step.centers[component]) * count)
    return counted, share, weighted(COMPONENT_MEAN, points).at(k=number).equals(top / count, mean)
