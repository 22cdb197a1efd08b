"""Components changed by hand: the covariance is that of the axes, above the floor, and EM goes on from it."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterlab.algorithms.gmm.algorithm import GaussianMixture
from clusterlab.algorithms.gmm.covariances import COVARIANCE_CHOICES, reference_variances
from clusterlab.algorithms.gmm.step import MixtureStep
from clusterlab.core.params import ParamError
from clusterlab.core.points import Points
from clusterlab.datasets.generators.shapes import Blobs

POINTS = Points(Blobs(points=120, spread=1.5, seed=3).make().values)
LAST = {
    kind: [*GaussianMixture(k=3, covariance=kind, max_iter=4).steps(POINTS)][-1]
    for kind in COVARIANCE_CHOICES
}
VECTORS = st.tuples(st.floats(-2, 2), st.floats(-2, 2)).map(np.array)


def stretched(kind, vector, cluster=1, axis=0):
    algorithm, step = GaussianMixture(k=3, covariance=kind), LAST[kind]
    return algorithm.with_axis(step, cluster, axis, step.centers[cluster] + vector, POINTS)


def full(covariances):
    """Covariances (k, 2, 2) of covariances or variances."""
    return covariances if covariances.ndim == 3 else covariances[:, :, None] * np.eye(2)


@pytest.mark.parametrize("kind", COVARIANCE_CHOICES)
@pytest.mark.parametrize("axis", [0, 1])
@given(vector=VECTORS)
def test_covariances_stay_positive_definite_and_above_the_floor(kind, axis, vector):
    changed = stretched(kind, vector, axis=axis)
    sizes = np.sqrt(reference_variances(POINTS, kind))
    relative = np.linalg.eigvalsh(full(changed.covariances) / sizes[:, None] / sizes)
    assert relative.min() >= GaussianMixture().floor * (1 - 1e-9)
    assert (changed.phase, changed.objective, changed.stopped, changed.counts) == ("start", None, "", None)
    assert np.array_equal(changed.means, LAST[kind].means)
    assert np.array_equal(changed.weights, LAST[kind].weights)


@pytest.mark.parametrize("axis", [0, 1])
@given(vector=VECTORS.filter(lambda vector: np.hypot(*vector) > 0.01))
def test_a_full_ellipse_turns_with_its_axis_and_keeps_the_other_length(axis, vector):
    before, changed = LAST["full"], stretched("full", vector, axis=axis)
    own = changed.covariances[1]
    assert own @ vector == pytest.approx(vector * (vector @ vector), rel=1e-9, abs=1e-12)
    across = np.array([-vector[1], vector[0]])
    other = before.axes(1)[1 - axis]
    assert own @ across == pytest.approx(across * (other @ other), rel=1e-9, abs=1e-12)
    assert np.array_equal(own, own.T)
    for cluster in (0, 2):
        assert np.array_equal(changed.covariances[cluster], before.covariances[cluster])


def test_tied_ellipses_change_together():
    changed = stretched("tied", np.array([0.3, 0.2]))
    assert np.array_equal(changed.covariances, np.repeat(changed.covariances[:1], 3, axis=0))
    assert changed.covariances[0] @ [0.3, 0.2] == pytest.approx(np.array([0.3, 0.2]) * 0.13)


def test_a_diagonal_ellipse_changes_along_one_column_alone():
    before = LAST["diag"]
    changed = stretched("diag", np.array([0.3, 0.2]), axis=1)
    assert changed.covariances[1].tolist() == [before.covariances[1, 0], pytest.approx(0.04)]
    assert np.array_equal(changed.covariances[[0, 2]], before.covariances[[0, 2]])


def test_a_sphere_has_one_radius():
    changed = stretched("spherical", np.array([0.3, -0.4]))
    assert changed.covariances[1] == pytest.approx([0.25, 0.25])


@pytest.mark.parametrize("kind", COVARIANCE_CHOICES)
def test_the_axes_are_those_of_the_covariance_and_dragging_one_to_its_end_changes_nothing(kind):
    step = LAST[kind]
    for cluster in range(3):
        axes = step.axes(cluster)
        assert axes.T @ axes == pytest.approx(full(step.covariances)[cluster])
        for axis in (0, 1):
            for sign in (1, -1):
                same = stretched(kind, sign * axes[axis], cluster, axis)
                assert same.covariances == pytest.approx(step.covariances, rel=1e-9)


@pytest.mark.parametrize("kind", COVARIANCE_CHOICES)
def test_em_goes_on_from_a_changed_ellipse_and_its_likelihood_never_falls(kind):
    algorithm, changed = GaussianMixture(k=3, covariance=kind), stretched(kind, np.array([0.9, 0.4]))
    steps = [*algorithm.remaining_steps(changed, POINTS)]
    assert steps[0].phase == "E"
    assert np.array_equal(steps[0].covariances, changed.covariances)
    found = [step.objective for step in steps if step.phase == "E"]
    assert all(after >= before - 1e-12 for before, after in pairwise(found))
    assert steps[-1].stopped


def test_an_axis_of_no_length_gets_the_least_one_and_collapses():
    changed = stretched("full", np.zeros(2))
    assert changed.collapsed == (1,)


@pytest.mark.parametrize("kind", COVARIANCE_CHOICES)
def test_a_new_component_has_the_mean_covariance_and_an_equal_weight(kind):
    algorithm, step = GaussianMixture(k=4, covariance=kind), LAST[kind]
    place = np.array([0.1, 0.2])
    more = algorithm.with_centers(step, np.vstack([step.centers, place]), np.array([0, 1, 2, -1]), POINTS)
    assert more.weights == pytest.approx([*(step.weights * 3 / 4), 1 / 4])
    assert more.weights.sum() == pytest.approx(1)
    assert np.array_equal(more.covariances[:3], step.covariances)
    pooled = np.average(step.covariances, axis=0, weights=step.weights)
    assert more.covariances[3] == pytest.approx(pooled)
    assert more.labels is step.labels
    *_, last = algorithm.remaining_steps(more, POINTS)
    assert (last.k, bool(last.stopped)) == (4, True)


@pytest.mark.parametrize("kind", COVARIANCE_CHOICES)
def test_the_weights_of_the_others_share_that_of_a_removed_component(kind):
    algorithm, step = GaussianMixture(k=2, covariance=kind), LAST[kind]
    fewer = algorithm.with_centers(step, step.centers[[0, 2]], np.array([0, 2]), POINTS)
    assert fewer.weights == pytest.approx(step.weights[[0, 2]] / step.weights[[0, 2]].sum())
    assert np.array_equal(fewer.covariances, step.covariances[[0, 2]])
    assert fewer.labels is None
    assert [*algorithm.remaining_steps(fewer, POINTS)][-1].k == 2


def test_there_are_no_axes_before_the_mixture_starts_or_in_more_dimensions(iris):
    algorithm = GaussianMixture(k=3)
    first = algorithm.first(POINTS)
    assert first.axes(0) is None
    with pytest.raises(ParamError, match="no ellipse here"):
        algorithm.with_axis(first, 0, 0, np.zeros(2), POINTS)
    points = Points(iris)
    *_, last = algorithm.steps(points)
    assert isinstance(last, MixtureStep)
    assert last.axes(0) is None
