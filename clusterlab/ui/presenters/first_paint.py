"""The first moment of a window, in which its picture goes before all else."""

from time import monotonic

from clusterlab.ui.main_window import MainWindow

BREATH = 0.05
"""Seconds in which a picture that was painted reaches the screen, and first clicks and keys are answered."""
LATE = 1.0
"""After so many seconds nothing waits for the first picture any more."""


class Opening:
    """Tells whether the first picture of a window is still on its way to the screen."""

    def __init__(self, window: MainWindow) -> None:
        self._window, self._begun = window, monotonic()
        self._painted: float | None = None

    @property
    def going(self) -> bool:
        """Whether a window that can be seen has not painted a picture, or only just, and not for long."""
        now = monotonic()
        if self._painted is None and self._window.canvas.still.paints:
            self._painted = now
        fresh = self._painted is None or now - self._painted < BREATH
        return self._window.isVisible() and fresh and now - self._begun <= LATE
