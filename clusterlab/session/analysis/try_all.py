"""Every algorithm on the same points, with its usual parameters and starts, sorted by how well each does."""

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Generic, TypeVar

from clusterlab.core.algorithm import ALGORITHMS, Algorithm, search_best_restart
from clusterlab.core.cancellation import Canceled, cancel_unless, check_canceled
from clusterlab.core.errors import UserError
from clusterlab.core.memory_budget import check_memory
from clusterlab.core.message import Message
from clusterlab.core.progress import map_progress
from clusterlab.core.worker import TaskQueue
from clusterlab.datasets.ground_truth import GroundTruth
from clusterlab.session.analysis.comparison import NO_MEMORY, ComparisonEntry, with_matched_colors
from clusterlab.session.analysis.comparison_metrics import comparison_metrics
from clusterlab.session.analysis.queued_analysis import QueuedAnalysis
from clusterlab.session.state.prepared import Prepared
from clusterlab.session.state.session import with_shared_params

DEFAULT_TRIED_K = 3
"""The K of the algorithms where none is chosen and the points suggest none."""
MAX_RESTARTED_POINTS = 100_000
"""With more points each algorithm is run once."""
MAX_SECONDS = 30
"""An algorithm that computes for longer is stopped, so that the others are tried, too."""
T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class TryAllRequest:
    """The algorithms to try on some data, and a note on these.

    `classes` finds the known classes that the results are compared with, if any; of many rows that takes a
    moment.
    """

    prepared: Prepared
    algorithms: tuple[Algorithm, ...]
    classes: Callable[[], GroundTruth | None]
    memory_budget: int
    note: Message = Message()


@dataclass(frozen=True)
class TryAllProgress:
    """How many algorithms have ended, and the title of the one that runs now."""

    done: int
    of: int
    title: str


TryAllItems = Iterator[TryAllProgress | ComparisonEntry]


def all_algorithms(k: int, like: Algorithm | None = None) -> tuple[Algorithm, ...]:
    """Every algorithm as it is by default, with `k` clusters where it takes K, and the seed of `like`."""
    made = (kind() for kind in ALGORITHMS.all().values())
    seeded = [one if like is None else with_shared_params(one, like, ("seed",)) for one in made]
    return tuple(one.with_k(k) if one.takes_k else one for one in seeded)


def search_all(request: TryAllRequest) -> TryAllItems:
    """The best result of the starts of each algorithm with its metrics, one after another, and the progress.

    One that cannot run has the reason in place of a result.
    """
    request.classes()  # found once, before there is any progress
    for number, algorithm in enumerate(request.algorithms):
        progress = TryAllProgress(number, len(request.algorithms), algorithm.title)
        yield progress
        work = _search_entry(request, algorithm)
        yield (yield from map_progress(lambda _, progress=progress: progress, work))  # type: ignore[misc]


def compare_all(request: TryAllRequest) -> list[ComparisonEntry]:
    """The results of all algorithms, the best first, with matched colors."""
    found = [item for item in search_all(request) if isinstance(item, ComparisonEntry)]
    return with_matched_colors(ranked(found, request.classes() is not None), request.prepared)


def ranked(entries: Sequence[ComparisonEntry], by_classes: bool) -> list[ComparisonEntry]:
    """The best entries first: by ARI with known classes, else by silhouette; those without one come last."""

    def rank(entry: ComparisonEntry) -> tuple[bool, bool, float]:
        value = entry.metrics.ground_truth_ari if by_classes else entry.metrics.silhouette
        return bool(entry.failure), value is None, -(value or 0.0)

    return sorted(entries, key=rank)


