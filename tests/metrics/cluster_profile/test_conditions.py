"""The conditions that single out a cluster are the best ones: equal to trying all."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterlab.metrics.cluster_profile import conditions
from clusterlab.metrics.cluster_profile.conditions import Condition, counted, describe


def tables():
    """A few rows of small whole numbers, and which of them are in the cluster."""
    return st.integers(1, 3).flatmap(
        lambda d: st.lists(
            st.tuples(st.lists(st.integers(0, 5), min_size=d, max_size=d), st.booleans()),
            min_size=2,
            max_size=14,
        ).filter(lambda rows: any(inside for _, inside in rows))
    )


def best_by_trying_all(values, inside, number):
    """The best Jaccard index with at most `number` of all conditions on halves between whole numbers."""
    every = [
        Condition(column, above, threshold)
        for column in range(values.shape[1])
        for above in (True, False)
        for threshold in np.arange(-0.5, 6)
    ]
    groups = [group for size in range(number + 1) for group in combinations(every, size)]
    return max(counted(values, inside, group).score for group in groups)


@pytest.mark.parametrize("number", [1, 2])
@given(rows=tables())
def test_no_other_conditions_are_better(number, rows):
    values, inside = np.array([row for row, _ in rows], float), np.array([within for _, within in rows])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(conditions, "MAX_CONDITIONS", number)
        patch.setattr(conditions, "MIN_GAIN", 0.0)
        found = describe(values, inside)
    assert found.score == pytest.approx(best_by_trying_all(values, inside, number))


@pytest.mark.parametrize("seed", range(3))
def test_three_conditions_are_the_best_ones(seed):
    rng = np.random.default_rng(seed)
    values = rng.integers(0, 4, (30, 2)).astype(float)
    inside = (values[:, 0] > 0) & (values[:, 0] < 3) & (values[:, 1] > 1) ^ (rng.random(30) < 0.1)
    found = describe(values, inside)
    every = [
        Condition(column, above, threshold)
        for column in (0, 1)
        for above in (True, False)
        for threshold in (0.5, 1.5, 2.5)
    ]
    best = max(counted(values, inside, group).score for n in range(4) for group in combinations(every, n))
    assert best - conditions.MIN_GAIN <= found.score <= best


def test_a_box_is_found_with_its_counts():
    rng = np.random.default_rng(0)
    values = rng.uniform(size=(500, 4))
    inside = (values[:, 1] > 0.3) & (values[:, 3] < 0.6)
    found = describe(values, inside)
    assert {(c.column, c.above) for c in found.conditions} == {(1, True), (3, False)}
    assert (found.covered, found.others, found.size) == (inside.sum(), 0, inside.sum())
    assert found.coverage == found.precision == 1


def test_one_condition_more_must_be_worth_it():
    values = np.column_stack([np.arange(200.0), np.r_[np.zeros(199), 1.0]])
    inside = np.arange(200) < 100
    inside[199] = True
    assert len(describe(values, inside).conditions) == 1


def test_thresholds_are_short_numbers_between_the_values():
    values = np.array([[206.4123], [206.9871], [100.0], [300.0]])
    found = describe(values, np.array([False, True, False, True]))
    assert found.conditions == (Condition(0, True, 206.7),)
    below = describe(-values, np.array([False, True, False, True]))
    assert below.conditions == (Condition(0, False, -206.7),)


@pytest.mark.parametrize("size", [1e-300, 1.0, 1e300])
def test_neighboring_numbers_of_any_size_are_told_apart(size):
    values = np.array([[1.0], [np.nextafter(1.0, 2)]]) * size
    for inside in ([True, False], [False, True]):
        found = describe(values, np.array(inside))
        assert (found.covered, found.others) == (1, 0)


def test_equal_rows_and_a_cluster_of_all_rows_have_no_conditions():
    assert describe(np.ones((5, 2)), np.array([True] * 2 + [False] * 3)).conditions == ()
    assert describe(np.eye(3), np.ones(3, dtype=bool)).conditions == ()
    with pytest.raises(ValueError, match="No row is in the cluster"):
        describe(np.eye(3), np.zeros(3, dtype=bool))


def test_of_many_rows_a_sample_is_searched_and_all_are_counted(monkeypatch):
    monkeypatch.setattr(conditions, "MAX_ROWS", 200)
    values = np.random.default_rng(1).uniform(size=(5000, 2))
    inside = values[:, 0] > 0.5
    found = describe(values, inside)
    assert found.size == inside.sum()
    assert found.score > 0.97
    assert found == describe(values, inside)
