"""Parameters at the end of their range, and data on which single algorithms may stumble."""

import numpy as np
import pytest

from clusterlab.algorithms.dbscan.algorithm import DBSCAN
from clusterlab.algorithms.kernel_kmeans.algorithm import KernelKMeans
from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.algorithms.spectral.algorithm import SpectralClustering
from clusterlab.core.points import Points
from tests.algorithms import test_odd

EXTREME = [
    DBSCAN(0.0, 1),
    DBSCAN(1e300, 10**6),
    SpectralClustering(neighbors=1),
    SpectralClustering(neighbors=10**6),
    SpectralClustering(affinity="rbf", gamma=1e300),
    SpectralClustering(affinity="rbf", gamma=1e-300),
    KernelKMeans(gamma=1e300, max_iter=30),  # they would go on to any number of iterations
    KernelKMeans(kernel="polynomial", degree=10, gamma=1e-300, max_iter=30),
]
EVERY_EXTREME = pytest.mark.parametrize("algorithm", EXTREME, ids=repr)


@EVERY_EXTREME
@test_odd.ODD_TABLES
def test_captions_marks_charts_and_figures_of_every_step_can_be_computed(algorithm, table):
    test_odd.test_captions_marks_charts_and_figures_of_every_step_can_be_computed(algorithm, table)


@EVERY_EXTREME
@pytest.mark.parametrize("order", ["C", "F"])
def test_no_places_at_all_are_classified_as_none(algorithm, order):
    test_odd.test_no_places_at_all_are_classified_as_none(algorithm, order)


def test_a_graph_in_more_parts_than_clusters_is_still_cut_into_k():
    fit = SpectralClustering(k=3, neighbors=2).fit(test_odd.APART)
    assert sorted(set(fit.labels)) == [0, 1, 2]
    assert all(len(set(fit.labels[4 * i : 4 * i + 4])) == 1 for i in range(8))


def test_picks_without_intermediate_steps_are_the_same_where_there_are_too_few_places():
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
