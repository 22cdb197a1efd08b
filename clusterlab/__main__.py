"""Where the program begins, from the command line and from a desktop."""

import atexit
import gc
import signal
import sys
from collections.abc import Sequence

COLLECTION_THRESHOLD = 200_000
"""After so many new objects garbage is collected: not while modules load, which are no garbage."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line; while it is loaded, Ctrl+C ends the process without a traceback."""
    is_usual = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if is_usual:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    gc.set_threshold(COLLECTION_THRESHOLD)
    atexit.register(gc.freeze)  # a process that ends frees its memory without looking for garbage
    from clusterlab.cli.main import main as run

    if is_usual:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    return run(arguments)


if __name__ == "__main__":
    sys.exit(main())
