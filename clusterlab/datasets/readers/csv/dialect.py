"""Detects the delimiter, the header and the column names of a text file from its first lines."""

import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from clusterlab.core.message import Message
from clusterlab.datasets.table import LoadError

DELIMITERS = (",", ";", "\t", "|", " ", "")  # " " means runs of blanks, "" a single column
SAMPLE_LINES = 1000  # lines
MAX_COLUMNS = 20_000
_MISSING_WORDS = {"", "?", "-", "--", ".", "na", "n/a", "nan", "-nan", "null", "none", "nil", "missing"}
_SHEET_ERRORS = {"#n/a", "#na", "#div/0!", "#value!", "#ref!", "#name?", "#num!", "#null!"}
MISSING_CELLS = frozenset(_MISSING_WORDS | _SHEET_ERRORS)
_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?|[+-]?inf(inity)?", re.IGNORECASE)
_MARKED = re.compile(r"[+-]?(\d*[.,]\d+|[1-9]\d{0,2}([.,'’\s]\d{3})+([.,]\d+)?)(e[+-]?\d+)?", re.IGNORECASE)
_GROUPS = re.compile(r"[+-]?[1-9]\d{0,2}(\.\d{3})+|[+-]?\d+")
_HASHED = re.compile(r"#([0-9a-f]{3,8}|n/a|[a-z]+/?0?[!?])\s*([,;\t|]|$)", re.IGNORECASE)  # colors, #DIV/0!
_WHOLE = re.compile(r"[+-]?\d+(e[+-]?\d+)?", re.IGNORECASE)
_PADDED = re.compile(r"[+-]?0\d")

CellRows = list[list[str]]


@dataclass(frozen=True)
class Dialect:
    """How a table is written in a text file; `kinds` says whether each column is plain, unclear or text."""

    delimiter: str
    header: bool
    names: tuple[str, ...]
    kinds: tuple[str, ...] = ()
    comment: str = ""
    notes: tuple[Message, ...] = ()


def detect_dialect(text: str, name: str) -> Dialect:
    """The dialect of the first lines of a file called `name`; raises LoadError."""
    lines = [line for line in text.splitlines(keepends=True)[: 2 * SAMPLE_LINES] if line.strip()]
    comment = "" if all(_HASHED.match(line) for line in lines if line.startswith("#")) else "#"
    lines = [line for line in lines if not (comment and line.startswith(comment))][:SAMPLE_LINES]
    if not lines:
        raise LoadError(Message("{name} is empty; open a file that holds a table.", name=name))
    delimiter, rows = _split_cells(lines, name)
    width = max(_width(rows), len(rows[0]))
    if width > MAX_COLUMNS:
        template = "{name} has {width} columns; at most {high} can be read."
        raise LoadError(Message(template, name=name, width=width, high=MAX_COLUMNS))
    titles = _titles(rows)
    header = _header_votes(titles, rows[1:]) > 0
    if header:
        _check_header_width(rows, delimiter, name)
    names = _unique_names(titles if header else [], width)
    body = rows[1:] if header else rows
    kinds = tuple(_kind(_column(body, j), delimiter) for j in range(width))
    notes = _unnamed_column_note(rows, header) + _decimal_comma_note(delimiter, header, width, body)
    return Dialect(delimiter, header, names, kinds, comment, notes)


def is_missing(cell: str) -> bool:
    """Whether a cell means a missing value."""
    return cell.strip().lower() in MISSING_CELLS


def is_number(cell: str) -> bool:
    """Whether a cell is a number in any of the supported notations."""
    cell = cell.strip()
    return bool(_PLAIN.fullmatch(cell) or _MARKED.fullmatch(cell))


def _split_cells(lines: Sequence[str], name: str) -> tuple[str, CellRows]:
    """The delimiter with the best table score, and the cells that it separates."""
    best, found, score = "", [[""]], -1.0
    for delimiter in DELIMITERS:
        try:
            rows = _cells(lines, delimiter)
        except csv.Error:
            continue
        if (table_score := _table_score(rows, delimiter)) > score:
            best, found, score = delimiter, rows, table_score
    if score < 0:
        template = "{name} has a cell too long to be a number or a name; is a quote never closed?"
        raise LoadError(Message(template, name=name))
    return best, found


def _cells(lines: Sequence[str], delimiter: str) -> CellRows:
    if delimiter == " ":
        lines = [line.replace("\t", " ").strip() + "\n" for line in lines]
    return list(csv.reader(lines, delimiter=delimiter or "\x1f", skipinitialspace=True))


