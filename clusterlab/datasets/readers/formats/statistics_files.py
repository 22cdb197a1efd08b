"""Files of statistics programs: SPSS, Stata and SAS, by the optional package pyreadstat."""

import os
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from clusterlab.core.message import Message
from clusterlab.datasets.readers.csv.reading_notes import without_repetition
from clusterlab.datasets.readers.read_options import ReadOptions
from clusterlab.datasets.readers.table_format import FORMATS, TableFormat
from clusterlab.datasets.readers.typed_frame import frame_table
from clusterlab.datasets.table import LoadError, Table

if TYPE_CHECKING:
    import polars as pl

PORTABLE = b"SPSSPORT"
PORTABLE_PLACE = 456  # below a title of 200 characters, and the 256 of the encoding


class StatisticsFile(TableFormat):
    """A file that pyreadstat reads, by its function `reader`."""

    reader: ClassVar[str]

    @classmethod
    def read(cls, data: bytes, name: str, options: ReadOptions) -> Table:
        """The table of the file; raises LoadError, also where pyreadstat is not installed."""
        read = _reader(cls.reader, name, cls.kind)
        with cls.read_errors(name), tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "table" + cls.suffixes[0])  # pyreadstat reads paths only
            path.write_bytes(data)
            frame, about = read(os.fspath(path), output_format="polars")
            frame, notes = _with_labels(frame, about.variable_value_labels, about.variable_measure)
        table = frame_table(frame, name)
        return replace(table, notes=(*table.notes, *without_repetition(notes)))


def _with_labels(
    frame: "pl.DataFrame", labels: Mapping[str, Mapping[Any, str]], measures: Mapping[str, str]
) -> tuple["pl.DataFrame", list[Message]]:
    """The frame with labels for nominal numbers that all have one, and notes on other numbers with labels."""
    import polars as pl

    notes = []
    for name, words in labels.items():
        column = frame[name]
        numbers = {number: label for number, label in words.items() if isinstance(number, int | float)}
        if not column.dtype.is_numeric() or not numbers:
            continue
        written = column.replace_strict(numbers, default=None, return_dtype=pl.String)
        if measures.get(name) == "nominal" and written.null_count() == column.null_count():
            frame = frame.with_columns(written.cast(pl.Categorical))
            continue
        number, label = next(iter(numbers.items()))
        template = "Column {column}: its numbers have labels, such as {number:exact} for {label!r}."
        notes.append(Message(template, column=name, number=float(number), label=label))
    return frame, notes


def _reader(function: str, name: str, kind: Message) -> Callable[..., Any]:
    try:
        import pyreadstat
    except ImportError:
        template = "{name} is {kind}; install pyreadstat to read it, or save the table as CSV."
        raise LoadError(Message(template, name=name, kind=kind)) from None
    found: Callable[..., Any] = getattr(pyreadstat, function)
    return found


@FORMATS.add
class Spss(StatisticsFile):
    """An SPSS file."""

    name = "sav"
    kind = Message("an SPSS file")
    suffixes = (".sav", ".zsav")
    signatures = (b"$FL2@(#)", b"$FL3@(#)")
    reader = "read_sav"


@FORMATS.add
class Stata(StatisticsFile):
    """A Stata file of version 5 or later."""

    name = "dta"
    kind = Message("a Stata file")
    suffixes = (".dta",)
    signatures = (
        b"<stata_dta>",
        *(bytes([n, order, 1]) for n in (105, 108, 111, 113, 114, 115) for order in (1, 2)),
    )
    reader = "read_dta"


@FORMATS.add
class Sas(StatisticsFile):
    """A SAS data set."""

    name = "sas7bdat"
    kind = Message("a SAS data set")
    suffixes = (".sas7bdat",)
    signatures = (b"\0" * 12 + b"\xc2\xea\x81\x60\xb3\x14\x11\xcf\xbd\x92\x08\x00\x09\xc7\x31\x8c",)
    reader = "read_sas7bdat"


@FORMATS.add
class SasTransport(StatisticsFile):
    """A SAS transport file."""

    name = "xpt"
    kind = Message("a SAS transport file")
    suffixes = (".xpt",)
    signatures = (b"HEADER RECORD*******LIB",)
    reader = "read_xport"


@FORMATS.add
class SpssPortable(StatisticsFile):
    """A portable SPSS file, which is text."""

    name = "por"
    kind = Message("a portable SPSS file")
    suffixes = (".por",)
    signatures = ()
    reader = "read_por"

    @classmethod
    def recognizes(cls, data: bytes) -> bool:
        """Whether the sign of the format stands below the title and the characters of the encoding."""
        return data[: 2 * PORTABLE_PLACE].translate(None, b"\r\n").startswith(PORTABLE, PORTABLE_PLACE)
