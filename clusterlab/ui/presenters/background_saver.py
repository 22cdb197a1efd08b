"""Writes files in the background and reports when they are saved."""

from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path

from clusterlab.core.worker import SingleTaskWorker
from clusterlab.ui.panels.caption_bar import MessageBar


class BackgroundSaver:
    """Writes one file after the other on a worker, and reports each in the message bar."""

    def __init__(self, message: MessageBar) -> None:
        self._message, self._worker = message, SingleTaskWorker("clusterlab saver")
        self._waiting: deque[tuple[Path, Callable[[], object]]] = deque()

    @property
    def busy(self) -> bool:
        """Whether a file is being written or waits for that, or its result is not reported yet."""
        return bool(self._waiting) or not self._worker.idle

    def save(self, path: Path, write: Callable[[], object]) -> None:
        """Writes a file after those that were asked for before: a task started now would cancel theirs."""
        self._waiting.append((path, write))
        self._write_next()

    def poll(self) -> Exception | None:
        """Reports files that are saved; returns the error if one could not be."""
        failure = self._worker.failure()
        for sentence in self._worker.take():
            self._message.show_message("hint", sentence)
        self._write_next()
        return failure

    def close(self) -> bool:
        """Stops the worker and waits for it; returns whether it stopped in time."""
        return self._worker.close()

    def _write_next(self) -> None:
        """Starts writing the next file once the last one is reported."""
        if self._waiting and self._worker.idle:
            path, write = self._waiting.popleft()

            def task() -> Iterator[str]:
                write()
                yield f"Saved {path}."

            self._worker.start(task)
