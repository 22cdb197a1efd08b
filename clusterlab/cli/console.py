"""Standard input, standard output and standard error."""

import os
import sys
from pathlib import Path

from clusterlab.core.message import Message
from clusterlab.export.atomic_write import SaveError

STANDARD_INPUT = Path("standard input")
"""What a table is called that came on standard input."""


def read_standard_input() -> bytes:
    """All bytes of standard input; none where there is none."""
    return b"" if sys.stdin is None else sys.stdin.buffer.read()


def write_out(text: str) -> None:
    """Writes to standard output, if there is one, and flushes it; raises SaveError."""
    if sys.stdout is None:
        return
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader has closed the pipe, which is no error
        raise
    except OSError as error:
        discard_stdout()
        reason = error.strerror or str(error)
        raise SaveError(Message("Standard output could not be written: {reason}.", reason=reason)) from None


def discard_stdout() -> None:
    """Redirects standard output to the null device, so that Python's flush at exit does not fail."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def write_stderr(sentence: str) -> None:
    """Writes one line to standard error, if there is one."""
    try:
        if sys.stderr is not None:
            sys.stderr.write(f"clusterlab: {' '.join(sentence.splitlines())}\n")
    except (OSError, ValueError):
        pass  # standard error is closed
