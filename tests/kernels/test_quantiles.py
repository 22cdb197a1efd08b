"""Quantiles of columns in parts are those of the whole table."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterlab.kernels import quantiles
from clusterlab.kernels.quantiles import column_quantiles_in_parts

SHARES = (0.0, 0.1, 0.25, 0.5, 0.75, 1.0)


class Parts(list):
    """Parts of a table."""

    def map(self, work):
        """What `work` makes of each part."""
        return map(work, self)


def in_parts(table, parts=3):
    """The quantiles of a table in some parts."""
    split = Parts(np.array_split(table, parts))
    return column_quantiles_in_parts(split, table.min(axis=0), table.max(axis=0), SHARES)


@given(st.integers(1, 200), st.integers(0, 2**32 - 1), st.sampled_from([1.0, 1e300, 1e-300]))
def test_they_are_those_of_numpy(n, seed, factor):
    rng = np.random.default_rng(seed)
    table = np.column_stack([rng.normal(size=n), rng.integers(0, 3, n), np.full(n, 2.0)]) * factor
    np.testing.assert_allclose(in_parts(table), np.quantile(table, SHARES, axis=0), rtol=1e-14)


@pytest.mark.parametrize("low", [0.0, -5.0])
def test_many_values_in_one_bin_are_counted_anew_in_narrower_ones(monkeypatch, low):
    monkeypatch.setattr(quantiles, "MAX_GATHERED", 16)
    rng = np.random.default_rng(0)
    table = np.concatenate([rng.normal(low, 1e-9, 900), [1e6], np.full(300, low)])[:, None]
    np.testing.assert_array_equal(in_parts(table), np.quantile(table, SHARES, axis=0))
