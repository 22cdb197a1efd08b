"""The strip over the canvas that says how to begin."""

from clusterlab.ui.panels.canvas_strip import CanvasStrip

RUN_WORDS = "Press Space to run, or Right to step."
CENTER_WORDS = "Drag a center to move it."
PALETTE_WORDS = "Ctrl+K lists all commands."


class WelcomeStrip(CanvasStrip):
    """How to begin; it is shown once."""

    _has_ended = False

    def show_words(self, has_centers: bool) -> None:
        """Says how to begin with an algorithm, unless the strip has ended."""
        parts = (RUN_WORDS, CENTER_WORDS * has_centers, PALETTE_WORDS)
        self.say("" if self._has_ended else "  ".join(filter(None, parts)))

    def end(self) -> None:
        """Hides the strip for good."""
        if not self._has_ended:
            self._has_ended = True
            self._canvas.removeEventFilter(self)
            self.say("")
