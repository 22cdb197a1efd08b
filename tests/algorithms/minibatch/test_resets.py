"""Centers with too few points are reset: how often, below which share, and how many at once."""

import numpy as np
import pytest

from clusterlab.algorithms.minibatch.algorithm import MiniBatch
from clusterlab.algorithms.minibatch.step import MiniBatchStep
from clusterlab.core.points import Points

POINTS = Points(np.random.default_rng(0).normal(size=(100, 2)))


def step_before(counts, drawn):
    """A step whose first center is amid the points and whose others are far from all of them."""
    positions = np.array([[0.0, 0.0], *([500.0 + i, 500.0] for i in range(len(counts) - 1))])
    return MiniBatchStep(
        phase="batch", iteration=1, positions=positions, center_counts=np.array(counts, float), drawn=drawn
    )


def test_centers_are_looked_at_after_ten_points_for_each():
    algorithm, step = MiniBatch(k=2, batch_size=10), step_before([0, 0], drawn=0)
    first = algorithm.after(step, POINTS)
    second = algorithm.after(first, POINTS)
    assert ([*first.resets], first.drawn) == ([], 10)
    assert ([reset.cluster for reset in second.resets], second.drawn) == ([1], 0)
    assert second.center_counts.tolist() == [20, 20]  # that of the other center
    row = POINTS.order[second.resets[0].row] + 1
    assert f"Centers with few points moved: cluster 2 to row {row}." in second.caption(POINTS, first)


@pytest.mark.parametrize(("count", "clusters"), [(90, []), (91, [1])])
def test_a_center_is_reset_below_a_hundredth_of_the_largest_count(count, clusters):
    """With the ten points of the batch the first has 100 or 101, of which 1 is a hundredth or less."""
    after = MiniBatch(k=2, batch_size=10).after(step_before([count, 1], drawn=10), POINTS)
    assert [reset.cluster for reset in after.resets] == clusters
    assert after.drawn == 0


def test_half_of_a_batch_is_reset_at_once_and_the_next_batch_resets_the_others():
    algorithm, step = MiniBatch(k=5, batch_size=4), step_before([0] * 5, drawn=46)
    first = algorithm.after(step, POINTS)
    second = algorithm.after(first, POINTS)
    assert ([reset.cluster for reset in first.resets], first.drawn) == ([1, 2], 50)
    assert ([reset.cluster for reset in second.resets], second.drawn) == ([3, 4], 0)
    assert len(np.unique(second.positions, axis=0)) == 5
    assert set(second.center_counts[3:]) == {second.center_counts[:3].min()}


@pytest.mark.parametrize("batch_size", [1, 2, 3])
def test_a_batch_of_up_to_three_points_resets_one_center(batch_size):
    after = MiniBatch(k=3, batch_size=batch_size).after(step_before([9, 0, 0], drawn=40), POINTS)
    assert [reset.cluster for reset in after.resets] == [1]


def test_no_two_centers_are_reset_to_one_place():
    same = Points(np.zeros((20, 2)))
    assert MiniBatch(k=3, batch_size=10).after(step_before([0] * 3, drawn=40), same).resets == ()
