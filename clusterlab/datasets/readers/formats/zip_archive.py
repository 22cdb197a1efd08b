"""Zip archives with a table of any format in them."""

import io
import zipfile
from dataclasses import replace
from pathlib import PurePosixPath

from clusterlab.core.message import Message
from clusterlab.datasets.readers.files import read_content
from clusterlab.datasets.readers.read_options import ReadOptions
from clusterlab.datasets.readers.table_format import ALL_OPTIONS, FORMATS, TableFormat, TableParts, recognized
from clusterlab.datasets.readers.unpacking import protected_error, unpacked
from clusterlab.datasets.table import LoadError, Table

ENCRYPTED = 1  # among the flags of a file in an archive
DOCUMENTS = {
    "xl/workbook.bin": Message("a binary Excel workbook"),
    "Index/Document.iwa": Message("a Numbers document"),
    "word/document.xml": Message("a Word document"),
    "ppt/presentation.xml": Message("a presentation"),
}
"""Documents that are zip archives, by a file in them."""
SESSION_MEMBERS = {"mimetype", "session.json"}
"""The files that every saved session has."""


@FORMATS.add
class ZipArchive(TableFormat):
    """A zip archive with one table, or with several of which one is chosen."""

    name = "zip"
    kind = Message("a zip archive")
    suffixes = (".zip",)
    signatures = (b"PK\x03\x04", b"PK\x05\x06")
    options = ALL_OPTIONS
    menu_order = 900  # spreadsheets and archives of arrays are zip archives, too

    @classmethod
    def read(cls, data: bytes, name: str, options: ReadOptions) -> Table:
        """The table in the only file of the archive, or in the chosen one; raises LoadError."""
        with cls.read_errors(name), zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = TableParts(name, _tables(archive.namelist(), name), Message("file"))
            if len(parts.names) == 1 and options.sheet not in parts.names:
                return cls._member(archive, parts.names[0], name, options)
            inner = replace(options, sheet=None)
            return parts.first_table(options, lambda member: cls._member(archive, member, name, inner))

    @classmethod
    def _member(cls, archive: zipfile.ZipFile, member: str, name: str, options: ReadOptions) -> Table:
        """The table in one file of the archive called `name`."""
        if archive.getinfo(member).flag_bits & ENCRYPTED:
            raise protected_error(name)
        with archive.open(member) as file:
            content = unpacked(file, name)
        if recognized(content) is cls:
            template = "{member} in {name} is an archive, too; unpack it first."
            raise LoadError(Message(template, member=member, name=name))
        return read_content(content, PurePosixPath(member).name, options)


def _tables(members: list[str], name: str) -> list[str]:
    """The files in an archive that may be tables; raises LoadError for other documents that are archives."""
    for member, what in DOCUMENTS.items():
        if member in members:
            template = "{name} is {format}; save its table as CSV and open that file."
            raise LoadError(Message(template, name=name, format=what))
    if set(members) >= SESSION_MEMBERS:
        raise LoadError(Message("{name} is a session, not a table; clusterlab {name} opens it.", name=name))
    return [
        member
        for member in members
        if not member.endswith("/")
        and not member.startswith("__MACOSX/")
        and not PurePosixPath(member).name.startswith(".")
    ]
