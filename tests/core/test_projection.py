"""Views: columns, principal components, three directions, embeddings, and unprojection."""

import numpy as np
import pytest
from sklearn.datasets import load_iris
from sklearn.decomposition import PCA

from clusterlab.core.formatting import format_percent
from clusterlab.core.points import Points
from clusterlab.core.projection import column_view, component_view, line_view, rotation, space_view

NAMES = ["sepal length", "sepal width", "petal length", "petal width"]


@pytest.fixture(scope="module")
def iris():
    """The 150 rows of iris."""
    return load_iris().data


def on_axes(view, points):
    """Where the points are on the two axes, in the units that the axes show, in the caller's order."""
    return points.to_row_order(view.origin + view.step * view.project(points.values))


@pytest.mark.parametrize("pair", [(0, 1), (2, 0), (3, 3)])
def test_two_columns_are_shown_in_their_own_units(iris, pair):
    points = Points(iris)
    view = column_view(points, NAMES, pair, equal=False)
    assert view.axes == (NAMES[pair[0]], NAMES[pair[1]])
    assert on_axes(view, points) == pytest.approx(iris[:, list(pair)])
    assert not view.shows_all_features
    assert not view.equal


def test_two_of_two_columns_show_all_features(iris):
    points = Points(iris[:, :2])
    assert column_view(points, NAMES, (0, 1), equal=True).shows_all_features


def test_a_single_column_lies_on_a_line(iris):
    points = Points(iris[:, :1])
    shown = on_axes(line_view(points, "sepal length"), points)
    assert shown[:, 0] == pytest.approx(iris[:, 0])
    assert shown[:, 1].tolist() == [0] * 150


@pytest.mark.parametrize("offset", [0.0, 1e6])
def test_components_and_their_shares_are_those_of_scikit_learn(iris, offset):
    points, oracle = Points(iris + offset), PCA(2).fit(iris)
    view = component_view(points, equal=True)
    shown, expected = on_axes(view, points), oracle.transform(iris)
    signs = np.sign((shown * expected).sum(axis=0))
    assert shown == pytest.approx(expected * signs, abs=1e-8)
    shares = [format_percent(share) for share in oracle.explained_variance_ratio_]
    assert shares[0] in view.axes[0]
    assert shares[1] in view.axes[1]
    assert format_percent(oracle.explained_variance_ratio_.sum()) in view.badge
    assert "4 features" in view.badge


@pytest.mark.parametrize("pair", [(0, 2), (3, 1)])
def test_any_two_components_can_be_shown(iris, pair):
    points, oracle = Points(iris), PCA(4).fit(iris)
    view = component_view(points, True, pair)
    shown, expected = on_axes(view, points), oracle.transform(iris)[:, list(pair)]
    assert shown == pytest.approx(expected * np.sign((shown * expected).sum(axis=0)), abs=1e-8)
    assert f"PC {pair[0] + 1} and PC {pair[1] + 1}" in view.badge
    assert format_percent(oracle.explained_variance_ratio_[list(pair)].sum()) in view.badge


def test_arrows_are_the_loadings_of_scikit_learn(iris):
    view, oracle = component_view(Points(iris), True, (0, 1), NAMES), PCA(2).fit(iris)
    assert list(view.arrows) == NAMES
    assert abs(view.tips) == pytest.approx(abs(oracle.components_.T))


@pytest.mark.parametrize(("turn", "tilt"), [(0, 0), (30, 20), (200, -70)])
def test_a_rotation_changes_no_distance(turn, tilt):
    turned = rotation(turn, tilt)
    assert turned.T @ turned == pytest.approx(np.eye(3))
    assert np.linalg.det(turned) == pytest.approx(1)


def test_without_turn_or_tilt_the_first_axis_goes_right_and_the_third_up(iris):
    points = Points(iris[:, :3])
    view = space_view(points, np.eye(3), NAMES[:3], 0, 0, True)
    shown = view.project(points.values)
    span = np.ptp(iris[:, :3], axis=0).max()
    assert np.ptp(shown, axis=0) == pytest.approx(np.ptp(iris, axis=0)[[0, 2]] / span)
    assert np.ptp(points.values @ view.depth) == pytest.approx(np.ptp(iris[:, 1]) / span)
    assert view.tips == pytest.approx(np.array([[1, 0], [0, 0], [0, 1]]))


@pytest.mark.parametrize("equal", [True, False])
def test_no_point_leaves_the_bounds_during_rotation(iris, equal):
    points = Points(iris)
    width = np.ptp(space_view(points, np.eye(4)[:, :3], NAMES[:3], 0, 0, equal).bounds, axis=0)[0]
    for turn in range(0, 360, 40):
        view = space_view(points, np.eye(4)[:, :3], NAMES[:3], turn, turn / 5, equal)
        shown, (low, high) = view.project(points.values), view.bounds
        assert ((shown >= low) & (shown <= high)).all()
        assert (high - low)[0] == pytest.approx(width)


