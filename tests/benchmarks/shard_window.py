"""The real window on a folder of many points: a run is played, and the turns of its loop are measured."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from time import perf_counter

from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.datasets.shards.shard_folder import open_folder
from clusterlab.session.state.opened_file import OpenedFile
from clusterlab.session.state.session import Session, with_scaling
from tests.benchmarks.measuring import Gauge, Target
from tests.benchmarks.playing import gauge, play, played

RATES = (10.0, 8.0, 6.0, 5.0, 4.0, 3.0, 2.5, 2.0, 1.5, 1.0)
CALM_RATE = 2.5
"""Half-steps a second while turns are measured."""
ITERATIONS = 10
"""After so many the run ends, which is to be played some seconds."""
TICK = 5
"""Milliseconds after which the event loop is to come back."""


def window_gauges(size: str, points: Path, clusters: int) -> Iterator[Gauge]:
    """The half-steps a second that are drawn, and the longest that the window does not answer meanwhile."""
    algorithm = KMeans(k=clusters, init="random-points", seed=1, max_iter=ITERATIONS)
    session = with_scaling(Session.of(OpenedFile(points), algorithm), open_folder(points).header.scale)
    rate, pause = Target(2, "half-steps a second"), Target(100, "ms", ceiling=True)
    work = f"window: a run, every half-step drawn, {size}"
    yield gauge(work, rate.unit, rate, lambda program: play(program, RATES), session)
    yield gauge(f"window: longest turn of a run, {size}", pause.unit, pause, longest_turn, session)


def longest_turn(program) -> float:
    """The longest time between two ticks of a timer while a run is played, in ms."""
    from PySide6.QtCore import QTimer

    ticks = [perf_counter()]
    timer = QTimer()
    timer.timeout.connect(lambda: ticks.append(perf_counter()))
    timer.start(TICK)
    played(program, CALM_RATE)
    timer.stop()
    return 1e3 * max(later - sooner for sooner, later in pairwise(ticks))
