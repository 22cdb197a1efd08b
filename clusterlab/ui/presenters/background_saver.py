"""Files that are written in the background, and what is said when they are there."""

from collections.abc import Callable, Iterator
from pathlib import Path

from clusterlab.core.worker import Job
from clusterlab.ui.panels.caption_bar import MessageBar


class Errands:
    """Writes one file after a person's wish and tells of it in the message bar."""

    def __init__(self, message: MessageBar) -> None:
        self._message, self._job = message, Job("clusterlab errands")

    @property
    def busy(self) -> bool:
        """Whether something is being written or its end is still to be told."""
        return not self._job.idle

    def save(self, path: Path, write: Callable[[], object]) -> None:
        """Writes a file, and says when it is there."""

        def errand() -> Iterator[str]:
            write()
            yield f"Saved {path}."

        self._job.start(errand)

    def tick(self) -> Exception | None:
        """Tells what was done; an error to tell, if there was one."""
        failure = self._job.failure()
        for done in self._job.take():
            self._message.tell("hint", done)
        return failure

    def close(self) -> bool:
        """Ends the worker and waits for it."""
        return self._job.close()
