"""Arrow files, which Feather files are, too."""

import io

from clusterlab.core.message import Message
from clusterlab.datasets.readers.read_options import ReadOptions
from clusterlab.datasets.readers.table_format import FORMATS, TableFormat
from clusterlab.datasets.readers.typed_frame import frame_table
from clusterlab.datasets.table import Table

STREAM_START = b"\xff\xff\xff\xff"
"""The sign of a message, with which a stream begins."""


@FORMATS.add
class Arrow(TableFormat):
    """An Arrow file (Feather version 2) or stream."""

    name = "arrow"
    kind = Message("an Arrow file")
    suffixes = (".feather", ".arrow", ".ipc", ".arrows")
    signatures = (b"ARROW1\0\0", STREAM_START)

    @classmethod
    def read(cls, data: bytes, name: str, options: ReadOptions) -> Table:
        """The table of an Arrow file; raises LoadError."""
        import polars as pl

        with cls.read_errors(name):
            read = pl.read_ipc_stream if data.startswith(STREAM_START) else pl.read_ipc
            frame = read(io.BytesIO(data))
        return frame_table(frame, name)
