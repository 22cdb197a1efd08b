"""Ward's method: the hierarchy and cuts of scipy, merge by merge."""

from itertools import pairwise

import numpy as np
import pytest
from scipy.cluster.hierarchy import fcluster, linkage

from clusterlab.algorithms.ward import algorithm as ward_algorithm
from clusterlab.algorithms.ward.algorithm import Ward
from clusterlab.algorithms.ward.hierarchy import Hierarchy
from clusterlab.core.history import Run
from clusterlab.core.params import ParamError
from clusterlab.core.points import Points, PointsError


def partition(labels):
    """Which rows are together."""
    return np.equal.outer(labels, labels)


@pytest.fixture(scope="module")
def overlapping():
    """Three groups that overlap, 150 rows of 3 columns."""
    rng = np.random.default_rng(2)
    return np.repeat([[0.0, 0, 1], [3, 1, 0], [1, 4, 2]], 50, axis=0) + rng.normal(size=(150, 3))


@pytest.mark.parametrize("k", [1, 2, 3, 7, 30, 149, 150])
def test_the_clusters_are_those_of_scipys_cut(k, overlapping):
    expected = fcluster(linkage(overlapping, "ward"), k, "maxclust")
    assert np.array_equal(partition(Ward(k=k).fit(overlapping).labels), partition(expected))


def test_every_step_is_a_cut_of_one_hierarchy_with_its_inertia(overlapping):
    points = Points(overlapping)
    first, *steps = Ward(k=2).steps(points)
    assert first.labels is None
    assert [step.k for step in (first, *steps)] == list(range(150, 1, -1))
    for step in steps:
        groups = [points.values[step.labels == label] for label in range(step.k)]
        inertia = sum(((group - group.mean(axis=0)) ** 2).sum() for group in groups)
        assert step.objective == pytest.approx(inertia, rel=1e-9)
        assert step.iteration == points.n - step.k


def test_of_very_many_clusters_several_are_merged_in_one_step(overlapping, monkeypatch):
    monkeypatch.setattr(ward_algorithm, "MAX_SINGLE_MERGES", 30)
    points = Points(overlapping)
    steps = [*Ward(k=2).steps(points)]
    assert [step.k for step in steps] == [150, 75, 37, *range(30, 1, -1)]
    assert steps[1].caption(points, steps[0]) == "75 merges at once. 75 clusters left."
    for step in steps[1:]:
        assert np.array_equal(step.labels, Hierarchy.of(points).cut(step.k))


def test_a_fit_has_the_last_step_without_those_between(overlapping):
    points = Points(overlapping)
    first, _, last = Ward(k=3).without_intermediate_steps(points)
    *_, expected = Ward(k=3).steps(points)
    assert first.labels is None
    assert np.array_equal(last.labels, expected.labels)
    assert (last.objective, last.iteration, last.stopped) == (
        expected.objective,
        expected.iteration,
        expected.stopped,
    )


def test_the_labels_of_ten_thousand_merges_stay_within_the_budget_and_are_those_of_the_hierarchy():
    points = Points(np.random.default_rng(0).normal(size=(10_001, 2)))
    run = Run(Ward(k=1).steps(points), budget=2**24)
    assert len(run) == 10_001
    assert run.label_bytes <= 2**24
    for index in (1, 5_000, 9_999):
        step = run.materialized(index, lambda step: Ward(k=1).after(step, points))
        assert np.array_equal(step.labels, Hierarchy.of(points).cut(10_001 - index))


def test_the_more_clusters_are_left_the_faster_merges_are_played(overlapping):
    rates = [step.relative_rate for step in Ward(k=2).steps(Points(overlapping))]
    assert rates == sorted(rates, reverse=True)
    assert (rates[0], rates[-1]) == (150 / 8, 1)


def test_cuts_are_those_of_the_merges_one_by_one(overlapping):
    """Each cut from the one above: the smaller child of the next merge takes the next label."""
    hierarchy = Hierarchy.of(Points(overlapping))
    expected = np.zeros(150, int)
    for k in range(1, 151):
        assert np.array_equal(hierarchy.cut(k), expected)
        merge = hierarchy.last_merge(k)
        if merge is not None:
            expected[merge.smaller] = k


def test_a_merge_gives_the_smaller_cluster_the_label_of_the_larger_and_changes_no_other(overlapping):
    points = Points(overlapping)
    for before, step in pairwise([*Ward(k=1).steps(points)][3:]):
        changed = before.labels != step.labels
        assert np.array_equal(np.flatnonzero(changed), step.merged_rows)
        assert set(before.labels[changed]) == {step.k}
        (target,) = set(step.labels[changed])
        assert step.sizes == (changed.sum(), (before.labels == target).sum())
        assert step.sizes[0] <= step.sizes[1]
        rise = step.objective - before.objective
        assert rise == pytest.approx(step.height**2 / 2, rel=1e-6)


@pytest.mark.parametrize(("n", "heights"), [(1, []), (2, [[1.0]]), (3, [[1.0, 3.0]])])
def test_two_points_have_a_dendrogram_of_one_merge_and_a_single_one_has_none(n, heights):
    """Two merge at 1, the root of twice 1 / 2; the third at 3, the root of twice 2 / 3 of 27 / 4."""
    points = Points(np.array([[0.0], [1.0], [0.5 + 1.5 * 3**0.5]])[:n])
    *_, last = Ward(k=1).steps(points)
    assert [chart.heights.tolist() for chart in last.charts(points)] == [
        pytest.approx(row) for row in heights
    ]


def test_merging_stops_at_k_clusters(overlapping):
    *_, last = Ward(k=4).steps(Points(overlapping))
    assert last.stopped == "4 clusters are left"
    assert last.k == 4


def test_prediction_is_the_cluster_of_the_nearest_point(overlapping):
    fit = Ward(k=3).fit(overlapping)
    near = overlapping[[5, 70, 120]] + 1e-6
    assert np.array_equal(fit.predict(near), fit.labels[[5, 70, 120]])
    means = [overlapping[fit.labels == label].mean(axis=0) for label in range(3)]
    assert fit.centers == pytest.approx(np.array(means))


def test_a_start_and_too_many_points_are_errors(overlapping, monkeypatch):
    with pytest.raises(ParamError, match="start must be left out"):
        Ward().fit(overlapping, start=overlapping[:3])
    monkeypatch.setattr(ward_algorithm, "MAX_WARD_POINTS", 100)
    with pytest.raises(PointsError, match=r"takes at most 100 points; there are 150\."):
        Ward().fit(overlapping)
