"""Runs: a list of steps that only grows at its end."""

from dataclasses import replace

import numpy as np
import pytest

from clusterlab.algorithms.kmeans import KMeansStep
from clusterlab.core.run import Run


@pytest.fixture
def steps():
    """Four steps, the last of which stops."""
    made = [KMeansStep(phase="assign", iteration=i, positions=np.zeros((1, 1))) for i in range(4)]
    return [*made[:3], replace(made[3], stopped="no point changed")]


def test_a_run_grows_at_its_end_and_ends_where_a_step_says_why(steps):
    run = Run()
    assert not run.finished
    for i, step in enumerate(steps):
        run.append(step)
        assert len(run) == i + 1
        assert run[-1] is step
        assert run.finished == (i == 3)
    assert list(run) == steps


def test_before_the_first_step_is_nothing(steps):
    run = Run(steps)
    assert run.before(0) is None
    assert run.before(3) is steps[2]


def test_a_run_does_not_follow_the_list_it_came_from(steps):
    run = Run(steps)
    steps.clear()
    assert len(run) == 4
