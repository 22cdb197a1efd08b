"""ARFF files, as of Weka: a list of attributes, then lines of text."""

import re
from dataclasses import replace

from clusterlab.core.message import Message
from clusterlab.datasets.readers.csv.dialect import unique_names
from clusterlab.datasets.readers.csv.encoding import decoded
from clusterlab.datasets.readers.csv.text_table import read_text
from clusterlab.datasets.readers.read_options import ReadOptions
from clusterlab.datasets.readers.table_format import FORMATS, TableFormat
from clusterlab.datasets.table import CATEGORIES, TEXT_COLUMN, LoadError, Table

_START = re.compile(rb"(?:\s|%[^\n]*\n)*@relation\b", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    rb"""^[ \t]*@attribute[ \t]+(?:'((?:[^'\\\n]|\\.)*)'|"([^"\n]*)"|([^\s{]+))[ \t]*([^\n]*)""",
    re.IGNORECASE | re.MULTILINE,
)
_DATA = re.compile(rb"^[ \t]*@data\b[^\n]*\n?", re.IGNORECASE | re.MULTILINE)
_QUOTED = re.compile(rb"(?:^|(?<=[,\t ]))'((?:[^'\\\n]|\\.)*)'", re.MULTILINE)
_COMMENT = re.compile(rb"^[ \t]*%[^\n]*\n?", re.MULTILINE)


@FORMATS.add
class Arff(TableFormat):
    """An ARFF file."""

    name = "arff"
    kind = Message("an ARFF file")
    suffixes = (".arff",)
    signatures = ()
    options = frozenset({"encoding"})

    @classmethod
    def recognizes(cls, data: bytes) -> bool:
        """Whether the first line that is no comment names a relation."""
        return _START.match(data[:65536].removeprefix(b"\xef\xbb\xbf")) is not None

    @classmethod
    def read(cls, data: bytes, name: str, options: ReadOptions) -> Table:
        """The table of the lines after @data; raises LoadError."""
        text = decoded(data, name, options.encoding).data
        start = _DATA.search(text)
        if start is None:
            raise LoadError(Message("{name} has no line @data; it may be cut off.", name=name))
        attributes = [*_ATTRIBUTE.finditer(text, 0, start.start())]
        titles = unique_names([*map(_title, attributes)], len(attributes))
        kinds = [found[4].strip().lower() for found in attributes]
        lines = _COMMENT.sub(b"", text[start.end() :])
        if lines.lstrip().startswith(b"{"):
            template = (
                "{name} lists only the values that are not zero (sparse ARFF); save it as a full table."
            )
            raise LoadError(Message(template, name=name))
        if any(kind.startswith(b"relational") for kind in kinds):
            template = "{name} holds tables in its cells (relational ARFF); save it as a plain table."
            raise LoadError(Message(template, name=name))
        header = ",".join(f'"{title}"' for title in titles)
        named = header.encode() + b"\n" + _QUOTED.sub(_double_quoted, lines)
        words = {title: _reason(kind) for title, kind in zip(titles, kinds, strict=True) if _is_words(kind)}
        table = read_text(named, name, ReadOptions("utf-8", ",", ".", "", True), words=words)
        texts = {title: tuple("" if cell == "?" else cell for cell in c) for title, c in table.texts.items()}
        return replace(table, texts=texts)


def _double_quoted(cell: re.Match[bytes]) -> bytes:
    """A cell in the quotes of CSV files."""
    return b'"' + re.sub(rb"\\(.)", rb"\1", cell[1]).replace(b'"', b'""') + b'"'


def _is_words(kind: bytes) -> bool:
    return not kind.startswith((b"numeric", b"real", b"integer"))


def _reason(kind: bytes) -> Message:
    """Why an attribute of this kind is text: a list of names in braces declares categories."""
    return CATEGORIES if kind.startswith(b"{") else TEXT_COLUMN


def _title(found: re.Match[bytes]) -> str:
    title = next(group for group in found.groups()[:3] if group is not None)
    return re.sub(r"[\\'\"]", "", title.decode(errors="replace")).strip()
