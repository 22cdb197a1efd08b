"""Mini-batch k-means: equal to scikit-learn on the same batches, and reading only the rows of a batch."""

import numpy as np
import pytest
from sklearn.cluster import KMeans as Lloyd
from sklearn.cluster import MiniBatchKMeans

import clusterlab
from clusterlab.algorithms.minibatch import algorithm as minibatch_algorithm
from clusterlab.algorithms.minibatch.algorithm import INITIAL_BATCHES, MAX_IDLE_BATCHES, MiniBatch
from clusterlab.algorithms.minibatch.step import MiniBatchStep
from clusterlab.core.history import Run
from clusterlab.core.params import ParamError
from clusterlab.core.points import Points, PointsError
from clusterlab.core.stream import Stream
from tests.algorithms.contracts import same


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
    peer = MiniBatchKMeans(4, init=points.units.normalized(start), n_init=1, reassignment_ratio=0)
    steps = batches(MiniBatch(k=4, batch_size=64), points, start)
    assert len(steps) > 5
    for step in steps:
        peer.partial_fit(points.values[step.rows])
        assert step.positions == pytest.approx(peer.cluster_centers_, rel=1e-9, abs=1e-12)
        assert np.array_equal(step.center_counts, peer._counts)


def test_the_smoothed_inertia_is_that_of_scikit_learn(groups):
    points, start = Points(groups), groups[[3, 700, 1200, 1900]]
    steps = batches(MiniBatch(k=4, batch_size=64), points, start)
    positions, expected = points.units.normalized(start), None
    for step in steps:
        inertia_per_point = (
            ((points.values[step.rows][:, None] - positions) ** 2).sum(axis=2).min(axis=1).mean()
        )
        if step.iteration > 1:
            share = 2 * 64 / (points.n + 1)
            expected = (
                inertia_per_point if expected is None else expected * (1 - share) + inertia_per_point * share
            )
            assert step.objective == pytest.approx(points.n * expected)
        positions = step.positions


def test_a_run_stops_after_ten_batches_without_improvement_or_at_the_limit(groups):
    points = Points(groups)
    *_, last = MiniBatch(k=4, max_iter=10_000).steps(points)
    assert last.batches_without_improvement == MAX_IDLE_BATCHES
    assert last.stopped == "no improvement in 10 batches"
    *_, short = MiniBatch(k=4, max_iter=3).steps(points)
    assert (short.iteration, short.stopped) == (3, "the limit of 3 batches was reached")


def test_the_inertia_is_close_to_that_of_lloyd(groups):
    best = Lloyd(4, n_init=10, random_state=0).fit(groups).inertia_
    for seed in range(5):
        assert MiniBatch(k=4, seed=seed).fit(groups).inertia <= 1.06 * best


def test_the_last_step_assigns_every_point_to_its_nearest_center(groups):
    points = Points(groups)
    *_, last = MiniBatch(k=4).steps(points)
    squared_distances = ((points.values[:, None] - last.positions) ** 2).sum(axis=2)
    assert np.array_equal(last.labels, squared_distances.argmin(axis=1))
    assert last.objective == pytest.approx(squared_distances.min(axis=1).sum())
    assert [*last.figures(points)] == ["inertia"]


def test_a_center_with_too_few_points_is_reset_to_a_row_of_the_batch(groups):
    points = Points(groups)
    far = np.vstack([groups[[3, 700, 1200]], [[500.0, 500.0]]])
    first, *_ = steps = batches(MiniBatch(k=4, batch_size=64), points, far)
    (reset,) = first.resets
    assert reset.cluster == 3
    assert reset.row in first.rows
    assert np.array_equal(first.positions[3], points.values[reset.row])
    assert first.center_counts[3] == first.center_counts[:3].min()
    assert "Centers with few points moved: cluster 4 to row" in first.caption(points, None)
    assert len(np.unique(steps[-1].classify(points.values))) == 4


