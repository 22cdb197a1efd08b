"""Who may use the cores: compiled work shares two; BLAS, called with small matrices, keeps to one."""

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
"""So many rows are done, one by one, before a second thread would have begun."""
N_PIECES = 8
"""Into so many pieces work is cut, so that a thread on a busy core leaves most of them to the other."""
THREAD_NAME = "clusterlab-kernels"
NICENESS = 15
"""The niceness of threads that compute while a person looks on."""
_thread_state = threading.local()


def on_one_blas_thread(work: Callable[P, R]) -> Callable[P, R]:
    """The same work with BLAS held to the calling thread: small products are many times as fast so."""

    @wraps(work)
    def limited(*args: P.args, **kwargs: P.kwargs) -> R:
        with _pools().limit(limits=1, user_api="blas"):
            return work(*args, **kwargs)

    return limited


@cache
def _pools() -> "ThreadpoolController":
    """The thread pools of this process; finding them takes milliseconds, so it is done once."""
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


def run_in_pieces(n: int, work: Callable[[int, int], None], max_serial_rows: int = MAX_SERIAL_ROWS) -> None:
    """Calls `work(start, stop)` for pieces of `n` rows that begin with a chunk; of more than `max_serial_rows`, on two
    threads."""
    if n <= max_serial_rows or _available_cores() < 2:
        work(0, n)
        return
    run_pieces(split_rows(n), work)


def split_rows(n: int, chunk: int = CHUNK) -> list[tuple[int, int]]:
    """Where at most `N_PIECES` pieces of `n` rows, each of whole chunks, start and stop; none of no rows."""
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
        if not other.cancel():  # it may not even have begun
            other.result()


def _run_remaining(remaining: "deque[tuple[int, int]]", work: Callable[[int, int], None]) -> None:
    """Takes pieces and works on them until none is left."""
    while True:
        try:
            piece = remaining.popleft()
        except IndexError:
            return
        work(*piece)


@cache
def _core_count() -> int:
    """How many cores this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # elsewhere than on Linux
        return os.cpu_count() or 1


@cache
def _second_thread() -> ThreadPoolExecutor:
    """The thread beside the caller's; it lives as long as the process, and waits most of the time."""
    return ThreadPoolExecutor(1, THREAD_NAME)


def lower_thread_priority() -> None:
    """Lets the calling thread leave one core, and turns on the other, to those that answer a person."""
    _thread_state.reserved_cores = 1
    if sys.platform == "linux":  # elsewhere it would be the whole process
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)


def _available_cores() -> int:
    """How many cores the calling thread may use."""
    return _core_count() - getattr(_thread_state, "reserved_cores", 0)
