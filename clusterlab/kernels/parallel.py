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
ALONE = 20_000
"""So many rows are done, one by one, before a second thread would have begun."""
PIECES = 8
"""Into so many pieces work is cut, so that a thread on a busy core leaves most of them to the other."""
NAME = "clusterlab-kernels"
MODEST = 15
"""The niceness of threads that compute while a person looks on."""
_here = threading.local()


def on_one_blas_thread(work: Callable[P, R]) -> Callable[P, R]:
    """The same work with BLAS held to the calling thread: small products are many times as fast so."""

    @wraps(work)
    def held(*args: P.args, **kwargs: P.kwargs) -> R:
        with _pools().limit(limits=1, user_api="blas"):
            return work(*args, **kwargs)

    return held


@cache
def _pools() -> "ThreadpoolController":
    """The thread pools of this process; finding them takes milliseconds, so it is done once."""
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


def in_pieces(n: int, work: Callable[[int, int], None], alone: int = ALONE) -> None:
    """Calls `work(start, stop)` for pieces of `n` rows that begin with a chunk; of more than `alone`, on two
    threads."""
    if n <= alone or _free() < 2:
        work(0, n)
        return
    share_out(pieces_of(n), work)


def pieces_of(n: int, chunk: int = CHUNK) -> list[tuple[int, int]]:
    """Where at most `PIECES` pieces of `n` rows, each of whole chunks, start and stop; none of no rows."""
    rows = chunk * max(1, -(-n // (chunk * PIECES)))
    return [(part.start, part.stop) for part in chunks(n, rows)]


def share_out(pieces: list[tuple[int, int]], work: Callable[[int, int], None], alone: bool = False) -> None:
    """Calls `work(start, stop)` for every piece, on two threads or else `alone`."""
    left = deque(pieces)
    if alone or len(pieces) < 2 or _free() < 2:
        _emptied(left, work)
        return
    other = _second().submit(_emptied, left, work)
    try:
        _emptied(left, work)
    finally:
        left.clear()
        if not other.cancel():  # it may not even have begun
            other.result()


def _emptied(left: "deque[tuple[int, int]]", work: Callable[[int, int], None]) -> None:
    """Takes pieces and works on them until none is left."""
    while True:
        try:
            piece = left.popleft()
        except IndexError:
            return
        work(*piece)


@cache
def _cores() -> int:
    """How many cores this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # elsewhere than on Linux
        return os.cpu_count() or 1


@cache
def _second() -> ThreadPoolExecutor:
    """The thread beside the caller's; it lives as long as the process, and waits most of the time."""
    return ThreadPoolExecutor(1, NAME)


def stand_back() -> None:
    """Lets the calling thread leave one core, and turns on the other, to those that answer a person."""
    _here.left = 1
    if sys.platform == "linux":  # elsewhere it would be the whole process
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), MODEST)


def _free() -> int:
    """How many cores the calling thread may use."""
    return _cores() - getattr(_here, "left", 0)
