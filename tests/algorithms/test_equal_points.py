"""Equal points are at no distance from the mean of their cluster, although their sum may round."""

from itertools import pairwise

import numpy as np
import pytest

from clusterlab import GaussianMixture, Points
from clusterlab.algorithms.gmm.step import MixtureStep
from clusterlab.core.algorithm import ALGORITHMS
from clusterlab.metrics.calinski_davies import separation_scores
from clusterlab.metrics.gap import gap_choice
from clusterlab.metrics.k_sweep import entries, full_sweep

SETS = 145
THREE_PLACES = np.repeat([[0.1, 0.2], [0.3, 0.7], [0.9, 0.4]], 7, axis=0)
KINDS = [
    *(pytest.param(name, {}, id=name) for name in ("kmeans", "transfers", "minibatch", "ward", "fuzzy")),
    *(pytest.param("kernelkmeans", {"kernel": kind}, id=kind) for kind in ("rbf", "polynomial", "linear")),
]


def repeated_places(seed):
    """Two to seven places in tenths, each 3 to 29 times, in any order, and how many places there are."""
    rng = np.random.default_rng(seed)
    places = np.zeros((0, 0))
    while len(places) < 2:
        places = np.unique(rng.integers(0, 30, (rng.integers(2, 8), rng.integers(1, 4))), axis=0) / 10
    table = np.repeat(places, rng.integers(3, 30, len(places)), axis=0)
    return rng.permutation(table), len(places)


def as_rows(places):
    """Places as a set of tuples."""
    return set(map(tuple, places.tolist()))


@pytest.mark.parametrize(("name", "params"), KINDS)
def test_as_many_clusters_as_places_have_no_inertia_and_the_places_as_centers(name, params):
    pure = 0
    for seed in range(SETS):
        table, k = repeated_places(seed)
        points = Points(table)
        *_, last = ALGORITHMS.all()[name](k=k, **params).steps(points)
        if len(as_rows(np.column_stack([points.values, last.labels]))) > k:
            continue  # a worse local minimum
        pure += 1
        assert last.objective == 0
        assert separation_scores(points, last.labels).calinski_harabasz is None
        if name not in ("ward", "kernelkmeans"):
            assert as_rows(last.centers) == as_rows(points.values)
    assert pure > 0.9 * SETS


@pytest.mark.parametrize("name", ["kmeans", "transfers"])
def test_the_inertia_never_rises(name):
    for seed in range(SETS):
        table, k = repeated_places(seed)
        for fewer in {k, max(1, k - 1)}:
            found = [step.objective for step in ALGORITHMS.all()[name](k=fewer).steps(Points(table))]
            known = [objective for objective in found if objective is not None]
            assert all(later <= earlier * (1 + 1e-12) for earlier, later in pairwise(known))


def test_runs_without_intermediate_steps_have_the_same_centers():
    for seed in range(SETS):
        table, k = repeated_places(seed)
        points, algorithm = Points(table), ALGORITHMS.all()["kmeans"](k=k)
        *_, last = algorithm.steps(points)
        *_, quick = algorithm.without_intermediate_steps(points)
        assert quick.centers.tobytes() == last.centers.tobytes()
        assert quick.objective == last.objective


def test_a_column_that_is_constant_in_a_cluster_is_its_mean_beside_others_that_are_not():
    rng = np.random.default_rng(0)
    group = np.arange(300) % 3
    table = np.column_stack([np.array([0.1, 0.7, 1.9])[group], rng.normal(size=300) + 20 * group])
    fit = ALGORITHMS.all()["kmeans"](k=3).fit(table)
    assert sorted(fit.last.centers[:, 0]) == sorted(set(Points(table).values[:, 0]))


@pytest.mark.parametrize("kind", ["full", "tied", "diag", "spherical"])
def test_components_that_start_on_places_have_these_as_means(kind):
    points = Points(THREE_PLACES)
    start = next(s for s in GaussianMixture(covariance=kind).steps(points) if isinstance(s, MixtureStep))
    assert as_rows(start.means) == as_rows(points.values)


def test_the_gap_of_as_many_clusters_as_places_is_not_defined():
    points = Points(THREE_PLACES)
    found = entries(full_sweep(ALGORITHMS.all()["kmeans"](), points, range(1, 5), 10, 10))
    assert [entry.k for entry in found] == [1, 2, 3]
    assert found[-1].figures["inertia"] == 0
    assert found[-1].gap.value is None
    assert found[-1].separation_scores.calinski_harabasz is None
    assert gap_choice([entry.k for entry in found], [entry.gap for entry in found]) == 3


def test_three_tenths_and_three_sevens_are_found_exactly():
    fit = ALGORITHMS.all()["kmeans"](k=2).fit([[0.1]] * 3 + [[0.7]] * 3)
    assert sorted(fit.centers.ravel().tolist()) == [0.1, 0.7]
    assert fit.inertia == 0
