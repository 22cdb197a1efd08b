"""Atomic file writes: a file is replaced by a complete one or not at all."""

import contextlib
import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from time import time
from typing import BinaryIO

from clusterlab.core.errors import UserError
from clusterlab.core.file_lock import HAS_LOCKS, lock_file
from clusterlab.core.message import Message

TEMPORARY_NAME = ".clusterlab-{}-{}.tmp"
"""The name of a temporary file: the number of its process, and random digits."""
READ_ONLY_ERRORS = (errno.EACCES, errno.EPERM, errno.EROFS)
"""The errors of a folder without the permission to write, and of one on a disk that is read-only."""
ABANDONED_AGE = 24 * 3600
"""Seconds after which a temporary folder counts as abandoned, and a file where files cannot be locked."""


class SaveError(UserError):
    """A file that cannot be written."""


def save_text(path: Path, text: str) -> None:
    """Replaces the content of `path` by `text` as UTF-8; raises SaveError and leaves the file unchanged."""
    save_bytes(path, text.encode("utf-8", "backslashreplace"))


def save_bytes(path: Path, content: bytes) -> None:
    """Replaces the content of `path` by `content`; raises SaveError and leaves the file unchanged."""
    with atomic_replacement(path) as file:
        file.write(content)


@contextlib.contextmanager
def atomic_replacement(path: Path) -> Iterator[BinaryIO]:
    """A temporary file that replaces `path` when the block ends without an error, and else is removed."""
    try:
        target = _target(path)
        if _is_special(target):
            with target.open("wb") as file:
                yield file
            return
        with _temporary(target.parent) as (temporary, file):
            yield file
            _move_into_place(temporary, file, target)
    except OSError as error:
        reason = error.strerror or str(error)
        raise SaveError(
            Message("{path} could not be written: {reason}.", path=str(path), reason=reason)
        ) from None


def check_writable(path: Path) -> None:
    """Raises SaveError where `path` could not be written, so that a command can fail before its work."""
    try:
        target = _target(path)
        if not _is_special(target):
            with _temporary(target.parent):
                pass
    except OSError as error:
        reason = error.strerror or str(error)
        raise SaveError(
            Message("{path} cannot be written: {reason}.", path=str(path), reason=reason)
        ) from None


