"""Starts of a mixture: k-means, picked rows, or given means, covariances and weights."""

from dataclasses import replace

import numpy as np
import pytest

from clusterlab import GaussianMixture, KMeans, Points
from clusterlab.algorithms.gmm.covariances import AXIS_ALIGNED_TYPES, COVARIANCE_CHOICES, reference_variances
from clusterlab.algorithms.gmm.starts import mixture_start
from clusterlab.algorithms.gmm.step import MixtureStep
from clusterlab.core.params import ParamError
from clusterlab.core.step import Step

EVERY_KIND = pytest.mark.parametrize("kind", [*COVARIANCE_CHOICES])
EVERY_START = pytest.mark.parametrize("init", ["k-means", "k-means++", "random-points"])


class LabeledStep(Step):
    """A step with labels but no centers, as of a method that finds noise."""

    def marks(self, points):
        return ()

    def caption(self, points, before):
        return ""

    def classify(self, places):
        return np.full(len(places), -1)


def test_refining_k_means_starts_from_its_centers_sizes_and_spreads(iris):
    points = Points(iris)
    *_, last = KMeans(k=3).steps(points)
    labels = points.to_row_order(last.labels)
    means, spreads, weights = mixture_start(last, points)
    for cluster in range(3):
        own = iris[labels == cluster]
        assert means[cluster] == pytest.approx(own.mean(axis=0))
        assert spreads[cluster] == pytest.approx(np.cov(own.T, ddof=0))
        assert weights[cluster] == pytest.approx(len(own) / 150)
    start_from_clusters = GaussianMixture(tol=1e-12).fit(iris, start=(means, spreads, weights))
    assert start_from_clusters.log_likelihood == pytest.approx(-180.185477131, abs=1e-9)


def test_the_k_means_of_a_start_is_made_once(monkeypatch, iris):
    made = []
    monkeypatch.setattr(KMeans, "__post_init__", lambda self: made.append(self))
    GaussianMixture(k=3).fit(iris)
    assert len(made) == 1


@EVERY_KIND
def test_the_start_from_k_means_is_that_of_the_mixture_itself(iris, kind):
    points = Points(iris)
    algorithm = GaussianMixture(covariance=kind)
    *_, last = KMeans(k=3).steps(points)
    inside, given = (
        algorithm.start_from_clusters(last, points),
        algorithm.first(points, mixture_start(last, points, kind)),
    )
    assert given.covariances == pytest.approx(inside.covariances)
    assert given.means == pytest.approx(inside.means)
    own = next(step for step in algorithm.steps(points) if isinstance(step, MixtureStep))
    assert own.covariances == pytest.approx(inside.covariances)


def test_without_centers_k_is_the_number_of_labels():
    assert LabeledStep(phase="done", labels=np.array([0, 2, -1], np.int8)).k == 3
    assert LabeledStep(phase="done", labels=np.array([-1, -1], np.int8)).k == 0
    assert LabeledStep(phase="start").k == 0


def test_a_start_ignores_noise_and_noise_alone_is_an_error(iris):
    points = Points(iris)
    step = LabeledStep(
        phase="done", labels=np.where(points.to_spatial_order(iris[:, 2]) < 2, 0, -1).astype(np.int8)
    )
    means, _, weights = mixture_start(step, points)
    assert means[0] == pytest.approx(iris[iris[:, 2] < 2].mean(axis=0))
    assert weights.tolist() == [1.0]
    with pytest.raises(ParamError, match="at least one cluster; every point was noise"):
        mixture_start(replace(step, labels=np.full(150, -1, np.int8)), points)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda m, c, w: (m, c), "start must be three arrays: means, covariances and weights"),
        (lambda m, c, w: (m[:1], c, w), r"means must have the shape \(2, 2\); it was \(1, 2\)"),
        (lambda m, c, w: (m, c[0], w), r"covariances must have the shape \(2, 2, 2\); it was \(2, 2\)"),
        (lambda m, c, w: (m, c, [["a", "b"]]), "weights must be numbers"),
        (lambda m, c, w: (m * np.nan, c, w), "means must be finite"),
        (lambda m, c, w: (m, c, w * [1, 0]), "weights must be greater than 0; the least was 0"),
        (lambda m, c, w: (m, np.add(c, [[0, 1], [0, 0]]), w), "covariance of cluster 1 must be symmetric"),
        (
            lambda m, c, w: (m, c * [[[1]], [[-1]]], w),
            "covariance of cluster 2 must have no negative eigenvalue",
        ),
        (lambda m, c, w: (m, np.add(c, [[0, 3], [3, 0]]), w), "the least was -2"),
        (
            lambda m, c, w: (m, c * 1e308, w),
            r"covariances must be below 1e\+20 times the data's squared range",
        ),
        (lambda m, c, w: ([[10**400, 1]] * 2, c, w), "means must be numbers"),
    ],
)
def test_an_invalid_start_is_an_error(change, message):
    start = change(np.array([[0.0, 0], [1, 1]]), np.repeat(np.eye(2)[None], 2, axis=0), np.array([0.5, 0.5]))
    with pytest.raises(ParamError, match=message):
        GaussianMixture(k=2).fit([[0.0, 1], [1, 0], [2, 5]], start=start)


