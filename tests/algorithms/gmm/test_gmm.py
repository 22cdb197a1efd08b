"""Gaussian mixtures: reference values, scikit-learn's EM, floors, collapsed components, starts."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from sklearn.mixture import GaussianMixture as Oracle

from clusterlab import GaussianMixture, KMeans, Points
from clusterlab.algorithms.gmm.covariances import COVARIANCE_CHOICES, reference_variances
from clusterlab.algorithms.gmm.step import MixtureStep
from clusterlab.algorithms.kmeans.step import KMeansStep
from clusterlab.core.history import Run
from clusterlab.core.marks import AssignmentLines, Ellipses
from clusterlab.core.message import Message

EVERY_KIND = pytest.mark.parametrize("kind", [*COVARIANCE_CHOICES])
EVERY_START = pytest.mark.parametrize("init", ["k-means", "k-means++", "random-points"])
TWO_PLACES = np.repeat([[0.0, 0, 0, 0, 0], [1, 2, 3, 4, 5]], 5, axis=0)


def mixed(seed):
    """Groups of one covariance in up to 5 columns, and a rough mixture to start from."""
    rng = np.random.default_rng(seed)
    d, k = rng.integers(1, 6), rng.integers(1, 5)
    table = rng.normal(size=(k, d))[rng.integers(k, size=300)] * 4 + rng.normal(size=(300, d)) @ rng.normal(
        size=(d, d)
    )
    spread = np.cov(table.T, ddof=0).reshape(d, d) + np.eye(d) / 10
    weights = np.arange(1.0, k + 1)
    return table, (table[:k].copy(), np.repeat(spread[None], k, axis=0), weights / weights.sum())


def peer(kind, start, max_iter):
    """scikit-learn's mixture from the same start, without anything added to its covariances."""
    means, spreads, weights = start
    precisions = np.linalg.inv(spreads)
    variances = np.diagonal(spreads, axis1=1, axis2=2)
    precisions_init = {
        "full": precisions,
        "tied": precisions[0],
        "diag": 1 / variances,
        "spherical": 1 / variances.mean(axis=1),
    }
    return Oracle(
        len(means),
        covariance_type=kind,
        tol=0,
        reg_covar=0,
        max_iter=max_iter,
        means_init=means,
        weights_init=weights,
        precisions_init=precisions_init[kind],
    )


def per_component(covariances, kind, k, d):
    """scikit-learn's covariances of any type as one matrix per component, or its variances."""
    if kind == "tied":
        return np.repeat(covariances[None], k, axis=0)
    return np.repeat(covariances[:, None], d, axis=1) if kind == "spherical" else covariances


@EVERY_KIND
@pytest.mark.parametrize("max_iter", [1, 2, 7])
@pytest.mark.parametrize("seed", range(6))
@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
def test_after_the_same_iterations_the_mixture_is_that_of_scikit_learn(seed, max_iter, kind):
    table, start = mixed(seed)
    (k, d), n = start[0].shape, len(table)
    algorithm = GaussianMixture(k=k, covariance=kind, tol=0, max_iter=max_iter, floor=1e-12)
    ours, theirs = algorithm.fit(table, start=start), peer(kind, start, max_iter).fit(table)
    assert ours.means == pytest.approx(theirs.means_, abs=1e-8)
    assert ours.weights == pytest.approx(theirs.weights_, abs=1e-8)
    assert ours.covariances == pytest.approx(per_component(theirs.covariances_, kind, k, d), abs=1e-8)
    assert ours.log_likelihood / n == pytest.approx(theirs.score(table), abs=1e-10)
    assert (ours.bic, ours.aic) == pytest.approx((theirs.bic(table), theirs.aic(table)), rel=1e-11)
    assert ours.predict_proba(table) == pytest.approx(theirs.predict_proba(table), abs=1e-8)
    assert np.array_equal(ours.labels, theirs.predict(table))


@pytest.mark.parametrize(("k", "reference"), [(3, -180.185477131), (2, -214.354704371)])
@pytest.mark.parametrize("change", [(1.0, 0.0), (0.01, 0.0), (1024.0, 0.0), (1e160, 0.0), (1e-160, 0.0)])
def test_iris_has_its_likelihood_in_any_unit(iris, k, reference, change):
    factor, shift = change
    fit = GaussianMixture(k=k, tol=1e-12).fit(iris * factor + shift)
    assert fit.log_likelihood + iris.size * np.log(factor) == pytest.approx(
        reference, abs=6e-10 * max(1, np.log(factor))
    )


@EVERY_KIND
def test_an_offset_changes_the_result_only_by_rounding(iris, kind):
    plain = GaussianMixture(covariance=kind, tol=1e-10).fit(iris)
    moved = GaussianMixture(covariance=kind, tol=1e-10).fit(iris + 1e8)
    assert np.array_equal(moved.labels, plain.labels)
    assert moved.log_likelihood == pytest.approx(plain.log_likelihood, abs=1e-5)
    assert moved.covariances == pytest.approx(plain.covariances, abs=1e-6)


