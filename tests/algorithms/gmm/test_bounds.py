"""The bounds of mixtures, on both sides: collapse below 3 floors, the floor, the tolerance."""

import numpy as np
import pytest

from clusterlab import GaussianMixture, Points
from clusterlab.algorithms.gmm import covariances as module
from clusterlab.algorithms.gmm.covariances import collapsed_components, floored_covariances

FLOOR = 2.0**-10
LEAST = 3 * FLOOR
SIDES = pytest.mark.parametrize(
    ("narrow", "collapsed"), [(np.nextafter(LEAST, 0), (1,)), (LEAST, ()), (np.nextafter(LEAST, 1), ())]
)


@pytest.fixture
def square(monkeypatch):
    """Points of two columns whose squared spread counts as 1."""
    monkeypatch.setattr(module, "reference_variances", lambda points, covariance_type: np.ones(2))
    return Points(np.random.default_rng(0).uniform(size=(40, 2)))


def of_components(kind, narrow):
    """The first component of variance 1 in both columns, the second `narrow` in one of them."""
    variances = np.array([[1.0, 1.0], [1.0, narrow]])
    return variances if kind == "diag" else variances[:, :, None] * np.eye(2)


@SIDES
def test_a_component_has_collapsed_below_3_floors_and_not_at_them(square, narrow, collapsed):
    assert collapsed_components(of_components("diag", narrow), square, "diag", FLOOR) == collapsed


@pytest.mark.parametrize("kind", ["full", "tied"])
@pytest.mark.parametrize(("share", "collapsed"), [(1 - 1e-12, (1,)), (1 + 1e-12, ())])
def test_eigenvalues_of_matrices_are_compared_with_3_floors(square, kind, share, collapsed):
    assert collapsed_components(of_components(kind, share * LEAST), square, kind, FLOOR) == collapsed


@SIDES
def test_a_sphere_has_collapsed_below_3_floors_and_not_at_them(square, narrow, collapsed):
    spheres = np.repeat([[1.0], [narrow]], 2, axis=1)
    assert collapsed_components(spheres, square, "spherical", FLOOR) == collapsed


def test_a_direction_that_is_flat_in_all_points_is_no_collapse(square):
    narrow = np.nextafter(LEAST, 0)
    line = Points(np.column_stack([np.arange(-20.0, 20), np.zeros(40)]))
    assert collapsed_components(of_components("diag", narrow), line, "diag", FLOOR) == ()
    assert collapsed_components(of_components("diag", narrow) * [narrow, 1], line, "diag", FLOOR) == (1,)


@pytest.mark.parametrize("narrow", [FLOOR / 2, np.nextafter(FLOOR, 0), FLOOR, np.nextafter(FLOOR, 1)])
def test_the_floor_raises_what_is_below_it_and_leaves_what_is_at_it(narrow):
    given = of_components("diag", narrow)
    found = floored_covariances(given, np.ones(2), FLOOR)
    assert np.array_equal(found, of_components("diag", max(narrow, FLOOR)))
    assert (found is given) is bool(narrow >= FLOOR)


@pytest.mark.parametrize("share", [0.5, 1 - 1e-9, 1 + 1e-9, 2])
def test_the_floor_raises_eigenvalues_of_matrices(share):
    given = of_components("full", share * FLOOR)
    found = floored_covariances(given, np.ones(2), FLOOR)
    assert found == pytest.approx(of_components("full", max(share, 1) * FLOOR), rel=1e-13)
    assert (found is given) is (share > 1)


@pytest.mark.parametrize(("factor", "collapsed"), [(2.99, (1,)), (3.01, ())])
def test_a_given_start_says_which_components_have_collapsed(iris, factor, collapsed):
    points = Points(iris)
    spread = module.reference_variances(points, "diag")
    variances = np.array([spread, spread * [1, factor * FLOOR, 1, 1]])
    start = iris[[0, 60]], points.units.variances(variances), [0.5, 0.5]
    step = GaussianMixture(k=2, covariance="diag", floor=FLOOR).first(points, start)
    assert step.collapsed == collapsed
    assert bool(step.notes) is bool(collapsed)


def test_a_gain_of_exactly_the_tolerance_goes_on(iris):
    points = Points(iris)
    objectives = [s.objective for s in GaussianMixture(tol=0).steps(points) if s.phase == "E"]
    gain = objectives[2] - objectives[1]
    assert gain > objectives[3] - objectives[2] > 0
    at, above = (
        [s for s in GaussianMixture(tol=tol).steps(points) if s.phase == "E"]
        for tol in (gain, np.nextafter(gain, 1))
    )
    assert (len(at), len(above)) == (4, 3)
