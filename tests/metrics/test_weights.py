"""Metrics of weighted points: those of copies, or a sentence that weights are not counted."""

import numpy as np
import pytest

from clusterlab.algorithms.gmm.algorithm import GaussianMixture
from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.core.points import Points
from clusterlab.core.progress import drain
from clusterlab.metrics import silhouette
from clusterlab.metrics.calinski_davies import separation_scores
from clusterlab.metrics.cluster_count.how_many import how_many
from clusterlab.metrics.k_sweep import entries, full_sweep
from clusterlab.metrics.overlap import min_mean_responsibility
from clusterlab.metrics.silhouette import mean_silhouette, silhouettes, silhouettes_of
from clusterlab.metrics.stability import search_stability
from clusterlab.session.analysis.step_stability import stability_words


@pytest.fixture(scope="module")
def table():
    """80 rows in three groups."""
    rng = np.random.default_rng(0)
    return rng.normal(size=(80, 3)) + rng.integers(3, size=(80, 1)) * 4


@pytest.fixture(scope="module")
def counts(table):
    """How often each row occurs: 0 to 3 times."""
    return np.random.default_rng(1).integers(0, 4, len(table))


@pytest.fixture(scope="module")
def labels():
    """Clusters of the rows, with noise, that have nothing to do with the groups."""
    return np.random.default_rng(2).integers(-1, 4, 80)


@pytest.fixture(scope="module")
def both(table, counts):
    """The weighted points, and points with as many copies."""
    return Points(table, counts), Points(np.repeat(table, counts, axis=0))


def in_order(points, labels):
    return points.to_spatial_order(labels)


def test_silhouettes_are_those_of_copies(both, labels, counts):
    weighted, copied = both
    found = silhouettes(weighted, in_order(weighted, labels))
    expected = silhouettes(copied, in_order(copied, np.repeat(labels, counts)))
    assert found.mean == pytest.approx(expected.mean, rel=1e-12)
    assert found.of == np.count_nonzero((labels >= 0) & (counts > 0))
    assert found.noise == np.count_nonzero(labels < 0)
    row_widths, copy_widths = np.full(80, np.nan), np.full(copied.n, np.nan)
    row_widths[weighted.order[found.rows]] = found.widths
    copy_widths[copied.order[expected.rows]] = expected.widths
    assert np.repeat(row_widths, counts) == pytest.approx(copy_widths, rel=1e-9, nan_ok=True)


def test_silhouettes_of_several_labelings_are_those_of_each(both, labels):
    weighted = both[0]
    labelings = [in_order(weighted, labels), in_order(weighted, np.roll(labels, 7))]
    together = silhouettes_of(weighted, labelings)
    for one, own in zip(together, labelings, strict=True):
        assert one.mean == pytest.approx(mean_silhouette(weighted, own), rel=1e-12)


def test_silhouettes_of_a_sample_are_near_those_of_all(monkeypatch):
    rng = np.random.default_rng(3)
    table = rng.normal(size=(3000, 2)) + rng.integers(3, size=(3000, 1)) * 4
    points = Points(table, rng.integers(1, 5, 3000))
    labels = in_order(points, (table[:, 0] > 2).astype(int) + (table[:, 0] > 6))
    exact = mean_silhouette(points, labels)
    monkeypatch.setattr(silhouette, "MAX_EXACT_POINTS", 1000)
    monkeypatch.setattr(silhouette, "SAMPLE_POINTS", 1000)
    sample = silhouettes(points, labels)
    assert sample.sampled
    assert sample.mean == pytest.approx(exact, abs=0.02)


def test_silhouettes_do_not_depend_on_the_scale_of_small_weights(table, labels):
    weights = np.random.default_rng(4).random(80) + 0.1
    means = [
        mean_silhouette(points, in_order(points, labels))
        for points in (Points(table, weights / weights.mean()), Points(table, weights * 1e-6))
    ]
    assert means[0] == pytest.approx(means[1], rel=1e-9)


def test_copies_of_one_row_are_a_cluster_with_a_silhouette():
    points = Points([[0.0], [5], [9]], [2, 2, 3])
    assert mean_silhouette(points, in_order(points, np.arange(3))) == 1
    points = Points([[0.0], [5], [9]])
    assert mean_silhouette(points, in_order(points, np.arange(3))) is None


def test_separation_scores_are_those_of_copies(both, labels, counts):
    weighted, copied = both
    found = separation_scores(weighted, in_order(weighted, labels))
    expected = separation_scores(copied, in_order(copied, np.repeat(labels, counts)))
    assert found.calinski_harabasz == pytest.approx(expected.calinski_harabasz, rel=1e-12)
    assert found.davies_bouldin == pytest.approx(expected.davies_bouldin, rel=1e-12)
    assert found.noise == np.count_nonzero(labels < 0)


def test_the_mean_responsibility_is_that_of_copies(both):
    weighted, copied = both
    start = np.array([[0.0] * 3, [4] * 3, [8] * 3]), np.repeat(np.eye(3)[None], 3, axis=0), np.ones(3) / 3
    found, expected = (
        min_mean_responsibility(GaussianMixture(k=3).fit(points, start=start).last, points) for points in both
    )
    assert found == pytest.approx(expected, rel=1e-9)
    assert weighted.total_weight == copied.n


def test_a_sweep_of_weighted_points_has_silhouettes_but_no_gaps(both):
    found = entries(full_sweep(KMeans(), both[0], range(1, 4), 2, references=3))
    assert [entry.gap for entry in found] == [None] * 3
    assert found[2].silhouette is not None
    assert all(entry.gap is not None for entry in entries(full_sweep(KMeans(), both[1], range(1, 4), 2, 3)))


def test_the_number_of_clusters_says_that_it_does_not_count_weights(both, table, counts):
    found, expected = how_many(both[0]), how_many(table[counts > 0])
    assert found.k == expected.k
    assert found.notes == (*expected.notes, "Rows were counted once, without their weights.")


def test_the_stability_of_weighted_points_counts_rows_and_says_so(table, counts):
    points = Points(table, counts)
    step = KMeans(k=3).fit(points).last
    found = drain(search_stability(KMeans(k=3), points, step.labels, 3))
    assert (found.used, found.of, found.weighted) == (np.count_nonzero(counts),) * 2 + (True,)
    assert stability_words(found).endswith("Rows are resampled and counted once, whatever they weigh.")
    other = Points(table)
    found = drain(search_stability(KMeans(k=3), other, KMeans(k=3).fit(other).last.labels, 3))
    assert "weigh" not in stability_words(found)
