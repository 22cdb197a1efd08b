"""Silhouettes of every point: those of the definition, live for few points and at rest for many."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import silhouette_samples

from clusterlab.core.points import Points
from clusterlab.core.progress import finish
from clusterlab.core.worker import Lanes
from clusterlab.session.analysis.silhouette_plot import blades
from clusterlab.session.analysis.silhouettes import LIVE, Silhouetter

RNG = np.random.default_rng(4)
POINTS = Points(RNG.normal(size=(40, 2)))
LABELED = st.lists(st.integers(-1, 4), min_size=40, max_size=40).map(np.array)


def made(labels, points=POINTS, colors=range(9)):
    return finish(blades(points, np.asarray(labels), tuple(colors)))


@given(LABELED)
def test_blades_hold_scikit_learns_silhouettes_sorted_and_leave_noise_out(labels):
    found = made(labels)
    there = labels >= 0
    if found.why_not:
        assert len(set(labels[there])) in (0, 1, there.sum())
        return
    expected = silhouette_samples(POINTS.values[there], labels[there])
    of_row = dict(zip(np.flatnonzero(there).tolist(), expected.tolist(), strict=True))
    for blade in found.blades:
        assert set(labels[blade.rows]) == {blade.cluster}
        assert blade.size == len(blade.rows) == np.count_nonzero(labels == blade.cluster)
        assert blade.widths == pytest.approx([of_row[row] for row in blade.rows.tolist()], abs=1e-9)
        assert (np.diff(blade.widths) <= 0).all()
    assert found.mean == pytest.approx(expected.mean(), abs=1e-9)
    assert found.noise == np.count_nonzero(~there)


@given(LABELED)
def test_each_point_is_found_in_its_blade(labels):
    found = made(labels)
    for row in range(40) if found.blades else ():
        place = found.place(row)
        assert (place is None) == (labels[row] < 0)
        assert place is None or found.blades[place[0]].rows[place[1]] == row


@pytest.mark.parametrize(
    ("labels", "words"),
    [
        (np.zeros(40, int), "for one cluster"),
        (np.arange(40), "every point is a cluster of its own"),
        (np.full(40, -1), "every point is noise"),
    ],
)
def test_where_it_is_not_defined_words_say_why(labels, words):
    found = made(labels)
    assert "sample" not in found.words
    assert words in found.why_not
    assert found.blades == ()
    assert len(found.doubtful) == 0


def test_blades_wear_the_colors_of_the_run_and_doubtful_points_are_negative():
    labels = np.arange(40) % 3
    found = made(labels, colors=(7, 2, 5))
    assert [blade.color for blade in found.blades] == [7, 2, 5]
    negative = np.flatnonzero(silhouette_samples(POINTS.values, labels) < 0)
    assert found.doubtful.tolist() == negative.tolist()
    assert len(negative)


def test_the_mean_of_a_blade_is_the_average_of_its_points_and_single_points_are_not_doubtful():
    labels = np.arange(40) % 3
    labels[7] = 3
    widths, found = silhouette_samples(POINTS.values, labels), made(labels)
    for blade in found.blades:
        assert blade.mean == pytest.approx(widths[labels == blade.cluster].mean(), abs=1e-12)
    assert found.blades[3].widths.tolist() == [0.0]
    assert 7 not in found.doubtful.tolist()


def test_many_points_are_sampled_and_the_words_say_so():
    points = Points(RNG.normal(size=(21_000, 2)))
    labels = (points.values[:, 0] > 0).astype(int)
    labels[:100] = -1
    found = made(labels, points)
    assert 9_900 < found.size < 10_100
    assert found.words == f"sample {found.size:,} of 20,900, seed 0 · 100 noise points left out"
    sizes = [np.count_nonzero(labels == cluster) for cluster in range(2)]
    assert [blade.size for blade in found.blades] == sizes
    assert [len(blade.rows) / 10_000 for blade in found.blades] == pytest.approx(
        [size / 20_900 for size in sizes], abs=1e-3
    )


@pytest.fixture
def silhouetter():
    lanes = Lanes("silhouettes of a test")
    yield Silhouetter(lanes.lane())
    assert lanes.close()


def finished(silhouetter):
    while silhouetter.busy:
        silhouetter.tick()
    return silhouetter.blades


def test_the_latest_labels_are_the_last_to_be_shown(silhouetter):
    wanted = [np.arange(40) % k for k in (2, 3, 4, 5)]
    for labels in wanted:
        silhouetter.ask(POINTS, labels, (0, 1, 2, 3, 4), resting=False)
    assert finished(silhouetter).labels is wanted[-1]
    assert silhouetter.fresh


def test_the_same_labels_are_computed_once(silhouetter):
    labels = np.arange(40) % 3
    silhouetter.ask(POINTS, labels, (0, 1, 2), resting=False)
    found = finished(silhouetter)
    silhouetter.ask(POINTS, labels, (0, 1, 2), resting=True)
    assert not silhouetter.busy
    assert silhouetter.blades is found


def test_silhouettes_of_many_points_wait_for_rest(silhouetter):
    points = Points(RNG.normal(size=(LIVE + 1, 2)))
    labels = (points.values[:, 0] > 0).astype(int)
    silhouetter.ask(points, labels, (0, 1), resting=False)
    assert silhouetter.waits
    assert not silhouetter.busy
    silhouetter.ask(points, labels, (0, 1), resting=True)
    assert finished(silhouetter).size == LIVE + 1


def test_silhouettes_of_many_points_stop_when_a_run_begins_and_begin_again_at_rest(silhouetter):
    points = Points(RNG.normal(size=(LIVE + 1, 2)))
    labels = np.arange(LIVE + 1) % 2
    silhouetter.ask(points, labels, (0, 1), resting=True)
    assert silhouetter.busy
    silhouetter.ask(points, labels, (0, 1), resting=False)
    assert silhouetter.waits
    assert not silhouetter.busy
    silhouetter.ask(points, labels, (0, 1), resting=True)
    assert silhouetter.busy


def test_those_of_other_data_are_dropped(silhouetter):
    silhouetter.ask(POINTS, np.arange(40) % 3, (0, 1, 2), resting=True)
    finished(silhouetter)
    other = Points(RNG.normal(size=(30, 2)))
    silhouetter.ask(other, np.arange(30) % 2, (0, 1), resting=True)
    assert silhouetter.blades is None
    assert finished(silhouetter).points is other


def test_without_labels_there_are_none(silhouetter):
    silhouetter.ask(POINTS, np.arange(40) % 3, (0, 1, 2), resting=True)
    silhouetter.ask(POINTS, None, (0, 1, 2), resting=True)
    assert (silhouetter.blades, silhouetter.busy) == (None, False)
