"""How many clusters the data of a session have, counted in the background and kept for each data set."""

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from clusterlab.core.message import Message
from clusterlab.core.progress import Progress
from clusterlab.core.worker import TaskQueue
from clusterlab.session.state.prepared import Prepared
from clusterlab.session.state.session import Session, data_key

if TYPE_CHECKING:
    from clusterlab.metrics.cluster_count.how_many import ClusterCount

MAX_KEPT_COUNTS = 24


class BackgroundCount:
    """Counts the clusters of one data set on a task queue, whichever algorithm is chosen."""

    def __init__(self, task_queue: TaskQueue) -> None:
        self._queue = task_queue
        self._kept: OrderedDict[Any, ClusterCount] = OrderedDict()
        self._key: Any = None
        self._prepared: Prepared | None = None
        self.share = 0.0
        """How much is done, from 0 to 1."""
        self.busy = False
        """Whether clusters are being counted or the answer is still to be taken, so that ticks are needed."""
        self.stopped = False

    @property
    def count(self) -> "ClusterCount | None":
        """The answer for the present data, None before it is known."""
        return self._kept.get(self._key)

    def follow(self, session: Session, prepared: Prepared | None) -> None:
        """Turns to the data of a session, None before they are read; a count of other data is canceled."""
        key = data_key(session)
        if key != self._key:
            self._queue.cancel()
            self._key, self.share = key, 0.0
            self.busy = self.stopped = False
        self._prepared = prepared

    def start(self) -> None:
        """Starts counting unless the answer is known, being counted, or counting was stopped."""
        prepared, key = self._prepared, self._key
        if prepared is None or self.busy or self.stopped or self.count is not None:
            return
        self.share, self.busy = 0.0, True
        self._queue.start(lambda: _counted(prepared, key))

    def resume(self) -> None:
        """Starts counting again after it was stopped."""
        self.stopped = False
        self.start()

    def tick(self) -> tuple[bool, Exception | None]:
        """Takes progress and answer; returns whether there is more to show, and an error to report."""
        ended, failure, percent = not self._queue.running, self._queue.failure(), round(100 * self.share)
        for item in self._queue.take():
            if isinstance(item, Progress):
                self.share = item.done / item.of
            else:
                self._keep(*item)
        ended = ended and self.busy
        if ended:
            self.busy, self.stopped = False, self.count is None  # it failed
        return ended or round(100 * self.share) != percent, failure

    def cancel(self) -> bool:
        """Stops counting until other data are followed; returns whether clusters were being counted."""
        was_busy, self.busy = self.busy, False
        self._queue.cancel()
        self.stopped = self.count is None
        return was_busy

    def _keep(self, key: Any, count: "ClusterCount") -> None:
        self._kept[key] = count
        while len(self._kept) > MAX_KEPT_COUNTS:
            self._kept.popitem(last=False)


def _counted(prepared: Prepared, key: Any) -> "Iterator[Progress | tuple[Any, ClusterCount]]":
    """The progress, and at last the answer with the key of its data."""
    from clusterlab.metrics.cluster_count.how_many import count_clusters  # loads after the first picture

    found = yield from count_clusters(prepared.points, names=prepared.clustered_columns)
    if prepared.sample_text:
        sampled = Message("The points are {sample}.", sample=prepared.sample_text)
        found = replace(found, notes=(*found.notes, sampled))
    yield key, found
