"""The decorator that calls the native implementation of a kernel in place of its numpy reference."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from clusterlab.kernels.native import loader

P = ParamSpec("P")
R = TypeVar("R")


def with_native(native: Callable[P, R | None]) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Makes a reference try its `native` implementation first; `__wrapped__` is the reference alone."""

    def decorate(reference: Callable[P, R]) -> Callable[P, R]:
        @wraps(reference)
        def native_or_reference(*args: P.args, **kwargs: P.kwargs) -> R:
            found = native(*args, **kwargs) if loader.functions else None
            return reference(*args, **kwargs) if found is None else found

        return native_or_reference

    return decorate
