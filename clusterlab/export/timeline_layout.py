"""Where the ticks and the curve of a timeline lie."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

MAX_TICK_PITCH, MIN_TICK_PITCH = 28.0, 4.0  # distance between ticks, in pixels
TIMELINE_MARGIN = 8


@dataclass(frozen=True)
class TimelineLayout:
    """A tick for each of the `steps`, or for a bin of them where they do not fit into a `width` in pixels."""

    steps: int
    width: float

    def index_at(self, x: float) -> int:
        """The step at an x coordinate, clamped to the first and the last step."""
        return min(max(0, math.floor((x - TIMELINE_MARGIN) / self._pitch)), max(0, self.steps - 1))

    def x_of(self, index: float) -> float:
        """The x coordinate of the middle of a step's tick."""
        return TIMELINE_MARGIN + (index + 0.5) * self._pitch

    @property
    def bins(self) -> list[tuple[int, int]]:
        """The first step of each tick that is drawn, and the step after its last."""
        n, bins = self.steps, min(self.steps, max(1, int(self._available_width / MIN_TICK_PITCH)))
        return [(i * n // bins, max((i + 1) * n // bins, i * n // bins + 1)) for i in range(bins)]

    @property
    def bin_pitch(self) -> float:
        """The distance in pixels between two ticks that are drawn."""
        return self._pitch * self.steps / len(self.bins)

    def curve(self, objectives: Sequence[float | None]) -> list[tuple[int, float, float]]:
        """The steps with a finite objective, about one per pixel, with x and the height from 0 to 1."""
        n = min(self.steps, len(objectives))
        if not n:  # a run without steps next to longer ones in a comparison
            return []
        stride = max(1, n // max(1, int(self._available_width)))
        known = [(i, v) for i in (*range(0, n, stride), n - 1) if (v := objectives[i]) is not None]
        known = [(i, v) for i, v in known if math.isfinite(v)]
        low, high = min((v for _, v in known), default=0.0), max((v for _, v in known), default=0.0)
        return [(i, self.x_of(i), (v - low) / (high - low) if high > low else 0.5) for i, v in known]

    @property
    def _available_width(self) -> float:
        return max(1.0, self.width - 2 * TIMELINE_MARGIN)

    @property
    def _pitch(self) -> float:
        return min(MAX_TICK_PITCH, self._available_width / max(1, self.steps))
