"""Random points, distinct and drawn by their weights; centers drawn together as one by one."""

import numpy as np
import pytest

from clusterlab.algorithms.common import seeding
from clusterlab.algorithms.common.seeding import (
    MAX_ROWS_ORDERED_AT_ONCE,
    draw_next_center,
    draw_remaining_centers,
    random_points,
)
from clusterlab.core.points import Points
from clusterlab.core.progress import drain

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


def two_places(n):
    """A table with two distinct rows."""
    return np.repeat([[0.0, 1.0], [2.0, 3.0]], n // 2, axis=0)


TABLES = {
    "normal": np.random.default_rng(1).normal(size=(500, 3)),
    "two places": two_places(500),
    "nearly one place": np.r_[np.zeros((499, 2)), [[1e-170, 0.0]]],  # the square of the least distance is 0
}


@pytest.mark.parametrize("weights", [None, np.linspace(0, 1, 500)])
@pytest.mark.parametrize("greedy", [False, True])
@pytest.mark.parametrize("name", TABLES)
def test_centers_drawn_together_are_those_drawn_one_by_one(name, greedy, weights):
    points, n_centers, k = Points(TABLES[name], weights), 1, 20
    one_by_one = points.take([7])
    again = Points(TABLES[name], weights)
    first_half = drain(draw_remaining_centers(again, one_by_one, k // 2, k, 3, greedy))[0]
    together = drain(draw_remaining_centers(again, first_half, k, k, 3, greedy))
    while n_centers < k:
        row, candidates = draw_next_center(points, one_by_one, k, 3, greedy)
        one_by_one = np.vstack([one_by_one, points.take([row])])
        n_centers += 1
    assert np.array_equal(together[0], one_by_one)
    assert together[1] == row
    assert np.array_equal(together[2], candidates)


def test_no_random_numbers_are_made_in_vain(monkeypatch):
    seeds, of_numpy = [], np.random.default_rng
    monkeypatch.setattr(seeding.np.random, "default_rng", lambda seed: seeds.append(seed) or of_numpy(seed))
    points = Points(two_places(500))
    drain(draw_remaining_centers(points, points.take([0]), 50, 50, 0, True))
    assert len(seeds) <= 2 * 50  # those of all centers at once, and then one by one where all distances are 0
