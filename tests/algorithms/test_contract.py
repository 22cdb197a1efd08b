"""What every registered algorithm promises; a new one is held to it by being registered."""

from dataclasses import FrozenInstanceError, replace
from itertools import pairwise

import numpy as np
import pytest

from clusterlab.core.algorithm import ALGORITHMS
from clusterlab.core.formatting import format_count
from clusterlab.core.history import Run
from clusterlab.core.marks import Regions
from clusterlab.core.params import ParamError, declared_params, param_values
from clusterlab.core.points import Points, PointsError
from clusterlab.kernels.typing import label_dtype
from tests.algorithms.contracts import arrays, in_units, same
from tests.algorithms.tables import EVERY_TABLE


def variants():
    """Every registered algorithm, with its defaults and with every choice that it offers."""
    for kind in ALGORITHMS.all().values():
        yield pytest.param(kind(), id=kind.name)
        for item in declared_params(kind):
            for choice in item.param.choices:
                if choice != item.default:
                    yield pytest.param(kind(**{item.name: choice}), id=f"{kind.name}-{choice}")


EVERY = pytest.mark.parametrize("algorithm", [*variants()])
EVERY_KIND = pytest.mark.parametrize("kind", [*ALGORITHMS.all().values()], ids=[*ALGORITHMS.all()])


def centers_start(table, k):
    """Centers at rows that are spread over the table."""
    return table[np.linspace(0, len(table) - 1, k).astype(int)]


def bells_start(table, k):
    """Equal bells as wide as the table, at rows that are spread over it."""
    spread = np.cov(table.T, ddof=0) + np.eye(table.shape[1]) * table.var()
    return centers_start(table, k), np.repeat(spread[None], k, axis=0), np.full(k, 1 / k)


def start_for(algorithm, table):
    """A start that does not depend on the order of the rows; None where the algorithm takes none."""
    if not hasattr(algorithm, "k") or not algorithm.has_centers:
        return None
    return (bells_start if algorithm.soft else centers_start)(table, algorithm.k)


def with_k(algorithm, k):
    """The algorithm with that many clusters; skips where it finds their number by itself."""
    if not hasattr(algorithm, "k"):
        pytest.skip(f"{algorithm.title} takes no K")
    return replace(algorithm, k=k)


def partition(labels):
    """Which rows are together, whatever the clusters are called."""
    return np.equal.outer(labels, labels)


@EVERY
def test_the_same_seed_gives_the_same_steps(algorithm, blobs):
    once, again = list(algorithm.steps(Points(blobs))), list(algorithm.steps(Points(blobs)))
    assert len(once) == len(again)
    assert all(map(same, once, again))


@EVERY
def test_the_objective_of_as_many_clusters_never_gets_worse(algorithm, blobs):
    steps = [step for step in algorithm.steps(Points(blobs)) if step.objective is not None]
    told = [step for step in steps if step.estimated_objective is None]  # an estimate may get worse
    sign = 1 if algorithm.objective.lower_is_better else -1
    assert len(steps) > 1
    assert told
    for a, b in (pair for pair in pairwise(told) if pair[0].k == pair[1].k):
        assert sign * (b.objective - a.objective) <= 1e-9 * abs(a.objective)


@EVERY
def test_the_step_after_depends_on_its_arguments_alone(algorithm, blobs):
    points, other = Points(blobs), Points(blobs[::-1] * 2 + 1)
    steps = list(algorithm.steps(points))
    for step, following in reversed([*pairwise(steps)]):
        list(zip(range(3), algorithm.steps(other), strict=False))  # other work in between leaves no trace
        assert same(algorithm.after(step, points), following)
        assert same(algorithm.after(step, Points(blobs)), following)


@EVERY
@EVERY_TABLE
def test_in_a_hurry_a_run_ends_on_the_very_same_step(algorithm, table):
    points = Points(table)
    *_, watched = algorithm.steps(points)
    *_, without_intermediate_steps = algorithm.without_intermediate_steps(points)
    assert same(without_intermediate_steps, watched)


@EVERY
def test_steps_and_their_arrays_cannot_be_changed(algorithm, blobs):
    for step in algorithm.steps(Points(blobs)):
        with pytest.raises(FrozenInstanceError):
            step.phase = "other"
        assert not any(array.flags.writeable for array in arrays(step))


@EVERY
def test_only_the_last_step_says_why_the_run_stopped(algorithm, blobs):
    *earlier, last = algorithm.steps(Points(blobs))
    assert Run([*earlier, last]).finished
    assert algorithm.after(last, Points(blobs)) is None
    assert last.stopped == last.stopped.strip().rstrip(".")
    assert not any(step.stopped for step in earlier)


@EVERY
def test_steps_are_of_the_declared_phases_and_iterations_only_grow(algorithm, blobs):
    steps = list(algorithm.steps(Points(blobs)))
    assert {step.phase for step in steps} <= set(algorithm.phases)
    own = [step.iteration for step in steps if type(step) is type(steps[-1])]
    assert own == sorted(own)


