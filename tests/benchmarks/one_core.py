"""CPU time on one core, which neither other programs on the machine nor waiting threads distort much."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from threadpoolctl import threadpool_limits

from clusterlab.kernels import parallel

TASKS = Path("/proc/self/task")
"""The threads of this process; Linux alone lists them."""


@contextmanager
def one_core() -> Iterator[None]:
    """Runs every thread of this process on one core, and as few of them as can be asked for."""
    cores, counted = os.sched_getaffinity(0), parallel._core_count
    parallel._core_count = lambda: 1
    try:
        with threadpool_limits(1):
            pin({min(cores)})
            yield
    finally:
        pin(cores)
        parallel._core_count = counted


def pin(cores: set[int]) -> None:
    """Lets every thread of this process run on some cores."""
    for task in TASKS.iterdir():
        try:
            os.sched_setaffinity(int(task.name), cores)
        except ProcessLookupError:
            continue  # it has ended
