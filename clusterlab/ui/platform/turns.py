"""Work of the window's thread in small steps, one in each turn of the event loop."""

from collections.abc import Callable, Generator
from typing import TypeVar

from PySide6.QtCore import QTimer

T = TypeVar("T")


def run_in_turns(steps: Generator[object, None, T], done: Callable[[T], object]) -> None:
    """Takes one step in each turn of the event loop; `done` gets what the generator returns."""
    try:
        next(steps)
    except StopIteration as end:
        done(end.value)
    else:
        QTimer.singleShot(0, lambda: run_in_turns(steps, done))
