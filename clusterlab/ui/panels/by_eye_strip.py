"""The strip over the canvas that says how clusters are made by eye."""

from clusterlab.session.playback.shown import Shown
from clusterlab.ui.panels.canvas_strip import CanvasStrip

HOW_TO_BEGIN = (
    "Draw around points (F), or select rows. Shift+N makes them a cluster, 1 to 9 put them into one."
)


class ByEyeStrip(CanvasStrip):
    """How to begin by eye; it is shown while there are no clusters."""

    def follow(self, shown: Shown) -> None:
        """Says how to begin where clusters by eye are to be shown alone, and there are none yet."""
        session = shown.session
        has_clusters = session.by_eye is not None and session.by_eye.k > 0
        is_empty = session.algorithm.by_hand and not session.compares and not has_clusters
        self.say(HOW_TO_BEGIN if is_empty else "")
