"""Weighted rows: one of weight w counts as w equal rows, or the algorithm refuses weights in a sentence."""

import numpy as np
import pytest
from sklearn import cluster as sklearn_cluster

from clusterlab.algorithms.dbscan.algorithm import DBSCAN
from clusterlab.algorithms.fuzzy_cmeans import FuzzyCMeans
from clusterlab.algorithms.gmm.algorithm import GaussianMixture
from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.algorithms.minibatch.algorithm import MiniBatch
from clusterlab.core.algorithm import best_restart
from clusterlab.core.errors import UserError
from clusterlab.core.params import ParamError
from clusterlab.core.points import Points, PointsError
from tests.algorithms.contracts import same
from tests.algorithms.registered import EVERY, start_for

COVARIANCES = pytest.mark.parametrize("covariance", ["full", "tied", "diag", "spherical"])


@pytest.fixture
def counts(blobs):
    """How often each of the blobs' rows occurs: 0 to 3 times."""
    return np.random.default_rng(5).integers(0, 4, len(blobs))


@EVERY
def test_weights_count_as_copies_or_are_refused_in_a_sentence(algorithm, blobs, counts):
    weighted, copied = Points(blobs, counts), Points(np.repeat(blobs, counts, axis=0))
    start = start_for(algorithm, blobs)
    if message := algorithm.weights_refusal:
        assert message.endswith("no weights.")
        for run in (
            lambda: algorithm.fit(weighted),
            lambda: algorithm.fit(blobs, weights=counts),
            lambda: list(algorithm.steps(weighted)),
            lambda: best_restart(algorithm, weighted, 1),
        ):
            with pytest.raises(UserError, match=message):
                run()
        return
    if algorithm.initial_rows:
        with pytest.raises(ParamError, match="A stream takes no weights of rows: choose batches at random"):
            algorithm.fit(weighted)
        return
    found, expected = algorithm.fit(weighted, start=start), algorithm.fit(copied, start=start)
    if algorithm.name == "minibatch":
        return  # equal in distribution alone
    assert np.array_equal(np.repeat(found.labels, counts), expected.labels)
    assert found.n_steps == expected.n_steps
    if found.centers is not None:
        assert found.centers == pytest.approx(expected.centers, rel=1e-12, abs=1e-12)
    figures, others = (fit.last.figures(points) for fit, points in ((found, weighted), (expected, copied)))
    if algorithm.name != "dbscan":  # its figures count rows
        assert figures == pytest.approx(others, rel=1e-12)


@EVERY
def test_weights_of_one_are_no_weights(algorithm, blobs):
    points = Points(blobs, np.ones(len(blobs)))
    assert points.weights is None
    assert same(algorithm.fit(points).last, algorithm.fit(blobs).last)


@EVERY
def test_weighted_runs_end_alike_with_and_without_intermediate_steps(algorithm, blobs, counts):
    if algorithm.weights_refusal or algorithm.initial_rows:
        pytest.skip("it takes no weights")
    points = Points(blobs, counts + 0.25 * (counts > 1))
    *_, watched = algorithm.steps(points)
    *_, without_intermediate_steps = algorithm.without_intermediate_steps(points)
    assert same(without_intermediate_steps, watched)
    before = None
    for step in algorithm.steps(points):
        assert step.caption(points, before).endswith(".")
        before = step


@pytest.mark.parametrize("weight", [0.125, 1.0, 2.5])
def test_kmeans_with_weights_equals_scikit_learn(iris, weight):
    weights = np.random.default_rng(1).random(len(iris)) * weight + 0.01
    start = iris[[0, 60, 120]]
    reference = sklearn_cluster.KMeans(3, init=start, n_init=1, tol=0).fit(iris, sample_weight=weights)
    fit = KMeans(k=3).fit(iris, start=start, weights=weights)
    assert np.array_equal(fit.labels, reference.labels_)
    assert fit.centers == pytest.approx(reference.cluster_centers_, rel=1e-12)
    assert fit.inertia == pytest.approx(reference.inertia_, rel=1e-12)


@pytest.mark.parametrize(("eps", "min_samples"), [(0.3, 3), (0.5, 5), (1.0, 20), (9.0, 100)])
def test_dbscan_with_weights_equals_scikit_learn(iris, eps, min_samples):
    weights = np.random.default_rng(2).integers(1, 40, len(iris)) / 8
    reference = sklearn_cluster.DBSCAN(eps=eps, min_samples=min_samples).fit(iris, sample_weight=weights)
    fit = DBSCAN(eps=eps, min_samples=min_samples).fit(iris, weights=weights)
    assert np.array_equal(
        fit.last.clustering.core, Points(iris).to_spatial_order(_core(reference, len(iris)))
    )
    assert np.array_equal(fit.labels, reference.labels_)


def test_dbscan_of_many_weighted_points_equals_scikit_learn():
    table = np.random.default_rng(3).normal(size=(8_000, 2))
    weights = np.random.default_rng(4).integers(1, 30, len(table)) / 8  # sums do not round
    for eps in (0.02, 0.4):
        reference = sklearn_cluster.DBSCAN(eps=eps, min_samples=30).fit(table, sample_weight=weights)
        assert np.array_equal(
            DBSCAN(eps=eps, min_samples=30).fit(table, weights=weights).labels, reference.labels_
        )


def test_a_sum_of_weights_that_rounding_leaves_short_makes_a_core_point():
    fit = DBSCAN(eps=1.0, min_samples=1).fit(np.zeros((10, 1)), weights=np.full(10, 0.1))
    assert set(fit.labels) == {0}


