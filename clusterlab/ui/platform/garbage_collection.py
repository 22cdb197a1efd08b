"""Collects garbage on the GUI thread only: Qt crashes if a worker thread frees a widget."""

import gc
from itertools import cycle

from PySide6.QtCore import QObject, QTimer

COLLECT_INTERVAL = 2  # seconds
FREEZE_TICK = 2  # when pyqtgraph and the charts are loaded, after the first picture
GENERATIONS = (0, 0, 1, 0, 0, 1, 0, 0, 1, 2)
"""The generation to collect at each tick: young ones often, all of them rarely."""


class GarbageCollector(QObject):
    """Replaces Python's automatic garbage collection by a timer while the window exists."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._ticks = enumerate(cycle(GENERATIONS))
        self._timer = QTimer(self)
        self._timer.setInterval(COLLECT_INTERVAL * 1000)
        self._timer.timeout.connect(self._collect)
        gc.freeze()  # objects made at startup stay: later collections skip them
        gc.disable()
        self._timer.start()

    def stop(self) -> None:
        """Restores automatic garbage collection."""
        self._timer.stop()
        gc.enable()
        gc.unfreeze()

    def _collect(self) -> None:
        tick, generation = next(self._ticks)
        gc.collect(generation)
        if tick == FREEZE_TICK:
            gc.freeze()
