"""Threads of the kernels: compiled code runs on two, BLAS on one because its matrices are small."""

import contextlib
import os
import sys
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache, wraps
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from clusterlab.kernels.typing import CHUNK, chunks

if TYPE_CHECKING:
    from threadpoolctl import ThreadpoolController

P = ParamSpec("P")
R = TypeVar("R")
MAX_SERIAL_ROWS = 20_000
"""With no more rows, starting a second thread takes longer than it saves."""
N_PIECES = 8
"""Work is divided into so many pieces, so that a thread on a busy core leaves most of them to the other."""
THREAD_NAME = "clusterlab-kernels"


class _ThreadState(threading.local):
    reserved_cores = 0
    """How many cores the thread leaves to others."""


_thread_state = _ThreadState()


def on_one_blas_thread(work: Callable[P, R]) -> Callable[P, R]:
    """Decorates `work` to run BLAS on the calling thread alone: small products are many times faster so."""

    @wraps(work)
    def limited(*args: P.args, **kwargs: P.kwargs) -> R:
        with _pools().limit(limits=1, user_api="blas"):
            return work(*args, **kwargs)

    return limited


@cache
def _pools() -> "ThreadpoolController":
    """The thread pools of this process, cached because finding them takes milliseconds."""
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


def run_in_pieces(n: int, work: Callable[[int, int], None], max_serial_rows: int = MAX_SERIAL_ROWS) -> None:
    """Calls `work(start, stop)` for pieces of `n` rows that each start a chunk.

    More than `max_serial_rows` rows are shared by two threads.
    """
    if n <= max_serial_rows or _available_cores() < 2:
        work(0, n)
        return
    run_pieces(split_rows(n), work)


def split_rows(n: int, chunk: int = CHUNK) -> list[tuple[int, int]]:
    """The (start, stop) of at most `N_PIECES` pieces of `n` rows, each of whole chunks; empty for no rows."""
    rows = chunk * max(1, -(-n // (chunk * N_PIECES)))
    return [(part.start, part.stop) for part in chunks(n, rows)]


def run_pieces(pieces: list[tuple[int, int]], work: Callable[[int, int], None], serial: bool = False) -> None:
    """Calls `work(start, stop)` for every piece, on two threads or `serial`."""
    remaining = deque(pieces)
    if serial or len(pieces) < 2 or _available_cores() < 2:
        _run_remaining(remaining, work)
        return
    other = _second_thread().submit(_run_remaining, remaining, work)
    try:
        _run_remaining(remaining, work)
    finally:
        remaining.clear()
        if not other.cancel():  # it may not have started yet
            other.result()


def _run_remaining(remaining: "deque[tuple[int, int]]", work: Callable[[int, int], None]) -> None:
    """Calls `work` for pieces taken from `remaining` until none is left."""
    while True:
        try:
            piece = remaining.popleft()
        except IndexError:
            return
        work(*piece)


@cache
def _core_count() -> int:
    """The number of cores that this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on Linux
        return os.cpu_count() or 1


@cache
def _second_thread() -> ThreadPoolExecutor:
    """The second worker thread, which lives as long as the process."""
    return ThreadPoolExecutor(1, THREAD_NAME)


def leave_one_core() -> None:
    """Makes the calling thread use one core fewer, and on Linux wait its turn behind interactive threads.

    A batch thread has its full share of the processor, but does not interrupt the user interface when it
    wakes up. A thread of low priority would not finish on a busy machine, and delay the user interface
    whenever it holds the interpreter lock.
    """
    _thread_state.reserved_cores = 1
    if sys.platform == "linux":  # only there the policy is that of a thread
        with contextlib.suppress(OSError):
            os.sched_setscheduler(threading.get_native_id(), os.SCHED_BATCH, os.sched_param(0))


def _available_cores() -> int:
    """The number of cores that the calling thread may use."""
    return _core_count() - _thread_state.reserved_cores
