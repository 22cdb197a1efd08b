"""Mini-batch k-means: equal to scikit-learn on the same batches, and sparing with the points."""

import numpy as np
import pytest
from sklearn.cluster import KMeans as Lloyd
from sklearn.cluster import MiniBatchKMeans

from clusterlab.algorithms.minibatch import PATIENCE, MiniBatch, MiniBatchStep
from clusterlab.core.points import Points


def batches(algorithm, points, start=None):
    """The batch steps of a run."""
    return [step for step in algorithm.steps(points, start) if step.phase == "batch"]


@pytest.fixture(scope="module")
def groups():
    """Four groups, 2,000 rows."""
    rng = np.random.default_rng(1)
    middles = np.array([[0, 0], [6, 0], [0, 6], [6, 7]])
    return (middles[:, None] + rng.normal(size=(4, 500, 2))).reshape(-1, 2)


def test_centers_and_counts_are_those_of_scikit_learn_on_the_same_batches(groups):
    points, start = Points(groups), groups[[3, 700, 1200, 1900]]
    peer = MiniBatchKMeans(4, init=points.units.inside(start), n_init=1, reassignment_ratio=0)
    steps = batches(MiniBatch(k=4, batch_size=64), points, start)
    assert len(steps) > 5
    for step in steps:
        peer.partial_fit(points.values[step.rows])
        assert step.positions == pytest.approx(peer.cluster_centers_, rel=1e-9, abs=1e-12)
        assert np.array_equal(step.v, peer._counts)


def test_the_smoothed_inertia_is_that_of_scikit_learn(groups):
    points, start = Points(groups), groups[[3, 700, 1200, 1900]]
    steps = batches(MiniBatch(k=4, batch_size=64), points, start)
    positions, expected = points.units.inside(start), None
    for step in steps:
        own = ((points.values[step.rows][:, None] - positions) ** 2).sum(axis=2).min(axis=1).mean()
        if step.iteration > 1:
            share = 2 * 64 / (points.n + 1)
            expected = own if expected is None else expected * (1 - share) + own * share
            assert step.objective == pytest.approx(points.n * expected)
        positions = step.positions


def test_a_run_stops_after_ten_batches_without_improvement_or_at_the_limit(groups):
    points = Points(groups)
    *_, last = MiniBatch(k=4, max_iter=10_000).steps(points)
    assert last.idle == PATIENCE
    assert last.stopped == "10 batches in a row did not lower the smoothed inertia"
    *_, short = MiniBatch(k=4, max_iter=3).steps(points)
    assert (short.iteration, short.stopped) == (3, "the limit of 3 batches was reached")


def test_it_comes_near_the_inertia_of_lloyd(groups):
    best = Lloyd(4, n_init=10, random_state=0).fit(groups).inertia_
    for seed in range(5):
        assert MiniBatch(k=4, seed=seed).fit(groups).inertia <= 1.06 * best


def test_the_last_step_gives_every_point_its_nearest_center(groups):
    points = Points(groups)
    *_, last = MiniBatch(k=4).steps(points)
    away = ((points.values[:, None] - last.positions) ** 2).sum(axis=2)
    assert np.array_equal(last.labels, away.argmin(axis=1))
    assert last.objective == pytest.approx(away.min(axis=1).sum())
    assert [*last.figures(points)] == ["inertia"]


def test_a_starving_center_is_put_on_a_point_of_the_batch(groups):
    points = Points(groups)
    far = np.vstack([groups[[3, 700, 1200]], [[500.0, 500.0]]])
    first, *_ = steps = batches(MiniBatch(k=4, batch_size=64), points, far)
    (reset,) = first.resets
    assert reset.cluster == 3
    assert reset.row in first.rows
    assert np.array_equal(first.positions[3], points.values[reset.row])
    assert first.v[3] == first.v[:3].min()
    assert "Starved of points, cluster 4 to row" in first.caption(points, None)
    assert len(np.unique(steps[-1].classify(points.values))) == 4


def test_counts_and_learning_rates_are_told(groups):
    points = Points(groups)
    step = batches(MiniBatch(k=2), points)[1]
    told = step.caption(points, None)
    given, v = (f"{int(a)} and {int(b)}" for a, b in (step.given, step.v))
    assert f"100 points drawn: {given} for clusters 1 to 2." in told
    assert f"Each pulls its center by 1/v of the way; v = {v}." in told
    assert step.given.sum() == 100
    assert step.estimate.name == "Smoothed inertia"


def test_a_batch_asks_for_the_rows_that_it_drew_and_no_others(groups):
    """So that its cost does not grow with the table."""
    points = Points(groups)
    algorithm = MiniBatch(k=4, batch_size=30)
    step = MiniBatchStep(phase="start", positions=points.values[:4], v=np.zeros(4))
    seen = []

    class Watched(np.ndarray):
        def __getitem__(self, key):
            seen.append(np.size(key))
            return np.asarray(super().__getitem__(key))

    class Only:
        values, n = points.values.view(Watched), points.n

    assert algorithm.after(step, Only()).phase == "batch"
    assert seen == [30]


def test_a_center_that_was_moved_keeps_its_count(groups):
    points, algorithm = Points(groups), MiniBatch(k=4)
    step = batches(algorithm, points)[-1]
    moved = algorithm.moved(step, 2, np.array([0.1, 0.2]), points)
    assert np.array_equal(moved.v, step.v)
    assert moved.caption(points, step).startswith("A center was put elsewhere")
