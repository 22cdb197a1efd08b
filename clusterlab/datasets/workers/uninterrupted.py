"""What workers on this machine load first: an interrupt of a terminal reaches them, but is not for them."""

import signal


def dask_setup(worker: object) -> None:
    """Called by distributed in the main thread of a worker, when it starts."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
