"""Decodes the bytes of a text file to UTF-8, and detects bytes that are no text."""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass

from clusterlab.core.cancellation import check_canceled
from clusterlab.core.message import Message
from clusterlab.datasets.table import LoadError

CHUNK_BYTES = 1 << 20  # small enough that other threads get the GIL in time
BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32-le",  # before UTF-16, whose mark it begins with
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
MAX_SMALL_CONTROLS = 4  # a control character or two do not make a small file binary
_BYTES = bytes(range(256))
_WINDOWS_1252 = "".join(bytes([code]).decode("cp1252", "ignore") or chr(code) for code in _BYTES)
_REPLACED = "\ufffd".encode()


@dataclass(frozen=True)
class DecodedText:
    """Text as UTF-8 without byte order mark, its `encoding`, and notes on how it was decoded."""

    data: bytes
    encoding: str
    notes: tuple[Message, ...] = ()


def decoded(data: bytes, name: str, encoding: str | None = None) -> DecodedText:
    """The text of a file called `name`, in the detected encoding unless one is given.

    Raises LoadError where the bytes are no text or do not fit the given encoding.
    """
    mark = next((mark for mark in BYTE_ORDER_MARKS if data.startswith(mark)), b"")
    detected = BYTE_ORDER_MARKS.get(mark) or _variant_with_zeros(data)
    if encoding is not None:
        found = _decoded_as(data, encoding, name)
    elif detected and detected != "utf-8":
        found = _decoded_with_zeros(data[len(mark) :], detected, name)
    else:
        found = _decoded_bytewise(data[len(mark) :] if mark else data, bool(mark))
    _check_text(found.data, name)
    return found


def holds_zeros(first: bytes) -> bool:
    """Whether text that begins with these bytes may hold zero bytes: UTF-16 and UTF-32."""
    marked = any(first.startswith(mark) for mark in BYTE_ORDER_MARKS if mark != codecs.BOM_UTF8)
    return marked or bool(_variant_with_zeros(first))


def not_text_error(name: str) -> LoadError:
    """The error for a file whose bytes are no text."""
    return LoadError(Message("{name} is not a text file; open a table saved as CSV.", name=name))


def line_chunks(data: bytes) -> Iterator[bytes]:
    """The data in chunks of whole lines of about a megabyte."""
    start = 0
    while start < len(data):
        check_canceled()
        end = data.rfind(b"\n", start, start + CHUNK_BYTES) + 1
        if not end:
            end = data.find(b"\n", start + CHUNK_BYTES) + 1 or len(data)
        yield data[start:end]
        start = end


def _variant_with_zeros(data: bytes) -> str:
    """The UTF-16 or UTF-32 encoding whose zero bytes stand where those of Western text do, or nothing."""
    first = data[:4096]
    counts = [first[place::4].count(0) for place in range(4)]
    quarter = len(first) / 4
    high, low = 0.6 * quarter, 0.1 * quarter
    zeros = "".join("0" if count > high else "x" if count <= low else "?" for count in counts)
    return {
        "x000": "utf-32-le",
        "000x": "utf-32-be",
        "x0x0": "utf-16-le",
        "0x0x": "utf-16-be",
    }.get(zeros, "")


def _decoded_as(data: bytes, encoding: str, name: str) -> DecodedText:
    try:
        text = data.decode(encoding).removeprefix("\ufeff")
    except ValueError:
        template = "{name} cannot be read as {encoding}; choose another encoding."
        raise LoadError(Message(template, name=name, encoding=encoding)) from None
    return DecodedText(text.encode(errors="replace"), encoding)


def _decoded_with_zeros(data: bytes, encoding: str, name: str) -> DecodedText:
    try:
        return DecodedText(data.decode(encoding).encode(), encoding)
    except UnicodeDecodeError:
        raise not_text_error(name) from None


def _decoded_bytewise(data: bytes, marked: bool) -> DecodedText:
    """Text that is UTF-8, or UTF-8 with a few broken bytes, else read as Windows-1252."""
    if _is_utf8(data):
        return DecodedText(data, "utf-8")
    repaired = b"".join(piece.decode(errors="replace").encode() for piece in line_chunks(data))
    broken = repaired.count(_REPLACED)
    if marked or broken * 20 < _multibyte_starts(data):
        template = "{n:# byte is|# bytes are} not UTF-8 and shown as {sign}."
        return DecodedText(repaired, "utf-8", (Message(template, n=broken, sign="\ufffd"),))
    pieces = (codecs.charmap_decode(piece, "strict", _WINDOWS_1252)[0] for piece in line_chunks(data))
    note = Message("The text is not UTF-8; it was read as Windows-1252.")
    return DecodedText(b"".join(piece.encode() for piece in pieces), "cp1252", (note,))


def _multibyte_starts(data: bytes) -> int:
    """The number of bytes that begin a letter of several bytes in UTF-8."""
    return len(data) - len(data.translate(None, _BYTES[0xC2:0xF5]))


def _is_utf8(data: bytes) -> bool:
    if data.isascii():
        return True
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for piece in line_chunks(data):
            if not piece.isascii() or decoder.getstate()[0]:
                decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _check_text(data: bytes, name: str) -> None:
    """Raises LoadError for what is no text: it has no zero bytes and hardly any control characters."""
    first = data[:65536].rstrip(b"\x1a\r\n")
    controls = len(first) - len(first.translate(None, _CONTROLS))
    if controls > max(len(first) * 0.01, MAX_SMALL_CONTROLS):
        raise not_text_error(name)


_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r\f\v")
