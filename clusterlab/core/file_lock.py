"""Locks of files, which end with the process that holds them."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

try:
    import fcntl
except ImportError:  # on Windows
    fcntl = None  # type: ignore[assignment]

HAS_LOCKS = fcntl is not None


def lock_file(descriptor: int) -> None:
    """Locks an open file until it is closed, where the system has such locks.

    Raises BlockingIOError where another process has locked it, and OSError on a file system without locks.
    """
    if fcntl is not None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """A context in which a file is locked, which is made where there is none, and stays.

    Raises BlockingIOError where another process has locked it, and OSError where it cannot be made.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        _lock_if_possible(descriptor)
        yield
    finally:
        os.close(descriptor)


def _lock_if_possible(descriptor: int) -> None:
    """Locks a file, unless its file system has no locks; raises BlockingIOError."""
    try:
        lock_file(descriptor)
    except BlockingIOError:
        raise
    except OSError:
        return
