"""The program opens with data on whose number of clusters everything agrees, and with a telling run."""

import pytest

from clusterlab import KMeans, Points
from clusterlab.algorithms.dbscan.algorithm import DBSCAN
from clusterlab.core.algorithm import ALGORITHMS
from clusterlab.metrics.cluster_count.how_many import how_many
from clusterlab.metrics.k_sweep import best_k, entries, full_sweep, sweep_gap
from clusterlab.session.analysis.curve_dissent import curve_dissent
from clusterlab.session.state.presets import opening

SWEPT = {name: kind() for name, kind in ALGORITHMS.all().items() if kind.takes_k}


@pytest.fixture(scope="module")
def points():
    return Points(opening().source.make().values)


def test_every_piece_of_evidence_names_the_number_that_is_chosen(points):
    found = how_many(points)
    assert (found.suggested_ks, found.words, found.notes) == ((opening().k,), "4 clusters.", ())
    assert [line.k for line in found.evidence] == [4] * 5


@pytest.mark.parametrize("name", SWEPT)
def test_the_curves_of_no_algorithm_say_otherwise(points, name):
    algorithm = SWEPT[name]
    found = entries(full_sweep(algorithm, points, range(1, 7), min(3, algorithm.restarts_per_k), 5))
    assert curve_dissent(algorithm, found, how_many(points)) == ""
    assert best_k(found, "silhouette", lowest=False) == 4
    assert sweep_gap(found) == (4 if algorithm.gap_statistic else None)


def test_the_suggested_eps_finds_as_many_clusters_with_little_noise(points):
    *_, last = DBSCAN().steps(points)
    assert last.k == 4
    assert 0 < (last.labels < 0).sum() < 0.05 * points.n


def test_the_first_run_starts_from_random_points_and_takes_several_steps_to_the_best_result(points):
    algorithm = opening().algorithm
    assert algorithm.init == "random-points"
    *_, last = algorithm.steps(points)
    assert 6 <= last.iteration <= 15
    best = KMeans(k=4).fit(points, restarts=10).inertia
    assert last.figures(points)["inertia"] == pytest.approx(best, rel=1e-9)
