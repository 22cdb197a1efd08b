"""Work of several kinds on one thread: iterators that take turns, so that what is short need not wait."""

import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from time import monotonic
from typing import Any

from clusterlab.core.cancellation import Canceled, cancel_unless
from clusterlab.kernels.parallel import lower_thread_priority

TIME_SLICE = 0.05
"""Seconds after which a lane lets others go on that wait."""
Task = Callable[[], Iterable[Any]]


class Worker:
    """One long-lived thread that goes on by one item at a time, always with the first lane that has work;
    where they are `round_robin` to each other, one that goes on for long lets the others have a turn."""

    def __init__(self, name: str, round_robin: bool = False) -> None:
        self.wake_condition, self._round_robin = threading.Condition(), round_robin
        self._queues: list[TaskQueue] = []
        self._active_queue: TaskQueue | None = None
        self._active_since = 0.0
        self._closing = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def task_queue(self) -> "TaskQueue":
        """One lane more, which goes on while those before it have nothing to do."""
        task_queue = TaskQueue(self.wake_condition)
        self.add(task_queue)
        return task_queue

    def add(self, task_queue: "TaskQueue") -> None:
        """Takes in a lane that wakes this thread."""
        with self.wake_condition:
            self._queues.append(task_queue)

    def remove(self, task_queue: "TaskQueue") -> None:
        """Cancels what a lane does, and forgets it."""
        task_queue.cancel()
        with self.wake_condition:
            self._queues.remove(task_queue)

    def close(self, timeout: float = 2.0) -> bool:
        """Cancels everything, ends the thread and waits for it; says whether it ended in time."""
        with self.wake_condition:
            self._closing = True
            self.wake_condition.notify_all()
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _run(self) -> None:
        lower_thread_priority()
        while True:
            with self.wake_condition:
                self.wake_condition.wait_for(lambda: self._closing or self._next_with_work() is not None)
                task_queue = self._next_with_work()
                if self._closing or task_queue is None:
                    break
                if self._round_robin:
                    self._rotate_after_slice(task_queue)
            task_queue.run_next_item()
        for task_queue in self._queues:
            task_queue.discard()

    def _rotate_after_slice(self, task_queue: "TaskQueue") -> None:
        """Puts a lane behind the others when its turn has lasted long enough; short work ends within one."""
        now = monotonic()
        if task_queue is not self._active_queue:
            self._active_queue, self._active_since = task_queue, now
        if now - self._active_since >= TIME_SLICE:
            self._queues.remove(task_queue)
            self._queues.append(task_queue)
            self._active_queue = None

    def _next_with_work(self) -> "TaskQueue | None":
        return next((task_queue for task_queue in self._queues if task_queue.has_work), None)


class TaskQueue:
    """Drains one iterator at a time, when it is its turn.

    Its owner alone starts and cancels, so what is asked at each look at dozens of lanes needs no lock.
    """

    def __init__(self, wake_condition: threading.Condition) -> None:
        self._wake_condition = wake_condition
        self.max_items = sys.maxsize
        """While so many items wait to be taken, the work does too."""
        self._task_id = self._ended_task_id = 0  # the present work, and the last that needs nothing more
        self._requested: tuple[int, Task] | None = None
        self._current: tuple[int, Iterator[Any]] | None = None
        self._items: deque[Any] = deque()
        self._failure: Exception | None = None
        self._paused = False

    @property
    def has_work(self) -> bool:
        """Whether the thread has something to do for this lane, if only to let go of cancelled work."""
        if self._paused or len(self._items) >= self.max_items:
            return False
        return self._requested is not None or self._current is not None

    @property
    def running(self) -> bool:
        """Whether work goes on or waits to begin, held or not."""
        return self._ended_task_id != self._task_id

    @property
    def paused(self) -> bool:
        """Whether there is work that waits for its owner."""
        return self._paused and self.running

    @property
    def idle(self) -> bool:
        """Whether nothing goes on and nothing waits to be taken or told."""
        return not ((self.running and not self._paused) or self._items or self._failure)

    def set_paused(self, paused: bool) -> None:
        """Lets the present work wait before its next item, or go on."""
        if paused == self._paused:
            return
        with self._wake_condition:
            self._paused = paused
            self._wake_condition.notify_all()

    def start(self, task: Task) -> None:
        """Cancels what runs and begins to drain what `task` returns; `task` is called on the thread."""
        with self._wake_condition:
            self._reset()
            self._requested = (self._task_id, task)
            self._wake_condition.notify_all()

    def cancel(self) -> None:
        """Stops between two items; what was already taken stays taken."""
        with self._wake_condition:
            self._reset()
            self._ended_task_id = self._task_id
            self._wake_condition.notify_all()  # even work that was waiting is let go of

    def take(self) -> list[Any]:
        """Everything that has come since the last call, in order."""
        if not self._items:
            return []
        with self._wake_condition:
            items_taken = list(self._items)
            self._items.clear()
            self._wake_condition.notify_all()
        return items_taken

    def failure(self) -> Exception | None:
        """What ended the present work early, told once."""
        if self._failure is None:
            return None
        with self._wake_condition:
            failure, self._failure = self._failure, None
        return failure

    def run_next_item(self) -> None:
        """Takes one item more; called by the thread alone."""
        with self._wake_condition:
            requested, self._requested = self._requested, None
            is_canceled = self._current is not None and self._current[0] != self._task_id
            if requested is not None or is_canceled:
                self._current = None
            if requested is None and self._current is None:
                return
            task_id = self._task_id
            if requested is not None:
                self._current = (task_id, _items_of(requested[1]))
            assert self._current is not None
            items = self._current[1]
        self._run_item(task_id, items)

    def discard(self) -> None:
        """Leaves the present work, which clears up; called by the thread alone."""
        self._current = None

    def _run_item(self, task_id: int, items: Iterator[Any]) -> None:
        """Puts the next item where it is taken from, unless it was cancelled meanwhile."""
        ended, failure, found = False, None, []
        try:
            with cancel_unless(lambda: task_id == self._task_id):
                found.append(next(items))
        except (StopIteration, Canceled):
            ended = True
        except Exception as error:  # every failure is handed to the owner, who tells the person
            ended, failure = True, error
        with self._wake_condition:
            if task_id != self._task_id:
                return
            self._items.extend(found)
            self._failure = failure
            if ended:
                self._current, self._ended_task_id = None, task_id

    def _reset(self) -> None:
        self._task_id += 1
        self._requested = None
        self._paused = False
        self._items.clear()
        self._failure = None


def _items_of(task: Task) -> Iterator[Any]:
    """The items of some work, which begins with the first of them."""
    yield from task()


class SingleTaskWorker(TaskQueue):
    """Drains one iterator at a time on one long-lived thread of its own.

    No call ever comes from that thread: the owner takes what is there. Starting something new
    cancels what ran before, and nothing of the old work is handed out after that.
    """

    def __init__(self, name: str) -> None:
        self._worker = Worker(name)
        super().__init__(self._worker.wake_condition)
        self._worker.add(self)

    def close(self, timeout: float = 2.0) -> bool:
        """Cancels, ends the thread and waits for it; says whether it ended in time."""
        self.cancel()
        return self._worker.close(timeout)
