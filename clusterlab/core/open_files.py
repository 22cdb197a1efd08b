"""How many files this process may have open: systems often allow few until a program asks for more."""

from contextlib import suppress

FILES_OF_PROGRAM = 256
"""The files that are open beside those that are asked for."""
MOST_ON_MAC = 10_240
"""macOS refuses a higher limit, even where it says that there is none."""


def allow_open_files(count: int) -> None:
    """Raises the limit so that `count` files more can be open, as far as the system lets it."""
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = count + FILES_OF_PROGRAM
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    for limit in (most, min(most, MOST_ON_MAC)):
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (limit, hard))
            return
