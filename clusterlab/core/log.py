"""What went wrong against all expectation is kept in a file, so that it can be told on."""

import logging
import platform
import tempfile
from collections.abc import Callable
from logging.handlers import RotatingFileHandler
from pathlib import Path

from clusterlab.core.version import VERSION

ENOUGH = 2**20
"""Above so many bytes the log begins anew; the one before it is kept."""
log = logging.getLogger("clusterlab")


def open_log() -> Path | None:
    """Lets the log be written where the person's programs keep theirs; says where, None if nowhere."""
    kept = next((handler for handler in log.handlers if isinstance(handler, RotatingFileHandler)), None)
    if kept is not None:
        return Path(kept.baseFilename)
    for folder in (own_folder, lambda: Path(tempfile.gettempdir())):
        try:
            return _opened(folder)
        except (OSError, RuntimeError):  # Path.home() raises RuntimeError where there is no home
            continue
    return None


def close_log() -> None:
    """Gives the file back."""
    for handler in [kept for kept in log.handlers if isinstance(kept, RotatingFileHandler)]:
        log.removeHandler(handler)
        handler.close()


def own_folder() -> Path:
    """Where the log lies on this platform."""
    import platformdirs

    return platformdirs.user_log_path("clusterlab", appauthor=False)


def write_down(failure: BaseException) -> Path | None:
    """Adds the traceback of a failure to the log; says which file it is in, None if there can be none."""
    place = open_log()
    if place is not None:
        log.error("%s, %s", VERSION, platform.platform(), exc_info=failure)
    return place


def _opened(folder: Callable[[], Path]) -> Path:
    place = folder()
    place.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(
        place / "clusterlab.log", maxBytes=ENOUGH, backupCount=1, encoding="utf-8", errors="backslashreplace"
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log.addHandler(handler)
    log.propagate = False  # a person's console hears sentences, not tracebacks
    return Path(handler.baseFilename)
