"""What went wrong against all expectation is kept in a file, so that it can be told on."""

import os
import platform
import sys
import tempfile
import traceback
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import clusterlab

ENOUGH = 2**20
"""Above so many bytes the log begins anew."""


def state_folder(system: str, environ: Mapping[str, str]) -> Path:
    """Where a program keeps what it remembers of itself on that platform."""
    if system == "win32":
        return Path(environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "clusterlab"
    if system == "darwin":
        return Path.home() / "Library" / "Logs" / "clusterlab"
    stated = environ.get("XDG_STATE_HOME", "")  # a relative one is to be ignored (XDG base directories)
    return (Path(stated) if os.path.isabs(stated) else Path.home() / ".local" / "state") / "clusterlab"


def log_failure(failure: BaseException) -> Path | None:
    """Adds the traceback of a failure to the log; returns its file, None where there can be none."""
    report = _report(failure)
    for folder in (_own_folder, lambda: Path(tempfile.gettempdir())):
        try:
            return _added(folder(), report)
        except (OSError, RuntimeError):  # Path.home() raises RuntimeError where there is no home
            continue
    return None


def _own_folder() -> Path:
    return state_folder(sys.platform, os.environ)


def _added(folder: Path, report: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "clusterlab-errors.log"
    mode = "w" if path.exists() and path.stat().st_size > ENOUGH else "a"
    with path.open(mode, encoding="utf-8", errors="backslashreplace") as file:
        file.write(report)
    return path


def _report(failure: BaseException) -> str:
    when = datetime.now().astimezone().isoformat(timespec="seconds")
    where = f"clusterlab {clusterlab.__version__}, Python {platform.python_version()}, {platform.platform()}"
    return f"{when}  {where}\n{''.join(traceback.format_exception(failure))}\n"
