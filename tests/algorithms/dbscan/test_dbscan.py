"""DBSCAN: the labels of scikit-learn, row by row, computed in waves."""

import tracemalloc
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import cluster
from sklearn.datasets import make_blobs

from clusterlab.algorithms.dbscan.algorithm import DBSCAN
from clusterlab.core.marks import BORDER, CORE, NOISE, Highlights, PointMarks, Regions
from clusterlab.core.params import ParamError
from clusterlab.core.points import Points
from clusterlab.kernels import density


@st.composite
def tables(draw):
    """Points on a grid of tenths or anywhere, with an offset."""
    n, d = draw(st.integers(1, 80)), draw(st.integers(1, 3))
    rng = np.random.default_rng(draw(st.integers(0, 10_000)))
    grid = rng.integers(0, 7, (n, d)) / 10
    return draw(st.sampled_from([grid, rng.normal(size=(n, d))])) + draw(st.sampled_from([0.0, 100.0]))


@given(
    tables(),
    st.sampled_from([0.1, 0.2, 0.3, 0.7, 1.5]),
    st.integers(1, 8),
    st.sampled_from([(3_000, 60), (0, 60), (0, -1)]),
)
@settings(max_examples=200)
def test_labels_and_core_points_are_those_of_scikit_learn(table, eps, min_samples, limits):
    """By waves, by pairs of neighbors, and by waves among dense points alike; border points too."""
    peer = cluster.DBSCAN(eps=eps, min_samples=min_samples, algorithm="kd_tree").fit(table)
    points = Points(table)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(density, "MAX_STEPWISE_POINTS", limits[0])
        patch.setattr(density, "MAX_MEAN_NEIGHBORS", limits[1])
        *_, last = DBSCAN(eps, min_samples).steps(points)
    assert np.array_equal(points.to_row_order(last.labels), peer.labels_)
    assert np.array_equal(
        np.flatnonzero(points.to_row_order(last.clustering.core)), peer.core_sample_indices_
    )


def test_exact_ties_on_a_grid_stay_ties():
    """Steps of a tenth are a little less or a little more than a tenth; the same decide as in the file."""
    grid = np.stack(np.meshgrid(np.arange(40) / 10, np.arange(40) / 10), -1).reshape(-1, 2)
    for min_samples in (3, 4, 5):
        expected = cluster.DBSCAN(eps=0.1, min_samples=min_samples, algorithm="kd_tree").fit_predict(grid)
        assert np.array_equal(DBSCAN(0.1, min_samples).fit(grid).labels, expected)


def test_many_points_are_clustered_in_few_steps_with_the_same_labels():
    table, _ = make_blobs(20_000, centers=6, random_state=1)
    expected = cluster.DBSCAN(eps=0.12, min_samples=6).fit_predict(table)
    steps = list(DBSCAN(0.12, 6).steps(Points(table)))
    assert len(steps) <= density.MAX_CLUSTER_WAVES + 2
    assert np.array_equal(DBSCAN(0.12, 6).fit(table).labels, expected)


def test_a_large_eps_needs_no_n_by_n_memory():
    table = np.random.default_rng(0).random((30_000, 2))
    points = Points(table)
    tracemalloc.start()
    *_, last = DBSCAN(2.0, 5).steps(points)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert last.k == 1
    assert peak < 100 * 2**20  # all pairs would be 7 GB


def test_each_wave_adds_points_to_one_cluster_and_removes_none(blobs):
    points = Points(blobs)
    steps = [step for step in DBSCAN(1.0, 4).steps(points) if step.phase == "grow"]
    assert [set(mark.rows) for mark in steps[0].marks(points) if isinstance(mark, Highlights)] == [
        set(np.flatnonzero(steps[0].labels >= 0))
    ]
    for earlier, later in pairwise(steps):
        labeled = earlier.labels >= 0
        assert np.array_equal(earlier.labels[labeled], later.labels[labeled])
        new = np.flatnonzero((later.labels >= 0) & ~labeled)
        assert len(new)
        assert len(set(later.labels[new])) == 1
        assert set(later.marks(points)[-1].rows) == set(new)


def test_roles_are_core_border_and_at_the_end_noise(blobs):
    points = Points(blobs)
    first, *_, last = DBSCAN(1.0, 4).steps(points)
    (point_marks,) = (mark for mark in first.marks(points) if isinstance(mark, PointMarks))
    assert (point_marks.unlabeled_name, set(point_marks.roles)) == ("Not reached", {CORE, BORDER})
    (point_marks,) = (mark for mark in last.marks(points) if isinstance(mark, PointMarks))
    assert point_marks.unlabeled_name == "Noise"
    assert np.array_equal(point_marks.roles == NOISE, last.labels < 0)
    assert np.array_equal(point_marks.roles == CORE, last.clustering.core)
    assert last.figures(points) == {
        "clustered": int((last.labels >= 0).sum()),
        "core": int((point_marks.roles == CORE).sum()),
        "border": int((point_marks.roles == BORDER).sum()),
        "noise": int((point_marks.roles == NOISE).sum()),
    }


def test_explain_point_states_the_number_of_neighbors_and_the_role():
    table = np.array([[0.0, 0], [0.1, 0], [0.2, 0], [0.55, 0], [5, 5]])
    points = Points(table)
    step = DBSCAN(0.4, 3).first(points)
    explanations = [
        step.explain_point(points, int(np.flatnonzero(points.order == row)[0])).brief for row in (1, 3, 4)
    ]
    assert explanations == [
        "3 points within eps: a core point",
        "2 points within eps, a core point needs 3; near a core point: border",
        "1 point within eps, a core point needs 3; no core point near: noise",
    ]
    assert points.units.distance(step.search_radius) == pytest.approx(0.4)


def test_regions_are_the_places_within_eps_of_a_core_point(blobs):
    points = Points(blobs)
    *_, last = DBSCAN(1.0, 4).steps(points)
    (regions,) = (mark for mark in last.marks(points) if isinstance(mark, Regions))
    assert np.array_equal(regions.classify(points.values), last.labels)
    assert regions.classify(np.array([[50.0, 50.0]])).tolist() == [-1]


def test_without_core_points_all_points_are_noise():
    points = Points(np.arange(8.0)[:, None])
    *_, last = DBSCAN(0.1, 2).steps(points)
    assert (last.k, last.stopped, set(last.labels)) == (0, "there is no core point", {-1})
    hint = "Almost all points are noise: eps is too small, or min_samples too large."
    assert last.notes == ("8 points are noise.", hint)
    assert not any(isinstance(mark, Highlights) for mark in last.marks(points))


def test_a_start_is_an_error(blobs):
    with pytest.raises(ParamError, match="start must be left out"):
        DBSCAN().fit(blobs, start=blobs[:2])


def test_a_row_of_weight_0_is_said_to_be_no_core_point_whatever_is_near_it():
    points = Points(np.array([[0.0], [0.1], [0.2], [9.0]]), weights=[0.0, 2.0, 2.0, 0.0])
    step = DBSCAN(0.4, 3).first(points)
    texts = [
        str(step.explain_point(points, int(np.flatnonzero(points.order == row)[0])).text) for row in (0, 1, 3)
    ]
    assert [
        text.endswith("Its own weight is 0, and such a row is never a core point.") for text in texts
    ] == [
        True,
        False,
        True,
    ]
    assert "it would be a core point" not in texts[0] + texts[2]
