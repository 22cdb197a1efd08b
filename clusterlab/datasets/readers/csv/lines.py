"""The lines of a text file, with one kind of line end and without blank lines and comments."""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from clusterlab.core.cancellation import check_canceled
from clusterlab.core.message import Message
from clusterlab.datasets.readers.csv.encoding import CHUNK_BYTES, line_chunks
from clusterlab.datasets.table import LoadError

MAX_FIRST_LINES = 2000
HEAD_BYTES = 4 << 20
MAX_LINE_BYTES = 16 << 20
_BLANK_LINES = re.compile(rb"\n[ \t\r\n]*\n")
_BLANKS_AND_ENDS = np.isin(np.arange(256), list(b" \t\r\n"))
_WRAPPED_LINE = re.compile(rb'^"(.*)"\r?$', re.MULTILINE)


@dataclass(frozen=True)
class TextLines:
    """The `data` of a text file as lines that end with a line feed, and what is in them.

    `feeds` counts the line feeds, `quotes` the double quotes; `hashes` says whether a line begins with #.
    """

    data: bytes
    feeds: int
    quotes: int
    hashes: bool
    notes: tuple[Message, ...] = ()


@dataclass
class _Counts:
    """What is in a text: how many quotes, line feeds and carriage returns, and which lines."""

    quotes: int = 0
    feeds: int = 0
    returns: int = 0
    returns_at_ends: int = 0
    hashes: bool = False
    blank: bool = False


def text_lines(data: bytes, skip: int = 0) -> TextLines:
    """The lines of a text after the first `skip` ones; blank lines are no rows and are left out."""
    notes: tuple[Message, ...] = ()
    data = _without_end_of_file_mark(data)
    counts = _counts(data)
    if counts.returns - counts.returns_at_ends >= max(counts.feeds, 1):
        data, notes = _with_line_feeds(data)
        counts = _counts(data)
    if skip:
        data = _after_lines(data, skip)
        counts = _counts(data)
    if counts.blank:
        data = b"".join(_BLANK_LINES.sub(b"\n", b"\n" + piece)[1:] for piece in line_chunks(data)).lstrip(
            b"\r\n"
        )
    return TextLines(b"" if data.isspace() else data, counts.feeds, counts.quotes, counts.hashes, notes)


def _count(data: bytes, character: bytes, start: int, end: int) -> int:
    first = data.find(character, start, end)  # many times faster than to count where there is none
    return 0 if first < 0 else data.count(character, first, end)


def _counts(data: bytes) -> _Counts:
    """Counts what is in a text, in one pass over pieces that stay in the processor's cache."""
    found = _Counts(hashes=data.startswith(b"#"), blank=data[:1].isspace())
    codes = np.frombuffer(data, dtype=np.uint8)
    for start in range(0, len(data), CHUNK_BYTES):
        check_canceled()
        end = min(start + CHUNK_BYTES, len(data))
        found.quotes += _count(data, b'"', start, end)
        returns = _count(data, b"\r", start, end)
        feeds = codes[start:end] == ord("\n")
        found.feeds += int(np.count_nonzero(feeds))
        if returns:
            found.returns += returns
            ends = np.flatnonzero(feeds) + start
            found.returns_at_ends += int((codes[np.maximum(ends - 1, 0)] == ord("\r")).sum())
        after = codes[start + 1 : end + 1]
        marked = feeds[: len(after)] & (after <= ord("#"))  # blanks and line ends are less: the rest is rare
        if marked.any():
            starts = after[marked]
            found.hashes |= bool((starts == ord("#")).any())
            found.blank |= bool(_BLANKS_AND_ENDS[starts].any())
    return found


def first_lines(data: bytes, name: str) -> list[str]:
    """The first 2,000 whole lines of UTF-8 text, at most 4 MiB or one line; raises LoadError."""
    end = len(data)
    if end > HEAD_BYTES:
        end = data.rfind(b"\n", 0, HEAD_BYTES) + 1 or data.find(b"\n", 0, MAX_LINE_BYTES) + 1
    if data and not end:
        end = min(len(data), MAX_LINE_BYTES)
    if end < len(data) and data[end - 1 : end] != b"\n":
        template = "The first line of {name} is longer than {high} bytes; a table has shorter lines."
        raise LoadError(Message(template, name=name, high=MAX_LINE_BYTES))
    stop = 0
    for _ in range(MAX_FIRST_LINES):
        stop = data.find(b"\n", stop, end) + 1 or end
    lines = data[:stop].split(b"\n")
    return [line.decode(errors="replace") for line in (lines if lines[-1] else lines[:-1])]


def squeezed_blanks(data: bytes) -> bytes:
    """The text with one tab in place of each run of blanks outside quotes, and none at the ends of lines."""
    return b"".join(_squeezed_chunk(piece) for piece in line_chunks(data))


def unwrapped(data: bytes) -> bytes:
    """The text without the quotes around whole lines, and with one quote for each two in such a line."""
    return b"".join(
        _WRAPPED_LINE.sub(lambda line: line.group(1).replace(b'""', b'"'), piece)
        for piece in line_chunks(data)
    )


