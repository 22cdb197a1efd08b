"""The ticks and ranges of the axes of a chart."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterlab.export.axis_ticks import axis_range, k_ticks, short_number, spaced_ticks, value_ticks


def test_ticks_are_round_and_within():
    assert value_ticks(0, 7900) == [0, 2000, 4000, 6000]


@given(st.floats(-1e9, 1e9), st.floats(1e-3, 1e9))
def test_there_are_1_to_9_ticks_and_none_outside_the_range(low, span):
    ticks = value_ticks(low, low + span)
    assert 1 <= len(ticks) <= 9
    assert all(low - 1e-6 * span <= tick <= low + span * (1 + 1e-6) for tick in ticks)


@pytest.mark.parametrize(
    ("value", "others", "words"),
    [
        (7500, [0, 2500, 5000, 7500], "7.5k"),
        (0, [0, 2500], "0"),
        (0.2, [0, 0.2, 0.4], "0.2"),
        (4000, [4000, 4500], "4.0k"),
        (-3e6, [-3e6, -2e6], "-3M"),
        (2e-5, [0, 2e-5], "2e-05"),
    ],
)
def test_numbers_are_short(value, others, words):
    assert short_number(value, others) == words


@given(st.floats(1, 1e9), st.floats(0.01, 1e9))
def test_neighboring_ticks_have_different_labels(low, span):
    ticks = value_ticks(low, low + span)
    if span > 1e-4 * low:
        assert len({short_number(tick, ticks) for tick in ticks}) == len(ticks)


def test_few_k_are_all_labeled():
    assert k_ticks(range(1, 11), 4) == list(range(1, 11))


def test_of_many_k_some_are_labeled_and_always_the_current_one():
    found = k_ticks(range(1, 51), 23)
    assert 23 in found
    assert 25 not in found
    assert len(found) <= 12


def test_the_range_is_that_of_the_values():
    assert axis_range(np.array([2.0, 5.0]), False, None) == (2, 5)
    assert axis_range(np.array([2.0, 5.0]), True, None) == (0, 5)


def test_an_incomplete_curve_keeps_the_range_that_it_may_reach():
    assert axis_range(np.array([9.0]), False, (2.0, 10.0)) == (2, 10)


def test_a_curve_of_other_data_does_not_keep_the_range():
    assert axis_range(np.array([900.0]), False, (2.0, 10.0)) == (810, 990)
    assert axis_range(np.array([9.0, 5.0, 4.0]), True, (0.0, 1e6)) == (0, 9)


def test_a_flat_curve_has_a_range():
    low, high = axis_range(np.array([3.0, 3.0]), False, None)
    assert low < 3 < high


def test_ticks_are_left_out_where_there_is_no_room_for_them():
    ticks = [0.0, 1.0, 2.0, 3.0, 4.0]
    assert spaced_ticks(ticks, float("inf")) == ticks
    assert spaced_ticks(ticks, 5) == ticks
    assert spaced_ticks(ticks, 4.9) == [0.0, 2.0, 4.0]
    assert spaced_ticks(ticks, 0) == [0.0, 3.0]
    assert spaced_ticks([], 1) == []
