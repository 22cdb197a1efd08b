"""Files that are written in the background, and what is said when they are there."""

from collections.abc import Callable, Iterator
from pathlib import Path

from clusterlab.core.worker import SingleTaskWorker
from clusterlab.ui.panels.caption_bar import MessageBar


class BackgroundSaver:
    """Writes one file after a person's wish and tells of it in the message bar."""

    def __init__(self, message: MessageBar) -> None:
        self._message, self._worker = message, SingleTaskWorker("clusterlab errands")

    @property
    def busy(self) -> bool:
        """Whether something is being written or its end is still to be told."""
        return not self._worker.idle

    def save(self, path: Path, write: Callable[[], object]) -> None:
        """Writes a file, and says when it is there."""

        def write_task() -> Iterator[str]:
            write()
            yield f"Saved {path}."

        self._worker.start(write_task)

    def tick(self) -> Exception | None:
        """Tells what was done; an error to tell, if there was one."""
        failure = self._worker.failure()
        for done in self._worker.take():
            self._message.show_message("hint", done)
        return failure

    def close(self) -> bool:
        """Ends the worker and waits for it."""
        return self._worker.close()