def test_the_caption_lists_the_counts(groups):
    points = Points(groups)
    step = batches(MiniBatch(k=2), points)[1]
    texts = step.caption(points, None)
    first, second = step.batch_counts.astype(int)
    assert texts == (f"100 points drawn: {first} and {second} by cluster. Each moves its center by 1/count.")
    assert step.batch_counts.sum() == 100
    assert step.estimated_objective.name == "Smoothed inertia"


def test_a_batch_reads_only_the_rows_that_it_drew(groups):
    """Its cost must not grow with the table."""
    points = Points(groups)
    algorithm = MiniBatch(k=4, batch_size=30)
    step = MiniBatchStep(phase="start", positions=points.values[:4], center_counts=np.zeros(4))
    sizes_read = []

    class Watched(np.ndarray):
        def __getitem__(self, key):
            sizes_read.append(np.size(key))
            return np.asarray(super().__getitem__(key))

        def take(self, places, axis):
            sizes_read.append(np.size(places))
            return np.asarray(super().take(places, axis))

    class Only:
        table = None
        values, n, weights, total_weight = points.values.view(Watched), points.n, None, points.n
        take = Points.take

    assert algorithm.after(step, Only()).phase == "batch"
    assert sizes_read == [30]


def test_a_moved_center_keeps_its_count(groups):
    points, algorithm = Points(groups), MiniBatch(k=4)
    step = batches(algorithm, points)[-1]
    centers = step.centers.copy()
    centers[2] = 0.1, 0.2
    moved = algorithm.with_centers(step, centers, np.arange(4), points)
    assert np.array_equal(moved.center_counts, step.center_counts)
    fewer = algorithm.with_centers(step, centers[1:], np.array([1, 2, 3, -1]), points)
    assert fewer.center_counts.tolist() == [*step.center_counts[1:], 0]
    assert moved.caption(points, step).startswith("The next batch goes on")


def mixed(groups):
    """The rows of the groups, shuffled, and a stream of them that begins with the first 100."""
    rows = np.random.default_rng(2).permutation(groups)
    return rows, Stream(rows[:100], lambda received, many: rows[received : received + many])


STREAMED = MiniBatch(k=4, batches="stream", batch_size=20, max_iter=40)


def test_a_stream_takes_the_same_steps_as_partial_fit_on_the_same_rows(groups):
    rows, stream = mixed(groups)
    steps = batches(STREAMED, stream)
    assert [len(step.rows) for step in steps] == [INITIAL_BATCHES * 20, *[20] * 39]
    model = clusterlab.MiniBatch(k=4)
    fit, received = model.partial_fit(rows[:100]), 100
    for step in steps:
        assert np.array_equal(fit.last.positions, step.positions)
        assert np.array_equal(fit.counts, step.center_counts)
        assert (
            (fit.n_steps, fit.last.rows_received)
            == (step.iteration, step.rows_received)
            == (step.iteration, received)
        )
        newest = rows[received : received + 20]
        fit, received = model.partial_fit(newest, fit), received + 20
        assert np.array_equal(fit.labels, fit.predict(newest))
    squared_distances = ((newest - fit.centers[fit.labels]) ** 2).sum()
    assert fit.inertia == pytest.approx(squared_distances)


def test_a_stream_is_scikit_learns_partial_fit_from_the_same_start(groups):
    rows, stream = mixed(groups)
    start = rows[[3, 11, 19, 40]]
    peer = MiniBatchKMeans(4, init=stream.units.normalized(start), n_init=1, reassignment_ratio=0)
    for step in batches(STREAMED, stream, start)[:20]:
        peer.partial_fit(step.window.values[step.rows])
        assert step.positions == pytest.approx(peer.cluster_centers_, rel=1e-9, abs=1e-12)
        assert np.array_equal(step.center_counts, peer._counts)


def test_the_window_has_the_last_rows_of_a_stream_and_the_newest_are_highlighted(groups):
    rows, stream = mixed(groups)
    step = batches(STREAMED, stream)[7]
    window, (highlights,) = (
        step.window_points(stream),
        [mark for mark in step.marks(stream) if hasattr(mark, "rows")],
    )
    shown = window.units.positions(window.to_row_order(window.values))
    assert shown == pytest.approx(rows[step.rows_received - 100 : step.rows_received])
    assert sorted(window.order[highlights.rows]) == [*range(80, 100)]
    assert f"20 new rows, {step.rows_received} so far" in step.caption(stream, None)


