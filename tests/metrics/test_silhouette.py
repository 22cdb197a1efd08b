"""Silhouettes agree with scikit-learn and with direct computation, and do not change far from the origin."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.datasets import load_iris
from sklearn.metrics import silhouette_samples, silhouette_score

from clusterlab import KMeans, Points
from clusterlab.core.progress import Progress
from clusterlab.metrics import silhouette
from clusterlab.metrics.silhouette import (
    mean_silhouette,
    silhouettes,
    silhouettes_of,
    silhouettes_with_progress,
)
from tests.kernels.levels import threads_on

SPECIES = 0.503477440693296


def by_rows(array, labels):
    """The silhouette of every row of an array."""
    points = Points(array)
    found = silhouettes(points, points.to_spatial_order(np.asarray(labels)))
    assert found is not None
    assert np.array_equal(found.rows, np.arange(points.n))
    return points.to_row_order(found.widths)


@st.composite
def tables(draw):
    """Some points on a grid, so that duplicates occur, and labels of at least two clusters."""
    n = draw(st.integers(4, 24))
    cells = st.integers(-20, 20)
    array = draw(st.lists(st.tuples(cells, cells), min_size=n, max_size=n))
    labels = draw(st.lists(st.integers(0, 3), min_size=n - 3, max_size=n - 3))
    return np.array(array, float), np.array([0, 0, 1, *labels])


def test_six_points_on_a_line_have_the_silhouettes_of_the_textbook():
    assert by_rows([[0], [1], [1], [2], [3], [3]], [0, 1, 1, 1, 2, 2]) == pytest.approx(
        [0, 0.5, 0.5, 0, 1, 1]
    )


@given(tables())
def test_every_point_has_the_silhouette_that_scikit_learn_gives_it(table):
    array, labels = table
    expected = silhouette_samples(array, labels)
    np.testing.assert_allclose(by_rows(array, labels), expected, rtol=1e-9, atol=1e-12)


def test_the_mean_equals_scikit_learns_to_nine_digits():
    rng = np.random.default_rng(1)
    array, labels = rng.normal(size=(3000, 5)), rng.integers(0, 7, 3000)
    points = Points(array)
    mean = mean_silhouette(points, points.to_spatial_order(labels))
    assert mean == pytest.approx(silhouette_score(array, labels), rel=1e-9)


@pytest.mark.parametrize(("k", "expected"), [(2, 0.681046169), (3, 0.552819012), (4, 0.498050505)])
def test_k_means_on_iris_has_the_silhouette_of_the_reference(k, expected):
    points = Points(load_iris().data)
    labels = KMeans(k=k).fit(points, restarts=10).labels
    assert mean_silhouette(points, points.to_spatial_order(labels)) == pytest.approx(expected, abs=5e-10)


@pytest.mark.parametrize("offset", [0, 1e4, 1e8])
def test_iris_far_from_the_origin_keeps_the_silhouette_of_its_species(offset):
    iris = load_iris()
    points = Points(iris.data + offset)
    mean = mean_silhouette(points, points.to_spatial_order(iris.target))
    assert mean == pytest.approx(SPECIES, abs=2e-7)  # the sum itself rounds iris to 1.5e-8


@pytest.mark.parametrize("scale", [1e-160, 1e160])
def test_iris_times_a_huge_or_tiny_number_keeps_its_silhouette(scale):
    iris = load_iris()
    points = Points(iris.data * scale)
    assert mean_silhouette(points, points.to_spatial_order(iris.target)) == pytest.approx(SPECIES, rel=1e-9)


@given(tables(), st.integers(0, 2**32 - 1), st.integers(-60, 60))
def test_neither_the_order_of_rows_nor_the_names_of_clusters_nor_the_unit_matters(table, seed, power):
    array, labels = table
    rng = np.random.default_rng(seed)
    order, names = rng.permutation(len(array)), rng.permutation(4)
    other = by_rows(np.ldexp(array[order], power), names[labels[order]])
    np.testing.assert_allclose(other, by_rows(array, labels)[order], rtol=1e-12, atol=1e-12)


@given(tables())
def test_silhouettes_lie_between_minus_one_and_one(table):
    widths = by_rows(*table)
    assert (np.abs(widths) <= 1).all()


def test_clusters_in_the_same_place_have_silhouette_zero():
    assert by_rows(np.zeros((4, 2)), [0, 0, 1, 1]).tolist() == [0, 0, 0, 0]


@pytest.mark.parametrize("labels", [[0, 0, 0, 0], [0, 1, 2, 3], [-1, -1, -1, -1], [-1, 0, 1, -1]])
def test_one_cluster_and_as_many_as_points_have_no_silhouette(labels):
    points = Points([[0.0], [1.0], [2.0], [3.0]])
    assert mean_silhouette(points, points.to_spatial_order(np.array(labels))) is None


def test_noise_is_left_out_and_counted():
    array = np.array([[0.0], [1.0], [50.0], [10.0], [12.0]])
    points = Points(array)
    found = silhouettes(points, points.to_spatial_order(np.array([0, 0, -1, 1, 1])))
    assert (found.size, found.of, found.noise) == (4, 4, 1)
    assert found.mean == pytest.approx(silhouette_score(np.delete(array, 2, 0), [0, 0, 1, 1]), rel=1e-12)
    assert sorted(points.order[found.rows]) == [0, 1, 3, 4]


def test_labels_may_skip_numbers():
    array = [[0.0], [1.0], [7.0], [9.0]]
    assert by_rows(array, [5, 5, 300, 300]).tolist() == by_rows(array, [0, 0, 1, 1]).tolist()


@pytest.fixture
def small_limits(monkeypatch):
    """Limits so small that tests of sampling need no large table."""
    monkeypatch.setattr(silhouette, "MAX_EXACT_POINTS", 100)
    monkeypatch.setattr(silhouette, "SAMPLE_POINTS", 60)


def clustered(sizes):
    """Well-separated clusters of the given sizes, as points with labels in spatial order."""
    labels = np.repeat(np.arange(len(sizes)), sizes)
    array = np.random.default_rng(3).normal(size=(len(labels), 2)) + 20 * labels[:, None]
    points = Points(array)
    return points, points.to_spatial_order(labels)


def test_many_points_are_sampled_in_proportion_to_their_clusters(small_limits):
    points, labels = clustered([500, 250, 250, 3, 1])
    found = silhouettes(points, labels)
    assert found.sampled
    assert np.bincount(labels[found.rows]).tolist() == [30, 15, 15, 2, 1]
    assert (found.size, found.of) == (63, 1004)
    assert np.all(np.diff(found.rows) > 0)


def test_a_sampled_point_is_weighted_by_the_size_of_its_cluster(small_limits):
    points, labels = clustered([500, 250, 250, 3, 1])
    found = silhouettes(points, labels)
    assert found.weights.sum() == pytest.approx(1004)
    assert found.widths[labels[found.rows] == 4].tolist() == [0]
    means = [found.widths[labels[found.rows] == cluster].mean() for cluster in range(5)]
    assert found.mean == pytest.approx(np.average(means, weights=[500, 250, 250, 3, 1]), rel=1e-12)


def test_the_mean_of_a_sample_is_close_to_that_of_all_points(monkeypatch):
    rng = np.random.default_rng(0)
    points = Points(rng.normal(size=(4000, 2)))
    labels = (points.values[:, 0] > 0).astype(int) + 2 * (points.values[:, 1] > 0.3)
    exact = mean_silhouette(points, labels)
    monkeypatch.setattr(silhouette, "MAX_EXACT_POINTS", 3999)
    monkeypatch.setattr(silhouette, "SAMPLE_POINTS", 1000)
    assert mean_silhouette(points, labels) == pytest.approx(exact, abs=0.01)


def test_the_same_seed_draws_the_same_sample_and_another_seed_another(small_limits):
    points, labels = clustered([300, 300])
    rows = [silhouettes(points, labels, seed).rows.tolist() for seed in (0, 0, 1)]
    assert rows[0] == rows[1] != rows[2]


def test_up_to_the_limit_no_points_are_sampled(small_limits):
    points, labels = clustered([60, 40])
    found = silhouettes(points, labels)
    assert not found.sampled
    assert found.mean == pytest.approx(np.mean(silhouette_samples(points.values, labels)), rel=1e-9)


def test_progress_is_yielded_after_every_labeling_and_every_few_rows(monkeypatch):
    points, labels = clustered([60, 40])
    monkeypatch.setattr(silhouette, "DIFFERENCES_PER_PAUSE", 40 * 100 * silhouette.MIN_COUNTED_COLUMNS)
    progress = list(silhouettes_with_progress(points, [labels, labels]))
    assert progress == [Progress(done, 100) for done in (0, 0, 40, 80, 100)]


# ---- many labelings, one pass ----


def same(one, other):
    """Whether two silhouettes are the same but for rounding."""
    if one is None or other is None:
        return one is other
    assert (one.of, one.noise) == (other.of, other.noise)
    assert np.array_equal(one.rows, other.rows)
    assert np.array_equal(one.weights, other.weights)
    return np.allclose(one.widths, other.widths, rtol=1e-12, atol=1e-14)


@st.composite
def labelings(draw):
    """Points on a grid and some labelings: noise, single points, one cluster, gaps in the cluster numbers."""
    n = draw(st.integers(4, 30))
    cells = st.integers(-9, 9)
    array = draw(st.lists(st.tuples(cells, cells), min_size=n, max_size=n))
    names = st.sampled_from([-1, 0, 0, 1, 2, 7])
    every = draw(st.lists(st.lists(names, min_size=n, max_size=n), min_size=1, max_size=4))
    return Points(np.array(array, float)), [np.array(labels) for labels in every]


@given(labelings(), st.integers(1, 12))
def test_silhouettes_do_not_depend_on_the_other_labelings_of_a_pass(drawn, max_clusters):
    points, every = drawn
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(silhouette, "MAX_CLUSTERS_PER_PASS", max_clusters)
        found = silhouettes_of(points, every)
    assert all(same(one, silhouettes(points, labels)) for one, labels in zip(found, every, strict=True))


@given(labelings())
def test_sampled_silhouettes_do_not_depend_on_the_other_labelings_either(drawn):
    points, every = drawn
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(silhouette, "MAX_EXACT_POINTS", 6)
        patch.setattr(silhouette, "SAMPLE_POINTS", 4)
        found = silhouettes_of(points, every)
        assert all(same(one, silhouettes(points, labels)) for one, labels in zip(found, every, strict=True))


def test_k_means_for_many_k_at_once_agrees_with_scikit_learn():
    points = Points(np.random.default_rng(0).normal(size=(900, 3)))
    every = [KMeans(k=k).fit(points).last.labels for k in range(1, 11)]
    found = silhouettes_of(points, every)
    assert found[0] is None
    for one, labels in zip(found[1:], every[1:], strict=True):
        expected = silhouette_samples(points.values, labels)
        np.testing.assert_allclose(one.widths, expected, rtol=1e-9, atol=1e-12)


def test_no_labelings_have_no_silhouettes():
    points, labels = clustered([5, 5])
    assert silhouettes_of(points, []) == []
    assert silhouettes_of(points, [labels * 0, labels * 0 - 1]) == [None, None]


def test_labelings_share_most_of_their_samples_whatever_noise_they_leave_out(small_limits):
    points, labels = clustered([500, 250, 250])
    rng = np.random.default_rng(0)
    finer, noisy = labels * 2 + (rng.random(1000) < 0.5), np.where(rng.random(1000) < 0.1, -1, labels)
    rows = [set(one.rows) for one in silhouettes_of(points, [labels, finer, noisy])]
    assert [len(drawn) for drawn in rows] == [60, 60, 60]
    assert len(rows[0] | rows[1]) <= 75
    assert len(rows[0] | rows[2]) <= 75


def test_a_sample_is_drawn_evenly_along_the_spatial_order(small_limits):
    points = Points(np.random.default_rng(0).normal(size=(1200, 2)))
    rows = silhouettes(points, np.repeat([0, 1], 600)).rows
    steps = np.diff(rows)
    assert len(rows) == 60
    assert steps.max() <= 2 * 1200 / 60


def test_any_number_of_threads_gives_the_same_bits(monkeypatch):
    points, labels = clustered([700, 800])
    every = [labels, np.arange(1500) % 7, np.arange(1500) % 3 - 1]
    bits = set()
    for cores in (1, 2, 3, 5):
        with threads_on(monkeypatch, cores):
            bits.add(tuple(one.widths.tobytes() for one in silhouettes_of(points, every)))
    assert len(bits) == 1


@pytest.mark.parametrize("ks", [[2], range(2, 11), [700, 800], [5999]])
def test_memory_stays_far_below_the_table_of_all_distances(ks):
    rng = np.random.default_rng(0)
    points = Points(rng.normal(size=(6000, 2)))
    every = [rng.permutation(np.arange(6000) % k) for k in ks]  # so that no two points are alike in all
    mean_silhouette(points, every[0])  # what scipy imports is not counted
    tracemalloc.start()
    silhouettes_of(points, every)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 96 * 2**20 < 6000 * 6000 * 8


def test_the_result_cannot_be_changed():
    points, labels = clustered([5, 5])
    with pytest.raises(ValueError, match="read-only"):
        silhouettes(points, labels).widths[0] = 2
