"""The first moment of a window, in which its picture goes before all else."""

from time import monotonic

from clusterlab.ui.window import MainWindow

LATE = 1.0
"""After so many seconds nothing waits for the first picture any more."""


class Opening:
    """Tells whether the first picture of a window is still to be painted."""

    def __init__(self, window: MainWindow) -> None:
        self._window, self._begun = window, monotonic()

    @property
    def going(self) -> bool:
        """Whether a window that can be seen has not painted a picture, and not for long."""
        late = monotonic() - self._begun > LATE
        return self._window.isVisible() and not (self._window.canvas.still.paints or late)
