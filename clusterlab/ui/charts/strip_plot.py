"""The ends of many starts as dots on a line: how good each one became."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from clusterlab.core.formatting import number
from clusterlab.session.analysis.multi_start import Ending
from clusterlab.ui.theme.theme import LIGHT, Theme
from clusterlab.ui.widgets.tooltip import tell

HEIGHT, MARGIN, RADIUS, NEAR = 56, 8, 3.0, 8
GOLDEN = 0.618033988749895


class Strip(QWidget):
    """One way of starting: a dot for each start, at its final objective; a press loads that run."""

    chosen = Signal(object)

    def __init__(self, name: str, color: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._color, self._theme = color, LIGHT
        self._endings: tuple[Ending, ...] = ()
        self._range = (0.0, 1.0)
        self._pointed: Ending | None = None
        self.setFixedHeight(HEIGHT)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setProperty("moves", True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"Final objective of starts from {name}")

    def show_endings(self, endings: Sequence[Ending], low: float, high: float) -> None:
        """Shows the ends on an axis from the least to the greatest of all."""
        self._endings, self._range = tuple(endings), (low, high)
        if self._pointed not in self._endings:
            self._pointed = None
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Paints in the colors of a theme."""
        self._theme = theme
        self.update()

    def spot(self, ending: Ending) -> QPointF:
        """Where the dot of an end is; dots of the same end lie over and under each other."""
        low, high = self._range
        share = (ending.value - low) / (high - low) if high > low else 0.5
        rows = self._rows()
        return QPointF(
            rows.left() + share * rows.width(), rows.top() + (ending.seed * GOLDEN % 1) * rows.height()
        )

    def near(self, place: QPointF) -> Ending | None:
        """The end whose dot is nearest to a place, if one is near."""
        if not self._endings:
            return None
        away = [(self.spot(one) - place).manhattanLength() for one in self._endings]
        nearest = int(np.argmin(away))
        return self._endings[nearest] if away[nearest] <= 2 * NEAR else None

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the axis with its ends and the dots."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rows, theme = self._rows(), self._theme
        painter.setPen(QPen(QColor(theme.line), 1))
        painter.drawLine(rows.bottomLeft() + QPointF(0, 5), rows.bottomRight() + QPointF(0, 5))
        self._write_ends(painter, rows)
        self._paint_dots(painter)
        if self._pointed is not None:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.accent), 2))
            painter.drawEllipse(self.spot(self._pointed), 2 * RADIUS, 2 * RADIUS)
        elif self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.accent), 1))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)

    def _paint_dots(self, painter: QPainter) -> None:
        """A dot for each end, an open one where a component has collapsed."""
        color = QColor(self._theme.ink(self._color))
        color.setAlphaF(0.7)
        painter.setPen(QPen(color, 1.2))
        for one in self._endings:
            painter.setBrush(Qt.BrushStyle.NoBrush if one.collapsed else color)
            painter.drawEllipse(self.spot(one), RADIUS, RADIUS)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Names the start under the mouse."""
        self._point_at(self.near(event.position()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Chooses the start that was pressed."""
        found = self.near(event.position())
        if event.button() == Qt.MouseButton.LeftButton and found is not None:
            self.chosen.emit(found)

    def leaveEvent(self, event: QEvent) -> None:
        """Points at nothing any more."""
        super().leaveEvent(event)
        self._point_at(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and Right go through the starts by their ends, Enter loads one."""
        order = sorted(self._endings, key=lambda one: (one.value, one.seed))
        ways = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if order and event.key() in ways:
            at = order.index(self._pointed) + ways[event.key()] if self._pointed in order else 0
            self._point_at(order[min(max(0, at), len(order) - 1)])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._pointed is not None:
            self.chosen.emit(self._pointed)
        else:
            super().keyPressEvent(event)

    def _point_at(self, ending: Ending | None) -> None:
        if ending == self._pointed:
            return
        self._pointed = ending
        self.update()
        if ending is None:
            QToolTip.hideText()
            return
        words = f"Seed {ending.seed}: {number(ending.value)}{' (collapsed)' if ending.collapsed else ''}"
        self.setAccessibleDescription(words)
        tell(self, QPoint(round(self.spot(ending).x()), 0), f"{words}\nPress to load this run.")

    def _rows(self) -> QRectF:
        line = QFontMetricsF(self.font()).height()
        return QRectF(self.rect()).adjusted(MARGIN, MARGIN, -MARGIN, -line - 8)

    def _write_ends(self, painter: QPainter, rows: QRectF) -> None:
        painter.setPen(QColor(self._theme.muted))
        below = QRectF(rows.left(), rows.bottom() + 6, rows.width(), self.height() - rows.bottom() - 6)
        if self._endings:
            low, high = self._range
            painter.drawText(below, int(Qt.AlignmentFlag.AlignLeft), number(low))
            painter.drawText(below, int(Qt.AlignmentFlag.AlignRight), number(high) if high > low else "")
