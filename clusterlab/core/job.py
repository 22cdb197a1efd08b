"""Work on another thread: an iterator drained into a queue that the owner empties when it likes."""

from clusterlab.core.lanes import Lane, Lanes


class Job(Lane):
    """Drains one iterator at a time on one long-lived thread of its own.

    No call ever comes from that thread: the owner takes what is there. Starting something new
    cancels what ran before, and nothing of the old work is handed out after that.
    """

    def __init__(self, name: str) -> None:
        self._own = Lanes(name)
        super().__init__(self._own.wake)
        self._own.join(self)

    def close(self, seconds: float = 2.0) -> bool:
        """Cancels, ends the thread and waits for it; says whether it ended in time."""
        self.cancel()
        return self._own.close(seconds)
