"""Spreadsheets: XLSX, XLS and ODS."""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from clusterlab.core.message import Message
from clusterlab.datasets.readers.cell_rows import rows_table
from clusterlab.datasets.readers.kept_sheets import ParsedSheet, keep_sheet, kept_sheet
from clusterlab.datasets.readers.read_options import ReadOptions
from clusterlab.datasets.readers.table_format import FORMATS, TableFormat, TableParts
from clusterlab.datasets.readers.unpacking import BAD_PACKING, member_names, protected_error, unpacked_pieces
from clusterlab.datasets.table import LoadError, Table

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

SHEET = Message("sheet")
ENTRY_BYTES = 128
OLD_DOCUMENTS = {
    "WordDocument": Message("a Word document"),
    "PowerPoint Document": Message("a presentation"),
    "__substg1.0_": Message("a message of Outlook"),
}
"""Documents in the same container as old workbooks, by a stream in them."""
MAX_XML_BYTES = 512 << 20
MAX_AREA = 50_000_000
"""Cells from the first to the last: calamine makes room for all, and without it ends the process."""
_CELL = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,3})([0-9]{1,7})["']""")
_WIDE_TEXT = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")
_REPEATED = re.compile(rb'number-(columns|rows)-repeated="([0-9]+)"')
SCANNED_BYTES = 1 << 18  # stay in the processor's cache
A, LETTERS = np.uint8(ord("A")), 26
OVERLAP = 64  # bytes that are looked at again with the next piece, in which an attribute may end