def test_a_stream_ends_without_new_rows_and_labels_those_of_the_window(groups):
    _, stream = mixed(groups)
    *_, last = MiniBatch(k=4, batches="stream", batch_size=20, max_iter=1000).steps(stream)
    assert (last.stopped, last.rows_received, len(last.labels)) == ("no more rows were received", 2000, 100)
    assert last.notes == ("2,000 rows received; the last 100 are kept.",)
    assert MiniBatch(k=4, batches="stream", batch_size=20).fit(groups).labels.shape == (2000,)


def test_an_endless_stream_ignores_max_iter_and_ends_without_new_rows(groups, monkeypatch):
    _, stream = mixed(groups)
    endless = MiniBatch(k=4, batches="endless", batch_size=20, max_iter=1)
    limited, one = (MiniBatch(k=4, batches="stream", batch_size=20, max_iter=n) for n in (1000, 1))
    *_, expected = limited.steps(stream)
    *_, last = endless.steps(stream)
    assert same(last, expected)
    assert [each.endless for each in (endless, one, endless.for_fixed_points())] == [True, False, False]
    monkeypatch.setattr(minibatch_algorithm, "MAX_BATCHES", 7)
    *_, last = endless.steps(stream)
    assert (last.iteration, last.stopped) == (7, "the limit of 7 batches was reached")


def test_compacted_steps_of_a_stream_are_recomputed_with_their_rows(groups):
    _, stream = mixed(groups)
    steps = [*STREAMED.steps(stream)]
    run = Run(steps, budget=5 * steps[-2].discardable[0].nbytes)
    assert run.label_bytes <= 5 * steps[-2].discardable[0].nbytes
    compacted = [place for place in range(len(run)) if run[place].compacted]
    assert len(compacted) > 20
    for place in compacted[::7]:
        assert same(run.materialized(place, lambda step: STREAMED.after(step, stream)), steps[place])


def test_partial_fit_from_another_fit_is_an_error(groups):
    model = MiniBatch(k=4)
    fit = model.partial_fit(groups[::20])
    with pytest.raises(ParamError, match="mini-batch k-means found with k up to 3; it was another"):
        MiniBatch(k=3).partial_fit(groups, fit)
    with pytest.raises(ParamError, match="fit must be what mini-batch k-means found"):
        model.partial_fit(groups, clusterlab.KMeans(k=4).fit(groups))
    with pytest.raises(PointsError, match="must have 2 columns like those of the fit; they had 1"):
        model.partial_fit(groups[:, :1], fit)
    with pytest.raises(ParamError, match="K can be 2 at most"):
        model.partial_fit(groups[:2])


def test_partial_fit_goes_on_from_a_fit(groups):
    model = MiniBatch(k=4)
    before = model.fit(groups)
    fit = model.partial_fit(groups[:50], before)
    assert (fit.counts.sum(), fit.n_steps) == (before.counts.sum() + 50, before.n_steps + 1)
    own = [groups[:50][fit_labels == k] for fit_labels in [before.predict(groups[:50])] for k in range(4)]
    moved = [
        center + (rows - center).sum(axis=0) / count
        for center, rows, count in zip(before.centers, own, fit.counts, strict=True)
    ]
    assert fit.centers == pytest.approx(np.array(moved))
    assert np.array_equal(fit.labels, fit.predict(groups[:50]))
    again = model.partial_fit(groups[50:90], fit)
    assert again.counts.sum() == before.counts.sum() + 90


def test_center_details_are_the_counts_and_the_learning_rate(groups):
    step = batches(MiniBatch(k=4), Points(groups))[3]
    texts = dict(step.center_details(2))
    assert texts["points of this batch"] == f"{step.batch_counts[2]:.0f}"
    assert texts["points so far"] == f"{step.center_counts[2]:.0f}"
    assert float(texts["learning rate, 1/count"]) == pytest.approx(1 / step.center_counts[2], rel=5e-3)
