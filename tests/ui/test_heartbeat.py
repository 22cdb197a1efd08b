"""The event loop of the window stays responsive during computation."""

import threading
from dataclasses import replace
from itertools import product
from time import perf_counter, thread_time

import numpy as np
import pytest
from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtTest import QTest

from clusterlab.algorithms.dbscan.algorithm import DBSCAN
from clusterlab.algorithms.gmm.algorithm import GaussianMixture
from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.algorithms.spectral.algorithm import SpectralClustering
from clusterlab.algorithms.ward.algorithm import Ward
from clusterlab.core.sharded_points import SHARD_ROWS
from clusterlab.datasets.generators.shapes import Blobs
from clusterlab.kernels.native import loader
from clusterlab.session.analysis.k_sweep import SweepRequest
from clusterlab.session.state import session as choices
from clusterlab.session.state.by_eye import ByEye
from clusterlab.session.state.view_choice import ViewChoice
from clusterlab.ui.canvas.page import picture_page
from tests.shards import blobs, frame, made_folder, request_for
from tests.ui.pace import slowness

pytestmark = [pytest.mark.alone, pytest.mark.usefixtures("k_charts")]

BEAT_INTERVAL = 5
LARGE = Blobs(points=100_000, groups=10, dimensions=10, spread=2.5)

MAX_CPU = 0.1 if loader.functions else 0.2
"""Seconds of CPU of the window's thread in one turn of the event loop: more where numpy rasterizes."""
MAX_GAP = 5 * MAX_CPU
"""Seconds between two turns of the event loop, with what the thread waits for others."""


class Heartbeat(QObject):
    """Measures the longest gap between two timer events, and the most CPU time within one, in seconds.

    Both are divided by how slow the machine was in the slowest twentieth of the turns: its pace varies from
    moment to moment, also within a turn, and is faster where the window waits.
    """

    def __init__(self):
        super().__init__()
        self._longest_gap = self._most_cpu = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)

    def __enter__(self):
        self._slownesses = [slowness()]
        self._last = perf_counter(), thread_time()
        self._timer.start(BEAT_INTERVAL)
        return self

    def __exit__(self, *failure):
        self._beat()
        self._timer.stop()

    def _beat(self):
        gap, cpu = perf_counter() - self._last[0], thread_time() - self._last[1]
        self._longest_gap, self._most_cpu = max(self._longest_gap, gap), max(self._most_cpu, cpu)
        self._slownesses.append(slowness())
        self._last = perf_counter(), thread_time()

    @property
    def slowness(self):
        return float(np.quantile(self._slownesses, 0.95))

    @property
    def longest_gap(self):
        return self._longest_gap / self.slowness

    @property
    def most_cpu(self):
        return self._most_cpu / self.slowness

    def is_steady(self, idle_gap):
        """Whether the event loop was never blocked for long, by itself or by others."""
        return self.most_cpu <= MAX_CPU and self.longest_gap <= max(MAX_GAP, 3 * idle_gap)

    def __repr__(self):
        return f"{self.most_cpu:.3f} s of CPU in one turn, {self.longest_gap:.3f} s between two"


@pytest.fixture
def idle_gap(program, qtbot):
    """The longest gap while the window is idle."""
    with Heartbeat() as heartbeat:
        qtbot.wait(1000)
    return heartbeat.longest_gap


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
    assert heartbeat.is_steady(idle_gap), heartbeat


def test_the_window_stays_responsive_while_10_000_merges_arrive_and_are_played(program, qtbot, idle_gap):
    change_and_wait(program, qtbot, lambda session: choices.with_source(session, Blobs(points=10_000)))
    with Heartbeat() as heartbeat:
        change_and_wait(program, qtbot, lambda session: choices.with_algorithm(session, Ward(k=1)))
        program.presenter.toggle_run()
        qtbot.waitUntil(lambda: program.presenter.player.position > 5_000, timeout=60_000)
        program.presenter.go_to_end()
        program.presenter.cancel()
    assert program.presenter.player.at_end
    assert heartbeat.is_steady(idle_gap), heartbeat


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
    assert heartbeat.is_steady(idle_gap), heartbeat


def test_the_window_stays_responsive_during_a_sweep(program, qtbot, idle_gap):
    change_and_wait(program, qtbot, lambda session: choices.with_source(session, Blobs(points=20_000)))
    with Heartbeat() as heartbeat:
        program.k_chart_presenter.request_sweep(SweepRequest(references=3))
        k_sweep = program.k_chart_presenter.k_sweep
        qtbot.waitUntil(lambda: k_sweep.request.references == 3 and k_sweep.complete, timeout=60_000)
    assert program.k_chart_presenter.k_sweep.curve.entries_by_k[10].silhouette_of == 20_000
    assert heartbeat.is_steady(idle_gap), heartbeat


def select_tab(title):
    def select(program):
        tabs = program.window.charts.tabs
        tabs.setCurrentIndex([tabs.tabText(i) for i in range(tabs.count())].index(title))

    return select


LOOK_CHANGES = {
    "theme": lambda program: program.look_settings.toggle(),
    "larger type": lambda program: program.look_settings.scale_font(1.1),
    "narrow window": lambda program: program.window.resize(1024, 768),
    "about": select_tab("About"),
    "quality": select_tab("Quality"),
}


