"""Multi-axis views: where points are drawn, and the inverse."""

import numpy as np
import pytest
from sklearn.datasets import load_iris

from clusterlab.core.multi_axis_view import MAX_LINE_SEGMENTS, matrix_view, parallel_view
from clusterlab.core.points import Points
from clusterlab.core.projection import column_view

NAMES = ["sepal length", "sepal width", "petal length", "petal width"]


@pytest.fixture(scope="module")
def points():
    """The 150 rows of iris."""
    return Points(load_iris().data)


@pytest.fixture(scope="module")
def matrix(points):
    return matrix_view(points, NAMES, range(4), left_out=False)


def test_every_axis_has_the_units_of_its_column(points, matrix):
    shown = points.to_row_order(matrix.origin + matrix.step * matrix.project(points.values))
    assert shown == pytest.approx(load_iris().data)


def test_each_point_is_drawn_once_in_every_cell(points, matrix):
    plot_positions = matrix.plot_positions(matrix.project(points.values))
    assert plot_positions.shape == (150, 6, 2)
    for number, (across, up) in enumerate(matrix.pairs):
        low = np.array(matrix.corner(across, up))
        assert (plot_positions[:, number] > low).all()
        assert (plot_positions[:, number] < low + 1).all()


def test_values_at_a_plot_position_are_those_of_its_point(points, matrix):
    places = matrix.project(points.values)
    for number, pair in enumerate(matrix.pairs):
        assert matrix.values_at(matrix.plot_positions(places)[:, number], *pair) == pytest.approx(
            places[:, list(pair)]
        )


def test_a_cell_is_the_view_of_its_two_columns(points, matrix):
    pair, alone = matrix.pair(1, 3), column_view(points, NAMES, (1, 3), equal=False)
    assert pair.axes == alone.axes
    assert pair.project(matrix.project(points.values)) == pytest.approx(alone.project(points.values))
    assert pair.origin == pytest.approx(alone.origin)
    assert pair.step == pytest.approx(alone.step)
    assert matrix.pair(1, 3) is pair


def test_cells_do_not_overlap_and_none_is_above_the_diagonal(matrix):
    corners = {matrix.corner(across, up) for up in range(4) for across in range(up + 1)}
    assert len(corners) == 10
    assert all(x + y < 4 for x, y in corners)


def test_a_column_without_any_spread_has_its_points_in_the_middle():
    points = Points(np.stack([np.arange(5.0), np.full(5, 3.0), np.arange(5.0) ** 2], axis=1))
    view = matrix_view(points, "abc", range(3), left_out=False)
    assert view.axis_fractions(view.project(points.values))[:, 1] == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("chosen", "left_out", "words"),
    [
        (range(4), False, "clustered on 4 features, all shown"),
        ([3, 1], False, "clustered on 4 features, shown on 2 of them"),
        ([0, 1], True, "clustered on 4 features, shown on the first 2 of them"),
    ],
)
def test_the_badge_says_what_is_shown_of_what_was_clustered(points, chosen, left_out, words):
    view = matrix_view(points, NAMES, chosen, left_out)
    assert view.badge == words
    assert view.axes == tuple(NAMES[i] for i in chosen)


def test_multi_axis_views_are_not_invertible(matrix):
    assert not matrix.shows_all_features
    assert not matrix.is_invertible


def test_a_line_crosses_each_axis_at_the_fraction_of_its_value(points):
    view, iris = parallel_view(points, NAMES, range(4), left_out=False), load_iris().data
    plot_positions = points.to_row_order(view.plot_positions(view.project(points.values)))
    assert plot_positions[..., 0].tolist() == [[0, 1, 2, 3]] * 150
    assert plot_positions[..., 1] == pytest.approx((iris - iris.min(axis=0)) / np.ptp(iris, axis=0))
    assert view.origin + view.step * view.axis_limits == pytest.approx(
        np.stack([iris.min(axis=0), iris.max(axis=0)])
    )


def test_few_points_all_have_a_line_and_many_a_fixed_sample(points):
    few = parallel_view(points, NAMES, range(4), left_out=False)
    assert sorted(few.rows.tolist()) == list(range(150))
    assert few.rows.tolist() != list(range(150))  # mixed, so that no cluster lies on all others
    many = Points(np.random.default_rng(1).normal(size=(5_000, 4)))
    one, other = (parallel_view(many, NAMES, range(4), left_out=False) for _ in range(2))
    assert np.array_equal(one.rows, other.rows)
    assert len(set(one.rows.tolist())) == MAX_LINE_SEGMENTS // 3
