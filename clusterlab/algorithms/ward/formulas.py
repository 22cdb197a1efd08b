"""The formulas of Ward's method with the numbers of a step."""

from typing import TYPE_CHECKING

from clusterlab.algorithms.common.center_formulas import A_I, X_I, position_vector
from clusterlab.core.formula import Formula, Number, Symbol, cluster_number, norm, total
from clusterlab.core.points import Points

if TYPE_CHECKING:
    from clusterlab.algorithms.ward.algorithm import WardStep

SIZES = Symbol("n")["k"], Symbol("n")["l"]
MEANS = Symbol("c")["k"], Symbol("c")["l"]
MERGE_COST = Formula.of("Δ", SIZES[0] * SIZES[1] / (SIZES[0] + SIZES[1]) * norm(MEANS[0] - MEANS[1]) ** 2)
CLUSTER_INERTIA = Formula.of("J", total(norm(X_I - Symbol("c")[A_I]) ** 2, "i"))
MERGE_FORMULAS = ((("merge",), MERGE_COST), (("start", "merge"), CLUSTER_INERTIA))
MERGE_SYMBOLS = (
    "xᵢ: row i. aᵢ: its cluster. nₖ, cₖ: size and mean of cluster k. J: inertia. Δ: its rise when "
    "clusters k and l merge."
)


def merge_formulas(step: "WardStep", points: Points) -> tuple[Formula, ...]:
    """The cost of a single merge, and the inertia after it."""
    inertia = CLUSTER_INERTIA.equals(points.units.squared(step.objective or 0.0))
    if step.labels is None or step.merged_rows is None or step.height is None:
        return (inertia,)
    return _cost_formula(step, points), inertia


def _cost_formula(step: "WardStep", points: Points) -> Formula:
    assert step.labels is not None
    assert step.merged_rows is not None
    assert step.height is not None
    label, values = int(step.labels[step.merged_rows[0]]), points.values
    is_large = step.labels == label
    is_large[step.merged_rows] = False
    small, large = map(float, step.sizes)
    means = values[is_large].mean(axis=0), values[step.merged_rows].mean(axis=0)
    ends = position_vector(points, means[0]) - position_vector(points, means[1])
    cost = Number(large) * small / (Number(large) + small) * norm(ends) ** 2
    rise = points.units.squared(step.height**2 / 2)
    return MERGE_COST.at(k=cluster_number(label), l=cluster_number(step.k)).equals(cost, rise)
