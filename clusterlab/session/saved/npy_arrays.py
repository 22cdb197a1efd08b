"""The arrays of a saved session as NPY files, of few types and of exactly the size that they declare."""

import io
import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clusterlab.core.message import Message
from clusterlab.session.saved.typed_values import SavedValueError

DTYPES = ("<f8", "<i8", "|u1", "|b1")
"""The types of arrays that sessions have; none of them can hold code."""


def npy_bytes(array: NDArray[Any]) -> bytes:
    """An array as the bytes of an NPY file."""
    packed = io.BytesIO()
    np.lib.format.write_array(packed, array, version=(1, 0), allow_pickle=False)
    return packed.getvalue()


def npy_array(content: bytes, name: str) -> NDArray[Any]:
    """The array in the bytes of an NPY file called `name`; raises SavedValueError for any other content."""
    file = io.BytesIO(content)
    try:
        if np.lib.format.read_magic(file) != (1, 0):
            raise ValueError
        shape, by_columns, dtype = np.lib.format.read_array_header_1_0(file)
        size = math.prod(shape) * dtype.itemsize
        if dtype.str not in DTYPES or size != len(content) - file.tell() or min(shape, default=0) < 0:
            raise ValueError
        return np.frombuffer(content, dtype, offset=file.tell()).reshape(
            shape, order="F" if by_columns else "C"
        )
    except (ValueError, TypeError, OverflowError, SyntaxError, RecursionError, MemoryError):
        raise SavedValueError(Message("The array {name} is damaged.", name=name)) from None
