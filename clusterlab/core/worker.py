"""A worker thread with task queues: iterators that take turns, so that short tasks need not wait."""

import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from time import monotonic
from typing import Any

from clusterlab.core.cancellation import Canceled, cancel_unless
from clusterlab.kernels.parallel import leave_one_core

TIME_SLICE = 0.05
"""The seconds after which a round-robin queue yields to waiting ones."""
SECONDS_TO_CLOSE = 60.0
"""How long closing waits for the thread; the program stops its workers and waits for all together."""
Task = Callable[[], Iterable[Any]]


class WorkerThread(threading.Thread):
    """The thread of a worker; `stopped` once it is to end."""

    stopped = False


def join_stopped_workers(timeout: float) -> bool:
    """Waits for the threads of all stopped workers together; whether they ended within `timeout` seconds."""
    stopped = [one for one in threading.enumerate() if isinstance(one, WorkerThread) and one.stopped]
    until = monotonic() + timeout
    for thread in stopped:
        thread.join(max(0.0, until - monotonic()))
    return not any(thread.is_alive() for thread in stopped)


class Worker:
    """One long-lived thread that computes one item at a time, always of the first task queue with work.

    The thread begins with the first task: a window has several workers, of which few work at its start.
    With `round_robin`, a queue that has run for a time slice goes behind the others.
    """

    def __init__(self, name: str, round_robin: bool = False) -> None:
        self.wake_condition, self._round_robin = threading.Condition(), round_robin
        self._queues: list[TaskQueue] = []
        self._active_queue: TaskQueue | None = None
        self._active_since = 0.0
        self._thread = WorkerThread(target=self._run, name=name, daemon=True)

    def task_queue(self, last: bool = False) -> "TaskQueue":
        """A new task queue: it runs while those made before it have no work.

        One that is `last` also lets those run first that are made later and are not.
        """
        task_queue = TaskQueue(self.wake_condition)
        task_queue.is_last = last
        self.add(task_queue)
        return task_queue

    def add(self, task_queue: "TaskQueue") -> None:
        """Adds a task queue made with this worker's `wake_condition`."""
        with self.wake_condition:
            self._queues.append(task_queue)
            self._queues.sort(key=lambda one: one.is_last)
            task_queue.begin = self._begin

    def remove(self, task_queue: "TaskQueue") -> None:
        """Cancels a task queue and removes it."""
        task_queue.cancel()
        with self.wake_condition:
            self._queues.remove(task_queue)

    def stop(self) -> None:
        """Cancels everything and lets the thread end, without waiting for it."""
        with self.wake_condition:
            self._thread.stopped = True
            self.wake_condition.notify_all()
        for task_queue in self._queues:
            task_queue.cancel()

    def close(self, timeout: float = SECONDS_TO_CLOSE) -> bool:
        """Cancels everything, ends the thread and waits for it; whether it ended in time."""
        self.stop()
        if self._thread.ident is not None:
            self._thread.join(timeout)
        return not self._thread.is_alive()

    def _begin(self) -> None:
        """Starts the thread, once."""
        with self.wake_condition:
            if self._thread.ident is None and not self._thread.stopped:
                self._thread.start()

    def _run(self) -> None:
        leave_one_core()
        while True:
            with self.wake_condition:
                self.wake_condition.wait_for(
                    lambda: self._thread.stopped or self._next_with_work() is not None
                )
                task_queue = self._next_with_work()
                if self._thread.stopped or task_queue is None:
                    break
                if self._round_robin:
                    self._rotate_after_slice(task_queue)
            task_queue.run_next_item()
        for task_queue in self._queues:
            task_queue.discard()

    def _rotate_after_slice(self, task_queue: "TaskQueue") -> None:
        """Moves a queue behind the others once it has run for a time slice; short tasks end within one."""
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
    """Runs one task at a time: consumes the task's iterator and collects its items.

    Only its owner starts and cancels tasks, so the properties, which are polled often, need no lock.
    """

    def __init__(self, wake_condition: threading.Condition) -> None:
        self._wake_condition, self.is_last = wake_condition, False
        self.begin: Callable[[], object] = lambda: None  # tells the worker of a task
        self.max_items = sys.maxsize
        """The task waits while so many items have not been taken."""
        self.pauses_after: Callable[[Any], bool] = lambda item: False
        """The items after which the task is paused, until its owner resumes it."""
        self._task_id = self._ended_task_id = 0  # of the current task, and of the last that has ended
        self._requested: tuple[int, Task] | None = None
        self._current: tuple[int, Iterator[Any]] | None = None
        self._items: deque[Any] = deque()
        self._failure: Exception | None = None
        self._paused = False

    @property
    def has_work(self) -> bool:
        """Whether the thread has something to do for this queue, if only to discard a canceled task."""
        if self._paused or len(self._items) >= self.max_items:
            return False
        return self._requested is not None or self._current is not None

    @property
    def running(self) -> bool:
        """Whether a task runs or waits to start, paused or not."""
        return self._ended_task_id != self._task_id

    @property
    def paused(self) -> bool:
        """Whether there is a task and it is paused."""
        return self._paused and self.running

    @property
    def busy(self) -> bool:
        """Whether a task runs, items wait to be taken or a failure to be reported."""
        return bool((self.running and not self._paused) or self._items or self._failure)

    def set_paused(self, paused: bool) -> None:
        """Pauses the current task before its next item, or resumes it."""
        if paused == self._paused:
            return
        with self._wake_condition:
            self._paused = paused
            self._wake_condition.notify_all()

    def start(self, task: Task) -> None:
        """Cancels the current task and starts another; `task` is called on the thread."""
        with self._wake_condition:
            self._reset()
            self._requested = (self._task_id, task)
            self._wake_condition.notify_all()
        self.begin()

    def cancel(self) -> bool:
        """Cancels the current task and drops the items that were not taken; whether a task was running."""
        with self._wake_condition:
            was_running = self.running
            self._reset()
            self._ended_task_id = self._task_id
            self._wake_condition.notify_all()  # a waiting task is discarded, too
        return was_running

    def take(self) -> list[Any]:
        """The items since the last call, in order."""
        if not self._items:
            return []
        with self._wake_condition:
            items_taken = list(self._items)
            self._items.clear()
            self._wake_condition.notify_all()
        return items_taken

    def wait(self) -> None:
        """Waits until the current task has ended or is paused, however long that takes."""
        with self._wake_condition:
            self._wake_condition.wait_for(lambda: not self.running or self._paused)

    def failure(self) -> Exception | None:
        """The exception that ended the current task, returned once."""
        if self._failure is None:
            return None
        with self._wake_condition:
            failure, self._failure = self._failure, None
        return failure

    def run_next_item(self) -> None:
        """Computes the next item; called on the thread only."""
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
        """Closes the iterator of the current task; called on the thread only."""
        self._current = None

    def _run_item(self, task_id: int, items: Iterator[Any]) -> None:
        """Computes the next item and stores it for `take`, unless the task was canceled meanwhile."""
        ended, failure, found = False, None, []
        try:
            with cancel_unless(lambda: task_id == self._task_id):
                found.append(next(items))
        except (StopIteration, Canceled):
            ended = True
        except Exception as error:  # every failure is handed to the owner, which reports it
            ended, failure = True, error
        with self._wake_condition:
            if task_id != self._task_id:
                return
            self._items.extend(found)
            self._paused = self._paused or any(map(self.pauses_after, found))
            self._failure = failure
            if ended:
                self._current, self._ended_task_id = None, task_id
            if ended or self._paused:
                self._wake_condition.notify_all()

    def _reset(self) -> None:
        self._task_id += 1
        self._requested = None
        self._paused = False
        self._items.clear()
        self._failure = None


def _items_of(task: Task) -> Iterator[Any]:
    """The items of a task, which is not called before the first is needed."""
    yield from task()


class SingleTaskWorker(TaskQueue):
    """A task queue with a worker thread of its own.

    The thread never calls its owner, which takes the items. Starting a task cancels the one before, of which
    no item is returned afterwards.
    """

    def __init__(self, name: str) -> None:
        self._worker = Worker(name)
        super().__init__(self._worker.wake_condition)
        self._worker.add(self)

    def stop(self) -> None:
        """Cancels the task and lets the thread end, without waiting for it."""
        self._worker.stop()

    def close(self, timeout: float = SECONDS_TO_CLOSE) -> bool:
        """Cancels the task, ends the thread and waits for it; whether it ended in time."""
        return self._worker.close(timeout)
