"""k-means that finishes with single transfers: they begin where it has converged, and lower the inertia."""

import numpy as np
import pytest

from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.algorithms.transfers.algorithm import TransferKMeans
from clusterlab.algorithms.transfers.step import TransferStep
from clusterlab.core.points import Points

IRIS_MINIMA = {3: 78.851441426146, 4: 57.2284732142857, 7: 34.2982296650718}
"""Proven minima of the inertia by K."""


def finishing(**params):
    """k-means from random points that finishes with transfers."""
    return KMeans(init="random-points", finish="transfers", **params)


@pytest.fixture(scope="module")
def overlapping():
    """Three groups that overlap, 150 rows."""
    rng = np.random.default_rng(2)
    return np.repeat([[0.0, 0], [2, 1], [1, 3]], 50, axis=0) + rng.normal(size=(150, 2))


@pytest.mark.parametrize("tol", [0.0, 0.01])
def test_transfers_follow_the_steps_of_a_run_that_has_converged(overlapping, tol):
    points = Points(overlapping)
    lloyd = [*KMeans(k=8, init="random-points", tol=tol, seed=3).steps(points)]
    steps = [*finishing(k=8, tol=tol, seed=3).steps(points)]
    n_lloyd = sum(not isinstance(step, TransferStep) for step in steps)
    assert n_lloyd == len(lloyd) - (tol > 0)  # where it ends by the tolerance, no last assign is needed
    for step, other in zip(steps[:n_lloyd], lloyd, strict=False):
        assert (step.phase, step.iteration, step.objective) == (other.phase, other.iteration, other.objective)
    assert steps[n_lloyd].phase == "transfer"
    assert steps[n_lloyd].iteration == steps[n_lloyd - 1].iteration + 1
    assert steps[-1].objective < lloyd[-1].objective
    assert steps[-1].stopped == "no single move lowers the inertia"


def test_it_ends_where_single_transfers_from_its_centers_end(overlapping):
    lloyd = KMeans(k=8, init="random-points", seed=3).fit(overlapping)
    fit = finishing(k=8, seed=3).fit(overlapping)
    again = TransferKMeans(k=8).fit(overlapping, start=lloyd.centers)
    assert fit.inertia == pytest.approx(again.inertia, rel=1e-12)
    assert np.array_equal(fit.labels, again.labels)


def test_a_run_that_reaches_the_limit_is_not_continued(overlapping):
    *_, last = finishing(k=8, max_iter=1).steps(Points(overlapping))
    assert last.stopped == "the limit of 1 iteration was reached"
    assert not isinstance(last, TransferStep)


def test_where_a_cluster_was_empty_the_means_are_those_of_its_points():
    table = np.array([[0.0], [0.1], [0.2], [5.0], [5.1], [9.0]])
    start = [[0.0], [5.0], [100.0]]
    for algorithm in (finishing(k=3), finishing(k=3, tol=0.5)):
        fit = algorithm.fit(table, start=start)
        means = [table[fit.labels == j].mean(axis=0) for j in range(3)]
        assert fit.centers == pytest.approx(np.array(means))


@pytest.mark.parametrize("k", IRIS_MINIMA)
def test_proven_minima_of_iris_are_reached_more_often(iris, k):
    least = IRIS_MINIMA[k] * (1 + 1e-9)
    reached = {
        finish: sum(KMeans(k=k, finish=finish, seed=seed).fit(iris).inertia <= least for seed in range(60))
        for finish in ("nothing", "transfers")
    }
    assert reached["transfers"] >= max(2 * reached["nothing"], 6), reached


def test_scikit_learn_has_no_transfers_so_a_script_fits_it_by_clusterlab(overlapping):
    points, algorithm = Points(overlapping), finishing(k=3)
    script = algorithm.script(algorithm.first(points), points)
    assert script.comments == ("scikit-learn has no single transfers: clusterlab fits it.",)
    assert "'finish': 'transfers'" in "".join(script.lines) or "finish='transfers'" in "".join(script.lines)
