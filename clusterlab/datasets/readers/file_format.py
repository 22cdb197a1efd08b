"""Names files of formats that are not read, by their first bytes."""

import re

from clusterlab.core.message import Message
from clusterlab.datasets.table import LoadError

_SIGNATURES = (
    (b"BZh", "compressed with bzip2"),
    (b"\xfd7zXZ\x00", "compressed with xz"),
    (b"\x28\xb5\x2f\xfd", "compressed with zstd"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"FEA1", "a Feather file of version 1"),
    (b"\x89HDF\r\n\x1a\n", "an HDF5 file"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"MATLAB 5.0 MAT-file", "a MATLAB file"),
    (b"RDX2\n", "a workspace of R"),
    (b"RDX3\n", "a workspace of R"),
    (b"X\n\0\0\0", "an R object (RDS)"),
    (b"\x80\x03", "a Python pickle"),
    (b"\x80\x04\x95", "a Python pickle"),
    (b"\x80\x05\x95", "a Python pickle"),
    (b"Obj\x01", "an Avro file"),
    (b"%PDF-", "a PDF document"),
    (b"\x89PNG\r\n\x1a\n", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
)
_WRITTEN_FORMATS = (
    (re.compile(rb"\[\s*\["), "a JSON file of lists"),
    (re.compile(rb"<\?xml|<!doctype|<html|<svg|<table", re.IGNORECASE), "an XML or HTML file"),
)


def check_format(first: bytes, name: str) -> None:
    """Raises LoadError where the first bytes of a file called `name` are of a format that is not read."""
    found = _format(first)
    if found:
        template = "{name} is {format}; save its table as CSV and open that file."
        raise LoadError(Message(template, name=name, format=found))


def _format(first: bytes) -> str:
    for signature, words in _SIGNATURES:
        if first.startswith(signature):
            return words
    text = first[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    return next((words for pattern, words in _WRITTEN_FORMATS if pattern.match(text)), "")
