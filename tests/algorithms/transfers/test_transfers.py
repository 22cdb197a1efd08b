"""Single transfers: the same as a plain textbook loop, and never worse than Lloyd's k-means."""

from itertools import pairwise

import numpy as np
import pytest

from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.algorithms.transfers import moves
from clusterlab.algorithms.transfers.algorithm import RULE_CHOICES, TransferKMeans
from clusterlab.core.points import Points
from clusterlab.kernels.single_transfers import sweep_transfers
from clusterlab.kernels.typing import never_canceled

EVERY_RULE = pytest.mark.parametrize("rule", [*RULE_CHOICES])


def inertia_of(values, labels):
    """The inertia of labels with the means as centers, from its definition."""
    return sum(((own - own.mean(axis=0)) ** 2).sum() for own in (values[labels == j] for j in set(labels)))


def textbook(values, labels, centers, rule):
    """The labels after each transfer of a plain loop over all points, repeated until none moves."""
    labels, centers, found, still = labels.copy(), centers.copy(), [], 0
    counts = np.bincount(labels).astype(float)
    while True:
        for i, position in enumerate(values):
            own, squares = labels[i], ((centers - position) ** 2).sum(axis=1)
            if rule == "macqueen":
                target = squares.argmin()
            else:
                costs = squares * counts / (counts + 1)
                costs[own] = squares[own] * counts[own] / max(counts[own] - 1, 1e-300)
                target = costs.argmin()
            if target == own or counts[own] == 1:
                still += 1
            else:
                labels[i], still = target, 0
                counts[own], counts[target] = counts[own] - 1, counts[target] + 1
                centers = np.array([values[labels == j].mean(axis=0) for j in range(len(centers))])
                found.append(labels.copy())
            if still == len(values):
                return found


@pytest.fixture(scope="module")
def overlapping():
    """Three groups that overlap, 150 rows."""
    rng = np.random.default_rng(2)
    return np.repeat([[0.0, 0], [2, 1], [1, 3]], 50, axis=0) + rng.normal(size=(150, 2))


@EVERY_RULE
def test_every_transfer_is_that_of_the_textbook_loop(rule, overlapping):
    points = Points(overlapping)
    steps = list(TransferKMeans(k=3, rule=rule, init="random-points", seed=4).steps(points))
    update = next(step for step in steps if step.phase == "update")
    moves = [step for step in steps if step.phase == "transfer"]
    expected = textbook(points.values, update.labels, update.positions, rule)
    assert len(moves) == len(expected) > 5
    assert all(np.array_equal(step.labels, labels) for step, labels in zip(moves, expected, strict=True))


@EVERY_RULE
def test_the_gain_is_the_decrease_of_the_inertia(rule, overlapping):
    points = Points(overlapping)
    steps = list(TransferKMeans(k=3, rule=rule, init="random-points").steps(points))
    for before, step in pairwise(steps):
        if step.phase == "transfer":
            assert before.objective - step.objective == pytest.approx(step.gain, rel=1e-6)
            assert step.objective == pytest.approx(inertia_of(points.values, step.labels))
            row = points.order[step.transfer.row] + 1
            assert step.caption(points, before).startswith(f"Row {row:,} moves from cluster ")


def test_at_the_end_no_transfer_lowers_the_inertia(overlapping):
    points = Points(overlapping)
    *_, last = TransferKMeans(k=3).steps(points)
    least = inertia_of(points.values, last.labels)
    for row in range(points.n):
        for cluster in range(3):
            labels = last.labels.copy()
            labels[row] = cluster
            assert inertia_of(points.values, labels) >= least * (1 - 1e-12)


@EVERY_RULE
def test_lloyd_changes_no_label_after_transfers(rule, overlapping):
    fit = TransferKMeans(k=3, rule=rule).fit(overlapping)
    again = KMeans(k=3).fit(overlapping, start=fit.centers)
    assert np.array_equal(again.labels, fit.labels)


def test_transfers_after_lloyd_never_raise_the_inertia_and_often_lower_it(overlapping):
    better = 0
    for seed in range(30):
        lloyd = KMeans(k=8, init="random-points", seed=seed).fit(overlapping)
        fit = TransferKMeans(k=8).fit(overlapping, start=lloyd.centers)
        assert fit.inertia <= lloyd.inertia * (1 + 1e-12)
        better += fit.inertia < lloyd.inertia * (1 - 1e-9)
    assert better > 5


