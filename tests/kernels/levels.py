"""The compiled levels as tests go through them."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from clusterlab.kernels.native import loader


@contextmanager
def running(wish: str) -> Iterator[None]:
    """The kernels of one level, for a while."""
    loader.select_backend(wish)
    try:
        yield
    finally:
        loader.select_backend(os.environ.get(loader.ENVIRONMENT_VARIABLE, ""))
