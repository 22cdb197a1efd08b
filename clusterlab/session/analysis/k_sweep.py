"""The charts over K: swept in the background, kept for data and algorithms that come back."""

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from clusterlab.algorithms.gmm.covariances import COVARIANCE_CHOICES
from clusterlab.core.algorithm import Algorithm
from clusterlab.core.points import Points
from clusterlab.core.progress import Progress
from clusterlab.core.worker import TaskQueue
from clusterlab.metrics.gap import DEFAULT_REFERENCES
from clusterlab.metrics.k_sweep import SweepEntry, full_sweep, has_gap_statistic
from clusterlab.session.state.session import Session, data_key

RESTARTS_PER_K = 10
MAX_KEPT_CURVES = 24
MAX_K = 50
"""The greatest K that the charts go to."""


@dataclass(frozen=True)
class SweepRequest:
    """What a person wants swept: K from 1 to `last`, how many references, every kind of covariance or one."""

    last: int = 10
    references: int = DEFAULT_REFERENCES
    every_kind: bool = False


@dataclass(eq=False)
class SweepCurve:
    """The sweep of one algorithm on some data, as far as it has come: what is known of each K."""

    algorithm: Algorithm
    entries_by_k: dict[int, SweepEntry] = field(default_factory=dict)
    finished_requests: set[tuple[int, int]] = field(default_factory=set)

    def entries(self, request: SweepRequest) -> list[SweepEntry]:
        """What is known of the K that are asked for, in their order."""
        return [self.entries_by_k[k] for k in sorted(self.entries_by_k) if k <= request.last]

    def complete(self, request: SweepRequest) -> bool:
        """Whether all is known that is asked for."""
        return any(
            last >= request.last and of == self._references(request) for last, of in self.finished_requests
        )

    def mark_complete(self, request: SweepRequest) -> None:
        """All is known now that is asked for."""
        self.finished_requests.add((request.last, self._references(request)))

    def share(self, request: SweepRequest) -> float:
        """Which part of what is asked for is known, about."""
        found = self.entries(request)
        wanted = [request.last, 1, request.last if self._references(request) else 0]
        silhouettes = any(entry.silhouette_of is not None for entry in found)
        gaps = sum(entry.gap is not None for entry in found)
        return (len(found) + silhouettes + gaps) / sum(wanted)

    def _references(self, request: SweepRequest) -> int:
        return request.references if has_gap_statistic(self.algorithm) else 0


@dataclass(frozen=True)
class _SweepItem:
    """Something more of a curve; None says that the curve is complete."""

    curve: SweepCurve
    entry: SweepEntry | Progress | None


