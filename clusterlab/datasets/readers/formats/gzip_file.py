"""Files compressed with gzip, which hold a table of any format."""

import gzip
import io

from clusterlab.core.message import Message
from clusterlab.datasets.readers.files import read_content
from clusterlab.datasets.readers.read_options import ReadOptions
from clusterlab.datasets.readers.table_format import ALL_OPTIONS, FORMATS, TableFormat
from clusterlab.datasets.readers.unpacking import unpacked
from clusterlab.datasets.table import Table


@FORMATS.add
class GzipFile(TableFormat):
    """A file compressed with gzip."""

    name = "gzip"
    kind = Message("a file compressed with gzip")
    suffixes = (".gz",)
    signatures = (b"\x1f\x8b",)
    options = ALL_OPTIONS

    @classmethod
    def read(cls, data: bytes, name: str, options: ReadOptions) -> Table:
        """The table in the unpacked file; raises LoadError."""
        with cls.read_errors(name), gzip.open(io.BytesIO(data)) as file:
            content = unpacked(file, name)
        return read_content(content, name.removesuffix(".gz"), options)
