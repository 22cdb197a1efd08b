"""Writes files in the background and reports when they are saved."""

from collections import deque
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

from clusterlab.core.worker import SingleTaskWorker
from clusterlab.ui.panels.message_bar import MessageBar

Rendering = Generator[object, None, Callable[[], object]]
"""Work of the window's thread, one step for each turn of its event loop; it returns what a worker writes."""


class BackgroundSaver:
    """Renders and writes one file after the other, and reports each in the message bar.

    `poll_while_busy` is called with the saver when there is something to write.
    """

    def __init__(self, message: MessageBar, poll_while_busy: Callable[["BackgroundSaver"], object]) -> None:
        self._message, self._worker = message, SingleTaskWorker("clusterlab saver")
        self._poll_while_busy = poll_while_busy
        self._waiting: deque[tuple[str, Rendering]] = deque()

    @property
    def busy(self) -> bool:
        """Whether a file is being written or waits for that, or its result is not reported yet."""
        return bool(self._waiting) or self._worker.busy

    def save(self, path: Path, write: Callable[[], object]) -> None:
        """Writes a file after those that were asked for before."""
        self.render(path, _rendered(write))

    def render(self, path: Path, rendering: Rendering) -> None:
        """Renders a file, and writes it after those that were asked for before."""
        self.render_and_report(f"Saved {path}.", rendering)

    def render_and_report(self, report: str, rendering: Rendering) -> None:
        """Renders something else than a file, such as for the clipboard, and reports it in a sentence."""
        self._waiting.append((report, rendering))
        self._poll_while_busy(self)

    def poll(self) -> Exception | None:
        """Reports files that are saved, and renders on; returns the error if one could not be saved."""
        failure = self._worker.failure()
        for sentence in self._worker.take():
            self._message.show_message("hint", sentence)
        return failure or self._render_next()

    def finish(self) -> list[Exception]:
        """Writes all files that were asked for, however long that takes, and stops; returns the errors."""
        failures = []
        while self.busy:
            failures.append(self.poll())
            self._worker.wait()
        self._worker.stop()
        return [failure for failure in failures if failure is not None]

    def _render_next(self) -> Exception | None:
        """Goes on with the next file; a task that is started now would cancel the one before."""
        if not self._waiting or self._worker.busy:
            return None
        report, rendering = self._waiting[0]
        try:
            next(rendering)
        except StopIteration as end:
            write = end.value
            self._waiting.popleft()
            self._worker.start(lambda: _written(report, write))
        except Exception as error:  # reported as that of the worker
            self._waiting.popleft()
            return error
        return None


def _rendered(write: Callable[[], object]) -> Rendering:
    """What needs no rendering."""
    yield from ()
    return write


def _written(report: str, write: Callable[[], object]) -> Iterator[str]:
    """Writes a file, and yields the sentence that reports it."""
    write()
    yield report
