"""Random points: distinct, drawn by their weights, and without ordering all rows of a long table."""

import numpy as np
import pytest

from clusterlab.algorithms.common import seeding
from clusterlab.algorithms.common.seeding import MAX_ROWS_ORDERED_AT_ONCE, random_points
from clusterlab.core.points import Points

LONG = 3 * MAX_ROWS_ORDERED_AT_ONCE


class Drawing(np.random.Generator):
    """Draws rows, but refuses to order all of them."""

    def permutation(self, *arguments):
        raise AssertionError(arguments)

    exponential = permutation


@pytest.mark.parametrize("weights", [None, np.linspace(0, 1, LONG)])
def test_a_few_rows_of_a_long_table_are_drawn_without_ordering_all(monkeypatch, weights):
    points = Points(np.random.default_rng(0).normal(size=(LONG, 2)), weights)
    monkeypatch.setattr(seeding.np.random, "default_rng", lambda seed: Drawing(np.random.PCG64(seed)))
    found = random_points(points, 20, 3)
    assert len(np.unique(found, axis=0)) == 20
    assert set(map(tuple, found)) <= set(map(tuple, points.values))


@pytest.mark.parametrize("weights", [None, np.r_[np.ones(LONG - 1), 0]])
def test_rare_points_of_a_long_table_are_found(weights):
    table = np.zeros((LONG, 1))
    table[5], table[-2], table[-1] = 1, 2, 3
    counted = 3 if weights is not None else 4
    points = Points(table, weights)
    found = points.units.positions(random_points(points, counted, 0))
    assert sorted(found[:, 0]) == list(range(counted))


def test_rows_of_a_long_table_are_drawn_by_their_weights():
    weights = np.ones(LONG)
    weights[:10] = LONG
    points = Points(np.arange(LONG, dtype=float)[:, None], weights)
    found = [points.units.positions(random_points(points, 3, seed)) for seed in range(40)]
    assert 0.8 < np.mean(np.array(found) < 10) < 1
