"""How sure a soft clustering is of the points that it gives to its clusters."""

import numpy as np

from clusterlab.core.points import Points
from clusterlab.core.step import Step

MAX_RESPONSIBILITIES = 2**22
"""So many shares are looked at: of more points every second, or third and so on, in spatial order."""


def min_mean_responsibility(step: Step, points: Points) -> float | None:
    """The mean share that the points of a cluster have of it, where that is least; from 1 / k to 1.

    1 where no clusters overlap; a cluster to which no point belongs most does not count. None where
    shares are not known, as in a hard clustering.
    """
    sample = points.values[:: -(-points.n * max(1, step.k) // MAX_RESPONSIBILITIES)]
    responsibilities = step.responsibilities_at(sample)
    if responsibilities is None:
        return None
    labels, most = responsibilities.argmax(axis=1), responsibilities.max(axis=1)
    sizes, sums = np.bincount(labels), np.bincount(labels, most)
    return float((sums[sizes > 0] / sizes[sizes > 0]).min())