class Spreadsheet(TableFormat):
    """A workbook, of which one sheet is chosen."""

    options = frozenset({"header", "skip", "sheet", "decimal", "thousands"})

    @classmethod
    def read(cls, data: bytes, name: str, options: ReadOptions) -> Table:
        """The table of the chosen sheet, else of the first that holds one; raises LoadError."""
        kept = kept_sheet(data, options.sheet)
        if kept is not None:
            keep_sheet(kept)
            return TableParts(name, kept.names, SHEET).noted(_table(kept, name, options), options, kept.name)
        return cls._parsed(data, name, options)

    @classmethod
    def _parsed(cls, data: bytes, name: str, options: ReadOptions) -> Table:
        from python_calamine import SheetTypeEnum, SheetVisibleEnum, load_workbook

        def read_sheet(sheet: str) -> Table:
            rows = _rows(book.get_sheet_by_name(sheet))
            parsed = ParsedSheet(data, options.sheet, sheet, parts.names, rows)
            table = _table(parsed, name, options)
            keep_sheet(parsed)
            return table

        with cls.read_errors(name), _password_errors(name):
            cls.check_size(data, name)
            with load_workbook(io.BytesIO(data)) as book:
                sheets = [sheet for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
                sheets.sort(key=lambda sheet: sheet.visible != SheetVisibleEnum.Visible)  # hidden ones last
                parts = TableParts(name, [sheet.name for sheet in sheets], SHEET)
                return parts.first_table(options, read_sheet)

    @classmethod
    def check_size(cls, data: bytes, name: str) -> None:
        """Raises LoadError where the cells would not fit into memory."""


@contextmanager
def _password_errors(name: str) -> Iterator[None]:
    """A context in which the error of a protected workbook is raised as LoadError."""
    from python_calamine import PasswordError

    try:
        yield
    except PasswordError:
        raise protected_error(name) from None


def _table(sheet: ParsedSheet, name: str, options: ReadOptions) -> Table:
    return rows_table(sheet.rows, name, replace(options, sheet=sheet.name))


def _rows(sheet: "CalamineSheet") -> list[list[Any]]:
    """The cells of a sheet by rows; each row of a cell that is merged over several has its value."""
    rows = sheet.to_python()
    top, left = sheet.start or (0, 0)
    for (first, column), (last, last_column) in sheet.merged_cell_ranges or ():
        if column == last_column and first >= top and column >= left:
            for row in rows[first - top + 1 : last - top + 1]:
                row[column - left] = rows[first - top][column - left]
    return rows


@FORMATS.add
class Xlsx(Spreadsheet):
    """An Excel workbook of 2007 or later."""

    name = "xlsx"
    kind = Message("an Excel workbook")
    suffixes = (".xlsx", ".xlsm")
    signatures = (b"PK\x03\x04",)

    @classmethod
    def recognizes(cls, data: bytes) -> bool:
        """Whether the bytes are a zip archive with a workbook of XML parts."""
        return super().recognizes(data) and "xl/workbook.xml" in member_names(data)

    @classmethod
    def check_size(cls, data: bytes, name: str) -> None:
        """Unpacks every part once, and looks for the farthest cells of sheets with more columns than Z.

        Up to there a million rows are fewer cells than MAX_AREA.
        """
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for member in archive.namelist():
                wide = [_may_be_wide(text) for text in _texts(archive, member, name)]
                if any(wide):  # a sheet may have any name
                    _check_area(_texts(archive, member, name), name)


def _may_be_wide(text: bytes) -> bool:
    """Whether a cell may lie right of column Z: its attribute r begins with two capitals, or one is unusual.

    That is in single quotes, or with a blank beside the sign, as no program writes it.
    """
    codes = np.frombuffer(text, dtype=np.uint8)
    return any(
        _part_may_be_wide(codes[start : start + SCANNED_BYTES + 4])
        for start in range(0, len(codes), SCANNED_BYTES)
    )


def _part_may_be_wide(codes: NDArray[np.uint8]) -> bool:
    """The same of a part of a text, in which an attribute may begin before the last four characters."""
    before, sign, quote, first, second = (codes[i : len(codes) - 4 + i] for i in range(5))
    unusual = (before <= ord(" ")) | (quote != ord('"'))
    wide = (before == ord("r")) & (first - A < LETTERS) & (second - A < LETTERS)
    return bool(((sign == ord("=")) & (unusual | wide)).any())


def _texts(archive: zipfile.ZipFile, member: str, name: str) -> Iterator[bytes]:
    """A part of a workbook in pieces that overlap, so that each attribute is whole in one of them."""
    rest = b""
    with archive.open(member) as file:
        for piece in unpacked_pieces(file, name, MAX_XML_BYTES):
            if piece.startswith(_WIDE_TEXT) or (member.endswith(".xml") and b"\0" in piece):
                raise area_error(name)  # UTF-16, which no program writes, would hide the cells
            yield rest + piece
            rest = piece[-OVERLAP:]


def _check_area(texts: Iterable[bytes], name: str) -> None:
    """Raises LoadError where the farthest row and column of the cells span too large an area."""
    columns = rows = 0
    for text in texts:
        for letters, row in set(_CELL.findall(text)):
            columns, rows = max(columns, _column_number(letters)), max(rows, int(row))
    if columns * rows > MAX_AREA:
        raise area_error(name)


def _column_number(letters: bytes) -> int:
    """The 1-based number of a column: A is 1, AA 27."""
    number = 0
    for letter in letters:
        number = 26 * number + letter - ord("A") + 1
    return number


def area_error(name: str) -> LoadError:
    """The error for cells that lie too far apart."""
    template = "The cells of {name} lie too far apart: at most {high} from the first to the last can be read."
    return LoadError(Message(template, name=name, high=MAX_AREA))


@FORMATS.add
class Xls(Spreadsheet):
    """An Excel workbook of 97 to 2003, which has at most 65,536 rows and 256 columns."""

    name = "xls"
    kind = Message("an Excel workbook")
    suffixes = (".xls",)
    signatures = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",)

    @classmethod
    def check_size(cls, data: bytes, name: str) -> None:
        """Raises LoadError for other documents in such a container, and for workbooks with a password."""
        if _has_stream(data, "EncryptedPackage"):
            raise protected_error(name)
        for stream, what in OLD_DOCUMENTS.items():
            if _has_stream(data, stream):
                template = "{name} is {format}; save its table as CSV and open that file."
                raise LoadError(Message(template, name=name, format=what))


def _has_stream(data: bytes, stream: str) -> bool:
    """Whether an entry in the folder of a container begins with this name; entries have 128 bytes each."""
    found = re.finditer(re.escape(stream.encode("utf-16-le")), data)
    return any(entry.start() % ENTRY_BYTES == 0 for entry in found)


@FORMATS.add
class Ods(Spreadsheet):
    """An OpenDocument spreadsheet, as of LibreOffice."""

    name = "ods"
    kind = Message("an OpenDocument spreadsheet")
    suffixes = (".ods",)
    signatures = (b"PK\x03\x04",)

    @classmethod
    def recognizes(cls, data: bytes) -> bool:
        """Whether the bytes are a zip archive of the parts of a document, and it is a spreadsheet."""
        if not super().recognizes(data) or not {"mimetype", "content.xml"} <= {*member_names(data)}:
            return False
        with zipfile.ZipFile(io.BytesIO(data)) as archive, suppress(*BAD_PACKING):
            return b"opendocument.spreadsheet" in archive.open("mimetype").read(100)
        return False

    @classmethod
    def check_size(cls, data: bytes, name: str) -> None:
        """Unpacks every part once, and multiplies the rows and columns that are repeated."""
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for member in archive.infolist():
                with archive.open(member) as file:
                    for _ in unpacked_pieces(file, name, MAX_XML_BYTES):
                        pass
            content = archive.read("content.xml")
        if _repeated_cells(content) > MAX_AREA:
            raise area_error(name)


_FILLED = re.compile(rb"<table:table-row(?P<row>[^>]*)>(?P<cells>.*?)</table:table-row>", re.DOTALL)
_VALUE = re.compile(rb"<table:table-cell(?P<cell>[^>]*(?:office:value|calcext:value|office:string)[^>]*)>")


def _repeated_cells(content: bytes) -> int:
    """How many cells the rows with values make, with what is repeated."""
    total = 0
    for row in _FILLED.finditer(content):
        if b"repeated" not in row[0]:
            continue
        repeated = [int(n) for _, n in _REPEATED.findall(row["row"])]
        width = sum(
            max([1, *(int(n) for _, n in _REPEATED.findall(cell["cell"]))])
            for cell in _VALUE.finditer(row["cells"])
        )
        total += max([1, *repeated]) * width
    return total