class TryAll(QueuedAnalysis):
    """Tries all algorithms on a task queue; the results are those of one data set, by its `key`."""

    shows_end = True

    def __init__(self, task_queue: TaskQueue) -> None:
        super().__init__(task_queue)
        self._key: object = None
        self.request: TryAllRequest | None = None
        self.entries: list[ComparisonEntry] = []
        self.progress: TryAllProgress | None = None

    @property
    def is_stopped(self) -> bool:
        """Whether trying has ended before every algorithm was tried."""
        of = 0 if self.request is None else len(self.request.algorithms)
        return not self.busy and len(self.entries) < of

    @property
    def ranked(self) -> list[ComparisonEntry]:
        """The results so far, the best first."""
        return ranked(self.entries, self.has_classes)

    @property
    def has_classes(self) -> bool:
        """Whether the results are compared with known classes, as far as that was found out."""
        is_known = self.request is not None and self.progress is not None
        return is_known and self.request is not None and self.request.classes() is not None

    def follow(self, key: object) -> bool:
        """Turns to other data and forgets the results of those before; returns whether there were some."""
        if key == self._key or self.request is None:
            return False
        self.cancel()
        self.request, self.entries = None, []
        return True

    def start(self, request: TryAllRequest, key: object) -> None:
        """Starts to try all algorithms on data with a key."""
        self._key, self.request, self.entries, self.progress = key, request, [], None
        self._compute(lambda: search_all(request))

    def _take(self, item: TryAllProgress | ComparisonEntry) -> bool:
        if not isinstance(item, TryAllProgress):
            self.entries.append(item)
            return True
        is_news, self.progress = item != self.progress, item
        return is_news


def _search_entry(request: TryAllRequest, algorithm: Algorithm) -> Generator[object, None, ComparisonEntry]:
    """The result of one algorithm with its metrics; yields after every iteration."""
    entry = yield from _best_of_starts(request, algorithm)
    (metrics,) = yield from comparison_metrics(request.prepared, [entry.last], request.classes())
    return replace(entry, metrics=replace(metrics, pairwise_ari=()))


def _best_of_starts(request: TryAllRequest, algorithm: Algorithm) -> Generator[object, None, ComparisonEntry]:
    """The best of the usual number of starts, of many points of one."""
    points = request.prepared.points
    if algorithm.initial_rows:
        return _failed(algorithm, Message("A stream is not tried: only its last rows are kept."))
    restarts = algorithm.restarts_per_k if algorithm.seeded and points.n <= MAX_RESTARTED_POINTS else 1
    timed = _Timed(search_best_restart(algorithm, points, restarts))
    try:
        check_memory(algorithm, points.n, points.d, request.memory_budget)
        winner, last = yield from timed.work()
    except UserError as error:
        return _failed(algorithm, error.message)
    except MemoryError:
        return _failed(algorithm, NO_MEMORY)
    except Canceled:
        if timed.seconds < MAX_SECONDS:
            raise
        template = "Stopped after {seconds!s} seconds, because it takes long on {n:# point|# points}."
        return _failed(algorithm, Message(template, seconds=MAX_SECONDS, n=points.n))
    return ComparisonEntry(winner, last, timed.seconds)


def _failed(algorithm: Algorithm, why: Message) -> ComparisonEntry:
    return ComparisonEntry(algorithm, failure=why)


class _Timed(Generic[T]):
    """Work and its computing time: the time between two items does not count.

    It raises Canceled after `MAX_SECONDS`.
    """

    def __init__(self, items: Generator[object, None, T]) -> None:
        self._items = items
        self.seconds = 0.0

    def work(self) -> Generator[object, None, T]:
        """The same items and result."""
        while True:
            began, before = perf_counter(), self.seconds
            try:
                with cancel_unless(lambda began=began, before=before: self._is_within(began, before)):  # type: ignore[misc]
                    found = next(self._items)
                    check_canceled()
            except StopIteration as end:
                return end.value  # type: ignore[no-any-return]
            finally:
                self.seconds = before + perf_counter() - began
            yield found

    def _is_within(self, began: float, before: float) -> bool:
        return before + perf_counter() - began < MAX_SECONDS
