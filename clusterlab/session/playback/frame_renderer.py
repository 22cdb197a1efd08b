"""Makes frames on the caller's thread, or on a worker where that takes long."""

from collections.abc import Callable
from typing import Generic, TypeVar

from clusterlab.core.worker import SingleTaskWorker, TaskQueue

T = TypeVar("T")
SYNC_LIMIT = 30_000
"""Up to this many points times clusters a frame is made on the thread that asks for it."""


class FrameRenderer(Generic[T]):
    """Makes frames: small ones at once, large ones on a worker, which skips all but the latest request."""

    def __init__(self, show: Callable[[T], None], worker: SingleTaskWorker | TaskQueue | None = None) -> None:
        self._show, self._worker = show, worker or SingleTaskWorker("clusterlab frame")
        self._pending: Callable[[], T] | None = None

    @property
    def busy(self) -> bool:
        """Whether a frame is being made or waits to be made."""
        return self._pending is not None or self._worker.busy

    def ask(self, make: Callable[[], T], size: int) -> None:
        """Requests a frame of `size` points times clusters, to be shown as soon as it is made."""
        if size <= SYNC_LIMIT:
            self._pending = None
            self._worker.cancel()
            self._show(make())
            return
        self._pending = make
        self.poll()

    def poll(self) -> Exception | None:
        """Shows finished frames and starts the pending request; returns the worker's exception, if any."""
        failure = self._worker.failure()
        for frame in self._worker.take():
            self._show(frame)
        if self._pending is not None and not self._worker.busy:
            make, self._pending = self._pending, None
            self._worker.start(lambda: iter((make(),)))
        return failure

    def stop(self) -> None:
        """Drops the pending request, and lets the worker end if it is the renderer's own."""
        self._pending = None
        if isinstance(self._worker, SingleTaskWorker):
            self._worker.stop()