@EVERY
def test_labels_are_in_range_and_of_the_smallest_type(algorithm, blobs):
    for step in algorithm.steps(Points(blobs)):
        if step.labels is not None:
            assert -1 <= step.labels.min() <= step.labels.max() < step.k
            assert step.labels.dtype == label_dtype(step.k)


@EVERY
def test_labels_fit_at_300_clusters(algorithm):
    table = np.random.default_rng(0).normal(size=(320, 2))
    fit = with_k(algorithm, 300).fit(table)
    assert set(fit.labels) <= set(range(300))
    assert len(set(fit.labels)) > 256


@EVERY
def test_marks_are_finite_and_regions_classify_any_place(algorithm, blobs):
    points = Points(blobs)
    for step in algorithm.steps(points):
        marks = step.marks(points)
        assert all(np.isfinite(array).all() for mark in marks for array in arrays(mark))
        for regions in (mark for mark in marks if isinstance(mark, Regions)):
            assert set(regions.classify(np.array([[0.0, 0], [9, -9], [1e9, 1]]))) <= set(range(-1, regions.k))


@EVERY
def test_captions_are_sentences_with_finite_numbers(algorithm, blobs):
    points = Points(blobs)
    before = None
    for step in algorithm.steps(points):
        told = step.caption(points, before)
        assert told[0].isupper() or told[0].isdigit()
        assert told.endswith(".")
        assert not {"nan", "None", "not defined", "array"} & set(told.replace(".", " ").split())
        assert step.caption(points, None).endswith(".")
        before = step


@EVERY
def test_soft_shares_sum_to_one_and_agree_with_the_labels(algorithm, blobs):
    points = Points(blobs)
    for step in algorithm.steps(points):
        responsibilities = step.responsibilities(points)
        if responsibilities is not None:
            assert responsibilities.shape == (points.n, step.k)
            assert responsibilities.sum(axis=1) == pytest.approx(1)
            assert np.array_equal(responsibilities.argmax(axis=1), step.labels)
    assert (responsibilities is not None) == algorithm.soft


@EVERY
def test_parameters_survive_a_round_trip(algorithm):
    assert type(algorithm)(**param_values(algorithm)) == algorithm
    texts = {
        item.name: item.parse(str(getattr(algorithm, item.name))) for item in declared_params(type(algorithm))
    }
    assert texts == param_values(algorithm)


@EVERY_KIND
def test_bounds_are_enforced_with_field_bound_and_value(kind):
    for item in declared_params(kind):
        for bound, beyond, words in ((item.param.low, -1, "at least"), (item.param.high, 1, "at most")):
            if bound is not None:
                wrong = item.kind(bound + beyond)
                with pytest.raises(ParamError) as caught:
                    kind(**{item.name: wrong})
                assert str(caught.value) == f"{item.name} must be {words} {bound:g}; it was {wrong:g}."
        if item.param.choices:
            with pytest.raises(ParamError, match=rf"{item.name} must be one of .*; it was 'other'\."):
                kind(**{item.name: "other"})


@EVERY
def test_memory_beyond_the_data_never_falls_as_points_are_added(algorithm):
    needs = [algorithm.memory(n, 2) for n in (1, 2, 1_000, 11_000, 50_000, 10**7)]
    assert needs == sorted(needs)
    assert needs[0] >= 0
    assert all(isinstance(each, int) for each in needs)


@EVERY_KIND
@pytest.mark.parametrize("wrong", [None, "3", 2.5, True, float("nan")])
def test_a_value_of_the_wrong_kind_is_refused_with_the_field(kind, wrong):
    for item in declared_params(kind):
        if item.kind is int:
            with pytest.raises(ParamError, match=f"{item.name} must be a whole number; it was"):
                kind(**{item.name: wrong})


@EVERY
@EVERY_TABLE
def test_odd_tables_come_to_an_end_with_finite_results(algorithm, table):
    points = Points(table)
    *_, last = algorithm.steps(points)
    assert last.stopped
    assert np.isfinite(last.objective)
    assert last.centers is None or np.isfinite(last.centers).all()
    assert all(np.isfinite(array).all() for mark in last.marks(points) for array in arrays(mark))


@EVERY
def test_one_cluster_holds_every_point(algorithm, blobs):
    assert set(with_k(algorithm, 1).fit(blobs).labels) == {0}


@EVERY
def test_as_many_clusters_as_points_can_be_asked_for(algorithm, blobs):
    *_, last = with_k(algorithm, 12).steps(Points(blobs[:12]))
    assert last.k == 12
    assert last.stopped


@EVERY
def test_one_point_is_one_cluster(algorithm):
    assert with_k(algorithm, 1).fit([[3.0, 4.0]]).labels.tolist() == [0]


