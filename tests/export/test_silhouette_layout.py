"""The layout of a silhouette plot: heights, bars and outlines."""

import numpy as np
import pytest

from clusterlab.export.silhouette_layout import CLUSTER_GAP, SilhouetteLayout
from clusterlab.session.analysis.silhouette_plot import SilhouetteCluster


def cluster(number, rows, widths, size=None):
    return SilhouetteCluster(number, size or len(rows), np.array(rows), np.array(widths, float))


@pytest.fixture
def layout():
    """Two clusters, of 2 and of 4 points, in 103 pixels."""
    clusters = (cluster(0, [5, 3], [0.8, 0.2]), cluster(1, [0, 1, 2, 4], [0.9, 0.5, 0.1, -0.13]))
    return SilhouetteLayout.of(clusters, 103, 20)


def test_heights_grow_with_the_share_of_the_points_above_the_least_height(layout):
    assert layout.heights.tolist() == [40, 60]
    assert layout.tops.tolist() == [0, 40 + CLUSTER_GAP]
    cramped = SilhouetteLayout.of(layout.clusters, 10, 20)
    assert cramped.heights.tolist() == [20, 20]


def test_the_axis_begins_below_the_least_silhouette_and_never_above_0(layout):
    assert layout.low == pytest.approx(-0.15)
    assert SilhouetteLayout.of(layout.clusters[:1], 103, 20).low == 0


def test_a_bar_is_found_at_its_height_and_none_between_clusters(layout):
    assert [layout.row_at(y) for y in (1, 39, 41, 44, 102)] == [5, 3, None, 0, 4]
    assert layout.row_at(-1) is layout.row_at(103) is None


def test_the_ends_of_bars_are_at_their_silhouettes(layout):
    assert layout.ends_of([3]).tolist() == [[0.2, 30]]
    assert layout.ends_of([4, 99, 5]).tolist() == [[0.8, 10], [-0.13, 43 + 52.5]]
    assert layout.ends_of([]).shape == (0, 2)


@pytest.mark.parametrize(
    ("row", "clusters", "bars", "expected"),
    [
        (None, 0, 1, 5),
        (5, 0, 1, 3),
        (3, 0, 1, 0),
        (0, 0, -1, 3),
        (5, 0, -1, 5),
        (4, 0, 1, 4),
        (3, 1, 0, 0),
        (2, -1, 0, 5),
        (2, 1, 0, 0),
    ],
)
def test_neighbors_are_the_next_bar_or_the_first_of_the_next_cluster(layout, row, clusters, bars, expected):
    assert layout.neighbor(row, clusters, bars) == expected


def test_an_outline_has_a_step_per_point_or_per_pixel():
    few = SilhouetteLayout.of((cluster(0, [0, 1], [0.8, 0.2]),), 100, 10)
    xs, ys = few.outline(0)
    assert xs.tolist() == [0, 0.8, 0.8, 0.2, 0.2, 0]
    assert ys.tolist() == [0, 0, 50, 50, 100, 100]
    n = 10_000
    many = SilhouetteLayout.of((cluster(0, range(n), np.linspace(1, 0, n)),), 100, 10)
    assert len(many.outline(0)[0]) == 2 + 2 * 100


def test_without_clusters_there_is_nothing():
    empty = SilhouetteLayout.of((), 100, 10)
    assert empty.row_at(5) is None
    assert empty.low == 0
    assert len(empty.rows) == len(empty.ends_of([1])) == 0
