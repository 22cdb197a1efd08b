"""Keeps the cells of the sheet that was read last while a person chooses how: it is parsed once."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from clusterlab.core.cancellation import check_canceled


@dataclass(frozen=True, eq=False)
class ParsedSheet:
    """The rows of cells of the sheet `name`, one of `names` in a workbook of the bytes `data`.

    `chosen` is the name that was asked for, None for the sheet that is read without one.
    """

    data: bytes
    chosen: str | None
    name: str
    names: Sequence[str]
    rows: Sequence[Sequence[Any]]


class _ThreadState(threading.local):
    keeps = False


_thread_state = _ThreadState()
_kept: list[ParsedSheet] = []


@contextmanager
def sheets_kept() -> Iterator[None]:
    """A context in which the sheet that this thread reads last is kept, until `forget_sheets`."""
    _thread_state.keeps = True
    try:
        yield
    finally:
        _thread_state.keeps = False


def forget_sheets() -> None:
    """Frees the memory of what is kept."""
    _kept.clear()


def keep_sheet(sheet: ParsedSheet) -> None:
    """Keeps a sheet in place of another one, where sheets are kept and the work is still wanted."""
    check_canceled()
    if _thread_state.keeps:
        _kept[:] = [sheet]


def kept_sheet(data: bytes, chosen: str | None) -> ParsedSheet | None:
    """The sheet that is kept, if it is the one chosen of a workbook of these bytes."""
    found = [kept for kept in [*_kept] if chosen in (kept.chosen, chosen and kept.name)]
    return next((kept for kept in found if kept.data == data), None)
