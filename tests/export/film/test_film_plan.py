"""Which steps a film shows, for how long, and what is said of it."""

import pytest

from clusterlab.export.film.film_plan import MAX_FRAMES, FilmPlan


def test_every_step_is_shown_and_the_last_one_longer():
    plan = FilmPlan(2, 6, 0.25)
    assert plan.indices == (2, 3, 4, 5, 6)
    assert list(plan.durations()) == [250, 250, 250, 250, 2250]
    assert plan.words == "5 frames (every step), 3.2 s, 1440 × 900 pixels."


def test_a_single_step_is_a_film_of_one_frame():
    plan = FilmPlan(4, 4, 0.5)
    assert plan.indices == plan.sample_indices == (4,)
    assert list(plan.durations()) == [2500]


@pytest.mark.parametrize("steps", [MAX_FRAMES, MAX_FRAMES + 1, 3 * MAX_FRAMES + 7])
def test_a_long_run_is_shown_by_some_of_its_steps_and_always_by_the_last(steps):
    plan = FilmPlan(0, steps - 1)
    assert len(plan.indices) <= MAX_FRAMES + 1
    assert (plan.indices[0], plan.indices[-1]) == (0, steps - 1)
    assert len(plan.indices) == len(list(plan.durations())) == len(set(plan.indices))
    assert ("every step" in plan.words) == (steps <= MAX_FRAMES)


def test_a_higher_resolution_has_more_pixels_of_the_same_size():
    assert FilmPlan(0, 1, size=(800, 600), resolution=2).pixels == (1600, 1200)
