"""Files of sessions: a zip archive of JSON, arrays and data, written whole or not at all."""

import json
import struct
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from clusterlab.core.errors import UserError
from clusterlab.core.message import Message
from clusterlab.core.version import VERSION
from clusterlab.datasets.readers.file_bytes import read_errors
from clusterlab.datasets.readers.unpacking import BAD_PACKING, unpacked
from clusterlab.datasets.table import LoadError
from clusterlab.export.atomic_write import atomic_replacement
from clusterlab.session.saved.data_file import (
    MAX_DATA,
    MAX_EMBEDDED,
    DataFile,
    Fingerprint,
    opened_data,
    saved_data,
)
from clusterlab.session.saved.file_kind import MIME_TYPE
from clusterlab.session.saved.npy_arrays import npy_array, npy_bytes
from clusterlab.session.saved.saved_session import SavedSession, check_choices, session_form
from clusterlab.session.saved.typed_values import Attachments, Json
from clusterlab.session.state.opened_file import OpenedFile

TYPE_MEMBER, JSON_MEMBER, DATA_MEMBER, ARRAY_MEMBER = "mimetype", "session.json", "data", "arrays/{}.npy"
MAX_JSON, MAX_ARRAYS, MAX_MEMBERS = 8 << 20, 256 << 20, 10_000
"""The greatest sizes in bytes of the JSON and of all arrays, and how many files an archive may hold."""
MAX_FILE = MAX_DATA + MAX_ARRAYS + MAX_JSON
DAMAGE = (*BAD_PACKING, KeyError, IndexError, ValueError, OverflowError, struct.error)
"""What is raised for a file that is no zip archive, or none of a session."""
FORMAT = 1
"""The number of the format; it grows when a program that knows the old one would misread the new one."""
Migration = Callable[[dict[str, Json]], dict[str, Json]]
MIGRATIONS: dict[int, Migration] = {}
"""What makes the JSON of each older format that of the next one."""


class SessionError(LoadError):
    """A file of a session that cannot be used; its text is a sentence for a person."""


class ReadSession(NamedTuple):
    """A session that was read from a file, and a sentence where its data are not as they were."""

    saved: SavedSession
    note: Message


def save_session(path: Path, saved: SavedSession, embed_up_to: int = MAX_EMBEDDED) -> Message:
    """Writes a session to a file, with its data up to a size in bytes.

    Returns a sentence where the data are not in the file. Raises SaveError, or UserError for data that are
    too large, and leaves the file as it was.
    """
    beside, notes = Attachments(), [Message()]

    def save_data(source: OpenedFile) -> tuple[DataFile, bytes | None]:
        found = saved_data(source, embed_up_to)
        notes.append(_data_note(source, found[0]))
        return found

    form = session_form(save_data, _no_data)
    content = {"format": FORMAT, "program": VERSION, "saved": form.write(saved, beside)}
    with atomic_replacement(path) as file:
        _write_archive(file, json.dumps(content, allow_nan=False, indent=1), beside)
    return notes[-1]


def read_session(path: Path, data: Path | None = None) -> ReadSession:
    """The session in a file, with the file of `data` in place of its own if one is given.

    Raises SessionError, and MissingDataError where the data that it refers to are gone or have changed.
    """
    with _session_errors(path):
        with zipfile.ZipFile(path) as archive:
            _check_members(archive, path.name)
            written = _migrated(_json(archive, path.name), path.name)
            beside = _attachments(archive, path.name)
        notes = [Message()]

        def open_data(saved: DataFile, content: bytes | None) -> OpenedFile:
            _check_data(saved, content)
            source, note = opened_data(saved, content, path.parent, data)
            notes.append(note)
            return source

        saved = session_form(_no_data, open_data).read(written, beside, "saved")
        check_choices(saved)
        return ReadSession(saved, notes[-1])


def _data_note(source: OpenedFile, saved: DataFile) -> Message:
    """What a person has to know about how the data were saved."""
    if saved.fingerprint is None and source.is_folder:
        template = "It refers to its data, {path}, which are not on this machine."
        return Message(template, path=str(saved.path))
    if saved.fingerprint is None:
        return Message("Its data, {path}, could not be read, and are not in it.", path=str(saved.path))
    if saved.from_file and source.written not in (None, OpenedFile.now(source.path).written):
        template = "Its data, {path}, were changed after they were opened; they are saved as they are now."
        return Message(template, path=str(saved.path))
    if saved.embedded:
        return Message()
    template = "It refers to its data, {path}, which are too large to be in it."
    return Message(template, path=str(saved.path))


