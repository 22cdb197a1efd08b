"""The mapping between the positions of a slider and values."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from clusterlab.core.slider_scale import SliderScale


def test_ends_are_exact():
    scale = SliderScale(0.1, 3)
    assert (scale.value(0), scale.value(scale.places)) == (0.1, 3)


def test_few_integers_have_a_position_each():
    scale = SliderScale(1, 12, integer=True)
    assert [scale.value(place) for place in range(scale.places + 1)] == list(range(1, 13))


def test_the_middle_of_a_logarithmic_scale_is_the_geometric_mean():
    scale = SliderScale(1, 10_000, log=True, integer=True)
    assert scale.value(scale.places // 2) == 100


def test_values_beyond_the_range_are_clipped():
    scale = SliderScale(10, 100, log=True)
    assert (scale.place(1), scale.place(1000)) == (0, scale.places)


def test_a_logarithmic_scale_from_zero_is_linear():
    assert SliderScale(0, 10, log=True).value(50) == 5


@given(st.floats(0.001, 10), st.floats(1.5, 1000), st.booleans())
@example(3.28125, 3.265625, True)
def test_a_position_follows_from_its_value(low, span, log):
    scale = SliderScale(low, low * span, log)
    for place in range(0, scale.places + 1, 7):
        assert scale.place(scale.value(place)) == pytest.approx(place, abs=3)


@given(st.integers(0, 100), st.integers(1, 10**6), st.booleans())
def test_values_increase_with_the_position_and_stay_within_the_range(low, span, log):
    scale = SliderScale(low, low + span, log, integer=True)
    found = [scale.value(place) for place in range(scale.places + 1)]
    assert found == sorted(found)
    assert found[0] == low
    assert found[-1] == low + span


def test_a_scale_grows_to_hold_a_value():
    assert SliderScale(10, 100).grown(1000).high == 1000
    assert SliderScale(10, 100).grown(1).low == 1
    assert SliderScale(10, 100).grown(50) == SliderScale(10, 100)


def test_a_logarithmic_scale_does_not_grow_to_zero():
    scale = SliderScale(0.01, 100, log=True)
    assert scale.grown(0) == scale
