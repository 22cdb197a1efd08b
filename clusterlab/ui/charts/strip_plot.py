"""A strip plot of many starts: a dot for the final objective of each."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from clusterlab.core.formatting import format_number
from clusterlab.session.analysis.multi_start import FinalObjective
from clusterlab.ui.theme.theme import LIGHT, Theme
from clusterlab.ui.widgets.painting import widget_painter
from clusterlab.ui.widgets.tooltip import show_tooltip

STRIP_HEIGHT, STRIP_MARGIN, STRIP_POINT_RADIUS, PICK_RADIUS = 56, 8, 3.0, 8
GOLDEN_RATIO = 0.618033988749895


class StripPlot(QWidget):
    """The starts of one init method: a dot at each final objective; a click loads that run."""

    chosen = Signal(object)

    def __init__(self, name: str, color: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._color, self._theme = color, LIGHT
        self._final_objectives: tuple[FinalObjective, ...] = ()
        self._range = (0.0, 1.0)
        self._hovered: FinalObjective | None = None
        self.setFixedHeight(STRIP_HEIGHT)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setProperty("moves", True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"Final objective of starts from {name}")

    def show_final_objectives(
        self, final_objectives: Sequence[FinalObjective], low: float, high: float
    ) -> None:
        """Shows final objectives on an axis from `low` to `high`, which all init methods share."""
        self._final_objectives, self._range = tuple(final_objectives), (low, high)
        if self._hovered not in self._final_objectives:
            self._hovered = None
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Paints in the colors of a theme."""
        self._theme = theme
        self.update()

    def dot_position(self, final_objective: FinalObjective) -> QPointF:
        """The position of a start's dot; its jitter, from the seed, keeps equal objectives apart."""
        low, high = self._range
        share = (final_objective.value - low) / (high - low) if high > low else 0.5
        plot_rect = self._plot_rect()
        return QPointF(
            plot_rect.left() + share * plot_rect.width(),
            plot_rect.top() + (final_objective.seed * GOLDEN_RATIO % 1) * plot_rect.height(),
        )

    def start_near(self, place: QPointF) -> FinalObjective | None:
        """The start whose dot is nearest to a position, or None if none is near."""
        if not self._final_objectives:
            return None
        distances = [(self.dot_position(start) - place).manhattanLength() for start in self._final_objectives]
        nearest = int(np.argmin(distances))
        return self._final_objectives[nearest] if distances[nearest] <= 2 * PICK_RADIUS else None

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the axis with its range, the dots and the hovered one."""
        with widget_painter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            plot_rect, theme = self._plot_rect(), self._theme
            painter.setPen(QPen(QColor(theme.line), 1))
            painter.drawLine(plot_rect.bottomLeft() + QPointF(0, 5), plot_rect.bottomRight() + QPointF(0, 5))
            self._draw_bounds(painter, plot_rect)
            self._paint_points(painter)
            if self._hovered is not None:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(QColor(theme.accent), 2))
                painter.drawEllipse(
                    self.dot_position(self._hovered), 2 * STRIP_POINT_RADIUS, 2 * STRIP_POINT_RADIUS
                )
            elif self.hasFocus():
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(QColor(theme.accent), 1))
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)

    def _paint_points(self, painter: QPainter) -> None:
        """A dot per start, open where a component has collapsed."""
        color = QColor(self._theme.line_color(self._color))
        color.setAlphaF(0.7)
        painter.setPen(QPen(color, 1.2))
        for start in self._final_objectives:
            painter.setBrush(Qt.BrushStyle.NoBrush if start.collapsed else color)
            painter.drawEllipse(self.dot_position(start), STRIP_POINT_RADIUS, STRIP_POINT_RADIUS)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Hovers the start under the mouse."""
        self._hover(self.start_near(event.position()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Chooses the clicked start."""
        found = self.start_near(event.position())
        if event.button() == Qt.MouseButton.LeftButton and found is not None:
            self.chosen.emit(found)

    def leaveEvent(self, event: QEvent) -> None:
        """Ends hovering."""
        super().leaveEvent(event)
        self._hover(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and Right hover the next start by final objective, Enter chooses it."""
        order = sorted(self._final_objectives, key=lambda start: (start.value, start.seed))
        key_steps: dict[int, int] = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if order and event.key() in key_steps:
            at = order.index(self._hovered) + key_steps[event.key()] if self._hovered in order else 0
            self._hover(order[min(max(0, at), len(order) - 1)])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._hovered is not None:
            self.chosen.emit(self._hovered)
        else:
            super().keyPressEvent(event)

    def _hover(self, final_objective: FinalObjective | None) -> None:
        if final_objective == self._hovered:
            return
        self._hovered = final_objective
        self.update()
        if final_objective is None:
            QToolTip.hideText()
            return
        collapsed = " (collapsed)" if final_objective.collapsed else ""
        words = f"Seed {final_objective.seed}: {format_number(final_objective.value)}{collapsed}"
        self.setAccessibleDescription(words)
        show_tooltip(
            self,
            QPoint(round(self.dot_position(final_objective).x()), 0),
            f"{words}\nPress to load this run.",
        )

    def _plot_rect(self) -> QRectF:
        line = QFontMetricsF(self.font()).height()
        return QRectF(self.rect()).adjusted(STRIP_MARGIN, STRIP_MARGIN, -STRIP_MARGIN, -line - 8)

    def _draw_bounds(self, painter: QPainter, plot_rect: QRectF) -> None:
        painter.setPen(QColor(self._theme.muted))
        below = QRectF(
            plot_rect.left(),
            plot_rect.bottom() + 6,
            plot_rect.width(),
            self.height() - plot_rect.bottom() - 6,
        )
        if self._final_objectives:
            low, high = self._range
            painter.drawText(below, int(Qt.AlignmentFlag.AlignLeft), format_number(low))
            painter.drawText(
                below, int(Qt.AlignmentFlag.AlignRight), format_number(high) if high > low else ""
            )
