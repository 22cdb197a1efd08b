"""The data of a saved session: embedded in its file, or a reference with a fingerprint."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from clusterlab.core.cancellation import check_canceled
from clusterlab.core.errors import UserError
from clusterlab.core.message import Message
from clusterlab.datasets.example_files import examples
from clusterlab.datasets.readers.read_options import DETECTED, ReadOptions
from clusterlab.datasets.shards.points_folder import HEADER_FILE, is_points_folder
from clusterlab.datasets.table import LoadError
from clusterlab.session.state.opened_file import OpenedFile

MAX_EMBEDDED = 50 << 20
"""The size in bytes up to which a file of data is embedded in a session."""
MAX_DATA = 512 << 20
"""The size in bytes up to which data that came from no file are embedded; there is nothing to refer to."""
HASHED_PIECE = 1 << 20


@dataclass(frozen=True)
class Fingerprint:
    """The size in bytes and the SHA-256 hash by which a file is known again."""

    size: int
    sha256: str

    @classmethod
    def of(cls, content: bytes) -> "Fingerprint":
        """The fingerprint of some bytes."""
        return cls(len(content), hashlib.sha256(content).hexdigest())


@dataclass(frozen=True)
class DataFile:
    """The file of data of a session, and how it is read.

    `path` names data that came from no file, else it is where the file was; `example` is the name of a
    shipped one. Where the file could not be read when the session was saved there is no `fingerprint`.
    """

    path: Path
    options: ReadOptions = DETECTED
    from_file: bool = True
    example: str | None = None
    embedded: bool = False
    fingerprint: Fingerprint | None = None


class MissingDataError(LoadError):
    """The file of data that a session refers to is gone, or has changed; `path` is where it was."""

    def __init__(self, message: Message, path: Path, exists: bool) -> None:
        super().__init__(message)
        self.path, self.exists = path, exists

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.message, self.path, self.exists)


def saved_data(source: OpenedFile, embed_up_to: int = MAX_EMBEDDED) -> tuple[DataFile, bytes | None]:
    """The data of a session as they are saved now, with their bytes where these are embedded.

    Data that came from no file are always embedded; raises UserError where they are too large.
    """
    if source.content is not None:
        if len(source.content) > MAX_DATA:
            template = (
                "{name} has more than {n!s} MiB and is no file; save it as a file and open that, "
                "then save the session."
            )
            raise UserError(Message(template, name=source.path.name, n=MAX_DATA >> 20))
        own = Fingerprint.of(source.content)
        return DataFile(source.path, source.options, False, None, True, own), source.content
    example = next((name for name, path in examples().items() if path == source.path), None)
    content, mark = _content_and_fingerprint(source.path, embed_up_to)
    saved = DataFile(source.path.absolute(), source.options, True, example, content is not None, mark)
    return saved, content


def opened_data(
    saved: DataFile, content: bytes | None, folder: Path, chosen: Path | None = None
) -> tuple[OpenedFile, Message]:
    """The data of a session that was saved in a `folder`, and a sentence where they are not as they were.

    The file is used where it is as it was, else the embedded `content`; a `chosen` file in any case. Raises
    MissingDataError where there is none of these.
    """
    if chosen is not None:
        return _chosen_data(saved, chosen)
    if not saved.from_file:
        return OpenedFile(saved.path, options=saved.options, content=content), Message()
    for path in _candidates(saved, folder):
        if saved.fingerprint is not None and has_fingerprint(path, saved.fingerprint):
            return _as_it_is(path, saved.options), Message()
    if content is not None:
        template = "{path} was changed or moved since; the data that were saved with the session are shown."
        found = OpenedFile(Path(saved.path.name), options=saved.options, content=content)
        return found, Message(template, path=str(saved.path))
    raise _missing(saved)


def has_fingerprint(path: Path, mark: Fingerprint) -> bool:
    """Whether a file is there and has a fingerprint; only one of the right size is read."""
    path = _marked_file(path)
    try:
        found = path.stat()
        return path.is_file() and found.st_size == mark.size and _hash(path, found.st_mtime_ns) == mark.sha256
    except (OSError, ValueError):
        return False


def _chosen_data(saved: DataFile, chosen: Path) -> tuple[OpenedFile, Message]:
    source = _as_it_is(chosen, saved.options)
    if saved.fingerprint is None or has_fingerprint(chosen, saved.fingerprint):
        return source, Message()
    template = "{name} is not as it was when the session was saved; results may differ."
    return source, Message(template, name=chosen.name)


def _as_it_is(path: Path, options: ReadOptions) -> OpenedFile:
    return replace(OpenedFile.now(path), options=options)


def _candidates(saved: DataFile, folder: Path) -> Iterator[Path]:
    """Where the file may be: the shipped one, where it was, and beside the session."""
    if saved.example is not None and saved.example in examples():
        yield examples()[saved.example]
    yield saved.path
    yield folder / saved.path.name


def _missing(saved: DataFile) -> MissingDataError:
    exists = saved.path.exists()
    template = (
        "The data of this session, {path}, have changed since it was saved."
        if exists
        else "The data of this session, {path}, are missing."
    )
    return MissingDataError(Message(template, path=str(saved.path)), saved.path, exists)


def _content_and_fingerprint(path: Path, embed_up_to: int) -> tuple[bytes | None, Fingerprint | None]:
    """The bytes of a file up to a size, and its fingerprint; None where it cannot be read.

    The bytes of a folder of prepared points are never given.
    """
    is_folder, path = is_points_folder(path), _marked_file(path)
    try:
        found = path.stat()
        if found.st_size > embed_up_to:
            return None, Fingerprint(found.st_size, _hash(path, found.st_mtime_ns))
        content = path.read_bytes()
    except (OSError, ValueError):
        return None, None
    return None if is_folder else content, Fingerprint.of(content)


def _marked_file(path: Path) -> Path:
    """The file by which data are known again: of prepared points the header, which has all checksums."""
    return path / HEADER_FILE if is_points_folder(path) else path


@lru_cache(maxsize=8)
def _hash(path: Path, written: int) -> str:
    """The hash of a file that was `written` at a time; one that is saved again and again is read once."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(HASHED_PIECE):
            check_canceled()
            found.update(piece)
    return found.hexdigest()
