"""Threads of the kernels: compiled code runs on all cores, BLAS on one because its matrices are small."""

import contextlib
import os
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator
from functools import cache, wraps
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from clusterlab.kernels.typing import CHUNK, chunks

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

    from threadpoolctl import ThreadpoolController

P = ParamSpec("P")
R = TypeVar("R")
MAX_SERIAL_ROWS = 20_000
"""With no more rows, starting a second thread takes longer than it saves."""
N_PIECES, PIECES_PER_CORE = 8, 4
"""Work is divided into so many pieces, so that a thread on a busy core leaves most of them to the others."""
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

    More than `max_serial_rows` rows are shared by a thread for each core.
    """
    cores = _available_cores()
    if n <= max_serial_rows or cores < 2:
        work(0, n)
        return
    run_pieces(split_rows(n, n_pieces=max(N_PIECES, PIECES_PER_CORE * cores)), work)


def split_rows(n: int, chunk: int = CHUNK, n_pieces: int = N_PIECES) -> list[tuple[int, int]]:
    """The (start, stop) of at most `n_pieces` pieces of `n` rows, each of whole chunks; empty for no rows."""
    rows = chunk * max(1, -(-n // (chunk * n_pieces)))
    return [(part.start, part.stop) for part in chunks(n, rows)]


def run_pieces(pieces: list[tuple[int, int]], work: Callable[[int, int], None], serial: bool = False) -> None:
    """Calls `work(start, stop)` for every piece, on a thread for each core or `serial`."""
    remaining = deque(pieces)
    threads = 1 if serial else min(_available_cores(), len(pieces))
    if threads < 2:
        _run_remaining(remaining, work)
        return
    from concurrent.futures import wait  # slow to import

    others = [_other_threads().submit(_run_remaining, remaining, work) for _ in range(1, threads)]
    try:
        _run_remaining(remaining, work)
    finally:
        remaining.clear()
        started = [other for other in others if not other.cancel()]
        wait(started)
        for other in started:
            other.result()


def _run_remaining(remaining: "deque[tuple[int, int]]", work: Callable[[int, int], None]) -> None:
    """Calls `work` for pieces taken from `remaining` until none is left."""
    while True:
        try:
            piece = remaining.popleft()
        except IndexError:
            return
        work(*piece)


def map_in_order(work: Callable[[int], R], count: int, threads: int = 0) -> Iterator[R]:
    """`work(i)` for each i below `count`, in their order, on as many threads as the caller may use cores.

    A number of `threads` that is not 0 takes the place of that. Kernels that `work` calls use one thread
    each; work that was not taken is abandoned, after what has begun.
    """
    threads = min(threads or _available_cores(), count)
    if threads < 2:
        yield from map(work, range(count))
        return
    from concurrent.futures import wait

    pool, running = _worker_threads(threads), deque["Future[R]"]()
    try:
        for number in range(count + 2 * threads):
            if number < count:
                running.append(pool.submit(work, number))
            if number >= 2 * threads or number >= count:
                if not running:
                    return
                yield running.popleft().result()
    finally:
        for future in running:
            future.cancel()
        wait(running)


@cache
def _core_count() -> int:
    """The number of cores that this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on Linux
        return os.cpu_count() or 1


@cache
def _other_threads() -> "ThreadPoolExecutor":
    """A worker thread for each core but one, which live as long as the process."""
    from concurrent.futures import ThreadPoolExecutor

    return ThreadPoolExecutor(max(1, _core_count() - 1), THREAD_NAME)


@cache
def _worker_threads(threads: int) -> "ThreadPoolExecutor":
    """So many threads for whole parts of the work, which live as long as the process."""
    from concurrent.futures import ThreadPoolExecutor

    return ThreadPoolExecutor(threads, THREAD_NAME, _reserve_other_cores)


def _reserve_other_cores() -> None:
    _thread_state.reserved_cores = _core_count() - 1


def use_cores(count: int) -> None:
    """Makes the calling thread use so many cores, or all where there are fewer."""
    _thread_state.reserved_cores = max(0, _core_count() - count)


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
