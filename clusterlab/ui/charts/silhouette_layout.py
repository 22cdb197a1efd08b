"""Where each blade of a silhouette chart stands, and which point is at which height."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPolygonF

from clusterlab.kernels.typing import Floats
from clusterlab.session.analysis.silhouette_plot import Blade, Blades

GAP = 3.0  # between two blades, in pixels
STEP = 0.05  # the chart begins at a multiple of this


@dataclass(frozen=True)
class Stands:
    """A blade's place: from `top`, `height` high."""

    top: float
    height: float

    @property
    def bottom(self) -> float:
        """Where it ends."""
        return self.top + self.height


@dataclass(frozen=True, eq=False)
class BladeLayout:
    """The blades of a chart inside a box of pixels, each as high as its share of the points."""

    blades: tuple[Blade, ...]
    box: QRectF
    low: float
    stands: tuple[Stands, ...]

    @classmethod
    def of(cls, shown: Blades, box: QRectF, least: float) -> "BladeLayout":
        """The layout of some blades, none of which is less than `least` pixels high."""
        sizes = np.array([blade.size for blade in shown.blades], float)
        lowest = min((float(blade.widths[-1]) for blade in shown.blades), default=0.0)
        low = min(0.0, float(np.floor(lowest / STEP) * STEP))
        room = max(0.0, box.height() - GAP * max(0, len(sizes) - 1) - least * len(sizes))
        heights = least + room * sizes / max(sizes.sum(), 1.0)
        tops = box.top() + np.concatenate([[0.0], np.cumsum(heights + GAP)[:-1]])
        stands = tuple(
            Stands(top, height) for top, height in zip(tops.tolist(), heights.tolist(), strict=True)
        )
        return cls(shown.blades, box, low, stands)

    def x(self, width: float) -> float:
        """Where a silhouette ends, in pixels."""
        return self.box.left() + (width - self.low) / (1 - self.low) * self.box.width()

    def y(self, blade: int, place: int) -> float:
        """The middle of the line of a point, by its place in its blade."""
        stand = self.stands[blade]
        return stand.top + (place + 0.5) / len(self.blades[blade].rows) * stand.height

    def spot(self, blade: int, place: int) -> QPointF:
        """Where the line of a point ends."""
        return QPointF(self.x(float(self.blades[blade].widths[place])), self.y(blade, place))

    def at(self, y: float) -> tuple[int, int] | None:
        """The blade, and the place in it, of the point whose line is at a height."""
        for number, stand in enumerate(self.stands):
            if stand.top <= y < stand.bottom:
                return number, int((y - stand.top) / stand.height * len(self.blades[number].rows))
        return None

    @property
    def last(self) -> tuple[int, int]:
        """The place of the last line of the last blade."""
        return len(self.blades) - 1, len(self.blades[-1].rows) - 1

    def beside(self, found: tuple[int, int], blades: int, lines: int) -> tuple[int, int]:
        """The place some blades on, at its first line, or some lines on, beyond the end in the next blade."""
        blade, place = found
        if blades:
            return min(max(blade + blades, 0), len(self.blades) - 1), 0
        if 0 <= place + lines < len(self.blades[blade].rows):
            return blade, place + lines
        if not 0 <= blade + lines < len(self.blades):
            return found
        return blade + lines, 0 if lines > 0 else len(self.blades[blade - 1].rows) - 1

    def outline(self, blade: int) -> QPolygonF:
        """The shape of a blade, in steps of one pixel or one point, whichever is larger."""
        stand, widths = self.stands[blade], self.blades[blade].widths
        edges = _edges(len(widths), stand.height)
        seen = ((edges[1:] + edges[:-1]) / 2 * len(widths)).astype(np.intp)  # the point in the middle of each
        ends = self.x(0) + widths[seen] / (1 - self.low) * self.box.width()
        ys = stand.top + np.repeat(edges, 2)[1:-1] * stand.height
        spots = [QPointF(x, y) for x, y in zip(np.repeat(ends, 2).tolist(), ys.tolist(), strict=True)]
        return QPolygonF([QPointF(self.x(0), stand.top), *spots, QPointF(self.x(0), stand.bottom)])


def _edges(n: int, height: float) -> Floats:
    """Where the steps of a blade of `n` points begin and end, as shares of its height."""
    return np.linspace(0, 1, min(n, max(1, round(height))) + 1)
