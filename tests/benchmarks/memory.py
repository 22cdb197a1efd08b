"""The most memory that a run takes beyond what was there before: alone, and in the window with history."""

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from tests.benchmarks.measuring import Gauge, Target

ROOT = Path(__file__).parents[2]
MIB = 2**20
BETWEEN = 0.0005
"""Seconds between two looks at the memory."""

ROWS: tuple[tuple[str, str, int, int, Target], ...] = (
    ("alone", "beyond the data", 1_000_000, 8, Target(6, "times the data", ceiling=True)),
    ("windowed", "in the window, with its history", 1_000_000, 200, Target(512, "MiB", ceiling=True)),
)


def races() -> Iterator[tuple[str, Callable[[], Gauge]]]:
    """The name of each row, and how it is made."""
    for does, words, n, k, target in ROWS:
        work = f"memory of a run {words}, {n:,} x 2, K {k}"
        yield work, partial(gauge, work, does, n, k, target)


def gauge(work: str, does: str, n: int, k: int, target: Target) -> Gauge:
    """Each figure comes from a process of its own."""
    return Gauge(work, target, target.unit, partial(weighed, does, n, k))


def weighed(does: str, n: int, k: int) -> float:
    """What a process says that it needed."""
    words = [sys.executable, "-c", f"from tests.benchmarks.memory import {does}; print({does}({n}, {k}))"]
    done = subprocess.run(words, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    return float(done.stdout.split()[-1])


def alone(n: int, k: int) -> float:
    """Preparing and a run with its usual start, as a multiple of the table of the points."""
    import numpy as np

    import clusterlab

    chance = np.random.default_rng(0)
    clusterlab.KMeans(k=k).fit(chance.normal(size=(50_000, 2)))  # code and threads are there
    table = chance.normal(size=(n, 2))
    peak = Peak()
    fit = clusterlab.KMeans(k=k, max_iter=30).fit(table)
    assert len(fit.labels) == n
    return peak.growth() / table.nbytes


def windowed(n: int, k: int) -> float:
    """Opening data in the window and a run to its end, in MiB: points, every step, pictures and all."""
    from clusterlab.algorithms.kmeans.algorithm import KMeans
    from clusterlab.datasets.generators.shapes import Blobs, Uniform
    from clusterlab.session.state.session import Session
    from tests.benchmarks.windows import until, window

    with window(Session.of(Blobs(), KMeans())) as program:
        peak, presenter = Peak(), program.presenter
        presenter.document.change(Session.of(Uniform(points=n), KMeans(k=k, init="random-points")))
        until(lambda: not presenter.player.waiting and presenter.player.scene.run.finished)
        presenter.cancel()
        for index in (0, len(presenter.player.scene.run) // 2, len(presenter.player.scene.run) - 1):
            presenter.go(index)
            until(lambda: not presenter.frame_renderer.busy)
        return peak.growth() / MIB


def resident() -> int:
    """The memory that this process has now, in bytes."""
    return status("VmRSS")


class Peak:
    """The most memory that this process has had since it was asked to watch.

    Linux mostly records the peak itself; where it does not, the current value is polled.
    """

    def __init__(self) -> None:
        self.before = self.most = resident()
        self._ended = threading.Event()
        self._watch = threading.Thread(target=self._look, daemon=True)
        self._watch.start()

    def growth(self) -> int:
        """How much more it was than at first, in bytes."""
        self._ended.set()
        self._watch.join()
        return max(self.most, resident(), status("VmHWM")) - self.before

    def _look(self) -> None:
        while not self._ended.wait(BETWEEN):
            self.most = max(self.most, resident())


def status(name: str) -> int:
    """A figure of this process from /proc/self/status, in bytes; 0 where it is not there."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{name}:")), 0)