def test_a_given_covariance_is_raised_to_the_floor_and_weights_are_normalized(iris):
    points = Points(iris)
    start = (iris[[0, 60, 120]], np.zeros((3, 4, 4)), [5e307, 1e308, 5e307])
    step = GaussianMixture(floor=1e-2).first(points, start)
    size = np.sqrt(reference_variances(points, "full"))
    assert np.linalg.eigvalsh(step.covariances / size / size[:, None]) == pytest.approx(1e-2)
    assert step.weights.tolist() == [0.25, 0.5, 0.25]
    assert "The start's weights do not sum to 1: divided by their sum." in step.caption(points, None)


@pytest.mark.parametrize("rounding", [0.0, 1e-16, 1e-9])
def test_weights_that_sum_to_1_within_rounding_need_no_note(iris, rounding):
    start = (iris[[0, 60]], np.repeat(np.eye(4)[None], 2, axis=0), [0.5, 0.5 + rounding])
    step = GaussianMixture(k=2).first(Points(iris), start)
    assert not step.notes


@pytest.mark.parametrize("kind", AXIS_ALIGNED_TYPES)
def test_an_axis_aligned_mixture_takes_variances_or_matrices_as_its_start(iris, kind):
    matrices = np.repeat(np.cov(iris.T)[None], 3, axis=0)
    variances = np.diagonal(matrices, axis1=1, axis2=2)
    fits = [
        GaussianMixture(covariance=kind).fit(iris, start=(iris[[0, 60, 120]], given, np.full(3, 1 / 3)))
        for given in (matrices, variances)
    ]
    assert fits[0].covariances.shape == (3, 4)
    assert np.array_equal(fits[0].covariances, fits[1].covariances)
    assert fits[0].log_likelihood == fits[1].log_likelihood


def test_full_covariances_start_from_an_axis_aligned_mixture(iris):
    points = Points(iris)
    *_, last = GaussianMixture(covariance="diag").steps(points)
    means, matrices, weights = GaussianMixture().start_from(last, points)
    assert matrices.shape == (3, 4, 4)
    first = GaussianMixture().first(points, (means, matrices, weights))
    diagonals = np.diagonal(first.covariances, axis1=1, axis2=2)
    assert diagonals == pytest.approx(last.covariances, rel=1e-12)


def test_negative_variances_are_an_error(iris):
    start = (iris[:1], [[1.0, 1, -0.5, 1]], [1.0])
    with pytest.raises(ParamError, match=r"variances must not be negative; the least was -0\.5"):
        GaussianMixture(k=1, covariance="diag").fit(iris, start=start)


def test_points_too_far_from_every_component_are_shared_equally_and_counted(blobs):
    start = (np.array([[1e200, 0], [0, 1e200]]), np.repeat(np.eye(2)[None], 2, axis=0), [0.5, 0.5])
    points = Points(blobs)
    algorithm = GaussianMixture(k=2)
    step = algorithm.after(algorithm.first(points, start), points)
    assert step.responsibilities(points) == pytest.approx(0.5)
    assert "60 points are too far from every component: equal probabilities are used." in step.caption(
        points, None
    )
    assert np.isfinite(step.objective)


@EVERY_START
def test_a_start_of_picks_has_equal_components_at_rows(blobs, init):
    points = Points(blobs)
    steps = list(GaussianMixture(init=init).steps(points))
    start = next(step for step in steps if isinstance(step, MixtureStep))
    if init != "k-means":
        assert start.weights == pytest.approx(1 / 3)
        assert np.ptp(start.covariances, axis=0) == pytest.approx(0)
        assert all((points.values == mean).all(axis=1).any() for mean in start.means)
    if init == "k-means++":
        assert [step.k for step in steps[:3]] == [1, 2, 3]


def test_a_mean_far_outside_does_not_spoil_the_covariance(blobs):
    start = (np.array([[1e7, 0.0]]), [np.eye(2) * 1e14], [1.0])
    points = Points(blobs)
    algorithm = GaussianMixture(k=1)
    _, _, m, *_ = algorithm.steps(points, start)
    assert points.units.covariances(m.covariances)[0] == pytest.approx(np.cov(blobs.T, ddof=0), rel=1e-12)
