"""Runs the kernels of a chosen level within tests."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from clusterlab.kernels.native import loader


@contextmanager
def running(requested: str) -> Iterator[None]:
    """Uses the kernels of one level, or numpy, within a with statement."""
    loader.select_backend(requested)
    try:
        yield
    finally:
        loader.select_backend(os.environ.get(loader.ENVIRONMENT_VARIABLE, ""))
