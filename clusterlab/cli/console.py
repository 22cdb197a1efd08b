"""How a command speaks: on standard output, and where it complains on the other."""

import os
import sys

from clusterlab.export.atomic_write import SaveError


def write_out(text: str) -> None:
    """Writes to standard output, if there is one, and sees to it that it arrives; raises SaveError."""
    if sys.stdout is None:
        return
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read has read enough
        raise
    except OSError as error:
        discard_stdout()
        raise SaveError(f"Standard output could not be written: {error.strerror or error}.") from None


def discard_stdout() -> None:
    """Points standard output to nowhere, so that Python does not stumble over it when it ends."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def write_error(sentence: str) -> None:
    """Writes one line to standard error, if there is one."""
    try:
        if sys.stderr is not None:
            sys.stderr.write(f"clusterlab: {' '.join(sentence.splitlines())}\n")
    except (OSError, ValueError):
        pass  # nobody is listening any more
