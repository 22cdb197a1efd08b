"""Work on another thread: an iterator drained into a queue that the owner empties when it likes."""

import threading
from collections import deque
from collections.abc import Callable, Iterable
from typing import Any

from clusterlab.core.progress import Unwanted, while_wanted
from clusterlab.kernels.threads import stand_back


class Job:
    """Drains one iterator at a time on one long-lived thread.

    No call ever comes from that thread: the owner takes what is there. Starting something new
    cancels what ran before, and nothing of the old work is handed out after that.
    """

    def __init__(self, name: str) -> None:
        self._wake = threading.Condition()
        self._wanted: tuple[int, Callable[[], Iterable[Any]]] | None = None
        self._number = 0
        self._busy = False
        self._closing = False
        self._items: deque[tuple[int, Any]] = deque()
        self._failure: Exception | None = None
        self._thread = threading.Thread(target=self._serve, name=name, daemon=True)
        self._thread.start()

    @property
    def running(self) -> bool:
        """Whether work is going on or waiting to begin."""
        with self._wake:
            return self._busy or self._wanted is not None

    @property
    def idle(self) -> bool:
        """Whether nothing goes on and nothing waits to be taken or told."""
        with self._wake:
            return not (self._busy or self._wanted or self._items or self._failure)

    def start(self, work: Callable[[], Iterable[Any]]) -> None:
        """Cancels what runs and begins to drain what `work` returns; `work` is called on the thread."""
        with self._wake:
            self._number += 1
            self._items.clear()
            self._failure = None
            self._wanted = (self._number, work)
            self._wake.notify_all()

    def cancel(self) -> None:
        """Stops between two items; what was already taken stays taken."""
        with self._wake:
            self._number += 1
            self._wanted = None
            self._items.clear()
            self._failure = None

    def take(self) -> list[Any]:
        """Everything that has come since the last call, in order."""
        with self._wake:
            taken = [item for number, item in self._items if number == self._number]
            self._items.clear()
        return taken

    def failure(self) -> Exception | None:
        """What ended the present work early, told once."""
        with self._wake:
            failure, self._failure = self._failure, None
        return failure

    def close(self, seconds: float = 2.0) -> bool:
        """Cancels, ends the thread and waits for it; says whether it ended in time."""
        self.cancel()
        with self._wake:
            self._closing = True
            self._wake.notify_all()
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _serve(self) -> None:
        stand_back()
        while True:
            with self._wake:
                self._wake.wait_for(lambda: self._wanted is not None or self._closing)
                if self._closing:
                    return
                assert self._wanted is not None
                (number, work), self._wanted, self._busy = self._wanted, None, True
            self._drain(number, work)
            with self._wake:
                self._busy = False

    def _drain(self, number: int, work: Callable[[], Iterable[Any]]) -> None:
        try:
            with while_wanted(lambda: number == self._number):
                for item in work():
                    with self._wake:
                        if number != self._number:
                            return
                        self._items.append((number, item))
        except Unwanted:
            return
        except Exception as failure:  # every failure is handed to the owner, who tells the person
            with self._wake:
                if number == self._number:
                    self._failure = failure
