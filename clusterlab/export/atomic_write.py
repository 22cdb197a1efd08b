"""Writes a file whole or not at all: a torn write never takes the place of what was there."""

import contextlib
import os
import secrets
import stat
from collections.abc import Iterator
from pathlib import Path

from clusterlab.core.errors import UserError


class SaveError(UserError):
    """A file that cannot be written; its text is a sentence for a person."""


def save_text(path: Path, text: str) -> None:
    """Writes `text` as UTF-8 in place of what `path` held; raises SaveError and leaves that as it was."""
    save_bytes(path, text.encode("utf-8", "backslashreplace"))


def save_bytes(path: Path, content: bytes) -> None:
    """Writes `content` in place of what `path` held; raises SaveError and leaves that as it was."""
    with atomic_replacement(path) as temporary:
        temporary.write_bytes(content)


@contextlib.contextmanager
def atomic_replacement(path: Path) -> Iterator[Path]:
    """A file to write that takes the place of `path` when the block ends well, and else is gone."""
    try:
        target = _target(path)
        if _is_special(target):
            yield target
            return
        with _temporary(target.parent) as temporary:
            yield temporary
            _move_into_place(temporary, target)
    except OSError as error:
        raise SaveError(f"{path} could not be written: {error.strerror or error}.") from None


def check_writable(path: Path) -> None:
    """Raises SaveError where `path` could not be written, before the work that it is to hold begins."""
    try:
        target = _target(path)
        if not _is_special(target):
            with _temporary(target.parent):
                pass
    except OSError as error:
        raise SaveError(f"{path} cannot be written: {error.strerror or error}.") from None


def _target(path: Path) -> Path:
    """The file itself, for a link stays a link; raises SaveError where there cannot be one."""
    target = Path(os.path.realpath(path))
    if target.is_dir():
        raise SaveError(f"{path} is a folder; name a file in it.")
    if not target.parent.is_dir():
        raise SaveError(f"{path} cannot be written: there is no folder {target.parent}.")
    if target.exists() and not os.access(target, os.W_OK):
        raise SaveError(f"{path} may not be written; choose another name or folder.")
    return target


def _is_special(target: Path) -> bool:
    """Whether it is a pipe, a terminal or another device, whose place no file may take."""
    return target.exists() and not target.is_file()


@contextlib.contextmanager
def _temporary(folder: Path) -> Iterator[Path]:
    """A new empty file in `folder`, gone afterwards unless it was given another name."""
    path = folder / f".clusterlab-{secrets.token_hex(8)}.tmp"
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


def _move_into_place(temporary: Path, target: Path) -> None:
    """Gives a finished file the place and the permissions of `target`, its content on the disk first."""
    with temporary.open("r+b") as file:
        os.fsync(file.fileno())
    with contextlib.suppress(OSError):
        temporary.chmod(stat.S_IMODE(target.stat().st_mode))
    os.replace(temporary, target)
