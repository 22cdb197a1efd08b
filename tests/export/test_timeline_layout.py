"""Where the ticks and the curve of a timeline lie."""

import math

import pytest

from clusterlab.export.timeline_layout import MIN_TICK_PITCH, TimelineLayout


def test_many_steps_share_ticks_but_each_can_be_reached():
    layout = TimelineLayout(10_000, 416)
    assert 50 < len(layout.bins) <= 416 / MIN_TICK_PITCH
    assert [step for first, end in layout.bins for step in range(first, end)] == list(range(10_000))
    assert layout.index_at(0) == 0
    assert layout.index_at(416) == 9_999
    assert layout.index_at(layout.x_of(5_000)) == 5_000


@pytest.mark.parametrize("steps", [0, 1, 7, 100, 101])
def test_every_step_is_in_one_tick(steps):
    bins = TimelineLayout(steps, 300).bins
    assert [step for first, end in bins for step in range(first, end)] == list(range(steps))


def test_the_curve_has_the_finite_objectives_from_its_lowest_to_its_highest():
    curve = TimelineLayout(5, 300).curve([None, 8.0, math.inf, 2.0, 4.0])
    assert [(index, share) for index, _, share in dict.fromkeys(curve)] == [(1, 1.0), (3, 0.0), (4, 1 / 3)]
    assert TimelineLayout(2, 300).curve([None, None]) == []
    assert {share for _, _, share in TimelineLayout(3, 300).curve([1.0, 1.0, 1.0])} == {0.5}
    assert TimelineLayout(0, 300).curve([1.0]) == []
