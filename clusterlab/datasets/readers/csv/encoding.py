"""Decodes the bytes of a text file to UTF-8, and detects bytes that are no text."""

import codecs
import re
from collections.abc import Iterator

import numpy as np

from clusterlab.core.message import Message
from clusterlab.datasets.table import LoadError

CHUNK_BYTES = 1 << 20  # small enough that other threads get the GIL in time
HEAD_BYTES = 4 << 20
BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
BLANK_LINE = re.compile(rb"\n[ \t\r]*(?=\n)")


def to_utf8(data: bytes, name: str) -> tuple[bytes, str]:
    """The text of a file called `name` as UTF-8 without byte order mark and blank lines, and its encoding.

    Raises LoadError where the bytes are no text.
    """
    mark = next((mark for mark in BYTE_ORDER_MARKS if data.startswith(mark)), b"")
    encoding = BYTE_ORDER_MARKS.get(mark) or _utf16_variant(data) or ("utf-8" if _is_utf8(data) else "cp1252")
    data = data[len(mark) :] if mark else data
    if encoding != "utf-8" or (mark and not _is_utf8(data)):
        try:
            data = data.decode(encoding).encode()
        except UnicodeDecodeError:
            raise _not_text_error(name) from None
    if _is_binary(data):
        raise _not_text_error(name)
    return _without_blank_lines(data), encoding


def first_lines(data: bytes, name: str) -> str:
    """The first whole lines of UTF-8 text, at most 4 MiB."""
    first = data[:HEAD_BYTES]
    if len(data) > HEAD_BYTES:
        first = first[: first.rfind(b"\n") + 1]
    if data and not first:
        template = "The first line of {name} is longer than {high} bytes; a table has shorter lines."
        raise LoadError(Message(template, name=name, high=HEAD_BYTES))
    return first.decode(errors="replace")


def line_chunks(data: bytes) -> Iterator[bytes]:
    """The data in chunks of whole lines of about a megabyte."""
    start = 0
    while start < len(data):
        end = data.rfind(b"\n", start, start + CHUNK_BYTES) + 1
        if not end:
            end = data.find(b"\n", start + CHUNK_BYTES) + 1 or len(data)
        yield data[start:end]
        start = end


def _utf16_variant(data: bytes) -> str:
    """The UTF-16 encoding whose zero bytes stand at every second position, or nothing."""
    first = data[:4096]
    even, odd = first[::2].count(0), first[1::2].count(0)
    if max(even, odd) < len(first) * 0.3 or min(even, odd) > len(first) * 0.05:
        return ""
    return "utf-16-be" if even > odd else "utf-16-le"


def _is_utf8(data: bytes) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for piece in line_chunks(data):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _is_binary(data: bytes) -> bool:
    """Whether the bytes are no text: text has no zero bytes and hardly any control characters."""
    first = data[:65536]
    controls = sum(first.count(code) for code in range(32) if code not in b"\t\n\r\f")
    return controls > len(first) * 0.01 or any(b"\0" in piece for piece in line_chunks(data))


def _not_text_error(name: str) -> LoadError:
    return LoadError(Message("{name} is not a text file; open a table saved as CSV.", name=name))


def _without_blank_lines(data: bytes) -> bytes:
    """The text without blank lines, which are no rows; a lone carriage return ends a line too."""
    if b"\r" in data[:HEAD_BYTES] and b"\n" not in data[:HEAD_BYTES]:
        data = data.replace(b"\r", b"\n")
    data = data.lstrip(b"\r\n") if data[:1] in (b"\r", b"\n") else data
    if any(BLANK_LINE.search(b"\n" + piece) for piece in line_chunks(data)):
        data = b"".join(BLANK_LINE.sub(b"", b"\n" + piece)[1:] for piece in line_chunks(data))
    return b"" if data.isspace() else data


def squeezed_blanks(data: bytes) -> bytes:
    """The text with one tab in place of each run of blanks outside quotes, and none at the ends of lines."""
    return b"".join(_squeezed_chunk(piece) for piece in line_chunks(data))


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
