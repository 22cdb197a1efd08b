"""Files of statistics programs: SPSS, Stata and SAS, by the optional package pyreadstat."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

from clusterlab.core.message import Message
from clusterlab.datasets.readers.read_options import ReadOptions
from clusterlab.datasets.readers.table_format import FORMATS, TableFormat
from clusterlab.datasets.readers.typed_frame import frame_table
from clusterlab.datasets.table import LoadError, Table


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
            frame, _ = read(os.fspath(path), output_format="polars")
        return frame_table(frame, name)


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


_OLD_STATA = [bytes([version, order, 1]) for version in (105, 108, 111, 113, 114, 115) for order in (1, 2)]


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
