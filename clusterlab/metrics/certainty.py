"""How certain a soft clustering is as a whole: entropy, classification error, and ICL of a mixture."""

from dataclasses import dataclass
from math import log

import numpy as np

from clusterlab.core.points import Points
from clusterlab.core.step import Step

ROWS_AT_ONCE = 2**17


@dataclass(frozen=True)
class Certainty:
    """How certain the memberships of all points are.

    `relative_entropy` is 1 where every point belongs to one cluster and 0 where it belongs to all alike; 1
    for one cluster (Ramaswamy and others 1993). `classification_error` is the mean probability, from 0 to
    1, that a point does not belong to its most probable cluster. `icl` is the integrated completed
    likelihood, BIC plus twice the entropy, lower is better; None without BIC (McLachlan and Peel 2000).
    """

    relative_entropy: float
    classification_error: float
    icl: float | None


def certainty(step: Step, points: Points) -> Certainty | None:
    """The certainty of a step; None for a hard clustering."""
    entropy = error = 0.0
    weights = np.ones(points.n) if points.weights is None else points.weights
    for first in range(0, points.n, ROWS_AT_ONCE):
        rows = slice(first, first + ROWS_AT_ONCE)
        found = step.responsibilities_at(points.values[rows])
        if found is None:
            return None
        logs = np.log(np.where(found > 0, found, 1.0))
        entropy -= float(weights[rows] @ (found * logs).sum(axis=1))
        error += float(weights[rows] @ (1 - found.max(axis=1)))
    n, bic = float(weights.sum()), step.figures(points).get("bic")
    relative = 1 - entropy / (n * log(step.k)) if step.k > 1 else 1.0
    return Certainty(relative, error / n, None if bic is None else bic + 2 * entropy)
