"""Holds other work back until the first picture of the window is on screen."""

from time import monotonic

from clusterlab.ui.main_window import MainWindow

FIRST_PAINT_DELAY = 0.05
"""Seconds after painting in which the picture reaches the screen and the first events are handled."""
FIRST_PAINT_TIMEOUT = 1.0
"""Seconds after which nothing waits for the first picture any longer."""


class FirstPaint:
    """Whether the first picture of a window is still to reach the screen."""

    def __init__(self, window: MainWindow) -> None:
        self._window, self._started_at = window, monotonic()
        self._painted_at: float | None = None

    @property
    def pending(self) -> bool:
        """Whether a visible window has painted no picture or only just, before the timeout."""
        now = monotonic()
        if self._painted_at is None and self._window.canvas.has_painted:
            self._painted_at = now
        waits = self._painted_at is None or now - self._painted_at < FIRST_PAINT_DELAY
        return self._window.isVisible() and waits and now - self._started_at <= FIRST_PAINT_TIMEOUT