@pytest.mark.parametrize(
    ("preset", "name"),
    [*product(("", "moons"), LOOK_CHANGES), ("zoo", "larger type")],
)
def test_the_window_stays_responsive_while_its_look_changes(program, qtbot, rest, idle_gap, preset, name):
    if preset:
        program.presenter.pane_commands.choose_preset(preset)
        rest()
    with Heartbeat() as heartbeat:
        QTimer.singleShot(20, lambda: LOOK_CHANGES[name](program))
        qtbot.wait(600)
        rest()
    assert heartbeat.is_steady(idle_gap), heartbeat


def open_six_panes(program, folder):
    """Adds panes one after the other, closes all, and opens them at once, as a session file does."""
    document, alone = program.presenter.document, program.presenter.document.session
    for add in (program.presenter.pane_commands.toggle, *4 * [program.presenter.pane_commands.add]):
        add()
        QTest.qWait(50)
    for session in (alone, document.session):
        document.change(session)
        QTest.qWait(300)
    assert len(program.window.panes.shown) == 6


def write_a_million_rows(folder):
    rows = np.random.default_rng(0).normal(size=(1_000, 2)).round(4).tolist()
    text = "x,y\n" + "".join(f"{x},{y}\n" for x, y in rows) * 1_000
    (folder / "million.csv").write_text(text)


def save_pictures(program, folder):
    for suffix in ("png", "svg", "pdf"):
        path, page = folder / f"picture.{suffix}", picture_page(program.window.canvas.picture, (1000, 800))
        program.presenter.saver.render(path, page.saving_steps(path))


def choose_k_and_undo(program, folder):
    program.presenter.commands.choose_k(5)
    program.presenter.commands.undo()


def cluster(n, algorithm):
    def change(program, folder):
        session = choices.with_source(program.presenter.document.session, Blobs(points=n))
        program.presenter.document.change(choices.with_algorithm(session, algorithm))

    return change


def make_clusters_by_eye(program, folder):
    """Makes each half of 100,000 points a cluster by eye, and undoes the second."""
    change = cluster(100_000, ByEye())
    change(program, folder)
    QTest.qWait(300)
    for half in range(2):
        program.highlight.select(range(50_000 * half, 50_000 * (half + 1)))
        program.actions["make_cluster"].trigger()
        QTest.qWait(100)
    program.actions["undo"].trigger()


SCENES = {
    "idle": lambda program, folder: None,
    "six panes": open_six_panes,
    "zoo": lambda program, folder: program.presenter.pane_commands.choose_preset("zoo"),
    "million rows": lambda program, folder: program.presenter.commands.open_file(folder / "million.csv"),
    "export": save_pictures,
    "undo": choose_k_and_undo,
    "spectral": cluster(3_000, SpectralClustering()),
    "Ward": cluster(10_000, Ward()),
    "DBSCAN": cluster(100_000, DBSCAN()),
    "by eye": make_clusters_by_eye,
    "GMM": cluster(1_000_000, GaussianMixture(k=4, max_iter=2)),
}


@pytest.mark.parametrize("name", SCENES)
def test_the_window_stays_responsive_in_every_scene(program, qtbot, tmp_path, idle_gap, name):
    presenter = program.presenter
    if name == "million rows":
        write_a_million_rows(tmp_path)
    with Heartbeat() as heartbeat:
        QTimer.singleShot(20, lambda: SCENES[name](program, tmp_path))
        qtbot.wait(600)
        busy = (presenter.player, presenter.frame_renderer, presenter.saver, program.step_chart_presenter)
        qtbot.waitUntil(lambda: not any(part.busy for part in busy), timeout=60_000)
        qtbot.wait(200)
    presenter.cancel()
    assert heartbeat.is_steady(idle_gap), heartbeat


def points_shown(presenter):
    """How many points are clustered on screen."""
    run = presenter.shown.run
    return run.prepared.points.n if run.prepared is not None and run.length > 4 else 0


def test_the_window_stays_responsive_on_a_folder_of_prepared_points(program, qtbot, tmp_path, idle_gap):
    frame(blobs(3 * SHARD_ROWS, 4)).write_parquet(tmp_path / "large.parquet")
    request = request_for(tmp_path / "large.parquet", shard_rows=SHARD_ROWS)
    folder = made_folder(request, tmp_path / "large.clab-points").path
    presenter, images = program.presenter, program.mouse_presenter.shard_images
    with Heartbeat() as heartbeat:
        presenter.open_asked.emit(folder)
        qtbot.waitUntil(lambda: points_shown(presenter) == 3 * SHARD_ROWS, timeout=60_000)
        presenter.toggle_run()
        for _ in range(6):
            program.window.canvas.view.plot.box.scaleBy((0.5, 0.5))
            qtbot.wait(100)
        presenter.go_to_end()
        qtbot.waitUntil(lambda: not presenter.player.busy and not images.busy, timeout=60_000)
    presenter.cancel()
    assert heartbeat.is_steady(idle_gap), heartbeat


def compute(seconds):
    """Keeps the window's thread busy for so many seconds of its CPU time."""
    until = thread_time() + seconds
    while thread_time() < until:
        pass


def wait_for_another(seconds):
    """Keeps the window's thread waiting for another one, without using the CPU."""
    threading.Event().wait(seconds)


@pytest.mark.parametrize(("block", "seconds"), [(compute, 10 * MAX_CPU), (wait_for_another, 5 * MAX_GAP)])
def test_a_blocked_event_loop_is_detected(program, qtbot, block, seconds):
    with Heartbeat() as heartbeat:
        QTimer.singleShot(50, lambda: block(seconds))
        qtbot.wait(int(1000 * seconds) + 300)
    assert not heartbeat.is_steady(idle_gap=0.0), heartbeat
