"""D^2 of k-means++, compared with its definition, and sampling by it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterlab.kernels.blocks import Blocks
from clusterlab.kernels.kmeanspp import add_center, candidate_totals, draw_rows, initial_potential
from clusterlab.kernels.typing import BLOCK


@st.composite
def cases(draw):
    """Blocks of points on a grid or normally distributed, and the centers so far."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    n, k = draw(st.integers(1, 400)), draw(st.integers(1, 5))
    d = draw(st.sampled_from([1, 2, 3, 4, 10, 520]))
    points = rng.normal(size=(n, d)) if draw(st.booleans()) else rng.integers(-2, 3, (n, d)) * 0.1
    blocks = Blocks.of(points, np.argsort(points[:, 0], kind="stable"))
    return blocks, blocks.points[rng.integers(n, size=k)]


def potential_of(blocks, centers):
    """D^2 potential_of adding some centers."""
    potential = initial_potential(blocks)
    for center in centers:
        add_center(blocks, center, potential)
    return potential


@given(cases())
def test_the_potential_is_the_squared_distance_to_the_nearest_center(case):
    blocks, centers = case
    found = potential_of(blocks, centers)
    expected = ((blocks.points[:, None] - centers) ** 2).sum(axis=2).min(axis=1)
    assert found.distances == pytest.approx(expected, rel=1e-12, abs=1e-300)
    parts = [found.distances[at : at + BLOCK] for at in range(0, len(expected), BLOCK)]
    assert found.block_maxima.tolist() == [part.max() for part in parts]
    assert found.sums == pytest.approx([part.sum() for part in parts], rel=1e-12)
    assert found.total == pytest.approx(expected.sum(), rel=1e-12)


@given(cases(), cases())
def test_candidate_totals_are_those_after_adding_each_candidate(case, other):
    blocks, centers = case
    candidates = np.resize(other[1], (3 + len(other[1]), centers.shape[1]))
    before = potential_of(blocks, centers)
    assert candidate_totals(blocks, candidates, before).tolist() == [
        add_center(blocks, each, before.copy()).total for each in candidates
    ]


def test_rows_are_drawn_in_proportion_to_the_potential():
    points = np.repeat([[0.0], [1.0], [3.0]], [500, 300, 200], axis=0)
    potential = potential_of(Blocks.of(points, np.arange(1000)), points[:1])
    rows = draw_rows(potential, 20_000, np.random.default_rng(0))
    assert rows.min() >= 500
    assert np.mean(rows >= 800) == pytest.approx(1800 / 2100, abs=0.01)
    assert len(np.unique(rows)) == 500


@pytest.mark.parametrize("share", [0.0, 1 - 2**-53])
def test_the_extreme_shares_draw_rows_with_positive_potential(share):
    class ConstantGenerator:
        def random(self, size):
            return np.full(size, share)

    points = np.concatenate([np.zeros(70), np.linspace(1, 2, 200), np.zeros(70)])[:, None]
    potential = potential_of(Blocks.of(points, np.arange(340)), np.zeros((1, 1)))
    assert 70 <= draw_rows(potential, 1, ConstantGenerator())[0] < 270


def test_rows_are_drawn_uniformly_where_the_potential_is_zero():
    potential = potential_of(Blocks.of(np.zeros((300, 2)), np.arange(300)), np.zeros((1, 2)))
    rows = draw_rows(potential, 5_000, np.random.default_rng(0))
    assert np.bincount(rows, minlength=300).min() > 0
