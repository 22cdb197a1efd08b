"""Whiskers and outliers are those of box plots by the usual definition, also of weighted rows."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterlab.metrics.cluster_profile.profiles import feature_profiles
from clusterlab.metrics.cluster_profile.whiskers import MAX_DRAWN_OUTLIERS, whiskers

VALUES = st.lists(st.integers(-99, 99).map(lambda value: 8.0 * value), min_size=1, max_size=60)
"""Values whose quartiles are computed without rounding, so that none is on the other side of a limit."""


def profile(values, weights=None):
    labels = np.zeros(len(values), int)
    table = np.asarray(values, float)[:, None]
    return feature_profiles(table, ["a"], labels, 1, None if weights is None else np.asarray(weights, float))[
        0
    ][0]


def boxplot_stats(values):
    """The statistics of one box as matplotlib.cbook.boxplot_stats defines them."""
    x = np.asarray(values, float)
    q1, median, q3 = np.percentile(x, [25, 50, 75])
    high_limit, low_limit = q3 + 1.5 * (q3 - q1), q1 - 1.5 * (q3 - q1)
    below, above = x[x <= high_limit], x[x >= low_limit]
    high = q3 if len(below) == 0 or np.max(below) < q3 else np.max(below)
    low = q1 if len(above) == 0 or np.min(above) > q1 else np.min(above)
    return (low, q1, median, q3, high), np.hstack([x[x < low], x[x > high]])


@given(VALUES)
def test_boxes_have_the_statistics_of_matplotlib(values):
    found, (wanted, fliers) = profile(values), boxplot_stats(values)
    box = (found.whiskers.low, found.quartiles[0], found.median, found.quartiles[1], found.whiskers.high)
    assert box == pytest.approx(wanted)
    assert found.whiskers.outliers == len(fliers)
    if len(fliers) <= MAX_DRAWN_OUTLIERS:
        assert found.whiskers.drawn == tuple(sorted(fliers.tolist()))


@given(VALUES, st.integers(0, 2**32 - 1))
def test_a_row_of_weight_w_counts_as_w_equal_rows_in_boxes(values, seed):
    weights = np.random.default_rng(seed).integers(0, 4, len(values))
    weights[0] = 1
    found, repeated = profile(values, weights), profile(np.repeat(values, weights))
    assert (found.median, *found.quartiles) == pytest.approx((repeated.median, *repeated.quartiles))
    ends, wanted = found.whiskers, repeated.whiskers
    assert (ends.low, ends.high) == pytest.approx((wanted.low, wanted.high))


def test_known_values_and_a_missing_one():
    found = profile([1.0, 2, 3, 4, np.nan, 100])
    assert (found.quartiles, found.median) == ((2.0, 4.0), 3.0)
    assert (found.whiskers.low, found.whiskers.high, found.whiskers.outliers) == (1.0, 4.0, 1)
    assert found.whiskers.drawn == (100.0,)


def test_without_values_there_are_no_whiskers():
    found = profile([np.nan, np.nan])
    assert np.isnan([found.whiskers.low, found.whiskers.high]).all()
    assert found.whiskers.outliers == 0


def test_of_many_outliers_some_are_drawn_from_the_least_to_the_greatest():
    values = np.concatenate([np.zeros(1_000), np.arange(1.0, 201)])
    found = whiskers(values, (0.0, 0.0))
    assert (found.low, found.high, found.outliers) == (0.0, 0.0, 200)
    assert len(found.drawn) == MAX_DRAWN_OUTLIERS
    assert (found.drawn[0], found.drawn[-1]) == (1.0, 200.0)
