"""JSON lines, and JSON arrays of records."""

import re
from typing import TYPE_CHECKING

from clusterlab.core.message import Message
from clusterlab.datasets.readers.read_options import ReadOptions
from clusterlab.datasets.readers.table_format import FORMATS, TableFormat
from clusterlab.datasets.readers.typed_frame import frame_table
from clusterlab.datasets.table import LoadError, Table

if TYPE_CHECKING:
    import polars as pl

_LINES = re.compile(rb'\s*\{\s*["}]')
_ARRAY = re.compile(rb'\s*\[\s*(?:\{\s*["}]|\])')
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@FORMATS.add
class JsonRecords(TableFormat):
    """A record in each line, or an array of records; a record names its cells."""

    name = "json"
    kind = Message("a JSON file")
    suffixes = (".jsonl", ".ndjson", ".json")
    signatures = ()

    @classmethod
    def recognizes(cls, data: bytes) -> bool:
        """Whether the bytes begin with a record or an array of records."""
        first = data[:4096].removeprefix(_BYTE_ORDER_MARK)
        return bool(_LINES.match(first) or _ARRAY.match(first))

    @classmethod
    def read(cls, data: bytes, name: str, options: ReadOptions) -> Table:
        """The table of the records; raises LoadError."""
        with cls.read_errors(name):
            frame = _frame(data.removeprefix(_BYTE_ORDER_MARK))
        if frame.height == 1 and any(kind.is_nested() for kind in frame.dtypes):
            template = (
                "{name} is a JSON file of one record that holds lists; "
                "save a record for each row, in a list or one a line."
            )
            raise LoadError(Message(template, name=name))
        return frame_table(frame, name)


def _frame(data: bytes) -> "pl.DataFrame":
    """The records as a frame, whose types are inferred from all of them."""
    import polars as pl

    if _ARRAY.match(data[:4096]):
        return pl.read_json(data, infer_schema_length=None)
    return pl.read_ndjson(data, infer_schema_length=None)
