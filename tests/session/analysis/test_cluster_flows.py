"""The picture of a flow: its colors and numbers are those on screen, and its words say what is in a band."""

import numpy as np
import pytest

from clusterlab import KMeans, Points
from clusterlab.core.worker import Worker
from clusterlab.metrics.k_sweep import entries, full_sweep
from clusterlab.session.analysis.cluster_flows import ClusterFlows, FlowRequest
from clusterlab.session.playback.run_task import ColorAssignment
from clusterlab.session.state.cluster_names import NO_NAMES

GROUPS = np.repeat([[0.0, 0.0], [10.0, 0.0], [0.0, 10.0]], 20, axis=0)


def swept(weights=None, ks=range(1, 5)):
    """Three groups, and a sweep of them."""
    points = Points(GROUPS + np.random.default_rng(0).normal(size=(60, 2)), weights)
    return points, tuple(entries(full_sweep(KMeans(), points, ks, 5)))


@pytest.fixture(scope="module")
def request_of_three():
    """The sweep, and a run on screen at K = 3 in other numbers and colors than the sweep's."""
    points, found = swept()
    labels = (found[2].step.labels + 1) % 3
    return FlowRequest(points, found, ColorAssignment(points, (5, 0, 2), labels, None))


def test_the_clusters_at_the_k_on_screen_have_its_colors_and_numbers(request_of_three):
    picture, shown = request_of_three.picture(), request_of_three.assignment
    for bar in picture.geometry.bars:
        if bar.column == 2:
            (label,) = set(shown.labels[picture.bar_points(bar)].tolist())
            assert picture.color(2, bar.cluster) == shown.colors[label]
            assert str(picture.bar_words(bar)) == f"Cluster {label + 1} at K = 3: 20 points."


def test_a_cluster_that_stays_together_keeps_its_color(request_of_three):
    picture = request_of_three.picture()
    whole = [band for band in picture.geometry.bands if band.column == 2 and band.size == 20]
    assert len(whole) == 2  # the third is divided
    for band in whole:
        assert picture.color(2, band.source) == picture.color(3, band.target)


def test_a_band_says_what_is_in_it(request_of_three):
    picture = request_of_three.picture()
    band = next(band for band in picture.geometry.bands if band.column == 2 and band.size < 20)
    places = picture.band_points(band)
    assert len(places) == band.size
    assert set(picture.labels[3][places].tolist()) == {band.target}
    number = request_of_three.assignment.labels[places[0]] + 1
    start, verb = f"{band.size:.0f} of 20 points", "is" if band.size == 1 else "are"
    end = f"in cluster {band.target + 1} at K = 4."
    assert str(picture.band_words(band)) == f"{start} of cluster {number} (K = 3) {verb} {end}"
    assert str(picture.head_words(2)) == "K = 3: 3 clusters."


def test_a_given_name_is_said(request_of_three):
    named = FlowRequest(
        request_of_three.points,
        request_of_three.entries,
        request_of_three.assignment,
        NO_NAMES.renamed(5, "Adelie"),
    )
    assert "Adelie at K = 3: 20 points." in map(
        str, map(named.picture().bar_words, named.picture().geometry.bars)
    )
    assert not named.is_same(request_of_three)


def test_weights_are_called_so():
    points, found = swept(np.full(60, 0.5))
    picture = FlowRequest(points, found).picture()
    assert str(picture.bar_words(picture.geometry.bars[0])) == "Cluster 1 at K = 1: a weight of 30."
    words = [str(picture.band_words(band)) for band in picture.geometry.bands]
    assert words[0].startswith("A weight of ")


def test_a_single_k_has_no_flow():
    points, found = swept(ks=[3])
    assert FlowRequest(points, found).picture() is None


def test_the_run_on_screen_may_have_a_k_beyond_the_sweep():
    points, found = swept()
    labels = np.arange(60) % 30
    request = FlowRequest(points, found, ColorAssignment(points, tuple(range(30)), labels, None))
    assert len(request.picture().colors[3]) == 4


def test_it_is_made_once_and_again_after_it_was_canceled(request_of_three):
    worker = Worker("flow test")
    flows = ClusterFlows(worker.task_queue())
    try:
        flows.follow(request_of_three)
        flows.cancel()
        flows.follow(request_of_three)
        flows._queue.wait()
        assert flows.tick() == (True, None)
        first = flows.picture
        flows.follow(request_of_three)
        assert (flows.busy, flows.picture) == (False, first)
        flows.follow(None)
        assert flows.picture is None
    finally:
        assert worker.close()
