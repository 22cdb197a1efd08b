"""Nearest centers, cluster sums and empty clusters, compared with explicit loops."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterlab.kernels.blocks import Blocks
from clusterlab.kernels.morton import spatial_order
from clusterlab.kernels.nearest import (
    assign_points,
    assigned_distances,
    assigned_inertia,
    fill_empty_clusters,
    nearest,
    nearest_sums,
    squared_distances,
)
from clusterlab.kernels.reductions import cluster_sums
from clusterlab.kernels.typing import CHUNK, chunks, label_dtype


@st.composite
def tables(draw):
    """Points and centers on a grid, with many ties and duplicates, at an offset, or normally distributed."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    n, k, d = draw(st.integers(1, 40)), draw(st.integers(1, 9)), draw(st.integers(1, 5))
    offset, unit = draw(st.sampled_from([(0, 1.0), (0, 0.1), (2.0**20, 1.0), (0, 0.0)]))
    if unit == 0:
        return rng.normal(size=(n, d)), rng.normal(size=(k, d))
    return rng.integers(-3, 4, (n, d)) * unit + offset, rng.integers(-3, 4, (k, d)) * unit + offset


def by_definition(points, centers):
    """Squared distances (n, k), summed column by column."""
    squares = [[[(x - y) * (x - y) for x, y in zip(p, c, strict=True)] for c in centers] for p in points]
    return np.array([[sum(columns) for columns in row] for row in squares])


@given(tables())
def test_every_point_gets_its_nearest_center_and_ties_go_to_the_lowest(case):
    points, centers = case
    labels, distances = nearest(points, centers)
    expected = by_definition(points, centers)
    assert labels.tolist() == expected.argmin(axis=1).tolist()
    assert distances.tolist() == expected.min(axis=1).tolist()


@given(tables())
def test_memory_layout_and_other_rows_do_not_matter(case):
    points, centers = case
    labels, distances = nearest(points, centers)
    columns = nearest(np.asfortranarray(points), centers)
    assert np.array_equal(columns[0], labels)
    assert np.array_equal(columns[1], distances)
    one_by_one = [nearest(points[i : i + 1], centers)[0][0] for i in range(len(points))]
    assert one_by_one == labels.tolist()


@given(tables())
def test_assigned_distances_are_those_to_the_center_of_the_label(case):
    points, centers = case
    labels, distances = nearest(points, centers)
    assert np.array_equal(assigned_distances(points, centers, labels), distances)
    assert np.array_equal(
        squared_distances(points, centers[0]), assigned_distances(points, centers, labels * 0)
    )


@given(tables(), st.integers(1, 60))
def test_assign_points_has_the_same_labels_and_their_inertia_and_sums(case, times):
    points, centers = case
    blocks = Blocks.of(np.repeat(points, times, axis=0), spatial_order(np.repeat(points, times, axis=0)))
    labels = nearest(blocks.points, centers)[0]
    found = assign_points(blocks, centers, np.zeros_like(labels))
    assert np.array_equal(found.labels, labels)
    assert found.changed == np.count_nonzero(labels)
    for one, other in zip(nearest_sums(blocks, centers), found[1:4], strict=True):
        assert np.array_equal(one, other)
    exact = assigned_inertia(blocks.points, centers, labels)
    assert found.total == pytest.approx(exact, rel=1e-12, abs=0)
    sums, counts = cluster_sums(blocks.points, labels, len(centers))
    assert np.array_equal(found.sums, sums)
    assert np.array_equal(found.counts, counts)


@given(tables())
def test_sums_and_counts_are_those_of_the_clusters(case):
    points, centers = case
    labels = nearest(points, centers)[0]
    sums, counts = cluster_sums(points, labels, len(centers))
    for cluster in range(len(centers)):
        own = points[labels == cluster]
        assert counts[cluster] == len(own)
        assert sums[cluster] == pytest.approx(own.sum(axis=0), rel=1e-12, abs=1e-12)


@given(tables())
def test_no_cluster_stays_empty_while_there_are_enough_points(case):
    points, centers = case
    centers = centers[: len(points)]
    before = nearest(points, centers)[0]
    copy = before.copy()
    labels, moves = fill_empty_clusters(points, centers, before)
    assert np.array_equal(before, copy)
    assert np.bincount(labels, minlength=len(centers)).min() > 0
    assert len(moves) == len(centers) - len(set(before.tolist()))
    undone = labels.copy()
    for row, donor, cluster in moves:
        assert labels[row] == cluster
        undone[row] = donor
    assert np.array_equal(undone, before)


@given(tables())
def test_the_first_empty_cluster_takes_the_farthest_point_of_a_larger_cluster(case):
    points, centers = case
    centers = centers[: len(points)]
    before = nearest(points, centers)[0]
    sizes = np.bincount(before, minlength=len(centers))
    _, moves = fill_empty_clusters(points, centers, before)
    if moves:
        row, donor, cluster = moves[0]
        far = assigned_distances(points, centers, before)
        assert cluster == np.flatnonzero(sizes == 0)[0]
        assert sizes[donor] > 1
        assert far[row] == far[sizes[before] > 1].max()


def test_duplicates_are_not_taken_twice():
    points = np.array([[0.0], [0], [0], [9], [9], [5]])
    labels, moves = fill_empty_clusters(points, np.array([[0.0], [50], [60]]), np.zeros(6, np.int8))
    assert sorted(points[row, 0] for row, *_ in moves) == [5, 9]
    assert labels.tolist().count(0) == 4


@pytest.mark.parametrize(("k", "kind"), [(1, np.int8), (128, np.int8), (129, np.int16), (32769, np.int32)])
def test_labels_have_the_smallest_type_that_holds_them_and_noise(k, kind):
    assert label_dtype(k) is kind
    assert np.array([-1, k - 1], kind).tolist() == [-1, k - 1]


@pytest.mark.parametrize("n", [1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])
def test_chunks_cover_every_row_once_and_do_not_change_results(n):
    points = np.arange(2.0 * n).reshape(n, 2) % 17
    centers = points[:3]
    assert np.concatenate([np.arange(n)[part] for part in chunks(n)]).tolist() == list(range(n))
    labels, _ = nearest(points, centers)
    halves = [nearest(points[: n // 2 + 1], centers)[0], nearest(points[n // 2 + 1 :], centers)[0]]
    assert np.array_equal(labels, np.concatenate(halves))
    assert cluster_sums(points, labels, 3)[0].sum(axis=0).tolist() == points.sum(axis=0).tolist()
