"""The compiled levels as tests go through them."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from clusterlab.kernels import compiled


@contextmanager
def running(wish: str) -> Iterator[None]:
    """The kernels of one level, for a while."""
    compiled.choose(wish)
    try:
        yield
    finally:
        compiled.choose(os.environ.get(compiled.WISH, ""))