def test_transfers_reach_a_lower_inertia_than_lloyd_on_average(overlapping):
    starts = [overlapping[np.random.default_rng(seed).choice(150, 8, replace=False)] for seed in range(30)]
    lloyd = [KMeans(k=8).fit(overlapping, start=start).inertia for start in starts]
    fits = [TransferKMeans(k=8).fit(overlapping, start=start).inertia for start in starts]
    assert np.mean(fits) < np.mean(lloyd)


def test_iris_in_three_is_the_proven_minimum_as_in_r(iris):
    fit = TransferKMeans(k=3).fit(iris, restarts=5)
    assert fit.inertia == pytest.approx(78.851441426146, rel=1e-12)
    assert sorted(np.bincount(fit.labels)) == [38, 50, 62]


@EVERY_RULE
def test_of_many_points_each_sweep_is_a_step(rule, overlapping, monkeypatch):
    monkeypatch.setattr(moves, "MAX_SINGLE_TRANSFER_POINTS", 10)
    points = Points(overlapping)
    steps = list(TransferKMeans(k=3, rule=rule, init="random-points", seed=4).steps(points))
    sweeps = [step for step in steps if step.phase == "transfer"]
    assert len(sweeps) < 10
    assert sum(len(step.rows) for step in sweeps) > len(sweeps)
    for before, step in pairwise(steps):
        if step.phase == "transfer":
            assert before.objective - step.objective == pytest.approx(step.gain, rel=1e-6)
    assert "changed cluster one at a time; inertia fell by" in sweeps[0].caption(points, None)
    assert np.array_equal(steps[-1].classify(points.values), steps[-1].labels)


@EVERY_RULE
def test_each_transfer_of_a_sweep_lowers_the_inertia_by_its_gain(rule, overlapping):
    """Though all were candidates with the centers before the first of them."""
    points = Points(overlapping)
    labels = (np.arange(150) % 8).astype(np.int8)
    centers = np.array([points.values[labels == j].mean(axis=0) for j in range(8)])
    moved, least = labels.copy(), inertia_of(points.values, labels)
    rows, gains = sweep_transfers(points.values, labels, centers, rule == "macqueen", never_canceled)
    assert len(rows) > 50
    for row, gain in zip(rows, gains, strict=True):
        assert moved[row] != labels[row]
        moved[row] = labels[row]
        before, least = least, inertia_of(points.values, moved)
        assert before - least == pytest.approx(gain)
        assert gain > 0
    assert np.array_equal(labels, moved)


def test_the_only_point_of_a_cluster_stays():
    table = np.array([[0.0], [1.0], [10.0]])
    fit = TransferKMeans(k=3).fit(table)
    assert sorted(fit.labels) == [0, 1, 2]


def test_at_the_limit_of_sweeps_the_last_step_is_an_assign(overlapping):
    points = Points(overlapping)
    *_, before, last = TransferKMeans(k=8, init="random-box", max_iter=1, seed=1).steps(points)
    assert last.stopped == "the limit of 1 sweep was reached"
    assert last.phase == "assign"
    assert np.array_equal(last.labels, last.classify(points.values))
    assert last.objective <= before.objective


@EVERY_RULE
@pytest.mark.parametrize("max_iter", [1, 2, 100])
@pytest.mark.parametrize(("n", "d", "k"), [(150, 2, 3), (300, 20, 7), (1000, 3, 12), (70, 90, 5)])
def test_where_nobody_watches_the_last_step_is_the_same_to_the_bit(n, d, k, max_iter, rule):
    rng = np.random.default_rng(n)
    for table in (rng.normal(size=(n, d)), rng.integers(0, 4, (n, d)) / 10):
        points = Points(table)
        own = TransferKMeans(k=k, rule=rule, max_iter=max_iter, init="random-points")
        *_, watched = own.steps(points)
        *_, quick = own.without_intermediate_steps(points)
        assert quick.labels.tobytes() == watched.labels.tobytes()
        assert quick.positions.tobytes() == watched.positions.tobytes()
        assert (quick.objective, quick.iteration, quick.stopped) == (
            watched.objective,
            watched.iteration,
            watched.stopped,
        )


def test_where_nobody_watches_converged_clusters_are_not_searched_again(overlapping, monkeypatch):
    made, transfer_singly = [], moves.transfer_singly

    def counted(*args):
        found = transfer_singly(*args)
        made.append(found[0])
        return found

    monkeypatch.setattr(moves, "transfer_singly", counted)
    [*TransferKMeans(k=8, init="random-points", seed=3).without_intermediate_steps(Points(overlapping))]
    *whole, last = made
    assert last < moves.TRANSFERS_BETWEEN_YIELDS
    assert all(each == moves.TRANSFERS_BETWEEN_YIELDS for each in whole)
