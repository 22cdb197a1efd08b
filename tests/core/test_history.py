"""Runs: a list of steps to which steps are appended, in bounded memory."""

import gc
import weakref
from dataclasses import fields, replace

import numpy as np
import pytest

from clusterlab.algorithms.gmm.algorithm import GaussianMixture
from clusterlab.algorithms.gmm.step import MixtureStep
from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.algorithms.kmeans.step import KMeansStep
from clusterlab.core.history import Run, materialized
from clusterlab.core.points import Points
from clusterlab.core.step import Step

N = 400
POINTS = Points(np.random.default_rng(3).normal(size=(N, 2)))
LONG = [
    KMeans(k=9, init="random-points", seed=1),
    KMeans(k=5, max_iter=7),
    GaussianMixture(k=4, tol=1e-9, max_iter=40, init="random-points"),
    GaussianMixture(k=3, tol=1e-5, max_iter=30),
]
ALGORITHMS = pytest.mark.parametrize("algorithm", LONG, ids=lambda algorithm: algorithm.name)


@pytest.fixture
def steps():
    """Four steps, the last of which stops."""
    made = [KMeansStep(phase="assign", iteration=i, positions=np.zeros((1, 1))) for i in range(4)]
    return [*made[:3], replace(made[3], stopped="no point changed")]


def test_a_run_is_appended_to_and_finished_at_a_stopped_step(steps):
    run = Run()
    assert not run.finished
    for i, step in enumerate(steps):
        run.append(step)
        assert len(run) == i + 1
        assert run[-1] is step
        assert run.finished == (i == 3)
    assert list(run) == steps


def test_there_is_no_step_before_the_first(steps):
    run = Run(steps)
    assert run.before(0) is None
    assert run.before(3) is steps[2]


def test_a_run_is_independent_of_the_list_it_was_made_of(steps):
    run = Run(steps)
    steps.clear()
    assert len(run) == 4


# ---- labels beyond the budget are dropped ----


def same(one, other):
    """Whether two steps hold the same bits."""
    if isinstance(one, Step):
        return type(one) is type(other) and all(
            same(getattr(one, item.name), getattr(other, item.name)) for item in fields(one)
        )
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and np.array_equal(one, other)
    return one == other


def after(algorithm):
    return lambda step: algorithm.after(step, POINTS)


def without_labels(algorithm, arrays, **settings):
    """A run with a budget of so many label arrays, and the steps as they were before compaction."""
    steps, run = list(algorithm.steps(POINTS)), Run(budget=arrays * N, **settings)
    for step in steps:
        run.append(step)
        assert run.label_bytes <= max(run._budget, 2 * N)
    return run, steps


@ALGORITHMS
@pytest.mark.parametrize("arrays", [2, 3, 6])
def test_compacted_steps_are_materialized_bit_for_bit(algorithm, arrays):
    run, steps = without_labels(algorithm, arrays)
    assert run.label_stride > 1
    assert any(step.compacted for step in run)
    shuffled = np.random.default_rng(0).permutation(len(steps)).tolist()
    for index in (*range(len(steps)), *reversed(range(len(steps))), *shuffled):
        assert same(run.materialized(index, after(algorithm)), steps[index])
        assert same(run[index], steps[index])
    assert run.label_bytes <= arrays * N


@ALGORITHMS
def test_dropped_labels_are_freed(algorithm):
    run = Run(budget=3 * N)
    alive = []
    for step in algorithm.steps(POINTS):
        run.append(step)
        if step.labels is not None and not any(labels() is step.labels for labels in alive):
            alive.append(weakref.ref(step.labels))
    del step
    gc.collect()
    kept = [labels().nbytes for labels in alive if labels() is not None]
    assert sum(kept) == run.label_bytes <= 3 * N < len(alive) * N


def test_appending_does_not_visit_all_steps(monkeypatch):
    looked, compact = [], Run._compact

    def counted(run, indices, shown):
        looked.append(len(indices))
        compact(run, indices, shown)

    monkeypatch.setattr(Run, "_compact", counted)
    run, steps = without_labels(LONG[0], 2)
    every = [count for count in looked if count > 2]
    assert len(every) <= np.log2(run.label_stride)
    assert len(looked) <= len(steps) + len(every)