@EVERY
def test_more_clusters_than_rows_is_an_error_that_says_both(algorithm):
    with pytest.raises(ParamError, match=r"k must be at most 2 \(the number of rows\); it was 3\."):
        with_k(algorithm, 3).fit([[0.0, 1], [1, 0]])


@EVERY
@pytest.mark.parametrize("distinct", [1, 2, 3])
@pytest.mark.parametrize("given", [False, True], ids=["drawn start", "given start"])
def test_fewer_distinct_points_than_clusters_makes_that_many_and_says_so(algorithm, distinct, given):
    table = np.repeat(np.arange(2.0 * distinct).reshape(distinct, 2), 6, axis=0)
    algorithm = with_k(algorithm, 5)
    points = Points(table)
    steps = list(algorithm.steps(points, start_for(algorithm, table) if given else None))
    assert steps[-1].k == distinct
    assert f"only {format_count(distinct, 'distinct point')}" in steps[0].caption(points, None)


@EVERY
def test_permuted_rows_give_the_same_partition(algorithm, blobs):
    order = np.random.default_rng(1).permutation(len(blobs))
    start = start_for(algorithm, blobs)
    straight = algorithm.fit(blobs, start=start).labels
    permuted = algorithm.fit(blobs[order], start=start).labels
    assert np.array_equal(partition(straight[order]), partition(permuted))


@EVERY
@pytest.mark.parametrize(("offset", "factor"), [(1e8, 1), (0, 0.01), (0, 1e160), (0, 1e-160)])
def test_offset_and_units_do_not_change_the_result(algorithm, offset, factor, blobs, iris):
    algorithm = in_units(algorithm, 0.95)  # no distance between rows of iris is just so long
    for table in (blobs, iris):
        plain, changed = algorithm.fit(table), in_units(algorithm, factor).fit(table * factor + offset)
        assert np.array_equal(plain.labels, changed.labels)
        assert plain.n_steps == changed.n_steps


@EVERY
@pytest.mark.parametrize("hole", [float("nan"), float("inf")])
def test_a_missing_value_raises_a_sentence_with_its_row(algorithm, hole):
    with pytest.raises(
        PointsError, match=r"1 of 3 rows hold a missing or infinite value, the first is row 2"
    ):
        algorithm.fit([[0.0, 1], [hole, 2], [3, 4]])


@EVERY
def test_public_labels_are_in_the_order_of_the_caller(algorithm, blobs):
    fit = algorithm.fit(blobs)
    assert fit.labels.dtype == np.int64
    assert np.array_equal(fit.predict(blobs), fit.labels)
    assert np.array_equal(fit.predict(blobs[:7]), fit.labels[:7])


@EVERY
def test_a_center_can_be_moved_at_every_step_and_the_run_still_ends(algorithm, blobs):
    points = Points(blobs)
    for step in algorithm.steps(points):
        if step.centers is None:
            continue
        place = np.array([0.3, -0.2])
        moved = algorithm.with_center_moved(step, step.k - 1, place, points)
        assert np.array_equal(moved.centers[-1], place)
        assert np.array_equal(moved.centers[:-1], step.centers[:-1])
        assert moved.objective is None
        following = algorithm.after(moved, points)
        assert following is not None
        *_, last = [following, *algorithm.remaining_steps(following, points)]
        assert last.stopped


@EVERY
def test_figures_and_model_are_in_the_units_of_the_data(algorithm, blobs):
    scaled = blobs * 1024.0 + 4096.0
    *_, plain = algorithm.steps(Points(blobs))
    *_, large = in_units(algorithm, 1024.0).steps(Points(scaled))
    was, model = plain.model(Points(blobs).units), large.model(Points(scaled).units)
    if algorithm.has_centers:
        assert model["centers"] == pytest.approx(was["centers"] * 1024 + 4096)
    assert all(np.isfinite(value) for value in large.figures(Points(scaled)).values())
    assert {algorithm.criterion.key, algorithm.objective.key} <= set(large.figures(Points(scaled)))


@EVERY
def test_restart_r_is_the_same_algorithm_with_seed_plus_r(algorithm, iris):
    algorithm, points = with_k(algorithm, 5), Points(iris)
    if not hasattr(algorithm, "seed"):
        pytest.skip(f"{algorithm.title} takes no seed")
    ends = [[*replace(algorithm, seed=seed).steps(points)][-1] for seed in range(3)]
    best = min(ends, key=lambda end: algorithm.rank(end, points))
    assert np.array_equal(algorithm.fit(points, restarts=3).labels, points.to_row_order(best.labels))


@EVERY
def test_restarts_with_a_given_start_and_no_restarts_are_errors(algorithm, blobs):
    with pytest.raises(ParamError, match="restarts must be at least 1; it was 0"):
        algorithm.fit(blobs, restarts=0)
    with pytest.raises(ParamError, match="restarts must be 1"):
        algorithm.fit(blobs, restarts=2, start=centers_start(blobs, getattr(algorithm, "k", 1)))
