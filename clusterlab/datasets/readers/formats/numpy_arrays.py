"""Arrays that numpy has saved: one in an NPY file, several in an NPZ archive."""

import io
import zipfile
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clusterlab.core.message import Message
from clusterlab.datasets.readers.read_options import ReadOptions
from clusterlab.datasets.readers.table_format import FORMATS, TableFormat, TableParts
from clusterlab.datasets.readers.typed_frame import frame_table
from clusterlab.datasets.readers.unpacking import member_names, unpacked
from clusterlab.datasets.table import LoadError, Table, empty_error

DOUBLE_BYTES = 8


@FORMATS.add
class NumpyArray(TableFormat):
    """One array in an NPY file: its rows are those of the table."""

    name = "npy"
    kind = Message("a NumPy array")
    suffixes = (".npy",)
    signatures = (b"\x93NUMPY",)

    @classmethod
    def read(cls, data: bytes, name: str, options: ReadOptions) -> Table:
        """The table of the array; raises LoadError."""
        return _table(data, name, cls)


@FORMATS.add
class NumpyArchive(TableFormat):
    """Several arrays in an NPZ archive, of which one is chosen."""

    name = "npz"
    kind = Message("an archive of NumPy arrays")
    suffixes = (".npz",)
    signatures = (b"PK\x03\x04",)
    options = frozenset({"sheet"})

    @classmethod
    def recognizes(cls, data: bytes) -> bool:
        """Whether the bytes are a zip archive of arrays alone."""
        names = member_names(data) if super().recognizes(data) else []
        return bool(names) and all(name.endswith(".npy") for name in names)

    @classmethod
    def read(cls, data: bytes, name: str, options: ReadOptions) -> Table:
        """The table of the only array or of the chosen one; raises LoadError."""
        with cls.read_errors(name), zipfile.ZipFile(io.BytesIO(data)) as archive:
            arrays = [member.removesuffix(".npy") for member in member_names(data)]
            parts = TableParts(name, arrays, Message("array"))
            return parts.first_table(options, lambda array: cls._member(archive, array, name))

    @classmethod
    def _member(cls, archive: zipfile.ZipFile, array: str, name: str) -> Table:
        """The table of one array of the archive called `name`."""
        with archive.open(array + ".npy") as file:
            return _table(unpacked(file, name), name, cls)


def _table(content: bytes, name: str, kind: type[TableFormat]) -> Table:
    import polars as pl

    with kind.read_errors(name):
        array = _array(content, name)
        if array.dtype.names:
            frame = pl.DataFrame({field: _field(array, field, name) for field in array.dtype.names})
        else:
            frame = pl.DataFrame(
                {f"column {j + 1}": column for j, column in enumerate(array.reshape(len(array), -1).T)}
            )
    return frame_table(frame, name)


def _field(array: NDArray[Any], field: str, name: str) -> NDArray[Any]:
    """A field of an array of records; true and false stay what they are."""
    values: NDArray[Any] = array[field]
    return values if values.dtype.kind == "b" else _usual(values, name)


def _array(content: bytes, name: str) -> NDArray[Any]:
    """The array of one or two axes; raises LoadError for others, and for objects, which may be code.

    True and false in it are 1 and 0.
    """
    file = io.BytesIO(content)
    version = np.lib.format.read_magic(file)
    read_header = (
        np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
    )
    shape, by_columns, dtype = read_header(file)
    if dtype.hasobject:
        template = "{name} holds Python objects, which are not read; save an array of numbers."
        raise LoadError(Message(template, name=name))
    if not 1 <= len(shape) <= 2:
        template = "{name} holds an array of {n:# axis|# axes}; a table has rows and columns."
        raise LoadError(Message(template, name=name, n=len(shape)))
    if 0 in shape:
        raise empty_error(name)
    values = np.frombuffer(content, dtype, count=int(np.prod(shape)), offset=file.tell())
    return _usual(values.reshape(shape, order="F" if by_columns else "C"), name)


def _usual(array: NDArray[Any], name: str) -> NDArray[Any]:
    """An array of a kind that frames hold; raises LoadError for complex numbers."""
    if array.dtype.kind == "c":
        template = "{name} holds complex numbers; save their real and imaginary parts as columns."
        raise LoadError(Message(template, name=name))
    if array.dtype.kind == "f" and array.dtype.itemsize > DOUBLE_BYTES:
        return array.astype(np.float64)
    if array.dtype.kind == "S":
        return np.char.decode(array, "utf-8", "replace")
    return array.astype(np.uint8) if array.dtype.kind == "b" else array
