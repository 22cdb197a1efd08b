"""The first moment of a window, in which its picture goes before all else."""

from time import monotonic

from clusterlab.ui.main_window import MainWindow

FIRST_PAINT_DELAY = 0.05
"""Seconds in which a picture that was painted reaches the screen, and first clicks and keys are answered."""
FIRST_PAINT_TIMEOUT = 1.0
"""After so many seconds nothing waits for the first picture any more."""


class FirstPaint:
    """Tells whether the first picture of a window is still on its way to the screen."""

    def __init__(self, window: MainWindow) -> None:
        self._window, self._started_at = window, monotonic()
        self._painted_at: float | None = None

    @property
    def pending(self) -> bool:
        """Whether a window that can be seen has not painted a picture, or only just, and not for long."""
        now = monotonic()
        if self._painted_at is None and self._window.canvas.render_cache.render_count:
            self._painted_at = now
        fresh = self._painted_at is None or now - self._painted_at < FIRST_PAINT_DELAY
        return self._window.isVisible() and fresh and now - self._started_at <= FIRST_PAINT_TIMEOUT
