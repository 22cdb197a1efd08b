"""The dendrogram of the Ward hierarchy: the tree of scipy, with the same cuts at all heights."""

import numpy as np
import pytest
from scipy.cluster.hierarchy import dendrogram as peer
from scipy.cluster.hierarchy import fcluster, linkage

from clusterlab.algorithms.ward.algorithm import Ward
from clusterlab.algorithms.ward.dendrogram import MAX_FULL_TREE_LEAVES, TRUNCATED_LEAVES, dendrogram
from clusterlab.algorithms.ward.hierarchy import Hierarchy
from clusterlab.core.points import Points


def clouds(n, seed=2):
    rng = np.random.default_rng(seed)
    return 40 * rng.integers(0, 2, size=(n, 3)) + 17 + 8 * rng.normal(size=(n, 3))


@pytest.fixture(scope="module", params=[MAX_FULL_TREE_LEAVES, 700], ids=["full", "truncated"])
def drawn(request):
    """The chart of the last step at K = 4, scipy's linkage, and the points."""
    table = clouds(request.param)
    points = Points(table)
    *_, last = Ward(k=4).steps(points)
    (chart,) = last.charts(points)
    return chart, linkage(table, "ward"), points


def test_heights_and_sizes_are_those_of_scipy(drawn):
    chart, merges, points = drawn
    expected = peer(merges, p=chart.m, truncate_mode="lastp", no_plot=True)
    assert chart.heights == pytest.approx(sorted(joint[1] for joint in expected["dcoord"]), rel=1e-9)
    sizes = [int(leaf.strip("()")) if leaf.startswith("(") else 1 for leaf in expected["ivl"]]
    assert sorted(chart.sizes) == sorted(sizes)
    assert (chart.m, chart.truncated) == (
        (TRUNCATED_LEAVES, True) if points.n > MAX_FULL_TREE_LEAVES else (points.n, False)
    )


def test_a_cut_at_any_height_makes_as_many_clusters_as_in_scipy(drawn):
    chart, merges, _ = drawn
    rng = np.random.default_rng(0)
    for height in [*rng.uniform(chart.floor, 1.2 * chart.heights[-1], 200), *chart.heights]:
        assert chart.k_at(height) == len(set(fcluster(merges, height * (1 + 1e-9), "distance")))


def test_for_every_k_there_is_a_height_that_makes_it(drawn):
    chart, merges, _ = drawn
    for k in range(1, chart.m + 1):
        height = chart.cut_at(k)
        assert chart.floor <= height <= 1.16 * chart.heights[-1]
        assert chart.k_at(height) == k
        assert len(set(fcluster(merges, height, "distance"))) == k


def test_branches_have_the_labels_of_the_clusters_at_every_k(drawn):
    chart, _, points = drawn
    hierarchy = Hierarchy.of(points)
    for k in (1, 2, 4, 9, TRUNCATED_LEAVES):
        leaf_labels = hierarchy.cut(k)[hierarchy.leaf_order]
        labels = chart.labels_for_k(k)
        assert np.array_equal(np.repeat(labels[: chart.m], chart.sizes), leaf_labels)
        for merge, pair in enumerate(chart.pairs):
            above = merge > chart.m - 1 - k
            assert labels[chart.m + merge] == (-1 if above else labels[pair[0]])
            assert above or labels[pair[0]] == labels[pair[1]]
    assert (chart.labels_for_k(chart.m + 1) == -1).all()


def test_branches_do_not_cross(drawn):
    chart, _, _ = drawn
    spans = [(i, i) for i in range(chart.m)]
    for one, other in chart.pairs:
        (first, last), (begin, end) = sorted((spans[one], spans[other]))
        assert last + 1 == begin
        spans.append((first, end))


def test_the_dendrogram_follows_the_steps():
    points = Points(clouds(300))
    for step in Ward(k=3).steps(points):
        (chart,) = step.charts(points)
        assert chart.k == 3
        assert chart.left == (points.n if step.labels is None else step.k)
        if step.height is not None and chart.left < chart.m:
            merged = chart.heights[chart.m - chart.left - 1]
            assert merged == pytest.approx(points.units.distance(step.height), rel=1e-12)


def test_equal_heights_are_cut_together():
    points = Points(np.repeat([[0.0], [1.0], [10.0], [11.0]], 3, axis=0))
    *_, last = Ward(k=9).steps(points)
    (chart,) = last.charts(points)
    assert chart.k == 4
    assert {chart.k_at(height) for height in np.linspace(0, 40, 500)} == {1, 2, 4}
    assert chart.k_at(chart.cut_at(4)) == 4
    *_, last = Ward(k=2).steps(Points(np.zeros((5, 2))))
    (flat,) = last.charts(Points(np.zeros((5, 2))))
    assert (flat.k, flat.k_at(0.0), flat.cut_at(1)) == (1, 1, 0.0)


def test_a_single_point_has_no_dendrogram():
    points = Points([[1.0, 2.0]])
    *_, last = Ward(k=1).steps(points)
    assert last.charts(points) == ()


def test_a_chain_of_many_points_needs_no_deep_recursion():
    n = 20_000
    ids = np.arange(n - 1)
    chain = np.column_stack([np.where(ids, ids + 1, 0), np.where(ids, n + ids - 1, 1), 1.0 + ids, ids + 2.0])
    hierarchy = Hierarchy.from_merges(chain)
    chart = dendrogram(hierarchy, Points([[0.0], [1.0]]).units, 5, 5)
    assert sorted(chart.sizes) == [*[1] * (TRUNCATED_LEAVES - 1), n - TRUNCATED_LEAVES + 1]
    assert chart.sizes.sum() == n
    assert sorted(set(chart.labels_for_k(5)[: chart.m])) == [0, 1, 2, 3, 4]