def test_hundred_iterations_suffice_for_iris_to_converge(iris):
    fit = GaussianMixture(tol=1e-12).fit(iris)
    assert fit.stopped == "the mean log-likelihood gained less than 1e-12 per point"
    assert fit.n_steps < 100


def test_the_steps_of_the_preceding_k_means_are_shown_and_do_not_stop_the_run(iris):
    points = Points(iris)
    steps = list(GaussianMixture().steps(points))
    kmeans_steps = [step for step in steps if isinstance(step, KMeansStep)]
    alone = list(KMeans(k=3).steps(points))
    assert [step.phase for step in kmeans_steps] == [step.phase for step in alone]
    assert not any(Run([step]).finished for step in steps[:-1])
    assert all(step.objective is None for step in kmeans_steps)
    assert steps[len(kmeans_steps)].phase == "start"
    assert np.array_equal(steps[len(kmeans_steps)].labels, alone[-1].labels)
    assert "k-means has ended" in kmeans_steps[-1].caption(points, kmeans_steps[-2])


@pytest.mark.parametrize("max_iter", [1, 2, 5])
def test_e_and_m_alternate_and_the_last_step_is_e(iris, max_iter):
    points = Points(iris)
    algorithm = GaussianMixture(max_iter=max_iter, tol=0, init="random-points")
    own = [step for step in algorithm.steps(points) if isinstance(step, MixtureStep)]
    assert [step.phase for step in own] == ["start", *["E", "M"] * max_iter, "E"]
    assert [step.iteration for step in own if step.phase == "E"] == [*range(1, max_iter + 1), max_iter]
    assert own[-1].stopped.startswith(f"the limit of {max_iter} iteration")
    assert all(after.objective == step.objective for step, after in pairwise(own) if after.phase == "M")


@EVERY_START
@EVERY_KIND
def test_the_likelihood_never_falls_with_any_floor(iris, init, kind):
    table = np.vstack([iris, iris[:20]])  # duplicates collapse easily
    algorithm = GaussianMixture(k=8, covariance=kind, init=init, tol=0, floor=1e-3, max_iter=200)
    objectives = [step.objective for step in algorithm.steps(Points(table)) if step.phase == "E"]
    assert all(later >= e_step - 1e-12 * abs(e_step) for e_step, later in pairwise(objectives))


def relative_eigenvalues(covariances, size):
    """The eigenvalues of matrices (k, d, d), or of diagonals (k, d), of columns divided by `size` (d,)."""
    if covariances.ndim == 2:
        return covariances / size**2
    return np.linalg.eigvalsh(covariances / size / size[:, None])


@EVERY_KIND
def test_no_covariance_falls_below_the_floor(iris, kind):
    points = Points(np.vstack([iris, np.repeat(iris[:1], 30, axis=0)]))
    algorithm = GaussianMixture(k=6, covariance=kind, floor=1e-3)
    size = np.sqrt(reference_variances(points, "full"))
    for step in algorithm.steps(points):
        if isinstance(step, MixtureStep):
            values = relative_eigenvalues(step.covariances, size)
            assert values.min() >= 1e-3 * (1 - 1e-9)


@EVERY_KIND
def test_groups_of_equal_points_collapse_and_are_named(kind):
    fit = GaussianMixture(k=2, covariance=kind).fit(TWO_PLACES)
    assert fit.collapsed == (0, 1)
    assert sorted(np.bincount(fit.labels)) == [5, 5]
    assert np.isfinite(fit.log_likelihood)
    assert "Clusters 1 and 2 have collapsed onto 5 and 5 points" in fit.last.caption(Points(TWO_PLACES), None)


def test_an_outlier_does_not_change_the_floor_and_its_component_is_named(iris):
    table = np.vstack([iris, [[-9999.0] * 4]])
    fit = GaussianMixture(k=4).fit(table)
    (collapsed,) = fit.collapsed
    assert np.flatnonzero(fit.labels == collapsed).tolist() == [150]
    assert "has collapsed onto 1 point:" in fit.last.caption(Points(table), None)
    without = GaussianMixture(k=3, tol=1e-9).fit(iris)
    assert np.sort(np.delete(fit.weights, collapsed)) == pytest.approx(np.sort(without.weights), abs=0.02)


@EVERY_KIND
def test_constant_and_collinear_columns_collapse_nothing(iris, kind):
    table = np.column_stack([iris, np.full(150, 7.0), 2 * iris[:, 0]])
    fit = GaussianMixture(covariance=kind, tol=1e-9).fit(table)
    assert fit.collapsed == ()
    if kind == "full":
        assert sorted(np.bincount(fit.labels)) == [45, 50, 55]


def test_runs_without_a_collapsed_component_rank_first(iris):
    points = Points(iris)
    ends = [[*GaussianMixture(k=10, seed=seed).steps(points)][-1] for seed in range(10)]
    not_collapsed = [end for end in ends if not end.collapsed]
    assert 0 < len(not_collapsed) < 10
    assert max(ends, key=lambda end: end.objective).collapsed
    fit = GaussianMixture(k=10).fit(points, restarts=10)
    assert fit.collapsed == ()
    assert np.array_equal(fit.last.labels, max(not_collapsed, key=lambda end: end.objective).labels)


