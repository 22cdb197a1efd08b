"""Fuzzy c-means: equal to the textbook, exact where points are centers; what the program does with it."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from clusterlab.algorithms.fuzzy_cmeans import FuzzyCMeans, fuzzy_totals, memberships, xie_beni
from clusterlab.algorithms.gmm.algorithm import GaussianMixture
from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.core.algorithm import best_restart
from clusterlab.core.marks import AssignmentLines, Centers, PointMarks, Regions
from clusterlab.core.points import Points
from clusterlab.kernels.typing import CHUNK
from clusterlab.metrics.k_sweep import best_k, entries, full_sweep, sweep_knee
from clusterlab.session.analysis.k_charts import k_charts
from clusterlab.session.state.layers import unavailable_layers
from clusterlab.session.state.presets import zoo
from tests.algorithms import test_odd

CROSS = np.array([[0.0], [1.0], [4.0]])
"""With centers at 0 and 4 and m = 2 the point at 1 has memberships 0.9 and 0.1."""


def textbook(table, centers, m, rounds):
    """Memberships (n, k), centers (k, d) and J after so many rounds, point by point as in Bezdek 1981."""
    centers = centers.copy()
    for _ in range(rounds):
        distances = np.linalg.norm(table[:, None] - centers, axis=2)
        u = 1 / ((distances[:, :, None] / distances[:, None, :]) ** (2 / (m - 1))).sum(axis=2)
        objective = (u**m * distances**2).sum()
        centers = (u**m).T @ table / (u**m).sum(axis=0)[:, None]
    return u, centers, objective


def last_step(algorithm, table, start=None):
    """The last step of a run."""
    *_, last = algorithm.steps(Points(table), start)
    return last


@pytest.mark.parametrize("m", [1.2, 1.5, 2.0, 3.0])
def test_every_round_is_that_of_the_textbook(iris, m):
    start, points = iris[[3, 60, 120]] + 0.01, Points(iris)
    assigns = [s for s in FuzzyCMeans(k=3, m=m).steps(points, start) if s.phase == "assign"]
    for rounds in (1, 2, 5):
        u, _, objective = textbook(iris, start, m, rounds)
        step = assigns[rounds - 1]
        assert points.to_row_order(step.responsibilities(points)) == pytest.approx(u, abs=1e-9)
        assert step.figures(points)["fuzzy_objective"] == pytest.approx(objective, rel=1e-12)


def test_the_end_on_iris_is_a_fixed_point_of_the_textbook(iris):
    fit = FuzzyCMeans(k=3, tol=1e-20).fit(iris)
    u, centers, objective = textbook(iris, fit.centers, 2.0, 1)
    assert fit.centers == pytest.approx(centers, abs=1e-8)
    assert fit.fuzzy_objective == pytest.approx(objective, rel=1e-12) == pytest.approx(60.50571, abs=1e-4)
    assert fit.predict_proba(iris) == pytest.approx(u, abs=1e-9)
    assert np.array_equal(fit.labels, u.argmax(axis=1))


def test_a_table_of_three_points_comes_out_as_by_hand():
    points = Points(CROSS)
    _, assign, update, *_ = FuzzyCMeans(k=2).steps(points, [[0.0], [4.0]])
    assert points.to_row_order(assign.responsibilities(points)) == pytest.approx(
        np.array([[1, 0], [0.9, 0.1], [0, 1]])
    )
    assert assign.figures(points)["fuzzy_objective"] == pytest.approx(0.9**2 * 1 + 0.1**2 * 9)
    assert assign.figures(points)["xie_beni"] == pytest.approx((0.81 + 0.09) / (3 * 16))
    assert points.units.positions(update.centers) == pytest.approx(
        np.array([[0.81 / 1.81], [(0.01 + 4) / 1.01]])
    )


def test_a_point_at_a_center_belongs_to_it_alone_and_to_equal_centers_in_equal_parts():
    centers = np.array([[0.0, 0], [1, 0], [1, 0]])
    found = memberships(np.array([[0.0, 0], [1, 0], [-0.0, 0]]), centers, 2.0)
    assert found.tolist() == [[1, 0, 0], [0, 0.5, 0.5], [1, 0, 0]]


@pytest.mark.parametrize("m", [1.001, 1.1, 2.0, 20.0])
@pytest.mark.parametrize("scale", [1e-160, 1e-100, 1.0, 1e100, 1e150])
def test_no_ratio_is_too_large_or_too_small(m, scale):
    places = np.array([[0.0], [1e-9], [0.3], [1.0], [1e-150]]) * scale
    found = memberships(places, np.array([[0.0], [1.0], [1e-8]]) * scale, m)
    assert np.isfinite(found).all()
    assert found.sum(axis=1) == pytest.approx(1, rel=1e-14)


@pytest.mark.parametrize("m", [1.01, 1.5, 2.0, 4.0])
def test_memberships_sum_to_one_and_the_objective_never_rises(blobs, m):
    points = Points(blobs)
    steps = [step for step in FuzzyCMeans(k=4, m=m).steps(points) if step.objective is not None]
    for before, after in pairwise(steps):
        assert after.objective <= before.objective * (1 + 1e-12)
        assert after.responsibilities(points).sum(axis=1) == pytest.approx(1, rel=1e-14)


def test_near_one_the_labels_are_those_of_k_means_from_the_same_start(iris):
    start = iris[[3, 60, 120]]
    fuzzy = FuzzyCMeans(k=3, m=1.001).fit(iris, start=start)
    assert np.array_equal(fuzzy.labels, KMeans(k=3).fit(iris, start=start).labels)
    assert fuzzy.fuzzy_objective == pytest.approx(78.851441, abs=0.5)


def test_labels_are_the_largest_memberships(blobs):
    points = Points(blobs)
    last = last_step(FuzzyCMeans(k=3), blobs)
    assert np.array_equal(last.labels, last.responsibilities(points).argmax(axis=1))
    assert np.array_equal(last.classify(points.values), last.labels)


def test_xie_beni_is_by_its_definition(iris):
    fit = FuzzyCMeans(k=3, m=1.7).fit(iris)
    squares = ((iris[:, None] - fit.centers) ** 2).sum(axis=2)
    between = [((a - b) ** 2).sum() for i, a in enumerate(fit.centers) for b in fit.centers[:i]]
    expected = (fit.predict_proba(iris) ** 2 * squares).sum() / (len(iris) * min(between))
    assert fit.xie_beni == pytest.approx(expected, rel=1e-10)


def test_xie_beni_is_absent_for_one_cluster_and_for_coincident_centers(iris):
    assert "xie_beni" not in last_step(FuzzyCMeans(k=1), iris).figures(Points(iris))
    assert FuzzyCMeans(k=1).fit(iris).xie_beni is None
    assert xie_beni(1.0, np.array([[0.0], [1], [1]]), 5) is None
    assert xie_beni(1.0, np.array([[0.0], [1e-300]]), 5) is None
    assert xie_beni(1.0, np.array([[0.0], [2]]), 5) == 1 / 20


def test_sums_over_several_chunks_are_those_over_all_points():
    points = np.random.default_rng(0).normal(size=(2 * CHUNK + 5, 2))
    centers = np.array([[0.0, 0], [1, 1], [-1, 2]])
    totals, u = fuzzy_totals(points, centers, centers, 1.5), memberships(points, centers, 1.5)
    squares = ((points[:, None] - centers) ** 2).sum(axis=2)
    assert totals.objective == pytest.approx((u**1.5 * squares).sum(), rel=1e-12)
    assert totals.weights == pytest.approx((u**1.5).sum(axis=0), rel=1e-12)
    assert totals.undecided == (u.max(axis=1) < 0.6).sum()


def test_steps_hold_no_array_of_all_memberships(iris):
    last = last_step(FuzzyCMeans(k=3), iris)
    held = [*vars(last).values(), *vars(last.totals).values()]
    assert all(array.size <= len(iris) for array in held if isinstance(array, np.ndarray))
    assert FuzzyCMeans().memory(10**9, 2) == FuzzyCMeans().memory(10**6, 2) < 2**20 * 2


def test_a_center_that_no_point_counts_for_stays(blobs):
    points = Points(blobs)
    algorithm = FuzzyCMeans(k=2, m=1.001)
    far = np.array([[0.0, 0], [1e6, 1e6]])
    _, _, update, *_ = algorithm.steps(points, far)
    assert points.units.positions(update.centers)[1] == pytest.approx(far[1])


def test_captions_name_the_undecided_points_and_the_center_that_moved_most():
    points = Points(np.array([[0.0], [2.0], [4.0]]))
    start, assign, update, *_ = FuzzyCMeans(k=2).steps(points, [[0.0], [4.0]])
    assert "each of 2 clusters; 1 point is undecided" in assign.caption(points, start)
    assert "cluster 1 moved most, by 0.4000." in update.caption(points, assign)


def test_the_picks_of_k_means_plus_plus_are_steps_and_every_way_of_starting_ends(blobs):
    steps = list(FuzzyCMeans(k=3).steps(Points(blobs)))
    assert [step.k for step in steps[:4]] == [1, 2, 3, 3]
    assert [step.phase for step in steps[2:5]] == ["start", "assign", "update"]
    ends = [last_step(FuzzyCMeans(k=3, init=init), blobs).objective for init in FuzzyCMeans.init_methods]
    assert max(ends) <= min(ends) * (1 + 1e-5)


def test_the_limit_of_iterations_ends_on_an_assign_and_is_reported(iris):
    last = last_step(FuzzyCMeans(k=3, max_iter=2), iris)
    assert (last.phase, last.iteration) == ("assign", 2)
    assert last.stopped == "the limit of 2 iterations was reached"


def test_no_run_of_the_zoo_is_much_longer_than_those_of_other_algorithms():
    for shape, (algorithm,) in zoo([FuzzyCMeans]):
        assert len(list(algorithm.steps(Points(shape.make().values)))) < 200


def test_the_best_of_restarts_has_the_least_objective(iris):
    algorithm = FuzzyCMeans(k=6, init="random-points")
    ends = [last_step(replace(algorithm, seed=seed), iris).objective for seed in range(4)]
    assert best_restart(algorithm, Points(iris), 4)[1].objective == min(ends)


def test_pictures_show_memberships_regions_and_centers_and_offer_nothing_else(blobs):
    marks = last_step(FuzzyCMeans(k=3), blobs).marks(Points(blobs))
    kinds = {type(mark) for mark in marks}
    assert kinds == {PointMarks, Regions, Centers}
    assert AssignmentLines not in kinds
    assert set(unavailable_layers(FuzzyCMeans())) == {"links", "ellipses"}


def test_a_sweep_has_elbow_silhouette_gap_and_xie_beni(blobs):
    points, algorithm = Points(blobs), FuzzyCMeans()
    found = entries(full_sweep(algorithm, points, range(1, 6), restarts=2, references=5))
    assert all(entry.gap is not None for entry in found)
    assert [entry.value("xie_beni") is None for entry in found] == [True, False, False, False, False]
    assert [entry.value("silhouette") is None for entry in found] == [True, False, False, False, False]
    assert found[2].gap.value is not None
    assert best_k(found, "silhouette", lowest=False) == 3
    assert sweep_knee(algorithm, found) is not None
    charts = {chart.key: chart for chart in k_charts(algorithm, {"": found}, range(1, 6), points)}
    assert charts["fuzzy_objective"].title == "Elbow"
    assert charts["fuzzy_objective"].from_zero
    assert charts["xie_beni"].marked_k == 3


def test_a_mixture_goes_on_from_its_clusters(blobs):
    points, mixture = Points(blobs), GaussianMixture(k=3)
    last = last_step(FuzzyCMeans(k=3), blobs)
    means, covariances, weights = mixture.start_from(last, points)
    assert weights == pytest.approx(np.bincount(last.labels) / len(blobs))
    assert covariances.shape == (3, 2, 2)
    assert mixture.fit(points, start=(means, covariances, weights)).log_likelihood > -260


@pytest.mark.parametrize("m", [1.001, 20.0])
@test_odd.ODD_TABLES
def test_odd_tables_come_to_an_end_at_both_ends_of_the_fuzziness(m, table):
    test_odd.test_captions_marks_charts_and_figures_of_every_step_can_be_computed(FuzzyCMeans(m=m), table)
