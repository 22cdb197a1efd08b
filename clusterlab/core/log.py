"""The log file of unexpected errors."""

import logging
import tempfile
from collections.abc import Callable
from logging.handlers import RotatingFileHandler
from pathlib import Path

from clusterlab.core.version import VERSION

MAX_BYTES = 2**20
"""The size in bytes at which the log file is rotated."""
log = logging.getLogger("clusterlab")


class LogFile(RotatingFileHandler):
    """The log file; a failure to write it, as on a full disk, is recorded in `write_failed` alone."""

    write_failed = False

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        """Records that the write failed."""
        self.write_failed = True


def open_log() -> Path | None:
    """Opens the log file in the user's log folder, else in the temporary one; its path, None on failure."""
    for handler in _log_handlers():
        return Path(handler.baseFilename)
    for folder in (log_folder, lambda: Path(tempfile.gettempdir())):
        try:
            return _open_in(folder)
        except (OSError, RuntimeError):  # Path.home() raises RuntimeError where there is no home
            continue
    return None


def close_log() -> None:
    """Closes the log file."""
    for handler in _log_handlers():
        log.removeHandler(handler)
        handler.close()


def log_folder() -> Path:
    """The user's log folder on this platform."""
    import platformdirs

    return platformdirs.user_log_path("clusterlab", appauthor=False)


def log_failure(failure: BaseException) -> Path | None:
    """Writes the traceback of a failure to the log file; its path, None if it cannot be written."""
    import platform

    path = open_log()
    if path is None:
        return None
    for handler in _log_handlers():
        handler.write_failed = False
    log.error("%s, %s", VERSION, platform.platform(), exc_info=failure)
    return None if any(handler.write_failed for handler in _log_handlers()) else path


def _log_handlers() -> list[LogFile]:
    return [handler for handler in log.handlers if isinstance(handler, LogFile)]


def _open_in(folder: Callable[[], Path]) -> Path:
    path = folder()
    path.mkdir(parents=True, exist_ok=True)
    handler = LogFile(
        path / "clusterlab.log",
        maxBytes=MAX_BYTES,
        backupCount=1,
        encoding="utf-8",
        errors="backslashreplace",
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log.addHandler(handler)
    log.propagate = False  # the console shows sentences, not tracebacks
    return Path(handler.baseFilename)