def test_a_component_far_narrower_than_the_range_is_accurate():
    rng = np.random.default_rng(0)
    narrow = rng.normal(0, 1e-5, (200, 1))
    table = np.vstack([narrow, rng.normal(5, 1, (200, 1))])
    start = ([[0.3], [5.0]], [[[0.01]], [[1.0]]], [0.5, 0.5])  # off by 30,000 widths
    points = Points(table)
    algorithm = GaussianMixture(k=2, floor=1e-12, max_iter=1, tol=0)
    *_, e, m, _ = algorithm.steps(points, start)
    responsibilities = e.responsibilities(points)[:, 0]
    mean = (responsibilities @ points.values) / responsibilities.sum()
    exact = responsibilities @ (points.values[:, 0] - mean[0]) ** 2 / responsibilities.sum()
    assert m.covariances[0, 0, 0] == pytest.approx(exact, rel=1e-9, abs=0)
    assert exact < 1e-8


@pytest.mark.parametrize("kind", COVARIANCE_CHOICES)
def test_a_last_step_has_no_moments_and_goes_on_as_a_longer_run(iris, kind):
    points = Points(iris)
    short, long = (
        list(GaussianMixture(k=3, covariance=kind, max_iter=limit, tol=0).steps(points)) for limit in (2, 3)
    )
    last, following = short[-1], GaussianMixture(k=3, covariance=kind, max_iter=3, tol=0)
    usual = long[len(short) - 1]
    assert last.second_moments is None
    assert usual.second_moments is not None
    assert (last.objective, last.counts.tolist()) == (usual.objective, usual.counts.tolist())
    went_on, expected = following.after(replace(last, stopped=Message()), points), long[len(short)]
    assert went_on.means.tolist() == expected.means.tolist()
    assert went_on.covariances.tolist() == expected.covariances.tolist()


def test_an_m_step_shows_the_responsibilities_that_it_used(iris):
    points = Points(iris)
    steps = [step for step in GaussianMixture().steps(points) if isinstance(step, MixtureStep)]
    e, m, later = steps[1:4]
    assert np.array_equal(e.responsibilities(points), m.responsibilities(points))
    assert not np.array_equal(m.responsibilities(points), later.responsibilities(points))
    assert steps[0].responsibilities(points) is None
    assert m.means == pytest.approx(
        e.responsibilities(points).T @ points.values / e.responsibilities(points).sum(axis=0)[:, None]
    )


def test_steps_keep_no_responsibilities():
    points = Points(np.random.default_rng(0).normal(size=(5000, 2)))
    for step in GaussianMixture(k=4, max_iter=3).steps(points):
        sizes = [getattr(step, name).size for name in ("means", "covariances") if hasattr(step, name)]
        assert all(size < 100 for size in sizes)
        arrays = [
            value for value in vars(step).values() if isinstance(value, np.ndarray) and value.size >= 5000
        ]
        assert all(value is step.labels for value in arrays)


def test_marks_of_a_mixture_are_ellipses_without_assignment_lines(iris):
    points = Points(iris)
    *_, last = GaussianMixture().steps(points)
    kinds = [type(mark) for mark in last.marks(points)]
    assert Ellipses in kinds
    assert AssignmentLines not in kinds


def test_after_a_mean_is_moved_there_is_no_likelihood_until_the_next_e_step(iris):
    points, algorithm = Points(iris), GaussianMixture()
    *_, last = algorithm.steps(points)
    centers = np.vstack([np.zeros(4), last.centers[1:]])
    moved = algorithm.with_centers(last, centers, np.arange(3), points)
    assert moved.figures(points) == {}
    assert (moved.objective, moved.stopped, moved.counts) == (None, "", None)
    following = algorithm.after(moved, points)
    assert following.phase == "E"
    assert following.objective < last.objective


def test_captions_count_undecided_points_and_name_the_component_that_moved_farthest(iris):
    points = Points(iris)
    steps = list(GaussianMixture(k=4).steps(points))
    for before, step in pairwise(steps):
        caption = step.caption(points, before)
        if step.phase == "E":
            undecided = int((step.responsibilities(points).max(axis=1) < 0.6).sum())
            assert f"each of 4 components; {undecided} point" in caption
        if step.phase == "M":
            distances = np.linalg.norm(
                points.units.positions(step.means) - points.units.positions(before.means), axis=1
            )
            assert f"cluster {distances.argmax() + 1} moved most, by {distances.max():.2}"[:-1] in caption


def test_prediction_is_in_the_units_and_order_of_the_caller(iris):
    fit = GaussianMixture().fit(iris * 1e160)
    responsibilities = fit.predict_proba(iris[::-1] * 1e160)
    assert responsibilities.sum(axis=1) == pytest.approx(1)
    assert np.array_equal(responsibilities.argmax(axis=1), fit.labels[::-1])