def _no_data(*_: object) -> Any:
    raise NotImplementedError  # a form that writes opens no data, and one that reads saves none


def _write_archive(file: BinaryIO, text: str, beside: Attachments) -> None:
    """Writes the members; the same session gives the same bytes."""
    packed: list[tuple[str, str | bytes]] = [(TYPE_MEMBER, MIME_TYPE), (JSON_MEMBER, text)]
    packed += [(ARRAY_MEMBER.format(i), npy_bytes(array)) for i, array in beside.arrays.items()]
    packed += [(DATA_MEMBER, beside.data)] if beside.data is not None else []
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in packed:
            kind = zipfile.ZIP_STORED if name == TYPE_MEMBER else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name), content, kind)


@contextmanager
def _session_errors(path: Path) -> Iterator[None]:
    """A context in which what a file that is no sound session raises becomes a SessionError."""
    with read_errors(path):
        try:
            if path.exists() and path.stat().st_size > MAX_FILE:
                raise SessionError(Message("{name} is too large to be a session.", name=path.name))
            yield
        except LoadError:
            raise
        except UserError as error:
            template = "{name} is no session that can be read: {reason}"
            raise SessionError(Message(template, name=path.name, reason=error.message)) from None
        except MemoryError:
            raise SessionError(Message("{name} does not fit into memory.", name=path.name)) from None
        except DAMAGE:
            template = "{name} is no session that can be read; it may be damaged or cut off."
            raise SessionError(Message(template, name=path.name)) from None


def _check_members(archive: zipfile.ZipFile, name: str) -> None:
    members = archive.infolist()
    if len(members) > MAX_MEMBERS or JSON_MEMBER not in archive.namelist():
        raise SessionError(Message("{name} is no session of clusterlab.", name=name))


def _json(archive: zipfile.ZipFile, name: str) -> dict[str, Json]:
    """The JSON of a session; raises ValueError for what is none."""
    with archive.open(JSON_MEMBER) as file:
        found = json.loads(unpacked(file, name, MAX_JSON), parse_constant=_no_number)
    if not isinstance(found, dict):
        raise zipfile.BadZipFile
    return found


def _no_number(text: str) -> None:
    raise ValueError(text)


def _migrated(content: dict[str, Json], name: str) -> Json:
    """The JSON of the saved session in the present format; raises SessionError for a newer one."""
    number, program = content.get("format"), content.get("program")
    if type(number) is not int or number < 1:
        raise SessionError(Message("{name} is no session of clusterlab.", name=name))
    if number > FORMAT:
        template = (
            "{name} was saved by a newer clusterlab ({program}) than this ({version}); update clusterlab."
        )
        raise SessionError(Message(template, name=name, program=str(program)[:20], version=VERSION))
    while number < FORMAT:
        content, number = MIGRATIONS[number](content), number + 1
    return content.get("saved")


def _attachments(archive: zipfile.ZipFile, name: str) -> Attachments:
    """The arrays and the data in an archive; raises UserError where they are too large or damaged."""
    beside, left = Attachments(), MAX_ARRAYS
    for number in range(len(archive.namelist())):
        member = ARRAY_MEMBER.format(number)
        if member not in archive.NameToInfo:
            break
        with archive.open(member) as file:
            content = unpacked(file, name, left)
        left -= len(content)
        beside.arrays[number] = npy_array(content, member)
    if DATA_MEMBER in archive.NameToInfo:
        with archive.open(DATA_MEMBER) as file:
            beside.data = unpacked(file, name, MAX_DATA)
    return beside


def _check_data(saved: DataFile, content: bytes | None) -> None:
    """Raises SessionError where the data that are embedded are not those of the fingerprint."""
    if saved.embedded != (content is not None) or (content is None and not saved.from_file):
        raise SessionError(Message("The data of the session are missing."))
    if content is not None and saved.fingerprint != Fingerprint.of(content):
        raise SessionError(Message("The data of the session are damaged."))
