"""A canceled computation ends at the next check, also within a single long step."""

import numpy as np
import pytest

from clusterlab.algorithms.dbscan.algorithm import DBSCAN
from clusterlab.algorithms.kernel_kmeans.algorithm import KernelKMeans
from clusterlab.algorithms.spectral.algorithm import SpectralClustering
from clusterlab.algorithms.transfers.algorithm import TransferKMeans
from clusterlab.algorithms.ward.algorithm import Ward
from clusterlab.core.cancellation import Canceled, cancel_unless
from clusterlab.core.points import Points
from clusterlab.kernels import neighbors
from clusterlab.kernels.native import linkage

LONG = {
    "waves of few points": (DBSCAN(0.3, 4), 2_000),
    "pairs of neighbors": (DBSCAN(0.02, 3), 6_000),
    "waves among dense points": (DBSCAN(0.5, 9), 6_000),
    "merges": (Ward(), 300),
    "transfers": (TransferKMeans(k=4, init="random-points"), 3_000),
    "the affinity of neighbors": (SpectralClustering(), 3_000),
    "the affinity of all pairs": (SpectralClustering(affinity="rbf"), 2_100),
    "a kernel": (KernelKMeans(), 2_100),
}


@pytest.mark.parametrize(("algorithm", "n"), [*LONG.values()], ids=[*LONG])
def test_a_canceled_step_ends_at_the_next_check_and_can_be_computed_again(algorithm, n, monkeypatch):
    monkeypatch.setattr(neighbors, "POINTS_PER_PART", 1_000)
    monkeypatch.setattr(linkage, "WORK_PER_CALL", 1_000)
    points = Points(np.random.default_rng(0).normal(size=(n, 2)))
    checks = []

    def is_wanted():
        checks.append(True)
        return len(checks) < 2

    with cancel_unless(is_wanted), pytest.raises(Canceled):
        list(algorithm.steps(points))
    assert len(checks) == 2
    steps = algorithm.steps(points)
    assert next(steps).phase == algorithm.phases[0]
    assert next(steps).phase in algorithm.phases
