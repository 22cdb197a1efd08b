"""Work of several kinds on one thread: iterators that take turns, so that what is short need not wait."""

import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from time import monotonic
from typing import Any

from clusterlab.core.cancellation import Unwanted, while_wanted
from clusterlab.kernels.parallel import stand_back

TURN = 0.05
"""Seconds after which a lane lets others go on that wait."""
Work = Callable[[], Iterable[Any]]


class Lanes:
    """One long-lived thread that goes on by one item at a time, always with the first lane that has work;
    where they are `fair` to each other, one that goes on for long lets the others have a turn."""

    def __init__(self, name: str, fair: bool = False) -> None:
        self.wake, self._fair = threading.Condition(), fair
        self._lanes: list[Lane] = []
        self._on_turn: Lane | None = None
        self._since = 0.0
        self._closing = False
        self._thread = threading.Thread(target=self._serve, name=name, daemon=True)
        self._thread.start()

    def lane(self) -> "Lane":
        """One lane more, which goes on while those before it have nothing to do."""
        lane = Lane(self.wake)
        self.join(lane)
        return lane

    def join(self, lane: "Lane") -> None:
        """Takes in a lane that wakes this thread."""
        with self.wake:
            self._lanes.append(lane)

    def leave(self, lane: "Lane") -> None:
        """Cancels what a lane does, and forgets it."""
        lane.cancel()
        with self.wake:
            self._lanes.remove(lane)

    def close(self, seconds: float = 2.0) -> bool:
        """Cancels everything, ends the thread and waits for it; says whether it ended in time."""
        with self.wake:
            self._closing = True
            self.wake.notify_all()
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _serve(self) -> None:
        stand_back()
        while True:
            with self.wake:
                self.wake.wait_for(lambda: self._closing or self._next() is not None)
                lane = self._next()
                if self._closing or lane is None:
                    break
                if self._fair:
                    self._count_turn(lane)
            lane.go_on()
        for lane in self._lanes:
            lane.let_go()

    def _count_turn(self, lane: "Lane") -> None:
        """Puts a lane behind the others when its turn has lasted long enough; short work ends within one."""
        now = monotonic()
        if lane is not self._on_turn:
            self._on_turn, self._since = lane, now
        if now - self._since >= TURN:
            self._lanes.remove(lane)
            self._lanes.append(lane)
            self._on_turn = None

    def _next(self) -> "Lane | None":
        return next((lane for lane in self._lanes if lane.waits), None)


class Lane:
    """Drains one iterator at a time, when it is its turn.

    Its owner alone starts and cancels, so what is asked at each look at dozens of lanes needs no lock.
    """

    def __init__(self, wake: threading.Condition) -> None:
        self._wake = wake
        self.most = sys.maxsize
        """While so many items wait to be taken, the work does too."""
        self._number = self._ended = 0  # the present work, and the last that needs nothing more
        self._wanted: tuple[int, Work] | None = None
        self._going: tuple[int, Iterator[Any]] | None = None
        self._items: deque[Any] = deque()
        self._failure: Exception | None = None
        self._held = False

    @property
    def waits(self) -> bool:
        """Whether the thread has something to do for this lane, if only to let go of cancelled work."""
        if self._held or len(self._items) >= self.most:
            return False
        return self._wanted is not None or self._going is not None

    @property
    def running(self) -> bool:
        """Whether work goes on or waits to begin, held or not."""
        return self._ended != self._number

    @property
    def held(self) -> bool:
        """Whether there is work that waits for its owner."""
        return self._held and self.running

    @property
    def idle(self) -> bool:
        """Whether nothing goes on and nothing waits to be taken or told."""
        return not ((self.running and not self._held) or self._items or self._failure)

    def hold(self, held: bool) -> None:
        """Lets the present work wait before its next item, or go on."""
        if held == self._held:
            return
        with self._wake:
            self._held = held
            self._wake.notify_all()

    def start(self, work: Work) -> None:
        """Cancels what runs and begins to drain what `work` returns; `work` is called on the thread."""
        with self._wake:
            self._drop()
            self._wanted = (self._number, work)
            self._wake.notify_all()

    def cancel(self) -> None:
        """Stops between two items; what was already taken stays taken."""
        with self._wake:
            self._drop()
            self._ended = self._number
            self._wake.notify_all()  # even work that was waiting is let go of

    def take(self) -> list[Any]:
        """Everything that has come since the last call, in order."""
        if not self._items:
            return []
        with self._wake:
            taken = list(self._items)
            self._items.clear()
            self._wake.notify_all()
        return taken

    def failure(self) -> Exception | None:
        """What ended the present work early, told once."""
        if self._failure is None:
            return None
        with self._wake:
            failure, self._failure = self._failure, None
        return failure

    def go_on(self) -> None:
        """Takes one item more; called by the thread alone."""
        with self._wake:
            wanted, self._wanted = self._wanted, None
            stale = self._going is not None and self._going[0] != self._number
            if wanted is not None or stale:
                self._going = None
            if wanted is None and self._going is None:
                return
            number = self._number
            if wanted is not None:
                self._going = (number, _begun(wanted[1]))
            assert self._going is not None
            items = self._going[1]
        self._put(number, items)

    def let_go(self) -> None:
        """Leaves the present work, which clears up; called by the thread alone."""
        self._going = None

    def _put(self, number: int, items: Iterator[Any]) -> None:
        """Puts the next item where it is taken from, unless it was cancelled meanwhile."""
        ended, failure, found = False, None, []
        try:
            with while_wanted(lambda: number == self._number):
                found.append(next(items))
        except (StopIteration, Unwanted):
            ended = True
        except Exception as error:  # every failure is handed to the owner, who tells the person
            ended, failure = True, error
        with self._wake:
            if number != self._number:
                return
            self._items.extend(found)
            self._failure = failure
            if ended:
                self._going, self._ended = None, number

    def _drop(self) -> None:
        self._number += 1
        self._wanted = None
        self._held = False
        self._items.clear()
        self._failure = None


def _begun(work: Work) -> Iterator[Any]:
    """The items of some work, which begins with the first of them."""
    yield from work()


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