@contextlib.contextmanager
def atomic_folder(path: Path) -> Iterator[Path]:
    """A temporary folder that becomes `path` when the block ends without an error, and else is removed."""
    try:
        target = _new_folder_target(path)
        temporary = target.parent / TEMPORARY_NAME.format(os.getpid(), os.urandom(8).hex())
        temporary.mkdir()
        try:
            yield temporary
            if target.exists():
                target.rmdir()  # an empty one, which Windows would not replace
            temporary.rename(target)
        finally:
            import shutil  # slow to import, and used by few commands

            shutil.rmtree(temporary, ignore_errors=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise SaveError(
            Message("{path} could not be written: {reason}.", path=str(path), reason=reason)
        ) from None


def check_new_folder(path: Path) -> None:
    """Raises SaveError where `path` could not become a new folder."""
    check_writable(_new_folder_target(path).with_name(TEMPORARY_NAME.format(os.getpid(), "check")))


def _new_folder_target(path: Path) -> Path:
    """The folder that `path` names, which does not exist or is empty; raises SaveError for another path."""
    target = resolved_path(path)
    if target.is_dir() and any(target.iterdir()):
        template = "{path} is a folder with files in it; name a new folder."
        raise SaveError(Message(template, path=str(path)))
    if not target.is_dir():
        _target(path)
        if target.exists():
            raise SaveError(Message("{path} is a file; name a new folder.", path=str(path)))
    return target


def resolved_path(path: Path) -> Path:
    """The absolute path with links followed; raises SaveError for what is no path.

    A relative path is none where the working folder was deleted.
    """
    try:
        return Path(os.path.realpath(path))
    except FileNotFoundError:
        template = "{path} cannot be written: the working folder no longer exists; give an absolute path."
        raise SaveError(Message(template, path=str(path))) from None
    except ValueError as error:
        template = "{path} cannot be written: {reason}."
        raise SaveError(Message(template, path=str(path), reason=str(error))) from None


def _target(path: Path) -> Path:
    """The file that `path` names, links resolved so that they stay links; raises SaveError for a bad path."""
    target = resolved_path(path)
    if target.is_dir():
        raise SaveError(Message("{path} is a folder; name a file in it.", path=str(path)))
    if target.parent.exists() and not target.parent.is_dir():
        template = "{path} cannot be written: {folder} is a file, not a folder."
        raise SaveError(Message(template, path=str(path), folder=str(target.parent)))
    if not target.parent.exists():
        template = "{path} cannot be written: there is no folder {folder}."
        raise SaveError(Message(template, path=str(path), folder=str(target.parent)))
    if target.exists() and not os.access(target, os.W_OK):
        raise SaveError(Message("{path} may not be written; choose another name or folder.", path=str(path)))
    return target


def _is_special(target: Path) -> bool:
    """Whether it is a pipe, a terminal or another device, which no file may replace."""
    return target.exists() and not target.is_file()


@contextlib.contextmanager
def _temporary(folder: Path) -> Iterator[tuple[Path, BinaryIO]]:
    """A new empty file in `folder`, locked while it is in use, and removed unless it was renamed."""
    remove_abandoned(folder)
    path, file = _new_file(folder)
    try:
        with file:
            yield path, file
    finally:
        path.unlink(missing_ok=True)


def _new_file(folder: Path) -> tuple[Path, BinaryIO]:
    """A new file and its path; written through this file alone, since a lock may keep out any other."""
    while True:
        path = folder / TEMPORARY_NAME.format(os.getpid(), os.urandom(8).hex())
        descriptor = _created(path)
        try:
            lock_file(descriptor)
            is_own = path.exists()
        except BlockingIOError:
            is_own = False
        except OSError:  # a file system without locks
            is_own = True
        if is_own:
            return path, os.fdopen(descriptor, "wb")
        os.close(descriptor)  # another process took it for abandoned before it was locked


def _created(path: Path) -> int:
    """The descriptor of a file that did not exist; raises SaveError where its folder takes no new files."""
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o666)
    except OSError as error:
        if error.errno not in READ_ONLY_ERRORS:
            raise
        template = "No file can be created in the folder {folder}; choose another folder."
        raise SaveError(Message(template, folder=str(path.parent))) from None


def remove_abandoned(folder: Path) -> None:
    """Removes the temporary files of processes that were killed while they wrote into `folder`.

    The system unlocks a file when the process that locked it ends, on whatever machine or by whatever user
    it was run, so a file that can be locked is abandoned. Where there are no locks its age decides.
    """
    with contextlib.suppress(OSError):  # a folder that may not be listed
        for path in folder.glob(TEMPORARY_NAME.format("*", "*")):
            with contextlib.suppress(OSError):  # the file of another user, or in use, or gone meanwhile
                _remove_if_abandoned(path)


def _remove_if_abandoned(path: Path) -> None:
    if not HAS_LOCKS or path.is_dir():
        if time() - path.lstat().st_mtime > ABANDONED_AGE:
            _remove(path)
        return
    descriptor = os.open(path, os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        lock_file(descriptor)
        if stat.S_ISREG(os.fstat(descriptor).st_mode):
            path.unlink()
    finally:
        os.close(descriptor)


def _remove(path: Path) -> None:
    import shutil

    shutil.rmtree(path) if path.is_dir() else path.unlink()


def _move_into_place(temporary: Path, file: BinaryIO, target: Path) -> None:
    """Renames a finished file to `target`, with its permissions, after its content is on the disk."""
    file.flush()
    os.fsync(file.fileno())
    with contextlib.suppress(OSError):
        temporary.chmod(stat.S_IMODE(target.stat().st_mode))
    if not HAS_LOCKS:
        file.close()  # Windows renames no open file
    os.replace(temporary, target)
