"""The formulas of kernel k-means with the numbers of a step."""

from typing import TYPE_CHECKING

import numpy as np

from clusterlab.algorithms.common.center_formulas import (
    A_I,
    N_K,
    X_I,
    X_J,
    first_of,
    focused_row,
    row_index,
    squared_length,
)
from clusterlab.core.focus import Focus
from clusterlab.core.formula import (
    Expression,
    Formula,
    Infix,
    Number,
    Symbol,
    Word,
    call,
    cluster_number,
    group,
    norm,
    total,
)
from clusterlab.core.points import Points
from clusterlab.core.step import Step
from clusterlab.kernels.typing import Floats, Labels

if TYPE_CHECKING:
    from clusterlab.algorithms.kernel_kmeans.step import KernelStep

PHI, KERNEL, S_K = Symbol("φ"), Symbol("κ"), Symbol("s")["k"]
CENTERED_PRODUCT = Infix(" · ", (group(X_I - "μ"), group(S_K - "μ")))
IN_OTHER = Infix("=", (Symbol("a")["j"], Symbol("k")))
IN_BOTH = Infix("=", (Symbol("a")["j"], Symbol("a")["l"], Symbol("k")))
SEED_PRODUCTS = {
    "rbf": Formula.of(call(KERNEL, X_I, S_K), call(Word("exp"), Symbol("−γ") * norm(X_I - S_K) ** 2)),
    "polynomial": Formula.of(call(KERNEL, X_I, S_K), (Symbol("γ") * CENTERED_PRODUCT + 1) ** Symbol("p")),
    "linear": Formula.of(call(KERNEL, X_I, S_K), CENTERED_PRODUCT),
}
SEED_DISTANCE = Formula.of(
    norm(call(PHI, X_I) - call(PHI, S_K)) ** 2,
    call(KERNEL, X_I, X_I) - Number(2, True) * call(KERNEL, X_I, S_K) + call(KERNEL, S_K, S_K),
)
MEAN_DISTANCE = Formula.of(
    norm(call(PHI, X_I) - Symbol("m")["k"]) ** 2,
    call(KERNEL, X_I, X_I)
    - Number(2, True) / N_K * total(call(KERNEL, X_I, X_J), IN_OTHER)
    + Number(1, True)
    / N_K**2
    * total(
        call(KERNEL, X_J, Symbol("x")["l"]),
        IN_BOTH,
    ),
)
EARLIER_MEAN_DISTANCE = MEAN_DISTANCE.at(a="a′")
SEED_SUM = Formula.of("J", total(norm(call(PHI, X_I) - call(PHI, Symbol("s")[A_I])) ** 2, "i"))
FEATURE_SUM = Formula.of("J", total(norm(call(PHI, X_I) - Symbol("m")[A_I]) ** 2, "i"))
KERNEL_FORMULAS = (
    *((("start",), formula) for formula in SEED_PRODUCTS.values()),
    (("assign",), SEED_DISTANCE),
    (("assign",), SEED_SUM),
    (("assign",), EARLIER_MEAN_DISTANCE),
    (("update",), MEAN_DISTANCE),
    (("assign", "update"), FEATURE_SUM),
)
KERNEL_SYMBOLS = (
    "xᵢ: row i. sₖ: a point chosen as a center. μ: mean of all points. κ: the kernel. γ, p: its gamma and "
    "degree. φ(x): the image of x in the feature space. mₖ: mean of cluster k there. aᵢ, a′ᵢ: the cluster of "
    "row i now and before the assign. nₖ: number of points of cluster k. J: feature inertia."
)


def kernel_formulas(
    step: "KernelStep", points: Points, before: Step | None, focus: Focus
) -> tuple[Formula, ...]:
    """The kernel of a point and a seed, or the squared distances of a point to centers, and the objective."""
    row = focused_row(focus, step, before, points, lambda: first_of(points, np.arange(points.n)))
    if step.labels is None:
        label = focus.cluster if 0 <= focus.cluster < step.k else step.k - 1
        return (_seed_product(step, points, row, label),)
    own = int(step.labels[row])
    others = [focus.cluster] if 0 <= focus.cluster < step.k and focus.cluster != own else []
    distances = tuple(_distance(step, points, row, label) for label in (own, *others))
    if step.objective is None:
        return distances
    symbols = SEED_SUM if step.center_labels is None else FEATURE_SUM
    return *distances, symbols.equals(_scaled(step, points, step.objective))


def _scaled(step: "KernelStep", points: Points, product: float) -> float:
    """A kernel product, of the linear kernel in the units of the array of points."""
    return points.units.squared(product) if step.gram.kernel.kind == "linear" else product


def _seed_product(step: "KernelStep", points: Points, row: int, label: int) -> Formula:
    """The kernel of a point and one of the seeds."""
    assert step.seeds is not None
    kernel, place, seed = step.gram.kernel, points.values[row], step.seeds[label]
    product = float(kernel.products(place[None], seed[None])[0, 0])
    known = SEED_PRODUCTS[kernel.kind].at(i=row_index(points, row), k=cluster_number(label))
    gamma = float(np.ldexp(kernel.gamma, -2 * points.units.exponent))
    if kernel.kind == "rbf":
        exponent = Number(-gamma) * squared_length(points, place - seed)
        return known.equals(call(Word("exp"), exponent), product)
    dot = points.units.squared(float(((place - kernel.origin) * (seed - kernel.origin)).sum()))
    if kernel.kind == "linear":
        return known.equals(dot)
    return known.equals((Number(gamma) * dot + 1) ** kernel.degree, product)


def _distance(step: "KernelStep", points: Points, row: int, label: int) -> Formula:
    """The squared distance of a point to a center in feature space."""
    kernel, place = step.gram.kernel, points.values[[row]]
    own = float(kernel.norms(place)[0])
    if step.center_labels is None:
        assert step.seeds is not None
        seed = step.seeds[[label]]
        between, other = float(kernel.products(place, seed)[0, 0]), float(kernel.norms(seed)[0])
        symbols = SEED_DISTANCE
    else:
        between, other = _mean_products(step, place, step.center_labels, label)
        symbols = MEAN_DISTANCE if step.phase == "update" else EARLIER_MEAN_DISTANCE
    own, between, other = (_scaled(step, points, value) for value in (own, between, other))
    sides: Expression = Number(own) - Number(2, True) * between + other
    known = symbols.at(i=row_index(points, row), k=cluster_number(label))
    return known.equals(sides, max(0.0, own - 2 * between + other))


def _mean_products(step: "KernelStep", place: Floats, labels: Labels, label: int) -> tuple[float, float]:
    """The mean kernel of a place (1, d) with the points of a cluster, and that of these with each other."""
    gram, inside = step.gram, labels == label
    shares = inside / inside.sum()
    between = float(gram.kernel.products(place, gram.places[inside]).mean())
    return between, float(shares @ (gram.products @ shares))
