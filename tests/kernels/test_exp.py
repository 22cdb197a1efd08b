"""The exponential function, compared with long doubles and exact values."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterlab.kernels.exp import MIN_ARGUMENT, exponential


def ulp_errors(values):
    """The error of each result in units in the last place."""
    true = np.exp(values.astype(np.longdouble))
    return np.abs((exponential(values) - true) / np.spacing(true.astype(float)))


@pytest.mark.skipif(np.finfo(np.longdouble).nmant < 63, reason="long doubles are no longer than doubles here")
def test_its_error_is_about_one_unit_in_the_last_place():
    rng = np.random.default_rng(0)
    dense = np.linspace(-1, 0, 200_001)
    wide = rng.uniform(MIN_ARGUMENT, 0, 200_000)
    edges = -np.log(2) * (np.arange(1020)[:, None] + [0.499999999, 0.5, 0.500000001]).ravel()
    tiny = -(2.0 ** -np.arange(1, 60))
    assert max(ulp_errors(values).max() for values in (dense, wide, edges, tiny)) < 1.02


@given(st.floats(-700, 0), st.floats(0, 1))
def test_it_is_monotonic_up_to_rounding(value, less):
    lower, upper = exponential(np.array([value - less, value]))
    assert lower <= upper * (1 + 2e-16)


def test_it_is_one_at_zero_and_zero_from_the_minimum_down():
    ends = np.array([0.0, -0.0, np.nextafter(MIN_ARGUMENT, 0), MIN_ARGUMENT, -1e4, -1e300, -np.inf, np.nan])
    assert exponential(ends).tolist() == [1, 1, pytest.approx(np.exp(MIN_ARGUMENT)), 0, 0, 0, 0, 0]
    assert exponential(ends[2:3])[0] >= np.finfo(float).tiny
