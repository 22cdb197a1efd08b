"""Sums of squares and the certainty of memberships equal their definitions."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterlab import GaussianMixture, KMeans, Points
from clusterlab.metrics import certainty as certainty_module
from clusterlab.metrics.certainty import certainty
from clusterlab.metrics.sums_of_squares import sums_of_squares


@given(st.integers(0, 2**31), st.integers(1, 5))
def test_sums_are_those_of_the_rows_and_add_up(seed, k):
    rng = np.random.default_rng(seed)
    table, labels = rng.normal(3, 20, (40, 3)), rng.integers(-1, k, 40)
    points = Points(table)
    found = sums_of_squares(points, points.to_spatial_order(labels), k)
    middle = table[labels >= 0].mean(axis=0)
    for c in range(k):
        own = table[labels == c]
        mean = own.mean(axis=0) if len(own) else middle
        assert found.within[c] == pytest.approx(((own - mean) ** 2).sum())
        assert found.between[c] == pytest.approx(len(own) * ((mean - middle) ** 2).sum(), abs=1e-9)
    assert found.total == pytest.approx(((table[labels >= 0] - middle) ** 2).sum())
    assert 0 <= found.explained <= 1


def test_a_weight_counts_as_so_many_rows():
    rng = np.random.default_rng(0)
    table, weights, labels = rng.normal(size=(20, 2)), rng.integers(0, 4, 20), rng.integers(0, 3, 20)
    weighted, copies = Points(table, weights), Points(np.repeat(table, weights, axis=0))
    one = sums_of_squares(weighted, weighted.to_spatial_order(labels), 3)
    other = sums_of_squares(copies, copies.to_spatial_order(np.repeat(labels, weights)), 3)
    assert one.within == pytest.approx(other.within, rel=1e-12)
    assert one.between == pytest.approx(other.between, rel=1e-12)


def test_numbers_that_overflow_are_infinite_and_their_share_is_known():
    table = np.array([[0.0], [1.0], [10.0], [11.0]]) * 1e160
    found = sums_of_squares(Points(table), np.array([0, 0, 1, 1]), 2)
    assert np.isinf(found.total)
    assert found.explained == pytest.approx(100 / 101)


def test_equal_points_and_noise_alone_have_sums_of_0():
    points = Points(np.full((5, 2), 0.1))
    found = sums_of_squares(points, np.zeros(5, int), 1)
    assert (found.total, np.isnan(found.explained)) == (0, True)
    assert sums_of_squares(points, np.full(5, -1), 2).within.tolist() == [0, 0]


def test_certainty_is_that_of_the_responsibilities(monkeypatch):
    monkeypatch.setattr(certainty_module, "ROWS_AT_ONCE", 7)
    rng = np.random.default_rng(1)
    table = np.repeat([[0.0, 0], [3, 0], [0, 6]], 30, axis=0) + rng.normal(size=(90, 2))
    fit = GaussianMixture(k=3).fit(table)
    shares = fit.predict_proba(table)
    entropy = -(shares * np.log(shares)).sum()
    found = certainty(fit.last, Points(table))
    assert found.relative_entropy == pytest.approx(1 - entropy / (90 * np.log(3)))
    assert found.classification_error == pytest.approx((1 - shares.max(axis=1)).mean())
    assert found.icl == pytest.approx(fit.bic + 2 * entropy)


def test_one_component_is_certain_and_a_hard_clustering_has_no_certainty():
    points = Points(np.random.default_rng(0).normal(size=(30, 2)))
    *_, single = GaussianMixture(k=1).without_intermediate_steps(points)
    assert certainty(single, points).relative_entropy == 1
    assert certainty(single, points).classification_error == 0
    *_, hard = KMeans(k=2).without_intermediate_steps(points)
    assert certainty(hard, points) is None
