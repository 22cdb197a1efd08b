"""How certain a soft clustering assigns points to its clusters."""

import numpy as np

from clusterlab.core.points import Points
from clusterlab.core.step import Step

MAX_RESPONSIBILITIES = 2**22
"""At most so many responsibilities are computed: of more points every second, or third and so on, in spatial
order."""


def min_mean_responsibility(step: Step, points: Points) -> float | None:
    """The mean responsibility of a cluster for its own points, of the cluster where it is least; 1 / k to 1.

    1 where no clusters overlap; a cluster without points of its own does not count. None for a hard
    clustering, which has no responsibilities.
    """
    every = slice(None, None, -(-points.n * max(1, step.k) // MAX_RESPONSIBILITIES))
    responsibilities = step.responsibilities_at(points.values[every])
    if responsibilities is None:
        return None
    labels, most = responsibilities.argmax(axis=1), responsibilities.max(axis=1)
    weights = np.ones(len(labels)) if points.weights is None else points.weights[every]
    sizes, sums = np.bincount(labels, weights), np.bincount(labels, most * weights)
    return float((sums[sizes > 0] / sizes[sizes > 0]).min())