def test_rows_of_weight_0_have_labels_but_connect_no_clusters():
    table, weights = np.arange(7.0)[:, None], [2, 2, 2, 0, 2, 2, 2]  # row 4 has enough weight around it
    fit = DBSCAN(eps=1.0, min_samples=4).fit(table, weights=weights)
    assert fit.labels.tolist() == [0, 0, 0, 0, 1, 1, 1]
    fit = KMeans(k=2).fit([[0.0], [1], [9], [10], [1e6]], weights=[1, 1, 1, 1, 0], start=[[0.0], [10]])
    assert fit.centers.tolist() == [[0.5], [9.5]]
    assert fit.labels.tolist() == [0, 0, 1, 1, 1]
    assert fit.inertia == 1


@COVARIANCES
def test_a_floor_that_is_active_is_that_of_copies(covariance, counts):
    table = np.vstack([np.zeros((20, 2)), np.random.default_rng(6).normal(5, 1, (40, 2))])
    counts = np.maximum(counts, 1)
    fits = [
        GaussianMixture(k=2, covariance=covariance, floor=1e-2).fit(points, start=None)
        for points in (Points(table, counts), Points(np.repeat(table, counts, axis=0)))
    ]
    assert fits[0].collapsed == fits[1].collapsed
    assert fits[0].bic == pytest.approx(fits[1].bic, rel=1e-9)


def test_an_empty_cluster_takes_a_row_of_positive_weight():
    table, weights = [[0.0], [1], [2], [50]], [1, 1, 1, 0]
    fit = KMeans(k=2).fit(table, weights=weights, start=[[1.0], [60]])
    assert sorted(fit.centers.ravel().tolist()) in ([0.0, 1.5], [0.5, 2.0])


def test_there_are_at_most_as_many_clusters_as_distinct_points_of_positive_weight():
    fit = KMeans(k=3).fit([[0.0], [1], [2]], weights=[1, 0, 2])
    assert len(fit.centers) == 2
    assert fit.last.notes == () or "with a weight" in fit.last.notes[0]
    first = KMeans(k=3).first(Points([[0.0], [1], [2]], [1, 0, 2]))
    assert first.notes[0] == (
        "K is 3 but there are only 2 distinct points with a weight: 2 clusters were made."
    )


@pytest.mark.parametrize("init", ["k-means++", "k-means++-plain", "random-points"])
def test_starts_are_drawn_as_from_copies(init):
    table, weights = np.array([[0.0], [1], [4], [9]]), np.array([6, 1, 0, 3])
    weighted, copied = Points(table, weights), Points(np.repeat(table, weights, axis=0))
    found, expected = (
        np.mean([_start(points, init, seed) for seed in range(1000)], axis=0) for points in (weighted, copied)
    )
    assert found == pytest.approx(expected, abs=0.05)
    assert found[2] == 0


def test_batches_are_drawn_as_from_copies():
    table, weights = np.array([[0.0], [1], [4], [9]]), np.array([6, 1, 0, 3])
    drawn = np.zeros(4)
    points = Points(table, weights)
    for seed in range(400):
        for step in MiniBatch(k=1, batch_size=4, seed=seed, max_iter=3).steps(points):
            if getattr(step, "rows", None) is not None:
                drawn += np.bincount(points.order[step.rows], minlength=4)
    assert drawn / drawn.sum() == pytest.approx(weights / weights.sum(), abs=0.02)


def test_mini_batches_end_near_the_result_of_copies(iris):
    weights = np.random.default_rng(7).integers(0, 4, len(iris))
    copied = np.repeat(iris, weights, axis=0)
    ends = [
        [MiniBatch(k=3, seed=seed).fit(points).inertia for seed in range(20)]
        for points in (Points(iris, weights), Points(copied))
    ]
    assert np.median(ends[0]) == pytest.approx(np.median(ends[1]), rel=0.02)


def test_memberships_do_not_depend_on_the_scale_of_the_weights(iris):
    weights = np.random.default_rng(8).random(len(iris)) + 0.1
    fits = [
        FuzzyCMeans(k=3).fit(iris, weights=weights * scale, start=iris[[0, 60, 120]]) for scale in (1, 1e-3)
    ]
    assert fits[0].centers == pytest.approx(fits[1].centers, rel=1e-9)


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ([1, -2, 1], "Weights must be finite and at least 0; that of row 2 was -2"),
        ([1, 1, float("nan")], "that of row 3 was"),
        ([float("inf"), 1, 1], "that of row 1 was"),
    ],
)
def test_invalid_weights_are_refused_by_their_row(weights, message):
    with pytest.raises(PointsError, match=message):
        KMeans(k=2).fit([[0.0], [1], [2]], weights=weights)


def test_prepared_points_keep_their_own_weights():
    with pytest.raises(PointsError, match="Points have their own weights"):
        KMeans(k=1).fit(Points([[0.0], [1]]), weights=[1, 2])


def _core(reference, n):
    core = np.zeros(n, bool)
    core[reference.core_sample_indices_] = True
    return core


def _start(points, init, seed):
    """Which of the values 0, 1, 4 and 9 are among two starting centers."""
    algorithm = KMeans(k=2, init=init, seed=seed)
    step = algorithm.first(points)
    while step.k < 2:
        step = algorithm.after(step, points)
    places = points.units.positions(step.positions).ravel()
    return np.isin([0.0, 1, 4, 9], np.rint(places))
