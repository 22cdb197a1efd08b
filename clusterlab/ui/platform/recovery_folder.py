"""Autosaved sessions: one file for each running program, under a lock that ends with the program."""

import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLockFile

from clusterlab.core.errors import UserError
from clusterlab.core.message import Message
from clusterlab.session.saved.file_kind import SUFFIX

if TYPE_CHECKING:
    from datetime import datetime

LOCK_SUFFIX = ".lock"


class RecoveryFile:
    """A file for an autosaved session that this program has locked until it is released or removed."""

    def __init__(self, path: Path, lock: QLockFile) -> None:
        self.path, self._lock = path, lock

    @classmethod
    def new(cls, folder: Path) -> "RecoveryFile":
        """A path for the sessions of this program; raises UserError where the folder takes no files."""
        try:
            folder.mkdir(0o700, parents=True, exist_ok=True)
        except OSError as error:
            template = "Unsaved work cannot be kept for recovery in {folder}: {reason}."
            reason = error.strerror or str(error)
            raise UserError(Message(template, folder=str(folder), reason=reason)) from None
        path = folder / f"{os.getpid()}-{secrets.token_hex(4)}{SUFFIX}"
        lock = QLockFile(str(path.with_suffix(LOCK_SUFFIX)))
        if not lock.tryLock(0):
            template = "Unsaved work cannot be kept for recovery in {folder}: it takes no lock."
            raise UserError(Message(template, folder=str(folder)))
        return cls(path, lock)

    @classmethod
    def abandoned(cls, folder: Path) -> "RecoveryFile | None":
        """The newest file of a program that has ended without removing it, now locked by this one."""
        for path in sorted(folder.glob(f"*{SUFFIX}"), key=_written, reverse=True):
            lock = QLockFile(str(path.with_suffix(LOCK_SUFFIX)))
            if lock.tryLock(0):  # it fails while the program that writes the file is running
                if path.exists():
                    return cls(path, lock)
                lock.unlock()  # its program has removed it since the folder was listed
        return None

    @property
    def written(self) -> "datetime":
        """When the session was saved last, in local time."""
        from datetime import datetime

        return datetime.fromtimestamp(_written(self.path))

    def remove(self) -> None:
        """Removes the file, and then its lock."""
        with suppress(OSError):
            self.path.unlink(missing_ok=True)
        self.release()

    def release(self) -> None:
        """Keeps the file for the next start of the program."""
        self._lock.unlock()


def recovery_folder() -> Path:
    """The folder of autosaved sessions on this platform."""
    import platformdirs

    return platformdirs.user_data_path("clusterlab", appauthor=False) / "recovery"


def _written(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0
