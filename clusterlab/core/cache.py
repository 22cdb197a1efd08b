"""Bounded caches of what is computed from immutable objects such as Points, kept outside of these."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

import numpy as np

T = TypeVar("T")
MAX_CACHED = 16
"""So many values are cached for one owner; the oldest ones are dropped."""


class _Cache:
    """The cached values of one owner by key, and the latest values by name, each with its key."""

    def __init__(self) -> None:
        self.values: OrderedDict[Hashable, Any] = OrderedDict()
        self.latest: dict[str, tuple[Hashable, Any]] = {}


_caches: WeakKeyDictionary[object, _Cache] = WeakKeyDictionary()
_lock = threading.Lock()


def cached(owner: object, key: Hashable, build: Callable[[], T]) -> T:
    """The value of `build`, cached with `owner` under `key`; two threads may both build it at first.

    The value must not refer to the owner, which it would keep alive forever: a cache ends with its owner.
    """
    values = _cache_of(owner).values
    try:
        return values[key]  # type: ignore[no-any-return]
    except KeyError:
        pass
    value = build()
    with _lock:
        values[key] = value
        while len(values) > MAX_CACHED:
            values.popitem(last=False)
    return value


def cached_latest(owner: object, name: str, key: Hashable, build: Callable[[], T]) -> T:
    """As `cached`, for large values: one is kept under a `name`, and dropped before the next is built."""
    latest = _cache_of(owner).latest
    found = latest.get(name)
    if found is not None and found[0] == key:
        return found[1]  # type: ignore[no-any-return]
    del found
    latest.pop(name, None)
    value = build()
    latest[name] = key, value
    return value


def take_latest(owner: object, name: str, build: Callable[[], T]) -> T:
    """The value kept under a `name`, else that of `build`; it is the caller's own until it is kept again."""
    found = _cache_of(owner).latest.pop(name, None)
    return build() if found is None else found[1]


def keep_latest(owner: object, name: str, value: object) -> None:
    """Keeps a value under a `name` for `take_latest`, in place of the one before."""
    _cache_of(owner).latest[name] = None, value


def cached_bytes(owner: object) -> int:
    """The bytes of the arrays in the cache of `owner` that are not its own."""
    own: dict[int, int] = {}
    _collect_arrays(vars(owner), own, set())
    found = dict(own)
    cache = _cache_of(owner)
    with _lock:
        values = [*cache.values.values(), *(value for _, value in cache.latest.values())]
    _collect_arrays(values, found, set())
    return sum(found.values()) - sum(own.values())


def _cache_of(owner: object) -> _Cache:
    try:
        return _caches[owner]
    except KeyError:
        with _lock:
            return _caches.setdefault(owner, _Cache())


def _collect_arrays(value: Any, found: dict[int, int], visited: set[int]) -> None:
    """Adds the bytes of the arrays within a value to `found`, by the identity of the memory owner."""
    if id(value) in visited or isinstance(value, type) or callable(value):
        return
    visited.add(id(value))
    if isinstance(value, np.ndarray):
        while isinstance(value.base, np.ndarray):
            value = value.base
        found[id(value)] = value.nbytes
        return
    parts = list(value.values()) if isinstance(value, dict) else value
    if not isinstance(parts, (list, tuple)):
        parts = list(getattr(value, "__dict__", {}).values())
    for part in parts:
        _collect_arrays(part, found, visited)