def test_pinned_iterations_and_the_last_keep_their_labels():
    run, steps = without_labels(LONG[0], 4)
    kept = {step.iteration for step in list(run)[:-1] if step.labels is not None}
    last = steps[-1].iteration
    assert kept - {last} == {i for i in range(1, last) if i % run.label_stride == 0}
    assert run[0] is steps[0]
    assert run[-1] is steps[-1]


def test_a_run_within_its_budget_is_not_compacted():
    run, steps = without_labels(LONG[0], 1000)
    assert run.label_stride == 1
    assert list(run) == steps


def test_the_shown_and_the_pinned_steps_keep_their_labels():
    steps, run = list(LONG[0].steps(POINTS)), Run(pinned=[7], budget=2 * N)
    for step in steps:
        run.append(step, 5)
    assert run.label_stride > 4
    assert [run[5], run[7]] == [steps[5], steps[7]]
    assert steps[5].iteration % run.label_stride
    assert run[6].compacted


def test_materializing_consecutive_steps_computes_one_step_each():
    run, steps = without_labels(LONG[0], 2)
    assert run.label_stride >= 4
    calls = []

    def counted(step):
        calls.append(step)
        return LONG[0].after(step, POINTS)

    for index in range(len(steps)):
        run.materialized(index, counted)
    assert len(calls) == sum(step.compacted for step in run)


def test_steps_are_materialized_in_any_order():
    run, steps = without_labels(LONG[0], 2)
    known = tuple(run)[:9]
    assert known[8].compacted
    assert same(materialized(known, 8, after(LONG[0])), steps[8])


# ---- large covariances are dropped with the labels ----


WIDE = Points(np.random.default_rng(5).normal(size=(600, 24)))


def covariance_arrays(step):
    """The large arrays of a step of a mixture by their identity."""
    arrays = [getattr(step, name, None) for name in ("covariances", "second_moments")]
    nested = covariance_arrays(step.e_step) if getattr(step, "e_step", None) is not None else {}
    return {id(array): array.nbytes for array in arrays if array is not None} | nested


@pytest.mark.parametrize("covariance", ["full", "tied"])
def test_large_covariances_are_dropped_and_computed_again_bit_for_bit(covariance):
    algorithm = GaussianMixture(k=3, covariance=covariance, init="random-points", tol=0.0, max_iter=25)
    steps, run = list(algorithm.steps(WIDE)), Run(budget=8 * 3 * 24 * 24 * 8)
    for step in steps:
        run.append(step)
        kept = {key: size for one in run for key, size in covariance_arrays(one).items()}
        assert sum(kept.values()) <= run.label_bytes <= max(run._budget, 10 * 3 * 24 * 24 * 8)
    everything = {key: size for one in steps for key, size in covariance_arrays(one).items()}
    assert sum(everything.values()) > 3 * run._budget
    assert run.label_stride > 1
    for index in (*range(len(steps)), *reversed(range(len(steps)))):
        assert same(run.materialized(index, lambda step: algorithm.after(step, WIDE)), steps[index])


def test_the_factors_of_large_covariances_are_counted_before_they_are_computed():
    algorithm = GaussianMixture(k=3, init="random-points", tol=0.0, max_iter=8)
    run, factors = Run(budget=12 * 3 * 24 * 24 * 8), 3 * 24 * 24 * 8
    for step in algorithm.steps(WIDE):
        run.append(step)
        if isinstance(step, MixtureStep):
            assert step.mixture.whiteners.nbytes == factors == step.computed_bytes[id(step)]
        kept = [one for one in run if isinstance(one, MixtureStep) and one.covariances is not None]
        arrays = {key: size for one in run for key, size in covariance_arrays(one).items()}
        assert sum(arrays.values()) + len(kept) * factors <= run.label_bytes
    assert run.label_stride > 1
    assert not run[3].computed_bytes


def test_small_covariances_stay():
    run, _ = without_labels(LONG[2], 2)
    assert any(step.compacted for step in run)
    assert all(step.covariances is not None for step in run if hasattr(step, "covariances"))