def without_comments(data: bytes, delimiter: str, width: int) -> tuple[bytes, int]:
    """The text without lines that begin with # and have not `width` cells, and how many these are."""
    kept, start, removed, quotes = [], 0, 0, 0
    for found in re.finditer(rb"^#.*\n?", data, re.MULTILINE):
        quotes += data.count(b'"', start, found.start())
        comment = quotes % 2 == 0 and is_comment(found.group().decode(errors="replace"), delimiter, width)
        if comment:
            kept.append(data[start : found.start()])
            removed += 1
        else:
            kept.append(data[start : found.end()])
            quotes += found.group().count(b'"')
        start = found.end()
    return (b"".join([*kept, data[start:]]), removed) if removed else (data, 0)


_HASHED = re.compile(r"#([0-9a-f]{3,8}|n/a|[a-z]+/?0?[!?])", re.IGNORECASE)  # colors, #DIV/0!


def is_comment(line: str, delimiter: str, width: int) -> bool:
    """Whether a line that begins with # is no row of a table with so many columns."""
    if line[1:2].isspace() or not line[1:]:
        return True
    return not is_hashed_word(line.strip()) if width < 2 else len(cells_of(line.rstrip(), delimiter)) != width


def is_hashed_word(cell: str) -> bool:
    """Whether a cell is a color or an error of a spreadsheet, which begin with #."""
    return _HASHED.fullmatch(cell) is not None


def cells_of(line: str, delimiter: str) -> list[str]:
    """The cells of one line."""
    found = records_of([line], delimiter)
    return found[0].cells if found else [line]


class Record(NamedTuple):
    """The cells of a line, or of several where a quoted cell goes on over them.

    `line` is the text of the first one, `next_line` the number of the line after the record.
    """

    line: str
    cells: list[str]
    next_line: int

    @property
    def hashed(self) -> bool:
        """Whether the record begins with #."""
        return self.line.startswith("#")


def records_of(lines: Sequence[str], delimiter: str, quote: str = '"') -> list[Record]:
    """The records of some lines; none where they cannot be split into cells."""
    texts = [line.rstrip("\r").replace("\r", " ") for line in lines]
    if delimiter == " ":
        texts = [text.replace("\t", " ").strip() for text in texts]
    reader = csv.reader(
        (text + "\n" for text in texts),
        delimiter=delimiter or "\x1f",
        quotechar=quote,
        skipinitialspace=True,
    )
    limit, records, line = csv.field_size_limit(MAX_LINE_BYTES), [], 0  # the limit is one of the process
    try:
        for cells in reader:
            records.append(Record(lines[line], cells, reader.line_num))
            line = reader.line_num
    except csv.Error:
        return []
    finally:
        csv.field_size_limit(limit)
    return records


def _without_end_of_file_mark(data: bytes) -> bytes:
    """The text without the Ctrl-Z that ends files of DOS."""
    tail = data[-16:]
    end = tail.rstrip(b"\r\n ")
    return data[: len(data) - len(tail)] + end.rstrip(b"\x1a") if end.endswith(b"\x1a") else data


def _after_lines(data: bytes, skip: int) -> bytes:
    start = 0
    for _ in range(skip):
        start = data.find(b"\n", start) + 1
        if not start:
            return b""
    return data[start:]


def _with_line_feeds(data: bytes) -> tuple[bytes, tuple[Message, ...]]:
    """The text with a line feed for every carriage return outside quotes, and a note where both end lines."""
    mixed = data.rstrip(b"\r\n").find(b"\n") >= 0
    data = data.replace(b"\r\n", b"\n")
    count = data.count(b"\r")
    if b'"' in data:
        data = b"".join(_line_feeds_outside_quotes(data))
        count -= data.count(b"\r")
    else:
        data = data.replace(b"\r", b"\n")
    template = "{n:# line ends|# lines end} with a carriage return alone, as on old Macs."
    return data, (Message(template, n=count),) if mixed and count else ()


def _line_feeds_outside_quotes(data: bytes) -> list[bytes]:
    converted, quotes = [], 0
    for piece in line_chunks(data):
        codes = np.frombuffer(piece, dtype=np.uint8).copy()
        before = quotes + np.cumsum(codes == ord('"'))
        codes[(codes == ord("\r")) & (before % 2 == 0)] = ord("\n")
        quotes = int(before[-1])
        converted.append(codes.tobytes())
    return converted


def _squeezed_chunk(piece: bytes) -> bytes:
    codes = np.frombuffer(piece, dtype=np.uint8)
    quotes = np.cumsum(codes == ord('"'))
    blank = (codes == ord(" ")) | (codes == ord("\t")) | (codes == ord("\r"))
    if len(quotes) and quotes[-1] % 2 == 0:
        blank &= quotes % 2 == 0
    after_edge = np.concatenate(([True], (blank | (codes == ord("\n")))[:-1]))
    codes = np.where(blank, np.uint8(ord("\t")), codes)[~(blank & after_edge)]
    before_end = np.append(codes[1:] == ord("\n"), True)
    squeezed: bytes = codes[~((codes == ord("\t")) & before_end)].tobytes()
    return squeezed
