"""How times are taken: all sides in one process, in turn, medians of them, the best peer as the yardstick."""

import gc
import os
import platform
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from clusterlab.kernels.compiled import told

ROUNDS = 5
PEERS = ("numpy", "scikit-learn")


@dataclass(frozen=True)
class Race:
    """Some work, how often it is to be as fast as the best peer, and who does it; "ours" among them."""

    work: str
    target: float
    sides: Mapping[str, Callable[[], object]]


@dataclass(frozen=True)
class Outcome:
    """The median time of every side, in seconds."""

    work: str
    target: float
    times: Mapping[str, float]

    @property
    def peer(self) -> str:
        """The fastest of the others."""
        return min((side for side in self.times if side != "ours"), key=self.times.__getitem__)

    @property
    def ratio(self) -> float:
        """How often ours is as fast as the fastest of the others."""
        return self.times[self.peer] / self.times["ours"]

    @property
    def reached(self) -> bool:
        """Whether ours is as fast as it is to be."""
        return self.ratio >= self.target


def run(race: Race, rounds: int = ROUNDS) -> Outcome:
    """Lets the sides do the work in turn, once to warm up and then `rounds` times."""
    taken: dict[str, list[float]] = {side: [] for side in race.sides}
    for turn in range(rounds + 1):
        for side, work in race.sides.items():
            seconds = timed(work)
            if turn:
                taken[side].append(seconds)
    return Outcome(race.work, race.target, {side: statistics.median(times) for side, times in taken.items()})


def timed(work: Callable[[], object]) -> float:
    """The seconds that some work takes; what it returns is let go before the next begins."""
    gc.collect()
    start = time.perf_counter()
    result = work()
    seconds = time.perf_counter() - start
    del result
    return seconds


def machine() -> str:
    """What these times belong to."""
    packages = ", ".join(f"{name} {version(name)}" for name in PEERS)
    python = f"Python {platform.python_version()}"
    return f"{processor()}, {cores()} cores, {platform.system()}, {python}, {packages}. {told()}"


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def processor() -> str:
    """The name of the processor, as far as the platform tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        return next(line.partition(": ")[2] for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()
