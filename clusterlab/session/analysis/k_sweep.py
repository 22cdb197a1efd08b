"""Sweeps over K in the background; they are cached by data and algorithm."""

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from clusterlab.core.algorithm import Algorithm
from clusterlab.core.message import Message
from clusterlab.core.points import Points
from clusterlab.core.progress import Progress
from clusterlab.core.worker import TaskQueue
from clusterlab.session.state.session import Session, data_key

if TYPE_CHECKING:
    from clusterlab.metrics.k_sweep import SweepEntry

MAX_KEPT_CURVES = 24
DEFAULT_REFERENCES = 20
"""The number of references of the gap statistic unless a person asks for another."""
MAX_K = 50
"""The greatest K of a sweep."""


@dataclass(frozen=True)
class SweepRequest:
    """A sweep of K from 1 to `last`, with so many gap references, of one covariance type or of every one."""

    last: int = 10
    references: int = DEFAULT_REFERENCES
    every_kind: bool = False


@dataclass(eq=False)
class SweepCurve:
    """The sweep of one algorithm on some data, as far as it is computed."""

    algorithm: Algorithm
    entries_by_k: "dict[int, SweepEntry]" = field(default_factory=dict)
    finished_requests: set[tuple[int, int]] = field(default_factory=set)

    def entries(self, request: SweepRequest) -> "list[SweepEntry]":
        """The entries of a request that are known, by ascending K."""
        return [self.entries_by_k[k] for k in sorted(self.entries_by_k) if k <= request.last]

    def complete(self, request: SweepRequest) -> bool:
        """Whether everything requested is known."""
        return any(
            last >= request.last and of == self._references(request) for last, of in self.finished_requests
        )

    def mark_complete(self, request: SweepRequest) -> None:
        """Marks a request as complete."""
        self.finished_requests.add((request.last, self._references(request)))

    def share(self, request: SweepRequest) -> float:
        """The share of a request that is known, roughly."""
        found = self.entries(request)
        needed = [request.last, 1, request.last if self._references(request) else 0]
        silhouettes = any(entry.silhouette_of is not None for entry in found)
        gaps = sum(entry.gap is not None for entry in found)
        return (len(found) + silhouettes + gaps) / sum(needed)

    def _references(self, request: SweepRequest) -> int:
        return request.references if self.algorithm.gap_statistic else 0


@dataclass(frozen=True)
class _SweepItem:
    """Another entry or progress of a curve; None where the curve is complete."""

    curve: SweepCurve
    entry: "SweepEntry | Progress | None"


