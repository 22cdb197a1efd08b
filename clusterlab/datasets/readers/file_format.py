"""Names files that are no delimited text by their first bytes."""

import re

from clusterlab.core.message import Message
from clusterlab.datasets.table import LoadError

_SIGNATURES = (
    (b"PK\x03\x04", "a zip archive or a spreadsheet"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a spreadsheet"),
    (b"\x1f\x8b", "compressed with gzip"),
    (b"BZh", "compressed with bzip2"),
    (b"\xfd7zXZ\x00", "compressed with xz"),
    (b"\x28\xb5\x2f\xfd", "compressed with zstd"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"PAR1", "a Parquet file"),
    (b"ARROW1\0\0", "an Arrow file"),
    (b"FEA1", "a Feather file"),
    (b"\x93NUMPY", "a NumPy array"),
    (b"\x89HDF\r\n\x1a\n", "an HDF5 file"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"$FL2@(#)", "an SPSS file"),
    (b"<stata_dta>", "a Stata file"),
    (b"MATLAB 5.0 MAT-file", "a MATLAB file"),
    (b"%PDF-", "a PDF document"),
    (b"\x89PNG\r\n\x1a\n", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
)
_WRITTEN_FORMATS = (
    (re.compile(rb'\{\s*["}]|\[\s*[\[{]'), "a JSON file"),
    (re.compile(rb"<\?xml|<!doctype|<html|<svg|<table", re.IGNORECASE), "an XML or HTML file"),
    (re.compile(rb"%[^\n]*\n(?:%[^\n]*\n|\s)*@relation\b|@relation\b", re.IGNORECASE), "an ARFF file"),
)
_SPREADSHEETS = (".xlsx", ".xls", ".xlsb", ".xlsm", ".ods", ".numbers")


def check_format(first: bytes, name: str) -> None:
    """Raises LoadError where the first bytes of a file called `name` are those of another known format."""
    found = _format(first)
    if name.lower().endswith(_SPREADSHEETS) and found in ("", *_archives()):
        template = "{name} is a spreadsheet; save the sheet as CSV and open that file."
        raise LoadError(Message(template, name=name))
    if found:
        template = "{name} is {format}; save its table as CSV and open that file."
        raise LoadError(Message(template, name=name, format=found))


def _archives() -> tuple[str, str]:
    return _SIGNATURES[0][1], _SIGNATURES[1][1]


def _format(first: bytes) -> str:
    for signature, words in _SIGNATURES:
        if first.startswith(signature):
            return words
    text = first[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    return next((words for pattern, words in _WRITTEN_FORMATS if pattern.match(text)), "")
