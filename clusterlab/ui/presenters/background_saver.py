"""Writes files in the background and reports when they are saved."""

from collections import deque
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

from clusterlab.core.formatting import format_percent
from clusterlab.core.progress import PaintCall, Progress
from clusterlab.core.worker import SingleTaskWorker
from clusterlab.ui.panels.message_bar import MessageBar

Rendering = Generator[object, None, Callable[[], object]]
"""Work of the window's thread, one step for each turn of its event loop; it returns what a worker writes."""
Finish = Callable[[Any], str]
"""The work of the window's thread on what a worker returned; it returns the sentence that reports it."""


class BackgroundSaver:
    """Renders and writes one file after the other, and reports each in the message bar.

    `poll_while_busy` is called with the saver when there is something to write. What writes may be a
    generator that yields its progress and returns a list of notes for the report; it can be canceled. A
    `PaintCall` that it yields is called on the window's thread before it goes on.
    """

    def __init__(self, message: MessageBar, poll_while_busy: Callable[["BackgroundSaver"], object]) -> None:
        self._message, self._worker = message, SingleTaskWorker("clusterlab saver")
        self._poll_while_busy = poll_while_busy
        self._worker.pauses_after = lambda item: isinstance(item, PaintCall)
        self._waiting: deque[tuple[Finish, Rendering]] = deque()
        self._progress: Progress | None = None

    @property
    def busy(self) -> bool:
        """Whether a file is being written or waits for that, or its result is not reported yet."""
        return bool(self._waiting) or self._worker.busy

    @property
    def words(self) -> str:
        """What is being saved, and how far it is; empty where nothing is."""
        if not self.busy:
            return ""
        if self._progress is None:
            return "Saving…"
        return f"Saving… {format_percent(self._progress.done / max(1, self._progress.of))}. Esc cancels"

    def cancel(self) -> bool:
        """Stops what is being written, if it reports its progress, and says so; whether something was."""
        if self._progress is None:
            return False
        self._worker.cancel()
        self._progress = None
        self._message.show_message("hint", "Saving was stopped. No file was written.")
        return True

    def save(self, path: Path, write: Callable[[], object]) -> None:
        """Writes a file after those that were asked for before."""
        self.render(path, _rendered(write))

    def render(self, path: Path, rendering: Rendering) -> None:
        """Renders a file, and writes it after those that were asked for before."""
        self.render_and_report(f"Saved {path}.", rendering)

    def render_and_report(self, report: str, rendering: Rendering) -> None:
        """Renders something else than a file, such as for the clipboard, and reports it in a sentence."""
        self._add(lambda notes: " ".join([report, *notes]) if isinstance(notes, list) else report, rendering)

    def compute_and_finish(self, compute: Callable[[], object], finish: Finish) -> None:
        """Computes something on the worker, and then finishes it on the window's thread."""
        self._add(finish, _rendered(compute))

    def poll(self) -> Exception | None:
        """Reports files that are saved, and renders on; returns the error if one could not be saved."""
        failure = self._worker.failure()
        for item in self._worker.take():
            match item:
                case Progress():
                    self._progress = item
                case PaintCall():
                    failure = self._paint(item)
                case finish, result:
                    self._message.show_message("hint", finish(result))
        self._progress = self._progress if self._worker.running else None
        return failure or self._render_next()

    def finish(self) -> list[Exception]:
        """Writes all files that were asked for, however long that takes, and stops; returns the errors."""
        failures = []
        while self.busy:
            failures.append(self.poll())
            self._worker.wait()
        self._worker.stop()
        return [failure for failure in failures if failure is not None]

    def _add(self, finish: Finish, rendering: Rendering) -> None:
        self._waiting.append((finish, rendering))
        self._poll_while_busy(self)

    def _paint(self, call: PaintCall) -> Exception | None:
        """Paints a bit of a file, of which nothing is left where that fails; then the worker goes on."""
        self._progress = call.progress
        try:
            call.run()
        except Exception as error:  # reported as that of the worker
            self._worker.cancel()
            return error
        self._worker.set_paused(False)
        return None

    def _render_next(self) -> Exception | None:
        """Goes on with the next file; a task that is started now would cancel the one before."""
        if not self._waiting or self._worker.busy:
            return None
        finish, rendering = self._waiting[0]
        try:
            next(rendering)
        except StopIteration as end:
            write = end.value
            self._waiting.popleft()
            self._worker.start(lambda: _written(finish, write))
        except Exception as error:  # reported as that of the worker
            self._waiting.popleft()
            return error
        return None


def _rendered(write: Callable[[], object]) -> Rendering:
    """What needs no rendering."""
    yield from ()
    return write


def _written(finish: Finish, write: Callable[[], object]) -> Iterator[object]:
    """Writes a file, and yields its progress, if there is any, and last what reports it, and the result."""
    written = write()
    yield finish, ((yield from written) if isinstance(written, Generator) else written)
