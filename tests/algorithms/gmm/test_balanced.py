"""Mixtures of columns whose ranges differ by hundreds of powers of ten: as if each had a unit of its own."""

from math import log, pi

import numpy as np
import pytest

from clusterlab import GaussianMixture, Points
from clusterlab.algorithms.gmm.balanced import balanced_points, column_exponents
from clusterlab.algorithms.gmm.step import MixtureStep
from clusterlab.core.marks import Ellipses

KINDS = pytest.mark.parametrize("kind", ["full", "tied", "diag"])
EXTREME = np.array([[1e300, 1], [-1e300, 2], [3, 3], [4, 5]])


@pytest.fixture
def groups():
    """Two groups in two columns of about the same range."""
    rng = np.random.default_rng(0)
    return np.concatenate([rng.normal(size=(60, 2)), rng.normal(size=(40, 2)) * [1, 0.3] + [6, 5]])


def test_the_likelihood_is_that_by_hand():
    scaled = EXTREME / [2.0**990, 1]
    log_determinant = np.linalg.slogdet(np.cov(scaled.T, ddof=0))[1]
    expected = -4 / 2 * (2 * log(2 * pi) + log_determinant + 2) - 4 * 990 * log(2)
    assert expected == pytest.approx(-2774.515163175826)
    assert GaussianMixture(k=1).fit(EXTREME).log_likelihood == pytest.approx(expected)


@KINDS
@pytest.mark.parametrize("exponent", [-400, -520, -700, -900])
def test_a_narrow_column_takes_part_as_it_would_in_another_unit(groups, kind, exponent):
    plain = GaussianMixture(k=2, covariance=kind, tol=1e-9).fit(groups)
    narrow = GaussianMixture(k=2, covariance=kind, tol=1e-9).fit(np.ldexp(groups, [0, exponent]))
    assert np.array_equal(narrow.labels, plain.labels)
    assert narrow.log_likelihood + 100 * exponent * log(2) == pytest.approx(plain.log_likelihood, abs=1e-6)
    assert np.ldexp(narrow.centers, [0, -exponent]) == pytest.approx(plain.centers)
    probabilities = narrow.predict_proba(np.ldexp(groups, [0, exponent]))
    assert probabilities == pytest.approx(plain.predict_proba(groups), abs=1e-6)
    if exponent == -400:
        powers = -exponent * np.array([0, 2] if kind == "diag" else [[0, 1], [1, 2]])
        assert np.ldexp(narrow.covariances, powers) == pytest.approx(plain.covariances)


@KINDS
def test_steps_stand_in_normalized_coordinates(groups, kind):
    points = Points(np.ldexp(groups, [0, -600]))
    algorithm = GaussianMixture(k=2, covariance=kind)
    steps = [step for step in algorithm.steps(points) if isinstance(step, MixtureStep)]
    low, high = points.values.min(axis=0), points.values.max(axis=0)
    assert all(((step.centers > low) & (step.centers < high)).all() for step in steps)
    last = steps[-1]
    assert np.array_equal(last.classify(points.values), last.labels)
    ellipses = next(mark for mark in last.marks(points) if isinstance(mark, Ellipses))
    assert np.array_equal(ellipses.means, last.centers)
    assert np.isfinite(ellipses.covariances).all()
    centers = np.vstack([points.values[7], last.centers[1:]])
    moved = algorithm.with_centers(last, centers, np.arange(2), points)
    assert moved.centers[0] == pytest.approx(points.values[7], rel=1e-12, abs=0)
    again = algorithm.first(points, algorithm.start_from(last, points))
    assert again.centers == pytest.approx(last.centers)


def test_spheres_have_the_variance_of_the_wide_column(groups):
    wide = GaussianMixture(k=1, covariance="spherical").fit(np.ldexp(groups, [0, -600]))
    alone = GaussianMixture(k=1, covariance="diag").fit(groups[:, :1])
    assert wide.covariances == pytest.approx(np.repeat(alone.covariances / 2, 2, axis=1))


@pytest.mark.parametrize("exponent", [0, -100, -300])
def test_columns_of_a_usual_range_are_left_alone(groups, exponent):
    points = Points(np.ldexp(groups, [0, exponent]))
    assert column_exponents(points, "full") is None
    assert balanced_points(points, "full") is points


def test_balanced_points_have_the_order_and_the_units_of_the_points(groups):
    points = Points(np.ldexp(groups, [0, -600]) + np.array([0, 1e-200]))
    own = balanced_points(points, "full")
    assert np.array_equal(own.order, points.order)
    assert own.units.positions(own.values) == pytest.approx(
        points.units.positions(points.values), rel=1e-12, abs=0
    )
    assert 0.5 <= np.ptp(own.values[:, 1]) < 1
