"""Silhouettes agree with scikit-learn, with arithmetic by hand, and with themselves far from the origin."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.datasets import load_iris
from sklearn.metrics import silhouette_samples, silhouette_score

from clusterlab import KMeans, Points
from clusterlab.core.progress import Progress
from clusterlab.kernels.distances import distance_chunks
from clusterlab.measures import silhouette
from clusterlab.measures.silhouette import mean_silhouette, measured, silhouettes

SPECIES = 0.503477440693296


def by_rows(array, labels):
    """The silhouette of every row of an array."""
    points = Points(array)
    found = silhouettes(points, points.from_rows(np.asarray(labels)))
    assert found is not None
    assert np.array_equal(found.rows, np.arange(points.n))
    return points.to_rows(found.widths)


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
    mean = mean_silhouette(points, points.from_rows(labels))
    assert mean == pytest.approx(silhouette_score(array, labels), rel=1e-9)


@pytest.mark.parametrize(("k", "expected"), [(2, 0.681046169), (3, 0.552819012), (4, 0.498050505)])
def test_k_means_on_iris_has_the_silhouette_of_the_reference(k, expected):
    points = Points(load_iris().data)
    labels = KMeans(k=k).fit(points, restarts=10).labels
    assert mean_silhouette(points, points.from_rows(labels)) == pytest.approx(expected, abs=5e-10)


@pytest.mark.parametrize("offset", [0, 1e4, 1e8])
def test_iris_far_from_the_origin_keeps_the_silhouette_of_its_species(offset):
    iris = load_iris()
    points = Points(iris.data + offset)
    mean = mean_silhouette(points, points.from_rows(iris.target))
    assert mean == pytest.approx(SPECIES, abs=2e-7)  # the sum itself rounds iris to 1.5e-8


@pytest.mark.parametrize("scale", [1e-160, 1e160])
def test_iris_times_a_huge_or_tiny_number_keeps_its_silhouette(scale):
    iris = load_iris()
    points = Points(iris.data * scale)
    assert mean_silhouette(points, points.from_rows(iris.target)) == pytest.approx(SPECIES, rel=1e-9)


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
    assert mean_silhouette(points, points.from_rows(np.array(labels))) is None


def test_noise_is_left_out_and_counted():
    array = np.array([[0.0], [1.0], [50.0], [10.0], [12.0]])
    points = Points(array)
    found = silhouettes(points, points.from_rows(np.array([0, 0, -1, 1, 1])))
    assert (found.size, found.of, found.noise) == (4, 4, 1)
    assert found.mean == pytest.approx(silhouette_score(np.delete(array, 2, 0), [0, 0, 1, 1]), rel=1e-12)
    assert sorted(points.order[found.rows]) == [0, 1, 3, 4]


def test_labels_may_skip_numbers():
    array = [[0.0], [1.0], [7.0], [9.0]]
    assert by_rows(array, [5, 5, 300, 300]).tolist() == by_rows(array, [0, 0, 1, 1]).tolist()


@pytest.fixture
def small_limits(monkeypatch):
    """Samples from 100 points on, so that a test needs no large table."""
    monkeypatch.setattr(silhouette, "LIMIT", 100)
    monkeypatch.setattr(silhouette, "SAMPLE", 60)


def clustered(sizes):
    """Groups of some sizes, far apart, as points with labels in spatial order."""
    labels = np.repeat(np.arange(len(sizes)), sizes)
    array = np.random.default_rng(3).normal(size=(len(labels), 2)) + 20 * labels[:, None]
    points = Points(array)
    return points, points.from_rows(labels)


def test_many_points_are_sampled_in_proportion_to_their_clusters(small_limits):
    points, labels = clustered([500, 250, 250, 3, 1])
    found = silhouettes(points, labels)
    assert found.sampled
    assert np.bincount(labels[found.rows]).tolist() == [30, 15, 15, 2, 1]
    assert (found.size, found.of) == (63, 1004)
    assert np.all(np.diff(found.rows) > 0)


def test_a_point_of_a_sample_stands_for_its_share_of_the_cluster(small_limits):
    points, labels = clustered([500, 250, 250, 3, 1])
    found = silhouettes(points, labels)
    assert found.weights.sum() == pytest.approx(1004)
    assert found.widths[labels[found.rows] == 4].tolist() == [0]
    means = [found.widths[labels[found.rows] == cluster].mean() for cluster in range(5)]
    assert found.mean == pytest.approx(np.average(means, weights=[500, 250, 250, 3, 1]), rel=1e-12)


def test_the_mean_of_a_sample_comes_near_the_mean_of_all(monkeypatch):
    rng = np.random.default_rng(0)
    points = Points(rng.normal(size=(4000, 2)))
    labels = (points.values[:, 0] > 0).astype(int) + 2 * (points.values[:, 1] > 0.3)
    exact = mean_silhouette(points, labels)
    monkeypatch.setattr(silhouette, "LIMIT", 3999)
    monkeypatch.setattr(silhouette, "SAMPLE", 1000)
    assert mean_silhouette(points, labels) == pytest.approx(exact, abs=0.01)


def test_the_same_seed_draws_the_same_sample_and_another_seed_another(small_limits):
    points, labels = clustered([300, 300])
    rows = [silhouettes(points, labels, seed).rows.tolist() for seed in (0, 0, 1)]
    assert rows[0] == rows[1] != rows[2]


def test_up_to_the_limit_every_point_counts(small_limits):
    points, labels = clustered([60, 40])
    found = silhouettes(points, labels)
    assert not found.sampled
    assert found.mean == pytest.approx(np.mean(silhouette_samples(points.values, labels)), rel=1e-9)


def test_it_pauses_after_every_chunk_and_tells_how_far_it_is(monkeypatch):
    points, labels = clustered([60, 40])
    monkeypatch.setattr(silhouette, "distance_chunks", lambda them: distance_chunks(them, 40 * 8 * 100))
    told = list(measured(points, labels))
    assert told == [Progress(40, 100), Progress(80, 100), Progress(100, 100)]


def test_a_chunk_of_distances_keeps_to_its_budget_and_to_one_row_at_least():
    points = np.random.default_rng(0).normal(size=(50, 3))
    assert {len(part) for _, part in distance_chunks(points, 10 * 8 * 50)} == {10}
    assert {len(part) for _, part in distance_chunks(points, 1)} == {1}


def test_memory_stays_far_below_the_table_of_all_distances():
    points, labels = clustered([3000, 3000])
    mean_silhouette(points, labels)  # what scipy imports is not counted
    tracemalloc.start()
    mean_silhouette(points, labels)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 64 * 2**20 < 6000 * 6000 * 8


def test_the_result_cannot_be_changed():
    points, labels = clustered([5, 5])
    with pytest.raises(ValueError, match="read-only"):
        silhouettes(points, labels).widths[0] = 2
