"""Two plots side by side: a step over the number of points, and over the number of features."""

import math
import os
from collections.abc import Sequence
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter, QPen, QPolygonF

from clusterlab.export.theme import LIGHT
from clusterlab.ui.theme.fonts import font
from tests.benchmarks.growth import Cost

SIZE, DPR = (960, 400), 2
LEFT, TOP, BOTTOM, GAP = 64, 62, 52, 40
SIDES = (("clusterlab", 0, lambda cost: cost.ours), ("scikit-learn", 3, lambda cost: cost.theirs))
applications: list[QGuiApplication] = []


def draw(sizes: Sequence[Cost], widths: Sequence[Cost], path: Path) -> None:
    """Writes the picture."""
    if QGuiApplication.instance() is None:
        applications.append(QGuiApplication([]))
    image = QImage(SIZE[0] * DPR, SIZE[1] * DPR, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(DPR)
    image.fill(QColor(LIGHT.panel))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    wide = (SIZE[0] - 2 * LEFT - GAP) / 2
    place = QRectF(LEFT, TOP, wide, SIZE[1] - TOP - BOTTOM)
    title = f"A Lloyd step on points of {sizes[0].d} features"
    Plot(painter, place, [(cost.n, cost) for cost in sizes], title, "points").paint()
    place.translate(wide + LEFT + GAP / 2, 0)
    title = f"A Lloyd step on {widths[0].n:,} points"
    Plot(painter, place, [(cost.d, cost) for cost in widths], title, "features").paint()
    painter.end()
    if not image.save(str(path), "PNG"):
        raise OSError(f"The picture could not be written to {path}.")


class Plot:
    """A plot of both sides with two logarithmic axes."""

    def __init__(
        self, painter: QPainter, place: QRectF, costs: list[tuple[int, Cost]], title: str, axis: str
    ) -> None:
        self._painter, self._place, self._costs = painter, place, costs
        self._title, self._axis = title, axis
        heights = [height(cost) for _, cost in costs for _, _, height in SIDES]
        self._low, self._high = math.floor(math.log10(min(heights))), math.ceil(math.log10(max(heights)))
        self._left, self._right = (math.log10(costs[end][0]) for end in (0, -1))

    def paint(self) -> None:
        """Paints title, grid, curves and their names."""
        self._words(QRectF(0, -46, self._place.width(), 20), self._title, LIGHT.text, 14, strong=True)
        for power in range(self._low, self._high + 1):
            self._level(power)
        for across, _ in self._costs:
            self._below(across)
        words = QRectF(0, self._place.height() + 26, self._place.width(), 18)
        self._words(words, self._axis, LIGHT.muted, 12, Qt.AlignmentFlag.AlignRight)
        for i, (name, number, height) in enumerate(SIDES):
            self._curve(name, QColor(LIGHT.line_color(number)), [height(cost) for _, cost in self._costs], i)

    def _spot(self, across: float, height: float) -> QPointF:
        share = (math.log10(across) - self._left) / (self._right - self._left)
        up = (math.log10(height) - self._low) / (self._high - self._low)
        return QPointF(
            self._place.left() + share * self._place.width(), self._place.bottom() - up * self._place.height()
        )

    def _level(self, power: int) -> None:
        """A line of the grid and its label."""
        y = self._spot(self._costs[0][0], 10.0**power).y()
        self._painter.setPen(QPen(QColor(LIGHT.line), 1))
        self._painter.drawLine(QPointF(self._place.left(), y), QPointF(self._place.right(), y))
        words = QRectF(-LEFT, y - self._place.top() - 9, LEFT - 8, 18)
        self._words(words, duration(power), LIGHT.muted, 12, Qt.AlignmentFlag.AlignRight)

    def _below(self, across: int) -> None:
        """A number of the lower axis."""
        x = self._spot(across, 10.0**self._low).x() - self._place.left()
        words = QRectF(x - 40, self._place.height() + 6, 80, 18)
        self._words(words, short(across), LIGHT.muted, 12, Qt.AlignmentFlag.AlignHCenter)

    def _curve(self, name: str, color: QColor, heights: list[float], i: int) -> None:
        """A line with dots, and its name with its color in the row under the title."""
        spots = [self._spot(across, y) for (across, _), y in zip(self._costs, heights, strict=True)]
        self._painter.setPen(QPen(color, 2))
        self._painter.drawPolyline(QPolygonF(spots))
        self._painter.setBrush(QColor(LIGHT.panel))
        for spot in (*spots, QPointF(self._place.left() + 5 + 110 * i, self._place.top() - 15)):
            self._painter.drawEllipse(spot, 3.5, 3.5)
        self._words(QRectF(14 + 110 * i, -24, 96, 18), name, color.name(), 12)

    def _words(
        self,
        box: QRectF,
        words: str,
        color: str,
        size: int,
        where: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
        strong: bool = False,
    ) -> None:
        self._painter.setFont(font(size, strong))
        self._painter.setPen(QColor(color))
        box.translate(self._place.topLeft())
        self._painter.drawText(box, where | Qt.AlignmentFlag.AlignVCenter, words)


def duration(power: int) -> str:
    """A power of ten of milliseconds in the unit that suits it."""
    unit, first = ("µs", -3) if power < 0 else ("ms", 0) if power < 3 else ("s", 3)
    return f"{10 ** (power - first):g} {unit}"


def short(number: int) -> str:
    """A number with as few digits as possible."""
    for size, letter in ((1_000_000, "M"), (1_000, "k")):
        if number >= size:
            return f"{number / size:g}{letter}"
    return str(number)
