"""Odd input: every algorithm comes to an end, and whatever can be asked of its steps has an answer."""

from dataclasses import replace

import numpy as np
import pytest

from clusterlab.algorithms.dbscan.algorithm import DBSCAN
from clusterlab.algorithms.kernel_kmeans.algorithm import KernelKMeans
from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.algorithms.spectral.algorithm import SpectralClustering
from clusterlab.core.algorithm import ALGORITHMS
from clusterlab.core.marks import Regions
from clusterlab.core.points import Points

CLOUD = np.random.default_rng(0).normal(size=(24, 2)) + np.repeat([[0, 0], [5, 5]], 12, axis=0)
APART = np.vstack([CLOUD[:4] / 100 + 50 * i for i in range(8)])
TABLES = {
    "one number": np.array([[3.0]]),
    "two rows": np.array([[0.0, 0], [1, 2]]),
    "two twins": np.ones((2, 2)),
    "equal rows": np.full((9, 3), 7.3),
    "zeros of both signs": np.array([[0.0, 0], [-0.0, 0], [0, -0.0]]),
    "a constant column": np.c_[CLOUD[:, 0], np.full(24, 2.0)],
    "one column": CLOUD[:, :1],
    "200 columns": np.random.default_rng(1).normal(size=(12, 200)),
    "far off": CLOUD + 1e8,
    "tiny": CLOUD * 1e-300,
    "the tiniest": np.abs(CLOUD).round() * 5e-324,
    "huge": CLOUD * 1e150,
    "one row far away": np.vstack([CLOUD, [[1e15, 1e15]]]),
    "eight parts": APART,
}
ODD = [
    *[kind() for kind in ALGORITHMS.all().values()],
    DBSCAN(0.0, 1),
    DBSCAN(1e300, 10**6),
    SpectralClustering(neighbors=1),
    SpectralClustering(neighbors=10**6),
    SpectralClustering(affinity="rbf"),
    SpectralClustering(affinity="rbf", gamma=1e300),
    SpectralClustering(affinity="rbf", gamma=1e-300),
    KernelKMeans(gamma=1e300),
    KernelKMeans(kernel="polynomial", degree=10, gamma=1e-300),
    KernelKMeans(kernel="linear"),
]


@pytest.mark.parametrize("algorithm", ODD, ids=repr)
@pytest.mark.parametrize("table", [*TABLES.values()], ids=[*TABLES])
def test_everything_that_is_told_of_a_step_can_be_told(algorithm, table):
    points = Points(table)
    ks = [1, min(2, len(table)), len(table)] if hasattr(algorithm, "k") else [0]
    for k in dict.fromkeys(ks):
        asked, before = replace(algorithm, k=k) if k else algorithm, None
        for step in asked.steps(points):
            told = step.caption(points, before)
            assert not {"nan", "inf", "None"} & set(told.replace(",", " ").replace(".", " ").split())
            assert step.marks(points)
            step.charts(points)
            step.figures(points)
            before = step
        assert step.stopped
        assert set(step.classify(points.values)) <= set(range(-1, step.k))
        fit = asked.fit(points)
        assert np.array_equal(fit.labels, points.to_row_order(step.labels))


def test_a_graph_in_more_parts_than_clusters_is_still_cut_into_k():
    fit = SpectralClustering(k=3, neighbors=2).fit(APART)
    assert sorted(set(fit.labels)) == [0, 1, 2]
    assert all(len(set(fit.labels[4 * i : 4 * i + 4])) == 1 for i in range(8))


def test_in_a_hurry_picks_are_those_of_the_steps_where_there_are_too_few_places():
    places = np.random.default_rng(0).normal(size=(7, 2))
    points = Points(places[np.random.default_rng(1).integers(7, size=40)])
    assert points.distinct(8) == 7
    for seed in range(40):
        algorithm = KMeans(k=8, seed=seed)
        *_, watched = algorithm.steps(points)
        *_, without_intermediate_steps = algorithm.without_intermediate_steps(points)
        assert np.array_equal(without_intermediate_steps.positions, watched.positions)
        assert np.array_equal(without_intermediate_steps.labels, watched.labels)
        assert without_intermediate_steps.objective == watched.objective


@pytest.mark.parametrize("algorithm", ODD, ids=repr)
@pytest.mark.parametrize("order", ["C", "F"])
def test_no_places_at_all_are_classified_as_none(algorithm, order):
    nowhere = np.empty((0, 2), order=order)
    points = Points(CLOUD)
    for step in algorithm.steps(points):
        if any(isinstance(mark, Regions) for mark in step.marks(points)):
            labels, shares = step.classify(nowhere), step.responsibilities_at(nowhere)
            assert labels.shape == (0,)
            assert np.issubdtype(labels.dtype, np.integer)
            assert shares is None or shares.shape == (0, step.k)
