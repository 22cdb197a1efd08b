"""Who may use the cores: compiled work shares two; BLAS, called with small matrices, keeps to one."""

import os
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache, wraps
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from clusterlab.kernels.arrays import CHUNK

if TYPE_CHECKING:
    from threadpoolctl import ThreadpoolController

P = ParamSpec("P")
R = TypeVar("R")
ALONE = 20_000
"""So many rows are done before a second thread would have begun."""
PIECES = 16
"""Into so many pieces work is cut, so that a thread on a busy core leaves most of them to the other."""
NAME = "clusterlab-kernels"


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


def in_pieces(n: int, work: Callable[[int, int], None]) -> None:
    """Calls `work(start, stop)` for pieces of `n` rows that begin with a chunk: of many, on two threads."""
    if n <= ALONE or _cores() < 2:
        work(0, n)
        return
    size = CHUNK * -(-n // (CHUNK * PIECES))
    left = deque((start, min(start + size, n)) for start in range(0, n, size))
    other = _second().submit(_emptied, left, work)
    try:
        _emptied(left, work)
    finally:
        left.clear()
        if not other.cancel():  # it may not even have begun
            other.result()


def side_by_side(first: Callable[[], None], second: Callable[[], None]) -> None:
    """Calls both: on two threads where there are two cores."""
    if _cores() < 2:
        first()
        second()
        return
    other = _second().submit(second)
    first()
    if other.cancel():  # the other thread had no time for it
        second()
    else:
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
