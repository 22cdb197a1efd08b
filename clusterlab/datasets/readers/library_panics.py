"""Keeps the reports of panics off standard error: compiled libraries write them there before they raise."""

import os
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO

STANDARD_ERROR = 2
PANICKED = b" panicked at "


class _Redirection:
    """Redirects standard error to a file while at least one thread reads."""

    def __init__(self) -> None:
        self._lock, self._readers = threading.Lock(), 0
        self._saved = -1
        self._file: IO[bytes] | None = None

    def begin(self) -> None:
        """Redirects it for the first reader, if there is a standard error."""
        with self._lock:
            self._readers += 1
            if self._readers == 1:
                with suppress(OSError):
                    self._saved = os.dup(STANDARD_ERROR)
                    self._file = tempfile.TemporaryFile()  # noqa: SIM115
                    os.dup2(self._file.fileno(), STANDARD_ERROR)

    def end(self) -> None:
        """Restores it after the last reader; a panic goes to the log, anything else where it was meant to."""
        with self._lock:
            self._readers -= 1
            if self._readers or self._file is None:
                return
            os.dup2(self._saved, STANDARD_ERROR)
            os.close(self._saved)
            self._file.seek(0)
            text = self._file.read()
            self._file.close()
            self._file = None
        if PANICKED in text:
            from clusterlab.core.log import log, open_log  # slow to import, and seldom needed

            if open_log() is not None:  # without a file, log would write to standard error
                log.error("%s", text.decode(errors="replace"))
        elif text:
            os.write(STANDARD_ERROR, text)


_redirection = _Redirection()


@contextmanager
def logged_panics() -> Iterator[None]:
    """A context in which reports of panics are written to the log in place of standard error."""
    _redirection.begin()
    try:
        yield
    finally:
        _redirection.end()
