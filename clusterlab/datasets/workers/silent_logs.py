"""Logs of packages are silent while clusters are used: what a person should know is raised."""

import logging
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

_lock = threading.Lock()
_users: list[object] = []
_levels: dict[str, int] = {}


@contextmanager
def silent_logs(names: Sequence[str]) -> Iterator[None]:
    """A context in which loggers log nothing; of several at a time, the last to end lets them speak again."""
    user = object()
    with _lock:
        if not _users:
            _levels.update({name: logging.getLogger(name).level for name in names})
        _users.append(user)
        for name in names:
            logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        with _lock:
            _users.remove(user)
            for name in () if _users else names:
                logging.getLogger(name).setLevel(_levels[name])
