"""What went wrong against all expectation is kept in a file, so that it can be told on."""

import logging
import platform
import tempfile
from collections.abc import Callable
from logging.handlers import RotatingFileHandler
from pathlib import Path

from clusterlab.core.version import VERSION

MAX_BYTES = 2**20
"""Above so many bytes the log begins anew; the one before it is kept."""
log = logging.getLogger("clusterlab")


class LogFile(RotatingFileHandler):
    """The file of the log; where it cannot be written, as on a full disk, that is kept in mind in silence."""

    write_failed = False

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        """Keeps it in mind."""
        self.write_failed = True


def open_log() -> Path | None:
    """Lets the log be written where the person's programs keep theirs; says where, None if nowhere."""
    for kept in _log_handlers():
        return Path(kept.baseFilename)
    for folder in (log_folder, lambda: Path(tempfile.gettempdir())):
        try:
            return _open_in(folder)
        except (OSError, RuntimeError):  # Path.home() raises RuntimeError where there is no home
            continue
    return None


def close_log() -> None:
    """Gives the file back."""
    for handler in _log_handlers():
        log.removeHandler(handler)
        handler.close()


def log_folder() -> Path:
    """Where the log lies on this platform."""
    import platformdirs

    return platformdirs.user_log_path("clusterlab", appauthor=False)


def log_failure(failure: BaseException) -> Path | None:
    """Adds the traceback of a failure to the log; says which file it is in, None if there can be none."""
    place = open_log()
    if place is None:
        return None
    for kept in _log_handlers():
        kept.write_failed = False
    log.error("%s, %s", VERSION, platform.platform(), exc_info=failure)
    return None if any(kept.write_failed for kept in _log_handlers()) else place


def _log_handlers() -> list[LogFile]:
    return [handler for handler in log.handlers if isinstance(handler, LogFile)]


def _open_in(folder: Callable[[], Path]) -> Path:
    place = folder()
    place.mkdir(parents=True, exist_ok=True)
    handler = LogFile(
        place / "clusterlab.log",
        maxBytes=MAX_BYTES,
        backupCount=1,
        encoding="utf-8",
        errors="backslashreplace",
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log.addHandler(handler)
    log.propagate = False  # a person's console hears sentences, not tracebacks
    return Path(handler.baseFilename)