class KSweep:
    """Sweeps K on a task queue; begins anew only when data, algorithm or request change."""

    def __init__(self, task_queue: TaskQueue) -> None:
        self._queue = task_queue
        self._kept: OrderedDict[Any, SweepCurve] = OrderedDict()
        self._key: Any = None
        self.request = SweepRequest()
        self.points: Points | None = None
        self.lines: dict[str, SweepCurve] = {}
        self.stopped = self._has_begun = False

    @property
    def curve(self) -> SweepCurve | None:
        """The sweep of the algorithm itself."""
        return next(iter(self.lines.values()), None)

    @property
    def complete(self) -> bool:
        """Whether every line is complete."""
        return bool(self.lines) and all(line.complete(self.request) for line in self.lines.values())

    @property
    def busy(self) -> bool:
        """Whether a sweep is running or its end still to be taken, so that ticks are needed."""
        return self._has_begun and not (self.stopped or self.complete)

    @property
    def share(self) -> float:
        """The progress of the sweep, from 0 to 1."""
        shares = [
            1.0 if line.complete(self.request) else line.share(self.request) for line in self.lines.values()
        ]
        return sum(shares) / len(shares) if shares else 0.0

    def entries(self) -> "dict[str, Sequence[SweepEntry]]":
        """The known entries of each line, the algorithm's own first; none before the points are known."""
        is_known = self.points is not None
        return {name: curve.entries(self.request) * is_known for name, curve in self.lines.items()}

    def follow(self, session: Session, points: Points | None, request: SweepRequest | None = None) -> bool:
        """Turns to a session, whatever its K and seed; returns whether that is another sweep than before.

        There is no sweep for an algorithm that finds K by itself or exceeds the memory budget. `points` are
        None while they are read.
        """
        request = request or self.request
        key = (
            (*data_key(session), without_k_and_seed(session.algorithm), request)
            if not unavailable_reason(session, points, request.last)
            else None
        )
        is_other = bool(key != self._key)
        self.points, self.request = points, request
        if is_other:
            self._key = key
            self._queue.cancel()
            self.lines = {} if key is None else self._lines(session)
            self.stopped = self._has_begun = False
        return is_other

    def start(self) -> None:
        """Sweeps what is not known yet, unless that has begun or was stopped."""
        points, request = self.points, self.request
        if points is None or self._has_begun or self.stopped:
            return
        missing = [curve for curve in self.lines.values() if not curve.complete(request)]
        self._has_begun = bool(missing)
        if missing:
            self._queue.start(lambda: _items(missing, points, request))

    def resume(self) -> None:
        """Starts again what was stopped."""
        self.stopped = self._has_begun = False
        self.start()

    def tick(self) -> tuple[bool, Exception | None]:
        """Takes new entries; returns whether a curve changed, and an error to report."""
        ended, failure, changed = not self._queue.running, self._queue.failure(), False
        for item in self._queue.take():
            if item.entry is None:
                item.curve.mark_complete(self.request)
            elif not isinstance(item.entry, Progress):
                item.curve.entries_by_k[item.entry.k] = item.entry
            changed = changed or not isinstance(item.entry, Progress)
        if ended and self.busy:
            self.stopped = changed = True  # it failed
        return changed, failure

    def cancel(self) -> bool:
        """Stops the sweep and keeps its entries; returns whether it was running."""
        was_busy = self.busy
        self._queue.cancel()
        self.stopped = bool(self.lines) and not self.complete
        return was_busy

    def _lines(self, session: Session) -> dict[str, SweepCurve]:
        """The curves by name: the algorithm's own, then those of its other variants."""
        variants = without_k_and_seed(session.algorithm).variants()
        shown = [*variants.items()] if self.request.every_kind else [*variants.items()][:1]
        return {name: self._cached_curve((*data_key(session), one), one) for name, one in shown}

    def _cached_curve(self, key: Any, algorithm: Algorithm) -> SweepCurve:
        curve = self._kept.pop(key, None) or SweepCurve(algorithm)
        self._kept[key] = curve
        while len(self._kept) > MAX_KEPT_CURVES:
            self._kept.popitem(last=False)
        return curve


def unavailable_reason(session: Session, points: Points | None, last: int) -> Message:
    """Why K is not swept up to the `last`; empty where it is, as far as that is known without the points."""
    if session.algorithm.by_hand:
        return Message("K is the number of clusters that you make.")
    if not session.k:
        return Message("{algorithm} finds K by itself.", algorithm=session.algorithm.title)
    if points is None:
        return Message()
    if points.weights is not None and session.algorithm.weights_refusal:
        return Message("K is not swept: {title} takes no weights of rows.", title=session.algorithm.title)
    if session.algorithm.with_k(last).memory(points.n, points.d) > session.memory_budget:
        return Message("K is not swept: that would take more memory than was allowed.")
    return Message()


def without_k_and_seed(algorithm: Algorithm) -> Algorithm:
    """The algorithm with fixed K and seed: all K and seeds have the same sweep."""
    return algorithm.for_fixed_points().with_seed(0).with_k(1)


def _items(curves: Sequence[SweepCurve], points: Points, request: SweepRequest) -> Iterator[_SweepItem]:
    """The missing entries of some curves, one curve after the other."""
    from clusterlab.metrics.k_sweep import full_sweep  # loads after the first picture

    for curve in curves:
        algorithm, entries_by_k = curve.algorithm, dict(curve.entries_by_k)
        found = full_sweep(
            algorithm,
            points,
            range(1, request.last + 1),
            algorithm.restarts_per_k,
            request.references,
            entries_by_k,
        )
        for item in found:
            yield _SweepItem(curve, item)
        yield _SweepItem(curve, None)
