"""Arrays that may be larger than memory, in temporary files."""

import contextlib
import os
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

MAX_MEMORY_BYTES = 2**24
"""A larger array is in a temporary file, whose memory the system can take back."""


def scratch_array(n: int, dtype: DTypeLike = np.float64, max_memory: int = MAX_MEMORY_BYTES) -> NDArray[Any]:
    """An array (n,) of any content, in a temporary file where it has more than `max_memory` bytes.

    The file goes with the array. Raises OSError where the disk has no room for it.
    """
    size = n * np.dtype(dtype).itemsize
    if size <= max_memory:
        return np.empty(n, dtype)
    import tempfile  # where there are no shards the program starts without it

    with tempfile.TemporaryFile(prefix="clusterlab-") as file:
        file.truncate(size)
        with contextlib.suppress(AttributeError):  # not on every system
            # else a page for which the disk has no room would end the process
            os.posix_fallocate(file.fileno(), 0, size)
        return np.asarray(np.memmap(file, dtype, "r+", shape=(n,)))
