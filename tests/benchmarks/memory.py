"""The most memory that a run takes beyond what was there before: alone, and in the window with history."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from tests.benchmarks.measuring import Gauge, Target

ROOT = Path(__file__).parents[2]
MIB = 2**20

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
    before = resident()
    fit = clusterlab.KMeans(k=k, max_iter=30).fit(table)
    assert len(fit.labels) == n
    return (peak() - before) / table.nbytes


def windowed(n: int, k: int) -> float:
    """Opening data in the window and a run to its end, in MiB: points, every step, pictures and all."""
    from clusterlab.algorithms.kmeans import KMeans
    from clusterlab.datasets.shapes import Blobs, Uniform
    from clusterlab.session.choices import Session
    from tests.benchmarks.windows import until, window

    with window(Session(Blobs(), KMeans())) as program:
        before, live = resident(), program.live
        live.document.change(Session(Uniform(points=n), KMeans(k=k, init="random-points")))
        until(lambda: not live.player.waiting and live.player.scene.run.finished)
        live.cancel()
        for index in (0, len(live.player.scene.run) // 2, len(live.player.scene.run) - 1):
            live.go(index)
            until(lambda: not live.portraits.busy)
        return (peak() - before) / MIB


def resident() -> int:
    """The memory that this process has now, in bytes; its highest so far where the system does not tell."""
    return status("VmRSS") or peak()


def peak() -> int:
    """The most memory that this process ever had, in bytes."""
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # Linux counts that of the process which started this one as well, but not in its status.
    return status("VmHWM") or (most if sys.platform == "darwin" else most * 1024)


def status(name: str) -> int:
    """A figure that Linux tells of this process, in bytes; 0 elsewhere."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{name}:"))
