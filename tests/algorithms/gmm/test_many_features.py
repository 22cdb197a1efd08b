"""Mixtures of far more features than rows: vectors for axis-aligned covariances, permission for matrices."""

import tracemalloc

import numpy as np
import pytest
from sklearn.mixture import GaussianMixture as Oracle

from clusterlab import GaussianMixture, KMeans, Points
from clusterlab.algorithms.gmm import step as step_module
from clusterlab.algorithms.gmm.covariances import (
    AXIS_ALIGNED_TYPES,
    collapsed_components,
    constrained_covariances,
    floored_covariances,
    reference_variances,
    regularized_covariances,
)
from clusterlab.core.marks import Ellipses
from clusterlab.core.memory_budget import MEMORY_BUDGET, TooManyPointsError
from clusterlab.core.projection import component_view

D = 3000
MATRIX_BYTES = 8 * D * D
AXIS_ALIGNED = pytest.mark.parametrize("kind", AXIS_ALIGNED_TYPES)


@pytest.fixture
def wide():
    """Three groups of 15 rows of 3,000 columns."""
    rng = np.random.default_rng(0)
    return rng.normal(size=(45, D)) + 2 * rng.normal(size=(3, D))[np.arange(45) % 3]


@AXIS_ALIGNED
def test_no_step_of_an_axis_aligned_mixture_takes_the_memory_of_a_matrix(wide, kind):
    algorithm = GaussianMixture(covariance=kind)
    view = component_view(Points(wide), True)
    tracemalloc.start()
    try:
        points = Points(wide)
        for step in algorithm.steps(points):
            marks = step.marks(points)
        fit = algorithm.result(step, points)
        model = step.model(points.units)
        spread = view.spread(next(mark for mark in marks if isinstance(mark, Ellipses)).covariances)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert fit.covariances.shape == step.covariances.shape == model["covariances"].shape == (3, D)
    assert spread.shape == (3, 2, 2)
    assert peak < MATRIX_BYTES / 4


@AXIS_ALIGNED
def test_an_axis_aligned_mixture_agrees_with_scikit_learn(wide, kind):
    start = KMeans(k=3).fit(wide)
    ours = GaussianMixture(covariance=kind, tol=0, max_iter=3, floor=1e-12).fit(wide)
    theirs = Oracle(3, covariance_type=kind, tol=0, reg_covar=0, max_iter=3, means_init=start.centers)
    with pytest.warns(match="did not converge"):
        theirs.fit(wide)
    assert ours.log_likelihood == pytest.approx(45 * theirs.score(wide), rel=1e-9)


def test_the_spread_of_short_columns_is_that_of_their_quartiles(wide):
    low, high = np.percentile(Points(wide).values, [25, 75], axis=0)
    assert np.array_equal(reference_variances(Points(wide), "diag"), ((high - low) / 1.349) ** 2)


@pytest.mark.parametrize("kind", ["full", "tied"])
def test_matrices_beyond_the_budget_need_permission_and_no_sample_helps(wide, kind):
    algorithm = GaussianMixture(covariance=kind)
    assert algorithm.memory(45, D) > MEMORY_BUDGET
    words = r"^GMM of 3,000 features needs 2\.4 GiB of memory\. Diagonal or spherical covariances need"
    with pytest.raises(TooManyPointsError, match=words) as caught:
        algorithm.fit(wide)
    assert (caught.value.max_points, caught.value.bytes_needed) == (0, algorithm.memory(45, D))


@AXIS_ALIGNED
@pytest.mark.parametrize("d", [20_000, 54_000])
def test_axis_aligned_mixtures_need_none(kind, d):
    assert GaussianMixture(k=12, covariance=kind).memory(60, d) < MEMORY_BUDGET


def test_the_memory_that_a_mixture_says_suffices():
    table = np.random.default_rng(0).normal(size=(40, 300))
    algorithm = GaussianMixture(k=4)
    points = Points(table)
    tracemalloc.start()
    try:
        algorithm.fit(points)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert algorithm.memory(40, 300) / 3 < peak < algorithm.memory(40, 300)


def test_covariances_of_too_many_numbers_are_not_reported(monkeypatch):
    most = 30
    monkeypatch.setattr(step_module, "MAX_REPORTED_NUMBERS", 2 * most * most)
    for d, reported in ((most, True), (most + 1, False)):
        points = Points(np.random.default_rng(0).normal(size=(4, d)))
        start = points.units.positions(points.values[:2]), np.repeat(np.eye(d)[None], 2, axis=0), [0.5, 0.5]
        step = GaussianMixture(k=2).first(points, start)
        assert (step.model(points.units)["covariances"] is not None) is reported


@AXIS_ALIGNED
@pytest.mark.parametrize("sizes", [[20, 23, 2], [20, 24, 1], [15, 15, 15]])
def test_only_columns_near_the_floor_need_their_exact_spread(wide, kind, sizes):
    """Of two points a few columns are near it, of one all: with the spread of all columns it is the same."""
    points, labels = Points(wide), np.repeat([0, 1, 2], sizes)
    variances = np.array([points.values[labels == k].var(axis=0) for k in range(3)])
    found, collapsed = regularized_covariances(variances, np.ones(3), points, kind, 1e-6)
    constrained = constrained_covariances(variances, np.ones(3), kind)
    expected = floored_covariances(constrained, reference_variances(points, kind), 1e-6)
    np.testing.assert_allclose(found, expected, rtol=1e-15, atol=0)
    assert collapsed == collapsed_components(expected, points, kind, 1e-6)
    assert collapsed == ((2,) if sizes[2] == 1 or (sizes[2] == 2 and kind == "diag") else ())
