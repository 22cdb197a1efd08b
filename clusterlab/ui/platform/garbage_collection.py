"""Garbage is collected on the window's thread alone: a worker that frees a widget would break Qt."""

import gc

from PySide6.QtCore import QObject, QTimer

COLLECT_INTERVAL = 2
GENERATIONS = (0, 0, 1, 0, 0, 1, 0, 0, 1, 2)
"""Which generation is collected at each beat: the young ones often, all now and then."""


class GarbageCollector(QObject):
    """Takes the collection over from Python while the window lives."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._ticks = 0
        self._timer = QTimer(self)
        self._timer.setInterval(COLLECT_INTERVAL * 1000)
        self._timer.timeout.connect(self._collect)
        gc.freeze()  # what the start made stays: later collections need not look at it
        gc.disable()
        self._timer.start()

    def stop(self) -> None:
        """Gives the collection back."""
        self._timer.stop()
        gc.enable()
        gc.unfreeze()

    def _collect(self) -> None:
        gc.collect(GENERATIONS[self._ticks % len(GENERATIONS)])
        self._ticks += 1
