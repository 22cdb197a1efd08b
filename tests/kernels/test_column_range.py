"""The least, the greatest and the mean value of each column."""

import numpy as np
import pytest

from clusterlab.kernels.reductions import VALUES_PER_GROUP, column_range, shift_rows, unweighted_means


@pytest.mark.parametrize("columns", [1, 2, 3, 1000, VALUES_PER_GROUP, 2000])
@pytest.mark.parametrize("rows", [1, 2, 511, 512, 513, 5000])
@pytest.mark.parametrize("order", ["C", "F"])
def test_ranges_are_those_of_numpy_for_every_shape(rows, columns, order):
    table = np.asarray(np.random.default_rng(0).normal(size=(rows, columns)), order=order)
    low, high = column_range(table)
    assert np.array_equal(low, table.min(axis=0))
    assert np.array_equal(high, table.max(axis=0))
    assert np.allclose(unweighted_means(table), table.mean(axis=0), rtol=0, atol=1e-14)


@pytest.mark.parametrize("columns", [1, 2, 3, 1000, 2000])
@pytest.mark.parametrize("rows", [1, 512, 5000])
@pytest.mark.parametrize("order", ["C", "F"])
def test_rows_are_shifted_as_numpy_does_for_every_shape(rows, columns, order):
    table = np.asarray(np.random.default_rng(0).normal(size=(rows, columns)), order=order)
    by = np.linspace(-1, 2, columns)
    expected = table - by
    shift_rows(table, by)
    assert np.array_equal(table, expected)


@pytest.mark.parametrize("row", [0, 700, 1030])
def test_a_missing_value_and_infinity_are_kept(row):
    table = np.zeros((1031, 3))
    table[row, :2] = np.nan, np.inf
    low, high = column_range(table)
    assert np.isnan([low[0], high[0]]).all()
    assert (low[1], high[1], low[2], high[2]) == (0.0, np.inf, 0.0, 0.0)
