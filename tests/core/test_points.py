"""Points: normalized without rounding, in spatial order, returned in row order and the data's units."""

import pickle
import tracemalloc
from dataclasses import FrozenInstanceError
from fractions import Fraction
from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterlab.core.checked_arrays import PointsError, checked_table
from clusterlab.core.points import Categories, Points

AWKWARD = st.sampled_from([1.0, 0.1, 1e-100, 1e100, 3.0, 2.0**-40])
OFFSETS = st.sampled_from([0.0, 1.0, -1e3, 1e8, 1e12, 2.0**52])


@st.composite
def tables(draw):
    """Tables in any unit and at any offset, some with constant columns and duplicate rows."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    n, d = draw(st.integers(1, 30)), draw(st.integers(1, 4))
    grid = rng.integers(-20, 21, (n, d)) / 10 if draw(st.booleans()) else rng.normal(size=(n, d))
    return (grid * rng.integers(0, 2, d) + draw(OFFSETS)) * draw(AWKWARD)


@given(tables())
def test_normalization_rounds_nothing(table):
    points = Points(table)
    assert np.array_equal(points.to_row_order(points.units.positions(points.values)), table)


def test_subnormal_numbers_are_normalized_without_rounding_or_a_warning():
    table = np.arange(6.0).reshape(3, 2) * 5e-324
    points = Points(table)
    assert np.array_equal(points.to_row_order(points.units.positions(points.values)), table)


@given(tables())
def test_differences_are_exact_so_ties_stay_ties(table):
    points = Points(table)
    normalized = points.to_row_order(points.values)
    unit = Fraction(2) ** points.units.exponent
    for column in range(points.d):
        for row in range(points.n):
            before = Fraction(table[row, column]) - Fraction(table[0, column])
            after = Fraction(normalized[row, column]) - Fraction(normalized[0, column])
            assert after * unit == before


@pytest.mark.parametrize("offset", [0.0, 1.0, 12.8, 1000.0])
def test_equal_distances_on_a_grid_of_tenths_stay_equal(offset):
    table = np.round(np.arange(12) / 10 + offset, 1)[:, None]
    points = Points(table)
    normalized = points.to_row_order(points.values)
    gaps, inner = np.diff(table, axis=0), np.diff(normalized, axis=0)
    assert np.array_equal(np.equal.outer(gaps, gaps), np.equal.outer(inner, inner))


@given(tables())
def test_normalized_values_are_at_most_one_and_fill_the_range(table):
    points = Points(table)
    largest = np.abs(points.values).max()
    assert largest <= 1
    assert largest >= 0.5 or np.ptp(table, axis=0).max() == 0


@given(tables())
def test_spatial_order_and_row_order_are_inverse(table):
    points = Points(table)
    rows = np.arange(points.n)
    assert np.array_equal(points.to_row_order(points.to_spatial_order(rows)), rows)
    assert np.array_equal(points.to_spatial_order(points.to_row_order(rows)), rows)
    assert np.array_equal(points.to_spatial_order(rows), points.order)


@given(tables())
def test_distinct_points_are_counted_up_to_the_limit(table):
    exact = len(np.unique(table, axis=0))
    assert [Points(table).distinct(limit) for limit in (1, 2, 99)] == [
        min(exact, limit) for limit in (1, 2, 99)
    ]


def test_the_two_zeros_are_equal():
    assert Points([[0.0, 1.0], [-0.0, 1.0], [5.0, 2.0]]).distinct(5) == 2


def test_points_are_read_only_and_a_copy_of_their_array():
    array = np.arange(6.0).reshape(3, 2)
    points = Points(array)
    before = points.values.copy()
    array[:] = 99
    assert np.array_equal(points.values, before)
    for part in (points.values, points.order, points.units.center):
        with pytest.raises(ValueError, match="read-only"):
            part[0] = 0


def test_points_of_points_are_the_same_object():
    points = Points([[0.0], [1]])
    assert Points.of(points) is points
    assert Points.of([[0.0], [1]]).n == 2


@pytest.mark.parametrize("memory", ["C", "F"])
@pytest.mark.parametrize("d", [1, 2, 10, 16, 17])
def test_rows_are_the_same_before_there_are_blocks_and_in_any_layout_of_the_array(d, memory):
    array = np.random.default_rng(0).normal(3, size=(20_000, d))
    points, later, places = Points(array), Points.of(np.asarray(array, order=memory)), [7, 0, 7, -1]
    assert np.array_equal(later.take(places), points.values[places])
    assert later.distinct(5) == 5
    assert "blocks" not in vars(later)
    assert np.array_equal(later.order, points.order)
    assert np.array_equal(later.values, points.values)
    assert np.array_equal(later.take(places), points.values[places])
    assert later.table is None


def test_no_field_of_points_can_be_set():
    points = Points([[0.0], [1]])
    for name in ("blocks", "table", "order", "units", "weights", "categories", "anything"):
        with pytest.raises(FrozenInstanceError):
            setattr(points, name, None)


def test_weights_and_categories_are_stored_in_spatial_order_and_returned_in_row_order():
    table = np.random.default_rng(0).normal(size=(200, 2))
    weights, codes = np.arange(200.0), np.arange(200) % 3 - 1
    points = Points(table, weights, {"species": Categories(codes.copy(), ("cat", "dog"))})
    species = points.categories["species"]
    assert np.array_equal(weights[points.order], points.weights)
    assert np.array_equal(points.to_row_order(points.weights), weights)
    assert np.array_equal(points.to_row_order(species.codes), codes)
    assert species.labels == ("cat", "dog")
    weights[:] = -1
    assert points.weights.min() == 0
    for array in (points.weights, species.codes):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 5
    with pytest.raises(TypeError):
        points.categories["species"] = species


def test_the_codes_of_categories_are_a_copy_of_whole_numbers():
    codes = np.zeros(2, int)
    column = Categories(codes, ("cat",))
    codes[0] = 5  # the caller's array is not frozen
    assert column.codes.tolist() == [0, 0]
    assert Categories([0, 0], ("cat",)).codes.tolist() == [0, 0]
    for wrong in ([np.nan, 0], [0.0, 0], [False, False]):
        with pytest.raises(PointsError, match="codes of the categories 'pet' must be whole numbers"):
            Points([[0.0], [1]], categories={"pet": Categories(np.array(wrong), ("cat",))})


def test_points_have_neither_weights_nor_categories_by_default():
    points = Points([[0.0], [1]])
    assert points.weights is None
    assert not points.categories


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ([1.0, 2], r"The weights must be 3 numbers, one for each row; the shape was \(2,\)\."),
        ([[1.0], [1], [1]], r"the shape was \(3, 1\)"),
        ([1.0, -0.5, 1], r"Weights must be finite and at least 0; that of row 2 was -0\.5\."),
        ([1.0, 1, np.nan], r"that of row 3 was nan"),
        ([np.inf, 1, 1], r"that of row 1 was inf"),
        ([0.0, 0, 0], "All weights are 0; at least one must be larger"),
        (["a", "b", "c"], "The weights must be numbers, one for each row"),
    ],
)
def test_invalid_weights_are_rejected_with_a_sentence(weights, message):
    with pytest.raises(PointsError, match=message):
        Points([[0.0], [1], [2]], weights)


@pytest.mark.parametrize(
    ("codes", "message"),
    [
        ([0, 1], r"The categories 'kind' must be 3 codes, one for each row; the shape was \(2,\)\."),
        ([0, 1, 2], r"The codes of the categories 'kind' must be from -1 to 1\."),
        ([0, -2, 1], "must be from -1 to 1"),
    ],
)
def test_invalid_categories_are_rejected_with_a_sentence(codes, message):
    with pytest.raises(PointsError, match=message):
        Points([[0.0], [1], [2]], categories={"kind": Categories(np.array(codes), ("a", "b"))})


@pytest.mark.parametrize(
    ("array", "message"),
    [
        ([], r"a table of rows and columns; the shape was \(0,\)"),
        ([1.0, 2.0], r"a table of rows and columns; the shape was \(2,\)"),
        (np.zeros((3, 0)), r"the shape was \(3, 0\)"),
        (np.zeros((2, 2, 2)), r"the shape was \(2, 2, 2\)"),
        ([["a", "b"]], "must be numbers in a table of equally long rows"),
        ([[1.0], [1.0, 2.0]], "must be numbers in a table of equally long rows"),
        ([[1.0, 2], [np.nan, 1], [0, np.inf]], "2 of 3 rows hold .*, the first is row 2: drop or fill them"),
        ([[None, 1.0]], "1 of 1 rows hold a missing or infinite value"),
    ],
)
def test_invalid_arrays_are_rejected_with_a_sentence(array, message):
    with pytest.raises(PointsError, match=message):
        Points(array)


def test_whole_numbers_and_booleans_are_numbers():
    assert checked_table([[1, 2], [3, 4]]).dtype == float
    assert checked_table([[True], [False]]).tolist() == [[1], [0]]
    assert np.ptp(Points(np.array([[-128], [127]], np.int8)).values) == 255 / 256


@given(tables())
def test_positions_and_normalized_coordinates_are_inverse(table):
    units = Points(table).units
    places = units.normalized(table)
    size = np.abs(table).max() or 1.0
    assert units.positions(places) / size == pytest.approx(table / size, abs=1e-15)


def test_covariances_distances_and_densities_scale_with_the_units():
    table = np.array([[0.0, 4], [1024, 8], [512, 0]])
    points = Points(table)
    values = points.to_row_order(points.values)
    spread = np.cov(table.T, ddof=0)
    assert points.units.covariances(np.cov(values.T, ddof=0)) == pytest.approx(spread)
    assert points.units.covariances(points.units.normalized_covariances(spread)) == pytest.approx(spread)
    apart = np.linalg.norm(values[0] - values[1])
    assert points.units.distance(apart) == pytest.approx(np.linalg.norm(table[0] - table[1]))
    assert points.units.squared(apart**2) == pytest.approx(1024**2 + 16)
    assert points.units.log_density(0.0) == pytest.approx(-2 * log(2.0**points.units.exponent))


def test_a_following_scaling_is_applied_last():
    table = np.array([[0.0, 1], [2, 5], [4, 4]])
    raw = table * [10, 100] + [3, -7]
    points = Points(table)
    units = points.units.followed_by(np.array([10.0, 100]), np.array([3.0, -7]))
    assert points.to_row_order(units.positions(points.values)) == pytest.approx(raw)
    assert units.normalized(raw) == pytest.approx(points.to_row_order(points.values))
    assert units.covariances(np.cov(points.values.T)) == pytest.approx(np.cov(raw.T))
    assert units.followed_by(np.ones(2) * 2, np.ones(2)).positions(points.values) == pytest.approx(
        units.positions(points.values) * 2 + 1
    )


def test_an_overflow_is_infinite_without_a_warning():
    points = Points([[1e200], [-1e200]])
    assert points.units.squared(1.0) == float("inf")
    assert points.units.covariances([[1.0]]).tolist() == [[float("inf")]]
    assert np.isfinite(points.units.log_density(0.0))


@pytest.mark.parametrize("array", [np.array([[1 + 2j], [3]]), [[1 + 2j], [3]], [[10**400], [1]]])
def test_complex_and_huge_numbers_are_rejected(array):
    with pytest.raises(PointsError, match="must be numbers in a table"):
        Points(array)


def test_a_masked_cell_is_a_missing_one():
    table = np.ma.masked_array([[1, 2], [3, 4], [5, 6]], mask=[[0, 0], [0, 1], [0, 0]])
    with pytest.raises(PointsError, match="1 of 3 rows hold a missing or infinite value, the first is row 2"):
        Points(table)
    assert Points(np.ma.masked_array([[1, 2], [3, 4]])).n == 2


@pytest.mark.parametrize("scale", [1e-300, 1.0, 1e300])
def test_positions_far_outside_the_points_have_finite_squares(scale):
    units = Points(np.array([[-1.0, 0], [2, 5]]) * scale).units
    normalized = units.normalized([[1.7e308, -1.7e308]])
    assert np.isfinite(normalized**2).all()
    assert normalized[0, 0] > 0 > normalized[0, 1]


def test_points_need_little_temporary_memory():
    table = np.random.default_rng(0).normal(size=(300_000, 2))
    Points(table)  # code is loaded
    tracemalloc.start()
    try:
        Points(table)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 4 * table.nbytes


def test_points_of_some_rows_are_numbered_as_in_their_source():
    points = Points([[3.0], [1.0], [2.0]])
    places = [points.order.tolist().index(row) for row in range(3)]
    assert [points.row_number(place) for place in places] == [1, 2, 3]
    some = points.with_source_rows(np.array([4, 7, 9]))
    assert [some.row_number(place) for place in places] == [5, 8, 10]
    assert some.blocks is points.blocks
    assert [some.with_scaled_columns(np.array([3])).row_number(place) for place in places] == [5, 8, 10]
    assert [pickle.loads(pickle.dumps(some)).row_number(place) for place in places] == [5, 8, 10]
