"""Silhouettes of every point: as defined, of every step for few points, while paused for many."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import silhouette_samples

from clusterlab.core.points import Points
from clusterlab.core.progress import drain
from clusterlab.core.worker import Worker
from clusterlab.session.analysis import silhouettes as silhouettes_module
from clusterlab.session.analysis.silhouette_plot import silhouette_plot
from clusterlab.session.analysis.silhouettes import MAX_LIVE_POINTS, StepSilhouettes

RNG = np.random.default_rng(4)
POINTS = Points(RNG.normal(size=(40, 2)))
LABELED = st.lists(st.integers(-1, 4), min_size=40, max_size=40).map(np.array)


def made(labels, points=POINTS):
    return drain(silhouette_plot(points, np.asarray(labels)))


@given(LABELED)
def test_clusters_have_the_silhouettes_of_scikit_learn_sorted_and_without_noise(labels):
    found = made(labels)
    there = labels >= 0
    if found.unavailable_reason:
        assert len(set(labels[there])) in (0, 1, there.sum())
        return
    expected = silhouette_samples(POINTS.values[there], labels[there])
    of_row = dict(zip(np.flatnonzero(there).tolist(), expected.tolist(), strict=True))
    for one in found.clusters:
        assert set(labels[one.rows]) == {one.cluster}
        assert one.size == len(one.rows) == np.count_nonzero(labels == one.cluster)
        assert one.widths == pytest.approx([of_row[row] for row in one.rows.tolist()], abs=1e-9)
        assert (np.diff(one.widths) <= 0).all()
    assert found.mean == pytest.approx(expected.mean(), abs=1e-9)
    assert found.noise == np.count_nonzero(~there)


@given(LABELED)
def test_each_point_is_found_in_its_cluster(labels):
    found = made(labels)
    for row in range(40) if found.clusters else ():
        place = found.position_of(row)
        assert (place is None) == (labels[row] < 0)
        assert place is None or found.clusters[place[0]].rows[place[1]] == row


@pytest.mark.parametrize(
    ("labels", "words"),
    [
        (np.zeros(40, int), "for one cluster"),
        (np.arange(40), "each point is its own cluster"),
        (np.full(40, -1), "no point is in a cluster"),
    ],
)
def test_undefined_silhouettes_have_a_reason(labels, words):
    found = made(labels)
    assert "sample" not in found.words
    assert words in found.unavailable_reason
    assert found.clusters == ()
    assert len(found.negative) == 0


def test_points_nearer_to_other_clusters_are_negative():
    labels = np.arange(40) % 3
    found = made(labels)
    negative = np.flatnonzero(silhouette_samples(POINTS.values, labels) < 0)
    assert found.negative.tolist() == negative.tolist()
    assert len(negative)


def test_the_mean_of_a_cluster_is_that_of_its_points_and_single_points_are_not_negative():
    labels = np.arange(40) % 3
    labels[7] = 3
    widths, found = silhouette_samples(POINTS.values, labels), made(labels)
    for one in found.clusters:
        assert one.mean == pytest.approx(widths[labels == one.cluster].mean(), abs=1e-12)
    assert found.clusters[3].widths.tolist() == [0.0]
    assert 7 not in found.negative.tolist()


def test_many_points_are_sampled_and_the_words_say_so():
    points = Points(RNG.normal(size=(21_000, 2)))
    labels = (points.values[:, 0] > 0).astype(int)
    labels[:100] = -1
    found = made(labels, points)
    assert 9_900 < found.size < 10_100
    assert found.words == f"sample {found.size:,} of 20,900, seed 0 · 100 points in no cluster left out"
    sizes = [np.count_nonzero(labels == cluster) for cluster in range(2)]
    assert [one.size for one in found.clusters] == sizes
    assert [len(one.rows) / 10_000 for one in found.clusters] == pytest.approx(
        [size / 20_900 for size in sizes], abs=1e-3
    )


@pytest.fixture(autouse=True)
def nothing_at_once(monkeypatch):
    """Silhouettes of few points are computed on the queue, too."""
    monkeypatch.setattr(silhouettes_module, "MAX_IMMEDIATE_WORK", 0)


def test_silhouettes_of_few_points_are_there_at_once_and_computed_once(monkeypatch):
    monkeypatch.setattr(silhouettes_module, "MAX_IMMEDIATE_WORK", 40**2 * 2)
    calls = []
    queue = SimpleNamespace(start=calls.append, cancel=lambda: None)
    shown, labels = StepSilhouettes(queue), np.arange(40) % 3
    shown.follow(POINTS, labels, paused=False)
    first = shown.plot
    assert (shown.is_current, shown.busy, calls) == (True, False, [])
    shown.follow(POINTS, labels, paused=False)
    assert shown.plot is first
    shown.follow(POINTS, labels[::-1].copy(), paused=False)
    assert shown.is_current


@pytest.fixture
def step_silhouettes():
    worker = Worker("silhouettes of a test")
    yield StepSilhouettes(worker.task_queue())
    assert worker.close()


def finished(step_silhouettes):
    while step_silhouettes.busy:
        step_silhouettes.tick()
    return step_silhouettes.plot


def test_the_latest_labels_are_shown_last(step_silhouettes):
    wanted = [np.arange(40) % k for k in (2, 3, 4, 5)]
    for labels in wanted:
        step_silhouettes.follow(POINTS, labels, paused=False)
    assert finished(step_silhouettes).labels is wanted[-1]
    assert step_silhouettes.is_current


def test_the_same_labels_are_computed_once(step_silhouettes):
    labels = np.arange(40) % 3
    step_silhouettes.follow(POINTS, labels, paused=False)
    found = finished(step_silhouettes)
    step_silhouettes.follow(POINTS, labels, paused=True)
    assert not step_silhouettes.busy
    assert step_silhouettes.plot is found


def test_silhouettes_of_many_points_wait_until_playback_is_paused(step_silhouettes):
    points = Points(RNG.normal(size=(MAX_LIVE_POINTS + 1, 2)))
    labels = (points.values[:, 0] > 0).astype(int)
    step_silhouettes.follow(points, labels, paused=False)
    assert step_silhouettes.is_deferred
    assert not step_silhouettes.busy
    step_silhouettes.follow(points, labels, paused=True)
    assert finished(step_silhouettes).size == MAX_LIVE_POINTS + 1


def test_silhouettes_at_once_wait_no_longer_for_those_of_many_points_before(step_silhouettes, monkeypatch):
    monkeypatch.setattr(silhouettes_module, "MAX_IMMEDIATE_WORK", 40**2 * 2)
    many = Points(RNG.normal(size=(MAX_LIVE_POINTS + 1, 2)))
    step_silhouettes.follow(many, np.arange(MAX_LIVE_POINTS + 1) % 2, paused=False)
    step_silhouettes.follow(POINTS, np.arange(40) % 3, paused=False)
    assert (step_silhouettes.is_current, step_silhouettes.is_deferred) == (True, False)


def test_silhouettes_of_fewer_points_do_not_wait(step_silhouettes):
    points = Points(RNG.normal(size=(MAX_LIVE_POINTS, 1)))
    step_silhouettes.follow(points, np.arange(MAX_LIVE_POINTS) % 2, paused=False)
    assert (step_silhouettes.is_deferred, step_silhouettes.busy) == (False, True)


def test_silhouettes_of_many_points_stop_while_playing_and_start_again_when_paused(step_silhouettes):
    points = Points(RNG.normal(size=(MAX_LIVE_POINTS + 1, 2)))
    labels = np.arange(MAX_LIVE_POINTS + 1) % 2
    step_silhouettes.follow(points, labels, paused=True)
    assert step_silhouettes.busy
    step_silhouettes.follow(points, labels, paused=False)
    assert step_silhouettes.is_deferred
    assert not step_silhouettes.busy
    step_silhouettes.follow(points, labels, paused=True)
    assert step_silhouettes.busy


def test_silhouettes_of_other_data_are_discarded(step_silhouettes):
    step_silhouettes.follow(POINTS, np.arange(40) % 3, paused=True)
    finished(step_silhouettes)
    other = Points(RNG.normal(size=(30, 2)))
    step_silhouettes.follow(other, np.arange(30) % 2, paused=True)
    assert step_silhouettes.plot is None
    assert finished(step_silhouettes).points is other


def test_without_labels_there_are_none(step_silhouettes):
    step_silhouettes.follow(POINTS, np.arange(40) % 3, paused=True)
    step_silhouettes.follow(POINTS, None, paused=True)
    assert (step_silhouettes.plot, step_silhouettes.busy) == (None, False)


def test_at_first_nothing_is_requested_computed_or_deferred():
    found = StepSilhouettes(None)
    assert (found.busy, found.is_current, found.is_deferred) == (False, False, False)
    assert (found.plot, found.progress) == (None, None)


def test_a_canceled_computation_leaves_nothing_running_and_is_reported_once():
    worker = Worker("silhouettes of a test")
    shown = StepSilhouettes(worker.task_queue())
    labels = np.arange(40) % 3
    shown.follow(POINTS, labels, paused=True)
    assert (shown.cancel(), shown.cancel()) == (True, False)
    assert not shown.busy
    shown.follow(POINTS, labels, paused=True)  # it can be requested again
    ticks = []
    while shown.busy:
        ticks.append(shown.tick())
    assert (True, None) in ticks
    assert set(ticks) <= {(True, None), (False, None)}
    assert shown.is_current
    assert [one.summary for one in shown.plot.clusters] == [
        f"{one.mean:.2f} · {one.size}".replace("-", "−") for one in shown.plot.clusters
    ]
    assert worker.close()


@pytest.mark.parametrize("leave", [StepSilhouettes.cancel, lambda shown: shown.follow(None, None, True)])
def test_what_is_no_longer_requested_is_canceled_on_its_queue(leave):
    calls = []
    queue = SimpleNamespace(start=lambda work: calls.append("start"), cancel=lambda: calls.append("cancel"))
    shown = StepSilhouettes(queue)
    shown.follow(POINTS, np.arange(40) % 3, paused=True)
    leave(shown)
    assert calls == ["start", "cancel"]
    assert not shown.busy
