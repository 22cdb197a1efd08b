"""How sure a soft clustering is of the points that it gives to its clusters."""

import numpy as np

from clusterlab.core.points import Points
from clusterlab.core.step import Step

MOST = 2**22
"""So many shares are looked at: of more points every second, or third and so on, in spatial order."""


def certainty(step: Step, points: Points) -> float | None:
    """The mean share that the points of a cluster have of it, where that is least; from 1 / k to 1.

    1 where no clusters overlap; a cluster to which no point belongs most does not count. None where
    shares are not known, as in a hard clustering.
    """
    some = points.values[:: -(-points.n * max(1, step.k) // MOST)]
    shares = step.shares_at(some)
    if shares is None:
        return None
    labels, most = shares.argmax(axis=1), shares.max(axis=1)
    sizes, sums = np.bincount(labels), np.bincount(labels, most)
    return float((sums[sizes > 0] / sizes[sizes > 0]).min())