class KSweep:
    """Fills in the charts over K on a lane; starts again only when data or algorithm really changed."""

    def __init__(self, task_queue: TaskQueue) -> None:
        self._lane = task_queue
        self._kept: OrderedDict[Any, SweepCurve] = OrderedDict()
        self._key: Any = None
        self.request = SweepRequest()
        self.points: Points | None = None
        self.lines: dict[str, SweepCurve] = {}
        self.stopped = False

    @property
    def curve(self) -> SweepCurve | None:
        """The sweep of the algorithm itself."""
        return next(iter(self.lines.values()), None)

    @property
    def complete(self) -> bool:
        """Whether every line is known whole."""
        return bool(self.lines) and all(line.complete(self.request) for line in self.lines.values())

    @property
    def busy(self) -> bool:
        """Whether a sweep goes on or its end is still to be seen, so that ticks are wanted."""
        return bool(self.lines) and not (self.stopped or self.complete)

    @property
    def share(self) -> float:
        """How far the sweep is, from 0 to 1."""
        shares = [
            1.0 if line.complete(self.request) else line.share(self.request) for line in self.lines.values()
        ]
        return sum(shares) / len(shares) if shares else 0.0

    def entries(self) -> dict[str, Sequence[SweepEntry]]:
        """What is known, the algorithm's own line first."""
        return {name: curve.entries(self.request) for name, curve in self.lines.items()}

    def follow(self, session: Session, points: Points, request: SweepRequest | None = None) -> bool:
        """Shows the sweep of a session whatever its K and seed; says whether it is another than before.

        An algorithm that finds K by itself has none, nor one that needs more memory than it may take.
        """
        request = request or self.request
        key = (
            (*data_key(session), without_k_and_seed(session.algorithm), request)
            if not unavailable_reason(session, points)
            else None
        )
        if key == self._key:
            return False
        self._key, self.points, self.request, self.stopped = key, points, request, False
        self._lane.cancel()
        self.lines = {} if key is None else self._lines(session)
        self.resume()
        return True

    def resume(self) -> None:
        """Begins with what is not known yet, again if it was stopped."""
        points, request, self.stopped = self.points, self.request, False
        missing = [curve for curve in self.lines.values() if not curve.complete(request)]
        if missing and points is not None:
            self._lane.start(lambda: _items(missing, points, request))

    def tick(self) -> tuple[bool, Exception | None]:
        """Takes what came in since the last tick: whether a curve grew, and an error to tell."""
        ended, failure, changed = not self._lane.running, self._lane.failure(), False
        for item in self._lane.take():
            if isinstance(item.entry, SweepEntry):
                item.curve.entries_by_k[item.entry.k] = item.entry
            elif item.entry is None:
                item.curve.mark_complete(self.request)
            changed = changed or not isinstance(item.entry, Progress)
        if ended and self.busy:
            self.stopped = changed = True  # it failed
        return changed, failure

    def cancel(self) -> bool:
        """Stops the sweep; what is drawn stays. Says whether there was one."""
        if not self.busy:
            return False
        self._lane.cancel()
        self.stopped = True
        return True

    def _lines(self, session: Session) -> dict[str, SweepCurve]:
        """The curves on the charts by name: the algorithm's own, then those of the other covariances."""
        own: Any = without_k_and_seed(session.algorithm)
        kind = getattr(own, "covariance", "")
        others = (
            [name for name in COVARIANCE_CHOICES if name != kind] if kind and self.request.every_kind else []
        )
        request = {kind: own} | {name: replace(own, covariance=name) for name in others}
        return {name: self._cached_curve((*data_key(session), one), one) for name, one in request.items()}

    def _cached_curve(self, key: Any, algorithm: Algorithm) -> SweepCurve:
        curve = self._kept.pop(key, None) or SweepCurve(algorithm)
        self._kept[key] = curve
        while len(self._kept) > MAX_KEPT_CURVES:
            self._kept.popitem(last=False)
        return curve


def unavailable_reason(session: Session, points: Points) -> str:
    """Why K is not swept, in a sentence; empty where it is."""
    if not session.k:
        return f"{session.algorithm.title} finds K by itself."
    if session.algorithm.memory(points.n, points.d) > session.memory_budget:
        return "K is not swept: that would take more memory than was allowed."
    return ""


def restarts_per_k(algorithm: Algorithm) -> int:
    """How many starts each K gets: ten for a method whose result hangs on its start."""
    return 1 if algorithm.soft or not hasattr(algorithm, "seed") else RESTARTS_PER_K


def without_k_and_seed(algorithm: Algorithm) -> Algorithm:
    """The algorithm whatever its K and its seed: the same sweep serves them all."""
    fixed = algorithm.for_fixed_points()
    seedless = replace(fixed, seed=0) if hasattr(fixed, "seed") else fixed  # type: ignore[type-var]
    return replace(seedless, k=1)  # type: ignore[type-var]


def _items(curves: Sequence[SweepCurve], points: Points, request: SweepRequest) -> Iterator[_SweepItem]:
    """What is missing of some curves, one after the other."""
    for curve in curves:
        algorithm, entries_by_k = curve.algorithm, dict(curve.entries_by_k)
        found = full_sweep(
            algorithm,
            points,
            range(1, request.last + 1),
            restarts_per_k(algorithm),
            request.references,
            entries_by_k,
        )
        for item in found:
            yield _SweepItem(curve, item)
        yield _SweepItem(curve, None)
