"""Odd input: every algorithm ends, and everything about its steps can be computed."""

from dataclasses import replace

import numpy as np
import pytest

from clusterlab.core.marks import Regions
from clusterlab.core.points import Points
from tests.algorithms.registered import EVERY

CLOUD = np.random.default_rng(0).normal(size=(24, 2)) + np.repeat([[0, 0], [5, 5]], 12, axis=0)
APART = np.vstack([CLOUD[:4] / 100 + 50 * i for i in range(8)])
TABLES = {
    "one number": np.array([[3.0]]),
    "two rows": np.array([[0.0, 0], [1, 2]]),
    "two twins": np.ones((2, 2)),
    "equal rows": np.full((9, 3), 7.3),
    "zeros of both signs": np.array([[0.0, 0], [-0.0, 0], [0, -0.0]]),
    "a constant column": np.c_[CLOUD[:, 0], np.full(24, 2.0)],
    "one column": CLOUD[:, :1],
    "200 columns": np.random.default_rng(1).normal(size=(12, 200)),
    "far off": CLOUD + 1e8,
    "tiny": CLOUD * 1e-300,
    "the tiniest": np.abs(CLOUD).round() * 5e-324,
    "huge": CLOUD * 1e150,
    "one row far away": np.vstack([CLOUD, [[1e15, 1e15]]]),
    "eight parts": APART,
}
ODD_TABLES = pytest.mark.parametrize("table", [*TABLES.values()], ids=[*TABLES])


MAX_ITERATIONS = 30
"""Few that need more fail, and those take most of the time; a run that this ends is odd, too."""


def asked_for(algorithm, n):
    """The algorithm with few, with two and with as many clusters as rows; itself where it takes no K."""
    if hasattr(algorithm, "max_iter"):
        algorithm = replace(algorithm, max_iter=min(algorithm.max_iter, MAX_ITERATIONS))
    ks = dict.fromkeys([1, min(2, n), n])
    return [algorithm.with_k(k) for k in ks] if algorithm.takes_k else [algorithm]


@EVERY
@ODD_TABLES
def test_captions_marks_charts_and_figures_of_every_step_can_be_computed(algorithm, table):
    points = Points(table)
    for asked in asked_for(algorithm, len(table)):
        before = None
        for step in asked.steps(points):
            caption = step.caption(points, before)
            assert not {"nan", "inf", "None"} & set(caption.replace(",", " ").replace(".", " ").split())
            assert step.marks(points)
            step.charts(points)
            step.figures(points)
            before = step
        assert step.stopped
        assert set(step.classify(points.values)) <= set(range(-1, step.k))
        fit = asked.fit(points)
        assert np.array_equal(fit.labels, points.to_row_order(step.labels))


@EVERY
@pytest.mark.parametrize("order", ["C", "F"])
def test_no_places_at_all_are_classified_as_none(algorithm, order):
    nowhere = np.empty((0, 2), order=order)
    points = Points(CLOUD)
    for asked in asked_for(algorithm, len(CLOUD)):
        for step in asked.steps(points):
            for regions in (mark for mark in step.marks(points) if isinstance(mark, Regions)):
                labels, shares = regions.classify(nowhere), step.responsibilities_at(nowhere)
                assert labels.shape == (0,)
                assert np.issubdtype(labels.dtype, np.integer)
                assert shares is None or shares.shape == (0, step.k)
