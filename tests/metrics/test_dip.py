"""The dip is that of the nearest unimodal distribution, and its test finds two modes."""

import numpy as np
import pytest
from scipy.optimize import linprog

from clusterlab.metrics.dip import dip, is_multimodal


def dip_by_linear_programs(values):
    """The dip from its definition: the least distance, over all modes, to distributions with that mode."""
    at, counts = np.unique(values, return_counts=True)
    return max(min(distance_with_mode(at, counts, mode) for mode in range(len(at))), 1 / (2 * len(values)))


def distance_with_mode(at, counts, mode):
    """The least distance to functions that are convex before `at[mode]`, concave after it and may jump there.

    Unknown are the limits from the left and from the right at each value, and the distance.
    """
    m, after = len(at), np.cumsum(counts) / counts.sum()
    before, eye = after - counts / counts.sum(), np.eye(2 * len(at) + 1)
    left, right, distance = eye[:m], eye[m : 2 * m], eye[2 * m]
    slopes = (left[1:] - right[:-1]) / np.diff(at)[:, None]
    rows = [*(after_row(left, before, distance)), *(after_row(-right, -after, distance))]
    rows += [(row, 0.0) for row in [*(left - right), *(right[:-1] - left[1:])]]
    rows += [(slopes[i] - slopes[i + 1], 0.0) for i in range(mode - 1)]
    rows += [(slopes[i + 1] - slopes[i], 0.0) for i in range(mode, m - 2)]
    equal = [right[i] - left[i] for i in range(m) if i != mode]
    found = linprog(
        distance,
        np.array([row for row, _ in rows]),
        [bound for _, bound in rows],
        np.array(equal) if equal else None,
        np.zeros(len(equal)) if equal else None,
        bounds=(None, None),
    )
    return found.fun


def after_row(limits, heights, distance):
    """That each limit exceeds its height by no more than the distance."""
    return [(row - distance, height) for row, height in zip(limits, heights, strict=True)]


@pytest.mark.parametrize(
    ("values", "expected"),
    [([1, 2, 3, 4], 1 / 8), ([0, 0, 1, 1], 1 / 4), ([0, 1, 2, 10, 11, 12], 1 / 5), ([3, 3, 3], 1 / 6)],
)
def test_small_samples_have_known_dips(values, expected):
    assert dip(np.array(values, float)) == pytest.approx(expected)


@pytest.mark.parametrize("seed", range(12))
def test_the_dip_follows_its_definition_with_and_without_ties(seed):
    rng = np.random.default_rng(seed)
    values = rng.integers(0, 6, 18).astype(float) if seed % 2 else rng.normal(size=rng.integers(4, 13))
    assert dip(values) == pytest.approx(dip_by_linear_programs(values), abs=1e-9)


def test_the_dip_does_not_depend_on_place_scale_order_or_direction():
    values = np.random.default_rng(0).normal(size=50)
    turned = -3 * values[::-1] + 7
    assert dip(turned) == pytest.approx(dip(values))


def test_two_groups_have_two_modes_and_one_group_has_one():
    rng = np.random.default_rng(0)
    assert is_multimodal(np.r_[rng.normal(size=40), rng.normal(size=40) + 6])
    assert not is_multimodal(rng.normal(size=80))
    assert not is_multimodal(np.array([0.0, 0, 0, 0, 9, 9, 9]))


@pytest.mark.parametrize("n", [12, 70, 300])
def test_uniform_values_have_more_than_one_mode_in_about_one_of_a_hundred_samples(n):
    rng = np.random.default_rng(n)
    assert sum(is_multimodal(rng.uniform(size=n)) for _ in range(300)) <= 9