def test_components_have_the_same_signs_in_any_order_of_the_rows(iris):
    straight, turned = (component_view(Points(table), equal=True) for table in (iris, iris[::-1]))
    assert straight.matrix == pytest.approx(turned.matrix)


def test_points_without_any_spread_have_a_view():
    view = component_view(Points(np.ones((5, 3))), equal=True)
    assert np.isfinite(view.matrix).all()
    assert "(0 %)" in view.badge


def test_a_projected_covariance_is_that_of_the_projected_points(iris):
    points = Points(iris)
    view = component_view(points, equal=True)
    seen = view.spread(np.cov(points.values.T)[None])[0]
    assert seen == pytest.approx(np.cov(view.project(points.values).T))


def test_unproject_returns_the_nearest_position_that_projects_to_the_place(iris):
    points = Points(iris)
    for view in (component_view(points, equal=True), column_view(points, NAMES, (1, 3), equal=False)):
        near, place = points.values[7], np.array([0.25, -0.5])
        lifted = view.unproject(place, near)
        assert view.project(lifted) == pytest.approx(place)
        hidden = np.linalg.svd(view.matrix.T)[2][2:]  # directions that the plane does not show
        assert hidden @ (lifted - near) == pytest.approx(0)


def test_a_view_cannot_be_changed(iris):
    with pytest.raises(ValueError, match="read-only"):
        column_view(Points(iris), NAMES, (0, 1), equal=True).matrix[0, 0] = 2


def wide_and_narrow(ratio, d=2):
    """Ten rows of a column in billions and of others that range `ratio` times as far."""
    rng = np.random.default_rng(0)
    return np.column_stack([rng.uniform(1e4, 1.4e9, 10), rng.uniform(0.2, 1, (10, d - 1)) * 1.4e9 * ratio])


@pytest.mark.parametrize("ratio", [1.0, 1e-5, 1e-9, 1e-10, 1e-13, 1e-40, 1e-250])
def test_each_of_two_columns_fills_its_axis_however_narrow_it_is(ratio):
    table = wide_and_narrow(ratio)
    points = Points(table)
    view = column_view(points, ("wide", "narrow"), (0, 1), equal=False)
    spans = np.ptp(view.project(points.values), axis=0)
    assert 1e-7 < spans.min() <= spans.max() < 2
    assert on_axes(view, points) == pytest.approx(table, rel=1e-9)
    place = view.project(points.values[3])
    assert view.unproject(place, points.values[0]) == pytest.approx(points.values[3], rel=1e-9)


def test_equal_scales_are_never_magnified():
    points = Points(wide_and_narrow(1e-10))
    view = column_view(points, ("wide", "narrow"), (0, 1), equal=True)
    assert np.array_equal(view.matrix, np.eye(2))


@pytest.mark.parametrize("ratio", [1e-5, 1e-8, 1e-11])
def test_a_second_component_is_magnified_unless_it_is_rounding(ratio):
    points = Points(wide_and_narrow(ratio, 3))
    view = component_view(points, False)
    spans = np.ptp(view.project(points.values), axis=0)
    assert spans.min() > 1e-7
    flat = Points(np.outer(np.arange(1.0, 11), [1.0, 0.3, 0.7]))
    view = component_view(flat, False)
    assert np.ptp(view.project(flat.values), axis=0)[1] < 1e-12


@pytest.mark.parametrize("equal", [True, False])
def test_the_box_of_a_3d_view_is_within_its_bounds_at_every_turn(iris, equal):
    points = Points(iris)
    for turn in range(0, 360, 30):
        view = space_view(points, np.eye(4)[:, :3], NAMES[:3], turn, turn / 5 - 36, equal)
        low, high = view.bounds
        assert np.all(view.box >= low - 1e-9)
        assert np.all(view.box <= high + 1e-9)


def test_the_first_edges_of_the_box_meet_at_its_farthest_corner(iris):
    view = space_view(Points(iris), np.eye(4)[:, :3], NAMES[:3], 30, 20, True)
    ends = [{tuple(np.round(end, 9)) for end in edge} for edge in view.box[:3].tolist()]
    (corner,) = set.intersection(*ends)
    assert len(view.box) == 12
    assert np.all(np.abs(np.array(corner) - view.bounds.mean(axis=0)) < np.ptp(view.bounds, axis=0) / 2)


def test_axes_of_columns_are_in_given_units(iris):
    scaled = (iris - iris.mean(axis=0)) / iris.std(axis=0)
    points = Points(scaled)
    units = points.units.followed_by(iris.std(axis=0), iris.mean(axis=0))
    view = column_view(points, NAMES, (0, 2), True, units)
    places = view.origin + view.step * view.project(points.values)
    assert points.to_row_order(places) == pytest.approx(iris[:, [0, 2]])
