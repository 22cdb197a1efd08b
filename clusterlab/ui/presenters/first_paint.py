"""Holds other work back until the first picture of the window is on screen."""

from time import monotonic

from clusterlab.ui.main_window import MainWindow

FIRST_PAINT_DELAY = 0.05
"""Seconds after painting in which the picture reaches the screen and the first events are handled."""
FIRST_PAINT_TIMEOUT = 1.0
"""Seconds after the window was shown, after which nothing waits for the first picture any longer."""


class FirstPaint:
    """Whether the first picture of a window is still to reach the screen."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._shown_at: float | None = None
        self._painted_at: float | None = None

    @property
    def pending(self) -> bool:
        """Whether a visible window has painted no picture or only just, before the timeout."""
        if not self._window.isVisible():
            return False
        now = monotonic()
        if self._shown_at is None:
            self._shown_at = now
        if self._painted_at is None and self._window.canvas.has_painted:
            self._painted_at = now
        waits = self._painted_at is None or now - self._painted_at < FIRST_PAINT_DELAY
        return waits and now - self._shown_at <= FIRST_PAINT_TIMEOUT
