"""How times are taken: all sides in one process, in turn, medians of them, the best peer as the yardstick."""

import gc
import math
import os
import platform
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from clusterlab.kernels.native.loader import backend_description
from tests.benchmarks.one_core import TASKS, one_core

ROUNDS = 5
SLOW, SLOW_ROUNDS = 1.0, 3
"""A side that takes more seconds than that in its first turn has at most so many others."""
FAR_BEHIND = 4
"""A slow side has its first turn only where that takes so many times as long as the fastest peer's."""
TURN = 0.05
"""Seconds that a side works in its turn at least: shorter work is done several times, so that it is the work
that is timed and not what the others left of the caches."""
PEERS = ("numpy", "scikit-learn", "PySide6-Essentials", "pyqtgraph")


class Seconds(float):
    """A time that some work took by its own clock."""


@dataclass(frozen=True)
class Target:
    """What is to be reached: at least so much, or where it is a `ceiling`, at most.

    `own` are how often ours is to be as fast as some of the others, whether they are the fastest or not.
    """

    value: float
    unit: str = "times"
    ceiling: bool = False
    own: Mapping[str, float] = field(default_factory=dict)

    def met(self, value: float) -> bool:
        """Whether a figure is good enough."""
        return value <= self.value if self.ceiling else value >= self.value

    def words(self) -> str:
        """The target as the table says it."""
        bound = "at most" if self.ceiling else "at least"
        own = (f"{bound} {least:g} times {side}" for side, least in self.own.items())
        return ", ".join([f"{bound} {self.value:g} {self.unit}", *own])


@dataclass(frozen=True)
class Race:
    """Some work, how often it is to be as fast as the best peer, and who does it; "ours" among them.

    A `Target` that is a ceiling bounds how many times as long as the peer ours may take.
    """

    work: str
    target: float | Target | None
    sides: Mapping[str, Callable[[], object]]


@dataclass(frozen=True)
class Gauge:
    """A figure without a peer, `taken` so many times; no target where it is only reported.

    `close` gives back what it needed."""

    work: str
    target: Target | None
    unit: str
    taken: Callable[[], float]
    close: Callable[[], object] = int


@dataclass(frozen=True)
class Outcome:
    """What came of a race, its median times in seconds, or of a gauge, its median `figure`."""

    work: str
    target: float | Target | None
    times: Mapping[str, float]
    figure: float = 0.0
    unit: str = ""
    cpu: Mapping[str, float] = field(default_factory=dict)
    """The CPU times on one core, where they were taken."""

    @property
    def peer(self) -> str:
        """The fastest of the others, if there are any."""
        others = (side for side in self.times if side != "ours")
        return min(others, key=self.times.__getitem__, default="")

    @property
    def ratio(self) -> float:
        """How often ours is as fast as the fastest of the others."""
        return fastest_of_others(self.times) / self.times["ours"]

    @property
    def cpu_ratio(self) -> float | None:
        """The same by CPU time on one core; None where it was not taken."""
        return fastest_of_others(self.cpu) / self.cpu["ours"] if self.cpu else None

    @property
    def value(self) -> float:
        """What the target bounds: the ratio, its inverse where that has a ceiling, or the figure."""
        if not self.times:
            return self.figure
        return 1 / self.ratio if self.target is not None and aim(self.target).ceiling else self.ratio

    @property
    def reached(self) -> bool:
        """Whether ours is as good as it is to be, beside the best peer and beside those with own targets."""
        if self.target is None:
            return True
        target = aim(self.target)
        ratios = self.own_ratios
        return target.met(self.value) and all(ratio >= target.own[side] for side, ratio in ratios.items())

    @property
    def own_ratios(self) -> dict[str, float]:
        """How often ours is as fast as those with a target of their own that take part."""
        own = () if self.target is None else aim(self.target).own
        return {side: self.times[side] / self.times["ours"] for side in own if side in self.times}


def fastest_of_others(times: Mapping[str, float]) -> float:
    """The least time of the sides but ours."""
    return min(seconds for side, seconds in times.items() if side != "ours")


def aim(target: float | Target) -> Target:
    """A target, from the number that races are content with."""
    return target if isinstance(target, Target) else Target(target)


def run(work: Race | Gauge, rounds: int = ROUNDS, cpu: bool = False) -> Outcome:
    """Takes every figure once to warm up and then `rounds` times, the sides of a race in turn.

    With `cpu` races are run on one core, too, by CPU time, unless a side timed itself.
    """
    if isinstance(work, Gauge):
        try:
            figures = [work.taken() for _ in range(rounds + 1)][1:]
        finally:
            work.close()
        return Outcome(work.work, work.target, {}, statistics.median(figures), work.unit)
    times, on_one_core = medians(work.sides, rounds), dict[str, float]()
    if cpu and TASKS.is_dir() and not any(isinstance(taken, Seconds) for taken in times.values()):
        with one_core():
            on_one_core = medians(work.sides, rounds, time.process_time)
    return Outcome(work.work, work.target, times, cpu=on_one_core)


def medians(
    sides: Mapping[str, Callable[[], object]], rounds: int, clock: Callable[[], float] = time.perf_counter
) -> dict[str, float]:
    """The median time of each side by a clock, without its first turn; of sides far behind that alone."""
    first = {side: timed(does, 1, clock) for side, does in sides.items()}
    turns = {side: rounds_of(side, first, rounds) for side in sides}
    taken: dict[str, list[float]] = {side: [] for side in sides}
    for turn in range(rounds):
        for side, does in sides.items():
            if turn < turns[side]:
                taken[side].append(timed(does, max(1, math.ceil(TURN / first[side])), clock))
    return {side: type(first[side])(statistics.median(taken[side] or [first[side]])) for side in sides}


def rounds_of(side: str, first: Mapping[str, float], rounds: int) -> int:
    """How many turns a side has after the `first`, which took so many seconds."""
    if first[side] <= SLOW:
        return rounds
    is_far_behind = side != "ours" and first[side] > FAR_BEHIND * fastest_of_others(first)
    return 0 if is_far_behind else min(rounds, SLOW_ROUNDS)


def timed(
    work: Callable[[], object], often: int = 1, clock: Callable[[], float] = time.perf_counter
) -> float:
    """The seconds that some work takes by a clock, the mean of so many times one after another.

    What it returns is deleted before the next begins. Work that timed itself, in another process,
    returns its `Seconds`, and so does this.
    """
    gc.collect()
    seconds, kind = 0.0, float
    for _ in range(often):
        start = clock()
        result = work()
        took = clock() - start
        kind = Seconds if isinstance(result, Seconds) else float
        seconds += result if kind is Seconds else took
        del result
    return kind(seconds / often)


def machine() -> str:
    """What these times belong to."""
    packages = ", ".join(f"{name} {version(name)}" for name in PEERS)
    python = f"Python {platform.python_version()}"
    return (
        f"{processor()}, {cores()} cores, {platform.system()}, {python}, {packages}. {backend_description()}"
    )


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def processor() -> str:
    """The name of the processor, as far as the platform has it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        return next(line.partition(": ")[2] for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()