def _table_score(rows: CellRows, delimiter: str) -> float:
    """A score of how much the rows look like a table of numbers; the best is 1.2, -1 is no table."""
    width = _width(rows)
    if not rows or (width < 2 and delimiter):
        return -1.0
    regularity = sum(len(row) == width for row in rows) / len(rows)
    first = {width: 1.0, width - 1: 0.9}.get(len(rows[0]), 0.5)
    if not delimiter and "," in rows[0][0] and not is_number(rows[0][0]):
        first = 0.5  # a,b above 1,2 names two columns, even if some rows are ragged
    present_cells = [cell for row in rows[1:] or rows for cell in row if not is_missing(cell)]
    # A leading zero, as in 1,05 split at its comma, shows that a decimal was cut in two.
    numbers = sum(is_number(cell) and not _PADDED.match(cell) for cell in present_cells)
    return regularity * first * (0.2 + numbers / max(len(present_cells), 1))


def _width(rows: CellRows) -> int:
    """How many cells most rows have."""
    return Counter(len(row) for row in rows[1:] or rows).most_common(1)[0][0] if rows else 0


def _column(rows: CellRows, j: int) -> list[str]:
    return [row[j].strip() for row in rows if len(row) > j]


def _kind(cells: Sequence[str], delimiter: str) -> str:
    """The kind of a column: plain numbers only, mostly text, or unclear until all rows are read."""
    present_cells = [cell for cell in cells if not is_missing(cell)]
    # In files with semicolons 1.234 may be 1234: the other cells decide.
    thousands = (
        delimiter == ";" and all(map(_GROUPS.fullmatch, present_cells)) and "." in "".join(present_cells)
    )
    if all(map(_PLAIN.fullmatch, present_cells)) and not thousands:
        return "plain"
    return "unclear" if 2 * sum(map(is_number, present_cells)) > len(present_cells) else "text"


def _titles(rows: CellRows) -> list[str]:
    """The cells of the first row, moved right by one where it names every column but the first."""
    first = [cell.strip() for cell in rows[0]]
    if _short_by_one(rows):
        return ["", *first]
    return first


def _short_by_one(rows: CellRows) -> bool:
    width = _width(rows)
    return (
        width > 1
        and len(rows[0]) == width - 1
        and any(not is_missing(c) for c in _column(rows[1:], width - 1))
    )


def _header_votes(titles: Sequence[str], body: CellRows) -> int:
    """The number of numeric columns with a text in the first row, minus those with a number there."""
    header_votes = 0
    for j, title in enumerate(titles):
        present_cells = [cell for cell in _column(body, j) if not is_missing(cell)]
        numeric = 2 * sum(map(is_number, present_cells)) >= len(present_cells)
        if numeric and not is_missing(title):
            header_votes += -1 if is_number(title) else 1
    return header_votes


def _check_header_width(rows: CellRows, delimiter: str, name: str) -> None:
    """Raises LoadError where the header has far fewer cells than the rows: the delimiter was misread."""
    width = _width(rows)
    if len(rows[0]) >= width - 1 or width < 2:
        return
    template = (
        "The first line of {name} has {cells:# cell|# cells} but most lines have {width}; "
        "delete the lines above the header or start them with #."
    )
    if delimiter == ",":
        template = (
            "The first line of {name} has {cells:# cell|# cells} but most lines have {width}; "
            "if commas are decimal marks too, separate the cells with semicolons."
        )
    raise LoadError(Message(template, name=name, cells=len(rows[0]), width=width))


def _unique_names(titles: Sequence[str], width: int) -> tuple[str, ...]:
    """A unique name for each column: its title, numbered where titles repeat or are missing."""
    names: list[str] = []
    for j in range(width):
        title = (titles[j] if j < len(titles) else "") or f"column {j + 1}"
        name, again = title, 1
        while name in names:
            again += 1
            name = f"{title} ({again})"
        names.append(name)
    return tuple(names)


def _unnamed_column_note(rows: CellRows, header: bool) -> tuple[Message, ...]:
    if header and _short_by_one(rows):
        return (Message("The header names all columns but the first, which is called column 1."),)
    return ()


def _decimal_comma_note(delimiter: str, header: bool, width: int, body: CellRows) -> tuple[Message, ...]:
    """A note where two columns of integers without a header might be one of decimal commas."""
    whole = all(_WHOLE.fullmatch(cell.strip()) for row in body for cell in row)
    if delimiter == "," and not header and width == 2 and whole:
        note = "Commas were read as separators of two columns; decimal commas need a header or semicolons."
        return (Message(note),)
    return ()
