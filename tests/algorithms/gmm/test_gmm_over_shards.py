"""Mixtures over points in shards: the same steps as in memory, and the same bits on any number of threads."""

from unittest import mock

import numpy as np
import pytest

from clusterlab.algorithms.common.column_spread import column_bounds
from clusterlab.algorithms.gmm.algorithm import GMM_INIT_CHOICES, GaussianMixture
from clusterlab.algorithms.gmm.covariances import COVARIANCE_CHOICES, reference_variances
from clusterlab.core.points import Points
from clusterlab.core.sharded_points import ShardedPoints
from tests.shards import all_labels, blobs, in_shards


def assert_same_run(algorithm, table, start=None):
    """That a run over shards has the same steps to rounding, and the same labels at the end."""
    points = Points(table)
    shards = in_shards(points)
    ours, theirs = list(algorithm.steps(shards, start)), list(algorithm.steps(points, start))
    assert [step.phase for step in ours] == [step.phase for step in theirs]
    for mine, other in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(mine.centers, other.centers, rtol=1e-9, atol=1e-9)
        assert (mine.objective or 0.0) == pytest.approx(other.objective or 0.0, rel=1e-9)
        assert (mine.iteration, mine.stopped, mine.notes) == (other.iteration, other.stopped, other.notes)
    mine, other = ours[-1], theirs[-1]
    np.testing.assert_allclose(mine.covariances, other.covariances, rtol=1e-7, atol=1e-12)
    np.testing.assert_allclose(mine.weights, other.weights, rtol=1e-9)
    assert (mine.undecided, mine.labels) == (other.undecided, None)
    np.testing.assert_array_equal(all_labels(mine, shards), other.labels)
    for name, figure in other.figures(points).items():
        assert mine.figures(shards)[name] == pytest.approx(figure, rel=1e-9)


@pytest.mark.parametrize("covariance", COVARIANCE_CHOICES)
def test_the_steps_are_those_of_points_in_memory(covariance):
    assert_same_run(GaussianMixture(k=3, covariance=covariance, max_iter=8), blobs(d=3))


@pytest.mark.parametrize("init", GMM_INIT_CHOICES)
@pytest.mark.parametrize("covariance", ["full", "diag"])
def test_every_start_is_that_of_points_in_memory(init, covariance):
    assert_same_run(GaussianMixture(k=4, init=init, covariance=covariance, max_iter=2), blobs(seed=5))


def test_a_given_start_is_taken():
    means, variances, weights = np.array([[0.0, 0.0], [3.0, 3.0]]), np.ones((2, 2)), np.full(2, 0.5)
    assert_same_run(GaussianMixture(k=2, covariance="diag", max_iter=3), blobs(), (means, variances, weights))


def test_a_collapsing_component_is_held_at_the_minimum_as_in_memory():
    table = blobs()
    table[:300] = table[0]
    start = np.array([table[0], [0.0, 0.0]]), np.array([np.eye(2) * 1e-8, np.eye(2)]), np.array([0.1, 0.9])
    assert_same_run(GaussianMixture(k=2, max_iter=6), table, start)


def test_a_very_narrow_column_is_widened_as_in_memory():
    assert_same_run(GaussianMixture(k=2, max_iter=3), blobs() * [1.0, 1e-200])


def test_the_spread_of_columns_is_that_of_points_in_memory():
    table = np.column_stack([blobs(), np.repeat([0.0, 1.0], 10_000), np.full(20_000, 3.0)])
    table[:100, 2] = 7.0
    points = Points(table)
    for covariance in COVARIANCE_CHOICES:
        expected = reference_variances(points, covariance)
        np.testing.assert_allclose(reference_variances(in_shards(points), covariance), expected, rtol=1e-12)


def test_results_have_the_same_bits_on_any_number_of_threads():
    points = Points(blobs(60_000, 4, 3))
    runs = [list(GaussianMixture(k=3, max_iter=3).steps(in_shards(points, n))) for n in (1, 2, 3)]
    for steps in zip(*runs, strict=True):
        assert len({(step.objective, step.centers.tobytes()) for step in steps}) == 1


@pytest.mark.parametrize(("far_points", "passes"), [(10_000, 1), (0, 2)])
def test_shards_without_points_of_a_component_are_read_once_unless_none_has_any(far_points, passes):
    table = blobs(k=1)
    table[:far_points] += 60.0
    near = np.median(table[far_points:], axis=0)
    start = np.array([near, near + 60.0]), np.array([np.eye(2), np.eye(2)]), np.array([0.5, 0.5])
    algorithm, shards = GaussianMixture(k=2), in_shards(Points(table))
    first = algorithm.first(shards, start)
    column_bounds(shards)  # reads the shards, and is kept
    with mock.patch.object(ShardedPoints, "map", autospec=True, side_effect=ShardedPoints.map) as read:
        algorithm.after(first, shards)
    assert read.call_count == passes
