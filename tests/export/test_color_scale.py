"""Scales of numbers and dates: colors that stand out in both themes, and exact round ticks."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterlab.datasets.column_codes import SCALE_LEVELS, scale_codes
from clusterlab.datasets.date_values import date_values
from clusterlab.export.color_scale import scale_colors, scale_ticks
from clusterlab.export.theme import DARK, LIGHT, MARK_CONTRAST, parse_color
from clusterlab.kernels.raster.color import contrast_ratio, to_oklab

BOTH = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
DEUTERANOPIA = np.array([[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]])
"""How red and green are confused, in linear RGB (Machado, Oliveira and Fernandes 2009)."""


HALF_MINUTE = ["10:00:00", "10:00:10", "10:00:20", "10:00:30"]


def texts_of(low, high, quantity="number", most=5):
    return [tick.text for tick in scale_ticks(scale_codes("x", np.array([low, high]), quantity), most).marks]


@BOTH
def test_colors_stand_out_and_their_lightness_grows_evenly(theme):
    colors = scale_colors(theme)
    assert len(colors) == SCALE_LEVELS
    assert contrast_ratio(colors, parse_color(theme.canvas)).min() >= MARK_CONTRAST - 0.05
    steps = np.diff(to_oklab(colors)[:, 0])
    assert (steps > -0.004).all()  # colors are rounded to bytes
    assert np.diff(to_oklab(colors[::10])[:, 0]).min() > 0.015


@BOTH
def test_colors_are_told_apart_without_red_and_green(theme):
    linear = (scale_colors(theme)[::20] / 255) ** 2.2 @ DEUTERANOPIA.T
    seen = np.round(np.clip(linear, 0, 1) ** (1 / 2.2) * 255)
    apart = [np.linalg.norm(to_oklab(one) - to_oklab(other)) for one, other in pairwise(seen)]
    assert min(apart) > 0.03


@given(st.floats(-1e6, 1e6), st.floats(0.01, 1e6))
def test_ticks_of_numbers_stand_where_their_texts_say(low, span):
    codes = scale_codes("x", np.array([low, low + span]))
    found = scale_ticks(codes, 5)
    offset = float(found.offset_text.replace(",", "") or 0)
    assert 1 <= len(found.marks) <= 6
    for tick in found.marks:
        value = float(tick.text.replace(",", "")) + offset
        assert codes.low + tick.position * (codes.high - codes.low) == pytest.approx(value, abs=1e-6 * span)


def test_ticks_of_years_are_whole():
    assert texts_of(2007.0, 2009.0, "year") == ["2007", "2008", "2009"]
    assert texts_of(1900.0, 2009.0, "year") == ["1900", "1950", "2000"]


@pytest.mark.parametrize(
    ("first", "last", "wanted"),
    [
        ("2020-01-03", "2020-01-20", ["2020-01-09", "2020-01-16"]),
        ("2020-01-03", "2021-06-20", ["2020-07", "2021-01"]),
        ("1910-01-03", "2021-06-20", ["1950", "2000"]),
        ("1960-05-03", "1966-06-20", ["1962", "1964", "1966"]),
        ("2020-01-03 10:00", "2020-01-03 10:00:30", HALF_MINUTE),
        ("2020-01-03 10:00", "2020-01-04 22:00", ["01-03 12:00", "01-04 00:00", "01-04 12:00"]),
        ("10:00", "22:14", ["12:00", "15:00", "18:00", "21:00"]),
    ],
)
def test_ticks_of_dates_are_round_and_exact(first, last, wanted):
    seconds, order = date_values([first, last])
    codes = scale_codes("day", seconds, "date" if order else "time")
    found = scale_ticks(codes, 5).marks
    assert [tick.text for tick in found] == wanted
    if len(wanted[0]) == 10:
        at = [codes.low + tick.position * (codes.high - codes.low) for tick in found]
        assert at == pytest.approx(date_values(wanted).seconds.tolist())


def test_a_range_beyond_what_a_number_can_hold_has_colors_and_no_ticks():
    codes = scale_codes("x", np.array([-1.7e308, 0.0, 1.7e308]))
    assert codes.codes.tolist() == [0, SCALE_LEVELS // 2, SCALE_LEVELS - 1]
    assert scale_ticks(codes, 5).marks == ()
