"""A widget with others beside it, or below it where it would become too narrow."""

from PySide6.QtCore import QEvent
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QWidget

from clusterlab.ui.widgets.elements import fill_layout


class WrappingRow(QWidget):
    """A row of a widget that stretches, at least some heights of a line of text wide, and of fixed ones."""

    def __init__(self, widget: QWidget, *others: QWidget, min_lines: float) -> None:
        super().__init__()
        self._others, self._min_lines = fill_layout(QHBoxLayout(), None, *others), min_lines
        self._row = fill_layout(QBoxLayout(QBoxLayout.Direction.LeftToRight, self), (widget, 1))
        self._row.addLayout(self._others)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Puts the others beside the widget or below it."""
        super().resizeEvent(event)
        self._fit_to_width()

    def event(self, event: QEvent) -> bool:
        """Does the same when another one of them is shown or has another size."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit_to_width()
        return super().event(event)

    def _fit_to_width(self) -> None:
        remaining = self.width() - self._others.sizeHint().width() - self._row.spacing()
        is_narrow = remaining < self._min_lines * self.fontMetrics().height()
        directions = QBoxLayout.Direction
        self._row.setDirection(directions.TopToBottom if is_narrow else directions.LeftToRight)
