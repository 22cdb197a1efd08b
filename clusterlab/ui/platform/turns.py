"""Work of the window's thread in small steps, one in each turn of the event loop."""

from collections.abc import Callable, Generator
from typing import TypeVar

from PySide6.QtCore import QObject, QTimer

T = TypeVar("T")


def run_in_turns(owner: QObject, steps: Generator[object, None, T], done: Callable[[T], object]) -> None:
    """Takes one step in each turn of the event loop while its owner lives; `done` gets what they return."""
    try:
        next(steps)
    except StopIteration as end:
        done(end.value)
    else:
        QTimer.singleShot(0, owner, lambda: run_in_turns(owner, steps, done))
