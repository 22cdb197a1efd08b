"""The charts over K: swept in the background, kept for data and algorithms that come back."""

from collections import OrderedDict
from dataclasses import dataclass, field, replace
from typing import Any

from clusterlab.core.algorithm import Algorithm
from clusterlab.core.job import Job
from clusterlab.core.points import Points
from clusterlab.measures.sweep import SweepEntry, sweep
from clusterlab.session.choices import Session

KS = range(1, 11)
RESTARTS = 10
KEPT = 12


@dataclass(eq=False)
class Curve:
    """The sweep of one algorithm on some data, as far as it has come."""

    algorithm: Algorithm
    entries: list[SweepEntry] = field(default_factory=list)
    complete: bool = False


class Sweeper:
    """Fills in the charts over K; starts again only when data or algorithm really changed."""

    def __init__(self) -> None:
        self._job = Job("clusterlab sweep")
        self._curves: OrderedDict[Any, Curve] = OrderedDict()
        self.curve: Curve | None = None

    @property
    def computing(self) -> bool:
        """Whether a sweep is going on."""
        return self._job.running

    @property
    def busy(self) -> bool:
        """Whether a sweep goes on or left something to take, so that ticks are wanted."""
        return not self._job.idle

    def ask(self, session: Session, points: Points) -> bool:
        """Shows the sweep of a session whatever its K and seed; says whether it is another than before."""
        algorithm = _general(session.algorithm)
        key = (session.source, session.columns, session.scaling, algorithm)
        if self.curve is not None and self._curves.get(key) is self.curve:
            return False
        self._job.cancel()
        self.curve = curve = self._kept(key, algorithm)
        if not curve.complete:
            curve.entries.clear()
            self._job.start(lambda: sweep(algorithm, points, KS, restarts_of(algorithm)))
        return True

    def tick(self) -> tuple[bool, Exception | None]:
        """Takes what came in since the last tick: whether the curve grew, and an error to tell."""
        ended = not self._job.running
        failure = self._job.failure()
        taken = [item for item in self._job.take() if isinstance(item, SweepEntry)]
        if self.curve is None:
            return False, failure
        self.curve.entries.extend(taken)
        completed = ended and bool(taken) and failure is None
        self.curve.complete = self.curve.complete or completed
        return bool(taken), failure

    def cancel(self) -> bool:
        """Stops the sweep; what is drawn stays. Says whether there was one."""
        stopped = self._job.running
        self._job.cancel()
        return stopped

    def close(self) -> bool:
        """Ends the worker and waits for it."""
        return self._job.close()

    def _kept(self, key: Any, algorithm: Algorithm) -> Curve:
        curve = self._curves.pop(key, None) or Curve(algorithm)
        self._curves[key] = curve
        while len(self._curves) > KEPT:
            self._curves.popitem(last=False)
        return curve


def restarts_of(algorithm: Algorithm) -> int:
    """How many starts each K gets: ten for a method whose result hangs on its start."""
    return 1 if algorithm.soft else RESTARTS


def _general(algorithm: Algorithm) -> Algorithm:
    """The algorithm whatever its K and its seed: the same sweep serves them all."""
    return replace(algorithm, k=1, seed=0)  # type: ignore[type-var]
