"""The knee is where a person sees it, and does not depend on the units of the curve."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from clusterlab.metrics.knee import knee

IRIS = [681.3706, 152.3480, 78.8514, 57.2285, 46.4462, 39.0400, 34.2982, 29.9889, 27.7861, 25.8341]
KS = range(1, 11)
curves = st.lists(st.integers(0, 1000), min_size=3, max_size=12)


def test_the_knee_of_iris_is_three():
    assert knee(KS, IRIS) == 3


@pytest.mark.parametrize("bend", [2, 4, 7])
def test_two_straight_lines_have_their_knee_where_they_meet(bend):
    values = [100 - 10 * k if k <= bend else 100 - 10 * bend - 0.1 * (k - bend) for k in KS]
    assert knee(KS, values) == bend


def test_a_rising_curve_of_diminishing_returns_has_its_knee_too():
    assert knee(KS, [-value for value in IRIS]) == 3


@pytest.mark.parametrize(
    "values",
    [
        [5.0] * 10,
        [0.0] * 10,
        list(range(10)),
        [10.0 - 0.1 * k for k in KS],
        [100.0 - k * k for k in KS],
        [*IRIS[:-1], float("nan")],
        [float("inf"), *IRIS[1:]],
    ],
)
def test_flat_straight_concave_and_infinite_curves_have_no_knee(values):
    assert knee(KS, values) is None


def test_a_curve_that_does_not_begin_at_1_or_is_too_short_has_no_knee():
    assert knee(range(2, 11), IRIS[1:]) is None
    assert knee([1, 2], IRIS[:2]) is None
    assert knee([], []) is None


def test_the_knee_of_a_curve_that_turns_at_its_end_is_measured_from_its_chord():
    assert knee([1, 2, 3, 4], [10, 3, 0, 5]) == 3


def test_gaps_between_the_ks_have_their_true_length():
    assert knee([1, 2, 10], [100, 80, 0]) == 2
    assert knee([1, 9, 10], [100, 80, 0]) is None


def test_the_largest_and_smallest_floats_do_not_overflow():
    assert knee(KS, [value * 1e305 for value in IRIS]) == 3
    assert knee(KS, [value * 1e-310 for value in IRIS]) == 3


def test_every_k_needs_its_value():
    with pytest.raises(ValueError, match="one value for every K; there were 2 for 3"):
        knee([1, 2, 3], [1.0, 2.0])


@given(curves, st.integers(-300, 300), st.booleans())
def test_neither_the_unit_nor_the_sign_of_the_curve_moves_the_knee(values, power, mirrored):
    ks = range(1, len(values) + 1)
    assume(values[0] != values[-1])  # a curve that ends where it began bends to both sides alike
    other = np.ldexp(np.array(values, float), power) * (-1 if mirrored else 1)
    assert knee(ks, other.tolist()) == knee(ks, values)


@given(curves, st.integers(-(2**20), 2**20))
def test_a_shifted_curve_keeps_its_knee(values, shift):
    ks = range(1, len(values) + 1)
    found = knee(ks, [4.0 * value for value in values])
    moved = knee(ks, [4.0 * value + shift for value in values])
    assert moved == found


@given(curves)
def test_a_knee_is_one_of_the_ks_but_neither_the_first_nor_the_last(values):
    found = knee(range(1, len(values) + 1), values)
    assert found is None or 1 < found < len(values)
