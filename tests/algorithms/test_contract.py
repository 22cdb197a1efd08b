"""What the steps of every registered algorithm must satisfy; a new one is tested once it is registered."""

from dataclasses import FrozenInstanceError
from itertools import pairwise

import numpy as np
import pytest

from clusterlab.core.history import Run
from clusterlab.core.marks import Highlights, Regions
from clusterlab.core.points import Points
from clusterlab.kernels.typing import label_dtype
from tests.algorithms.contracts import arrays, in_units, same
from tests.algorithms.registered import EVERY
from tests.algorithms.tables import EVERY_TABLE


@EVERY
def test_the_same_seed_gives_the_same_steps(algorithm, blobs):
    once, again = list(algorithm.steps(Points(blobs))), list(algorithm.steps(Points(blobs)))
    assert len(once) == len(again)
    assert all(map(same, once, again))


@EVERY
def test_the_objective_of_as_many_clusters_never_gets_worse(algorithm, blobs):
    steps = [step for step in algorithm.steps(Points(blobs)) if step.objective is not None]
    exact = [step for step in steps if step.estimated_objective is None]  # an estimate may get worse
    sign = 1 if algorithm.objective.lower_is_better else -1
    assert len(steps) > 1
    assert exact
    for a, b in (pair for pair in pairwise(exact) if pair[0].k == pair[1].k):
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
def test_a_run_without_intermediate_steps_ends_on_the_same_step(algorithm, table):
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
def test_marks_are_finite_and_regions_classify_any_place(algorithm, blobs):
    points = Points(blobs)
    for step in algorithm.steps(points):
        marks = step.marks(points)
        assert all(np.isfinite(array).all() for mark in marks for array in arrays(mark))
        for regions in (mark for mark in marks if isinstance(mark, Regions)):
            assert set(regions.classify(np.array([[0.0, 0], [9, -9], [1e9, 1]]))) <= set(range(-1, regions.k))


@EVERY
def test_highlights_are_distinct_rows_and_never_none(algorithm, blobs):
    points = Points(blobs)
    for step in algorithm.steps(points):
        for highlights in (mark for mark in step.marks(points) if isinstance(mark, Highlights)):
            assert len(np.unique(highlights.rows)) == len(highlights.rows) > 0
            assert 0 <= highlights.rows.min() <= highlights.rows.max() < points.n


@EVERY
def test_captions_are_sentences_with_finite_numbers(algorithm, blobs):
    points = Points(blobs)
    before = None
    for step in algorithm.steps(points):
        caption = step.caption(points, before)
        assert caption[0].isupper() or caption[0].isdigit()
        assert caption.endswith(".")
        assert not {"nan", "None", "not defined", "array"} & set(caption.replace(".", " ").split())
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
def test_memory_beyond_the_data_never_falls_as_points_are_added(algorithm):
    needs = [algorithm.memory(n, 2) for n in (1, 2, 1_000, 11_000, 50_000, 10**7)]
    assert needs == sorted(needs)
    assert needs[0] >= 0
    assert all(isinstance(each, int) for each in needs)


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
        moved = algorithm.with_centers(step, np.vstack([step.centers[:-1], place]), np.arange(step.k), points)
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
    if not algorithm.seeded:
        pytest.skip(f"{algorithm.title} takes no seed")
    algorithm, points = algorithm.with_k(5) if algorithm.takes_k else algorithm, Points(iris)
    ends = [[*algorithm.with_seed(algorithm.seed + more).steps(points)][-1] for more in range(3)]
    best = min(ends, key=lambda end: algorithm.rank(end, points))
    assert np.array_equal(algorithm.fit(points, restarts=3).labels, points.to_row_order(best.labels))


@EVERY
def test_centers_can_be_added_and_removed_at_every_step_and_the_run_ends_with_the_other_k(algorithm, blobs):
    points = Points(blobs)
    steps = [*algorithm.steps(points)] if algorithm.has_centers else []
    for step in steps[::3]:
        assert step.centers is not None
        more = np.vstack([step.centers, [0.3, -0.2]])
        added = algorithm.with_centers(step, more, np.append(np.arange(step.k), -1), points)
        assert np.array_equal(added.centers, more)
        *_, last = algorithm.with_k(algorithm.k + 1).remaining_steps(added, points)
        assert (last.k, bool(last.stopped)) == (algorithm.k + 1, True)
        if step.k > 1:
            removed = algorithm.with_centers(step, step.centers[1:], np.arange(1, step.k), points)
            assert np.array_equal(removed.centers, step.centers[1:])
            *_, last = algorithm.with_k(algorithm.k - 1).remaining_steps(removed, points)
            assert (last.k, bool(last.stopped)) == (algorithm.k - 1, True)
