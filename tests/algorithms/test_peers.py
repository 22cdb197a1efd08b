"""Algorithms compared with scikit-learn and scipy on the same input, over many tables."""

from functools import cache

import numpy as np
import pytest
from scipy.cluster.hierarchy import fcluster, linkage
from sklearn import cluster
from sklearn.datasets import make_blobs
from sklearn.metrics import adjusted_rand_score

from clusterlab.algorithms.dbscan.algorithm import DBSCAN
from clusterlab.algorithms.kernel_kmeans.algorithm import KernelKMeans
from clusterlab.algorithms.minibatch.algorithm import MiniBatch
from clusterlab.algorithms.spectral.algorithm import SpectralClustering
from clusterlab.algorithms.ward.algorithm import Ward
from clusterlab.core.points import Points
from clusterlab.kernels import density

NEIGHBOR_SEARCHES = {"waves": (3_000, 60), "pairs": (0, 60), "waves among dense points": (0, -1)}
SEPARATE_CENTERS = np.array([[0.0, 0, 0], [12, 0, 0], [0, 12, 0], [0, 0, 12]])


def partition(labels):
    """Which rows are together."""
    return np.equal.outer(labels, labels)


def tables(seed):
    """Tables of random size: a grid, one far off, a cloud, whole numbers, and rows five times each."""
    rng = np.random.default_rng(seed)
    n, d = int(rng.choice([1, 5, 30, 120])), int(rng.choice([1, 2, 3, 5, 50]))
    yield rng.integers(0, 6, (n, d)) / 10
    yield rng.integers(0, 9, (n, d)) * 0.3 + 1000.1
    yield rng.normal(size=(n, d))
    yield rng.integers(-4, 4, (n, d)).astype(float)
    yield np.repeat(rng.normal(size=(n, d)), 5, axis=0)


def eps_values(table):
    """Values of eps, of which most are exactly distances between rows."""
    distances = np.linalg.norm(table[:20, None] - table[None, :20], axis=2)
    return [0.3, *np.unique(distances[distances > 0])[:: max(1, np.count_nonzero(distances) // 6)].tolist()]


@pytest.mark.parametrize("limits", [*NEIGHBOR_SEARCHES.values()], ids=[*NEIGHBOR_SEARCHES])
@pytest.mark.parametrize("seed", range(6))
def test_dbscan_has_the_labels_of_scikit_learn_also_where_eps_is_just_a_distance(seed, limits, monkeypatch):
    monkeypatch.setattr(density, "MAX_STEPWISE_POINTS", limits[0])
    monkeypatch.setattr(density, "MAX_MEAN_NEIGHBORS", limits[1])
    for table in tables(seed):
        points = Points(table)
        for eps in eps_values(table):
            for min_samples in (1, 3, len(table) + 1):
                peer = cluster.DBSCAN(eps=eps, min_samples=min_samples, algorithm="kd_tree").fit(table)
                *_, last = DBSCAN(eps, min_samples).steps(points)
                assert np.array_equal(points.to_row_order(last.labels), peer.labels_)


def test_dbscan_with_eps_0_joins_only_duplicates_and_with_1_sample_has_no_noise():
    table = np.repeat(np.random.default_rng(0).normal(size=(6, 3)), 4, axis=0)
    assert DBSCAN(0.0, 4).fit(table).labels.tolist() == np.repeat(range(6), 4).tolist()
    assert set(DBSCAN(0.0, 5).fit(table).labels) == {-1}
    assert DBSCAN(1e-9, 1).fit(table[::4]).labels.tolist() == [*range(6)]


@pytest.mark.parametrize("seed", range(6))
def test_ward_is_scipys_cut_for_every_k(seed):
    rng = np.random.default_rng(seed)
    for d in (1, 2, 50):
        table = rng.normal(size=(int(rng.integers(2, 40)), d)) * 10.0 ** rng.integers(-3, 4) + 300
        merges, points = linkage(table, "ward"), Points(table)
        for k in range(1, len(table) + 1):
            expected = fcluster(merges, k, "maxclust")
            assert np.array_equal(partition(Ward(k=k).fit(points).labels), partition(expected))


SEPARATING_ALGORITHMS = [
    *[KernelKMeans(k=4, kernel=kernel) for kernel in ("rbf", "polynomial", "linear")],
    *[SpectralClustering(k=4, affinity=affinity) for affinity in ("neighbors", "rbf")],
    MiniBatch(k=4),
]


@cache
def separated_groups(seed):
    """A table of four separated groups, their labels, and those that scikit-learn finds."""
    table, truth = make_blobs(240, 3, centers=SEPARATE_CENTERS, random_state=seed)
    return table, truth, cluster.SpectralClustering(4, gamma=0.1, random_state=0).fit_predict(table)


@pytest.mark.parametrize(
    "algorithm", SEPARATING_ALGORITHMS, ids=lambda each: f"{each.name}-{each}".split(",")[0]
)
def test_well_separated_groups_are_those_of_scikit_learn(algorithm):
    for seed in range(4):
        table, truth, peer = separated_groups(seed)
        found = algorithm.fit(table, restarts=5).labels
        assert adjusted_rand_score(truth, found) >= 0.99
        assert adjusted_rand_score(peer, found) >= 0.99
