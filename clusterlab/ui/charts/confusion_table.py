"""The confusion table: how many points of each known class each cluster has."""

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from clusterlab.kernels.typing import Floats
from clusterlab.metrics.external import Confusion
from clusterlab.ui.theme.theme import LIGHT, Theme, mix

MAX_TABLE_SIZE = 12
"""Tables with more rows or columns than this are not readable, and not shown."""
MAX_TINT = 0.55
MAX_NAME_LENGTH = 16
"""Longer names are cut; the tooltip has the whole name."""


def is_readable(found: Confusion) -> bool:
    """Whether a table is small enough to be shown."""
    return bool(max(found.table.shape) <= MAX_TABLE_SIZE)


class ConfusionTable(QWidget):
    """A cell per class and cluster, tinted by its share of the class; matched pairs are bold."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._shown: tuple[Confusion, tuple[str, ...]] | None = None
        self.cells: dict[tuple[int, int], QLabel] = {}
        self._grid = QGridLayout(self)
        self._labels: list[QLabel] = []
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(2)
        self.setAccessibleName("Known classes and clusters")

    def show_table(self, found: Confusion | None, classes: tuple[str, ...]) -> None:
        """Shows a table, with the clusters in the order of their matched classes."""
        self._shown = None if found is None or not is_readable(found) else (found, classes)
        self._fill()

    def set_theme(self, theme: Theme) -> None:
        """Paints in the colors of a theme."""
        self._theme = theme
        self._fill()

    def _fill(self) -> None:
        for part in self._labels:
            part.hide()
            part.deleteLater()
        self._labels.clear()
        self.cells.clear()
        if self._shown is None:
            return
        found, classes = self._shown
        rows, columns = found.table.shape
        order = sorted(range(columns), key=lambda j: (found.matched[j] < 0, found.matched[j], j))
        totals = found.table.sum(axis=1) + found.noise
        self._put(_label("cluster", "muted", left=True), 0, 0)
        for place, cluster in enumerate(order, start=1):
            self._put(_label(f"{cluster + 1}", "muted"), 0, place)
        if found.noise.any():
            self._put(_label("noise", "muted"), 0, columns + 1)
        for row in range(rows):
            self._put(_label(classes[row] if row < len(classes) else "", "", left=True), row + 1, 0)
            for place, cluster in enumerate(order, start=1):
                cell = self._cell(int(found.table[row, cluster]), totals[row], found.matched[cluster] == row)
                self.cells[row, cluster] = cell
                self._put(cell, row + 1, place)
            if found.noise.any():
                self._put(self._cell(int(found.noise[row]), totals[row], False), row + 1, columns + 1)

    def _put(self, part: QLabel, row: int, column: int) -> None:
        self._labels.append(part)
        self._grid.addWidget(part, row, column)

    def _cell(self, points: int, of: float | Floats, pair: bool) -> "ConfusionCell":
        share = float(points / of) if of else 0.0
        return ConfusionCell(
            f"{points:,}" if points else "·",
            mix(self._theme.panel, self._theme.accent, MAX_TINT * share),
            pair,
        )


class ConfusionCell(QLabel):
    """A label with its own background color: a style sheet per cell would take far longer."""

    def __init__(self, words: str, background: str, bold: bool) -> None:
        super().__init__(words)
        self._background = QColor(background)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setMargin(3)
        if bold:
            self.setProperty("class", "heading")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the background, then the text."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._background)
        painter.end()
        super().paintEvent(event)


def _label(words: str, kind: str, left: bool = False) -> QLabel:
    label = QLabel(words if len(words) <= MAX_NAME_LENGTH else f"{words[: MAX_NAME_LENGTH - 1]}…")
    label.setTextFormat(Qt.TextFormat.PlainText)  # class names come from a file and may look like markup
    label.setToolTip(escape(words) if len(words) > MAX_NAME_LENGTH else "")
    label.setProperty("class", kind)
    side = Qt.AlignmentFlag.AlignLeft if left else Qt.AlignmentFlag.AlignHCenter
    label.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
    return label
