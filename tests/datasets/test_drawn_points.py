"""Points that are drawn: their places, their groups, and what they have in the other columns."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterlab.datasets.drawn_points import DrawnPoints, known_groups, next_group
from clusterlab.datasets.generators.shapes import Blobs
from clusterlab.datasets.strokes import MAX_DROPPED_AT_ONCE, STROKES, Brush, PathPart, SelectionMove, Stroke
from clusterlab.datasets.table import Table

TABLE = Table(
    "plants.csv",
    ("id", "length", "width"),
    np.array([[1.0, 5.0, 0.1], [2.0, 6.0, 0.2], [3.0, 7.0, np.nan], [4.0, 8.0, 0.4]]),
    {"kind": ("a", "b", "", "a")},
)
BRUSH = Brush((2.0, 4.0), rate=50)


def plants():
    rows = np.array([0, 1, 3])
    places = TABLE.values[rows][:, [1, 2]]
    return DrawnPoints.of(TABLE, ("length", "width"), places, rows, equal=False)


def drawn_along(kind, drawn, brush, *places):
    stroke = Stroke(kind, drawn, brush)
    for place in places:
        stroke.go_to(np.array(place, float))
    return stroke.drawn


def test_a_drawing_on_a_table_has_its_rows_and_all_their_columns():
    table = plants().make()
    assert table.columns == TABLE.columns
    np.testing.assert_array_equal(table.values, TABLE.values[[0, 1, 3]])
    assert table.texts == {"kind": ("a", "b", "a")}
    assert table.name == "Drawing on plants.csv"


def test_new_points_have_no_values_in_other_columns_and_those_before_keep_theirs():
    drawn = plants().with_points(np.array([[1.5, 2.5]]), "Group 1").without(np.array([1]))
    table = drawn.make()
    np.testing.assert_array_equal(table.values[:, 0], [1, 4, np.nan])
    np.testing.assert_array_equal(table.values[:, 1:], [[5, 0.1], [8, 0.4], [1.5, 2.5]])
    assert table.texts == {"kind": ("a", "a", ""), "group": ("", "", "Group 1")}


def test_the_groups_of_generated_points_stay_known():
    shape = Blobs(points=60, groups=3).make()
    drawn = DrawnPoints.of(shape, ("x1", "x2"), shape.values, np.arange(60), equal=True)
    assert drawn.groups == known_groups(shape) == ("Group 1", "Group 2", "Group 3")
    texts = drawn.labeled(np.arange(60)[:2], "").make().texts["group"]
    assert texts[:2] == ("", "")
    assert texts[2:] == tuple(f"Group {code + 1}" for code in shape.truth[2:].tolist())
    assert next_group(drawn.groups) == "Group 4"


def test_a_column_of_texts_called_group_has_the_groups_and_one_of_numbers_has_not():
    texts = Table("t", ("x", "y"), np.zeros((2, 2)), {"group": ("left", "")})
    assert DrawnPoints.of(texts, ("x", "y"), texts.values, np.arange(2), True).groups == ("left",)
    numbers = Table("t", ("group", "y"), np.zeros((2, 2)))
    drawn = DrawnPoints.of(numbers, ("group", "y"), numbers.values, np.arange(2), True)
    assert drawn.labeled(np.array([0]), "right").make().texts == {"group 2": ("right", "")}


def test_an_empty_drawing_makes_an_empty_table():
    table = DrawnPoints.empty().make()
    assert table.columns == ("x", "y")
    assert table.rows == 0
    assert table.texts == {}


def test_edits_leave_the_drawing_before_as_it_was():
    before = plants()
    kept = before.places.copy()
    drawn_along("brush", before, BRUSH, (5, 5), (20, 5))
    drawn_along("eraser", before, BRUSH, (5, 0), (20, 5))
    drawn_along("jitter", before, BRUSH, (5, 0), (20, 5))
    before.moved(np.array([0]), np.ones(2))
    np.testing.assert_array_equal(before.places, kept)
    with pytest.raises(ValueError, match="read-only"):
        before.places[0] = 0


@pytest.mark.parametrize("spread", ["normal", "uniform"])
def test_a_dab_drops_points_as_the_spread_says(spread):
    brush = Brush((2.0, 4.0), 4_000, spread)
    places = drawn_along("brush", DrawnPoints.empty(), brush, (10, -10)).places
    scaled = (places - [10, -10]) / brush.radii
    length = np.hypot(*scaled.T)
    assert len(places) == 4_000
    if spread == "uniform":
        assert length.max() <= 1
        assert abs((length < 0.5).mean() - 0.25) < 0.03
    else:
        np.testing.assert_allclose(scaled.std(axis=0), 0.5, rtol=0.05)


def test_a_long_way_of_a_large_brush_drops_a_limited_number_of_points_all_along():
    stroke = Stroke("brush", DrawnPoints.empty(), Brush((1.0, 1.0), rate=10_000))
    stroke.go_to(np.zeros(2))
    stroke.go_to(np.array([1_000.0, 0.0]))
    assert 10_000 < stroke.drawn.n <= 10_000 + MAX_DROPPED_AT_ONCE
    assert stroke.drawn.places[:, 0].max() > 800


@pytest.mark.parametrize("value", [0.0, -3.0, 1e17, -1e17, 1e300])
def test_a_drawing_on_equal_places_has_corners_that_differ(value):
    table = Table("equal.csv", ("a", "b"), np.full((3, 2), value))
    drawn = DrawnPoints.of(table, ("a", "b"), table.values, np.arange(3), equal=False)
    (left, bottom), (right, top) = drawn.corners
    assert left < right
    assert bottom < top


def test_the_same_strokes_drop_the_same_points_and_another_stroke_others():
    first, again = (drawn_along("brush", plants(), BRUSH, (0, 0), (9, 9)) for _ in range(2))
    np.testing.assert_array_equal(first.places, again.places)
    second = drawn_along("brush", first.finished("brush"), BRUSH, (0, 0), (9, 9))
    added = len(first.places) - 3
    assert not np.array_equal(second.places[-added:], first.places[-added:])


@given(st.lists(st.tuples(st.floats(-50, 50), st.floats(-50, 50)), min_size=1, max_size=6), st.integers(1, 5))
def test_dabs_follow_the_way_not_the_number_of_mouse_moves(corners, parts):
    """A path in more parts has as many dabs, at most one fewer or more by rounding at its end."""
    brush = Brush((2.0, 4.0), 1)
    whole = drawn_along("brush", DrawnPoints.empty(), brush, *corners)
    fine = [corners[0]]
    for end in corners[1:]:
        fine += [np.add(fine[-1], np.subtract(end, fine[-1]) * (i + 1) / parts) for i in range(parts)][:-1]
        fine.append(end)
    again = drawn_along("brush", DrawnPoints.empty(), brush, *fine)
    assert abs(whole.n - again.n) <= 1


def test_the_eraser_takes_what_lies_along_its_way():
    grid = np.stack(np.meshgrid(np.arange(-20.0, 21), np.arange(-20.0, 21)), axis=-1).reshape(-1, 2)
    drawn = DrawnPoints.empty().with_points(grid, "")
    left = drawn_along("eraser", drawn, Brush((2.0, 4.0)), (-10, 0), (10, 0)).places
    x = np.clip(grid[:, 0], -10, 10)
    outside = ((grid[:, 0] - x) / 2) ** 2 + (grid[:, 1] / 4) ** 2 > 1
    np.testing.assert_array_equal(left, grid[outside])


def test_jitter_moves_what_is_under_the_brush_and_nothing_else():
    drawn = DrawnPoints.empty().with_points(np.array([[0.0, 0.0], [0.5, 0.5], [9.0, 9.0]]), "")
    moved = drawn_along("jitter", drawn, Brush((2.0, 2.0)), (0, 0)).places
    assert (moved[:2] != drawn.places[:2]).all()
    np.testing.assert_array_equal(moved[2], [9, 9])


def test_a_move_is_by_the_whole_way_however_it_is_cut():
    drawn = plants()
    move = SelectionMove(drawn, np.array([0, 2]))
    for x in np.linspace(0, 0.3, 7):
        move.go_to(np.array([x, 2 * x]))
    np.testing.assert_array_equal(move.drawn.places[[0, 2]], drawn.places[[0, 2]] + [0.3, 0.6])
    np.testing.assert_array_equal(move.drawn.places[1], drawn.places[1])


def test_a_stroke_that_touches_nothing_changes_nothing():
    drawn = plants()
    for kind in STROKES.keys() - {"brush"}:
        assert drawn_along(kind, drawn, Brush((0.1, 0.1)), (99, 99), (120, 99)) is drawn


def test_a_drawing_continues_those_before_it_until_points_are_erased():
    drawn = plants()
    more = drawn.with_points(np.zeros((2, 2)), "")
    assert more.continues(drawn)
    assert drawn.moved(np.array([0]), np.ones(2)).continues(drawn)
    assert not drawn.continues(more)
    assert not more.without(np.array([0])).continues(drawn)
    assert not more.continues(plants())


def test_a_point_near_a_part_of_a_path_is_near_its_line():
    part = PathPart(np.zeros(2), np.array([10.0, 0.0]), np.zeros((0, 2)))
    places = np.array([[5, 0.9], [5, 1.1], [-0.9, 0], [10.9, 0], [11.1, 0]])
    assert part.near(places, (1.0, 1.0)).tolist() == [True, False, True, True, False]
