"""What workers on this machine load first: interrupts are not for them, and they yield to the window."""

import os
import signal
import sys

NICENESS = 5
"""Workers on each core kept a window waiting for up to 130 ms; with this for up to 66."""


def dask_setup(worker: object) -> None:
    """Called by distributed in the main thread of a worker, when it starts.

    An interrupt of a terminal reaches workers, but is not for them. Their threads, which begin later, yield
    to the window and to the command that started them.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform != "win32":
        os.nice(NICENESS)
