"""Parquet files."""

import io

from clusterlab.core.message import Message
from clusterlab.datasets.readers.read_options import ReadOptions
from clusterlab.datasets.readers.table_format import FORMATS, TableFormat
from clusterlab.datasets.readers.typed_frame import check_frame_room, frame_table
from clusterlab.datasets.table import Table


@FORMATS.add
class Parquet(TableFormat):
    """A Parquet file."""

    name = "parquet"
    kind = Message("a Parquet file")
    suffixes = (".parquet", ".pq")
    signatures = (b"PAR1",)

    @classmethod
    def read(cls, data: bytes, name: str, options: ReadOptions) -> Table:
        """The table of a Parquet file; raises LoadError."""
        import polars as pl

        with cls.read_errors(name):
            lazy = pl.scan_parquet(io.BytesIO(data))
            check_frame_room(lazy.select(pl.len()).collect().item(), len(lazy.collect_schema()))
            frame = lazy.collect()
        return frame_table(frame, name)
