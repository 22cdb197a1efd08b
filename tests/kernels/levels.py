"""Runs the kernels of a chosen level within tests."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress

from clusterlab.kernels import parallel
from clusterlab.kernels.native import loader


@contextmanager
def running(requested: str) -> Iterator[None]:
    """Uses the kernels of one level, or numpy, within a with statement."""
    loader.select_backend(requested)
    try:
        yield
    finally:
        loader.select_backend(os.environ.get(loader.ENVIRONMENT_VARIABLE, ""))


@contextmanager
def threads_on(monkeypatch, cores: int) -> Iterator[None]:
    """Runs kernels as on a machine with so many cores within a with statement."""
    with ThreadPoolExecutor(max(1, cores - 1)) as others, monkeypatch.context() as patched:
        patched.setattr(parallel, "_core_count", lambda: cores)
        patched.setattr(parallel, "_other_threads", lambda: others)
        yield


def checks_until(limit: int | None, compute: Callable[[Callable[[], None]], object]) -> int:
    """How often `compute` checks whether it is canceled, which it is at check number `limit`."""
    checks = []

    def cancel_later() -> None:
        checks.append(None)
        if len(checks) == limit:
            raise InterruptedError

    with suppress(InterruptedError):
        compute(cancel_later)
    return len(checks)
