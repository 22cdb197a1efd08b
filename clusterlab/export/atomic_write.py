"""Atomic file writes: a file is replaced by a complete one or not at all."""

import contextlib
import os
import secrets
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

from clusterlab.core.errors import UserError
from clusterlab.core.message import Message


class SaveError(UserError):
    """A file that cannot be written."""


def save_text(path: Path, text: str) -> None:
    """Replaces the content of `path` by `text` as UTF-8; raises SaveError and leaves the file unchanged."""
    save_bytes(path, text.encode("utf-8", "backslashreplace"))


def save_bytes(path: Path, content: bytes) -> None:
    """Replaces the content of `path` by `content`; raises SaveError and leaves the file unchanged."""
    with atomic_replacement(path) as temporary:
        temporary.write_bytes(content)


def save_with(path: Path, write: Callable[[Path], object]) -> None:
    """Replaces `path` by the file that `write` writes; raises SaveError and leaves it unchanged."""
    with atomic_replacement(path) as temporary:
        try:
            write(temporary)
        except OSError:
            template = "{path} could not be written; the disk may be full."
            raise SaveError(Message(template, path=str(path))) from None


@contextlib.contextmanager
def atomic_replacement(path: Path) -> Iterator[Path]:
    """A temporary file that replaces `path` when the block ends without an error, and else is removed."""
    try:
        target = _target(path)
        if _is_special(target):
            yield target
            return
        with _temporary(target.parent) as temporary:
            yield temporary
            _move_into_place(temporary, target)
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


def _target(path: Path) -> Path:
    """The file that `path` names, links resolved so that they stay links; raises SaveError for a bad path."""
    target = Path(os.path.realpath(path))
    if target.is_dir():
        raise SaveError(Message("{path} is a folder; name a file in it.", path=str(path)))
    if not target.parent.is_dir():
        template = "{path} cannot be written: there is no folder {folder}."
        raise SaveError(Message(template, path=str(path), folder=str(target.parent)))
    if target.exists() and not os.access(target, os.W_OK):
        raise SaveError(Message("{path} may not be written; choose another name or folder.", path=str(path)))
    return target


def _is_special(target: Path) -> bool:
    """Whether it is a pipe, a terminal or another device, which no file may replace."""
    return target.exists() and not target.is_file()


@contextlib.contextmanager
def _temporary(folder: Path) -> Iterator[Path]:
    """A new empty file in `folder`, removed afterwards unless it was renamed."""
    path = folder / f".clusterlab-{secrets.token_hex(8)}.tmp"
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


def _move_into_place(temporary: Path, target: Path) -> None:
    """Renames a finished file to `target`, with its permissions, after its content is on the disk."""
    with temporary.open("r+b") as file:
        os.fsync(file.fileno())
    with contextlib.suppress(OSError):
        temporary.chmod(stat.S_IMODE(target.stat().st_mode))
    os.replace(temporary, target)
