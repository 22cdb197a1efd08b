"""The event loop of the window stays responsive during computation."""

from dataclasses import replace
from time import perf_counter

import pytest
from PySide6.QtCore import QObject, Qt, QTimer

from clusterlab.algorithms.gmm.algorithm import GaussianMixture
from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.datasets.generators.shapes import Blobs
from clusterlab.kernels.native import loader
from clusterlab.session.analysis.k_sweep import SweepRequest
from clusterlab.session.state import session as choices
from clusterlab.session.state.view_choice import ViewChoice

pytestmark = pytest.mark.alone

BEAT_INTERVAL = 5
LARGE = Blobs(points=100_000, groups=10, dimensions=10, spread=2.5)

MAX_GAP = 0.1 if loader.functions else 0.2
"""Seconds for which the event loop may block: longer where numpy rasterizes the points."""


class Heartbeat(QObject):
    """Measures the longest gap between two timer events, in seconds."""

    def __init__(self):
        super().__init__()
        self.worst, self._last = 0.0, perf_counter()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)

    def __enter__(self):
        self._last = perf_counter()
        self._timer.start(BEAT_INTERVAL)
        return self

    def __exit__(self, *failure):
        self._beat()
        self._timer.stop()

    def _beat(self):
        now = perf_counter()
        self.worst, self._last = max(self.worst, now - self._last), now


@pytest.fixture
def idle_gap(program, qtbot):
    """The longest gap while the window is idle."""
    with Heartbeat() as heartbeat:
        qtbot.wait(1000)
    return heartbeat.worst


def large(algorithm):
    return lambda session: choices.with_algorithm(choices.with_source(session, LARGE), algorithm)


def change_and_wait(program, qtbot, change):
    """Changes the session and waits until its results are shown, except the charts."""
    presenter = program.presenter
    presenter.document.change(change(presenter.document.session))
    qtbot.waitUntil(lambda: not presenter.player.busy and not presenter.frame_renderer.busy, timeout=60_000)


@pytest.mark.parametrize(
    "algorithm", [KMeans(k=10, init="random-points", max_iter=20), GaussianMixture(k=10, max_iter=6)]
)
def test_the_window_stays_responsive_while_100_000_points_are_clustered(program, qtbot, idle_gap, algorithm):
    with Heartbeat() as heartbeat:
        change_and_wait(program, qtbot, large(algorithm))
        for index in range(0, len(program.presenter.player.scene.run), 3):
            program.presenter.go(index)
            qtbot.waitUntil(lambda: not program.presenter.frame_renderer.busy, timeout=20_000)
        change_and_wait(
            program, qtbot, lambda session: replace(session, view=ViewChoice("columns", ("x1", "x2")))
        )
        change_and_wait(program, qtbot, lambda session: choices.with_param(session, "k", 5))
        program.presenter.cancel()
    assert heartbeat.worst <= max(MAX_GAP, 3 * idle_gap)


@pytest.mark.parametrize("kind", ["matrix", "parallel"])
def test_the_window_stays_responsive_while_100_000_points_are_shown_in_multi_axis_views(
    program, qtbot, idle_gap, kind
):
    change_and_wait(program, qtbot, large(KMeans(k=10, max_iter=6)))
    with Heartbeat() as heartbeat:
        change_and_wait(program, qtbot, lambda session: replace(session, view=ViewChoice(kind)))
        for index in range(0, len(program.presenter.player.scene.run), 3):
            program.presenter.go(index)
            qtbot.waitUntil(lambda: not program.presenter.frame_renderer.busy, timeout=20_000)
    program.presenter.cancel()
    assert heartbeat.worst <= max(MAX_GAP, 3 * idle_gap)


def test_the_window_stays_responsive_during_a_sweep(program, qtbot, idle_gap):
    change_and_wait(program, qtbot, lambda session: choices.with_source(session, Blobs(points=20_000)))
    with Heartbeat() as heartbeat:
        program.k_chart_presenter.request_sweep(SweepRequest(references=3))
        k_sweep = program.k_chart_presenter.k_sweep
        qtbot.waitUntil(lambda: k_sweep.request.references == 3 and k_sweep.complete, timeout=60_000)
    assert program.k_chart_presenter.k_sweep.curve.entries_by_k[10].silhouette_of == 20_000
    assert heartbeat.worst <= max(MAX_GAP, 3 * idle_gap)


def test_a_blocked_event_loop_is_detected(program, qtbot, idle_gap):
    def block():
        until = perf_counter() + 0.3
        while perf_counter() < until:
            pass

    with Heartbeat() as heartbeat:
        QTimer.singleShot(50, block)
        qtbot.wait(500)
    assert heartbeat.worst > max(0.1, 3 * idle_gap)
