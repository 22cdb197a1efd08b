"""A layout of widgets side by side that goes on in further lines where they do not fit."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayoutItem, QWidget

from clusterlab.ui.widgets.item_layout import ItemLayout


class FlowLayout(ItemLayout):
    """Items from left to right in lines; those after the gap stand at the right of their line."""

    def __init__(
        self,
        parent: QWidget | None = None,
        *parts: QWidget | None,
        spacing: int = 8,
        margins: tuple[int, int, int, int] = (0, 0, 0, 0),
    ) -> None:
        """Adds widgets; None is the gap."""
        super().__init__(spacing, margins)
        self._first_right = -1
        self._known_heights: dict[int, int] = {}
        if parent is not None:
            parent.setLayout(self)
        for part in parts:
            if part is None:
                self._first_right = len(self._items)
            else:
                self.addWidget(part)

    def expandingDirections(self) -> Qt.Orientation:
        """It does not ask for more than it needs."""
        return Qt.Orientation(0)

    def invalidate(self) -> None:
        """Measures the items anew."""
        super().invalidate()
        self._known_heights = {}

    def heightForWidth(self, width: int) -> int:
        """The height of all lines at a width."""
        if width not in self._known_heights:
            self._known_heights[width] = self._height_of_lines(width)
        return self._known_heights[width]

    def _height_of_lines(self, width: int) -> int:
        margins = self.contentsMargins()
        lines = self._lines(width - margins.left() - margins.right())
        heights = sum(_height(line) for line in lines) + self.spacing() * max(0, len(lines) - 1)
        return heights + margins.top() + margins.bottom()

    def sizeHint(self) -> QSize:
        """The size of all items in one line."""
        items, margins = self._shown(), self.contentsMargins()
        width = sum(item.sizeHint().width() for item in items) + self.spacing() * max(0, len(items) - 1)
        frame = QSize(margins.left() + margins.right(), margins.top() + margins.bottom())
        return QSize(width, _height(items)) + frame

    def minimumSize(self) -> QSize:
        """The size of the largest item."""
        items, margins = self._shown(), self.contentsMargins()
        width = max((item.minimumSize().width() for item in items), default=0)
        frame = QSize(margins.left() + margins.right(), margins.top() + margins.bottom())
        return QSize(width, _height(items)) + frame

    def setGeometry(self, rect: QRect) -> None:
        """Places the items, each in the vertical middle of its line."""
        super().setGeometry(rect)
        area = rect.marginsRemoved(self.contentsMargins())
        top = area.top()
        for line in self._lines(area.width()):
            self._place(line, QRect(area.left(), top, area.width(), _height(line)))
            top += _height(line) + self.spacing()

    def _place(self, line: list[QLayoutItem], area: QRect) -> None:
        widths = [min(item.sizeHint().width(), area.width()) for item in line]
        free = area.width() - sum(widths) - self.spacing() * (len(line) - 1)
        right = self._items[self._first_right :] if self._first_right >= 0 else []
        left = area.left()
        for item, width in zip(line, widths, strict=True):
            if free and any(item is other for other in right):
                left, free = left + free, 0
            height = item.sizeHint().height()
            item.setGeometry(
                QRect(QPoint(left, area.top() + (area.height() - height) // 2), QSize(width, height))
            )
            left += width + self.spacing()

    def _lines(self, width: int) -> list[list[QLayoutItem]]:
        """The visible items, divided into lines of a width."""
        lines: list[list[QLayoutItem]] = []
        used = 0
        for item in self._shown():
            needed = min(item.sizeHint().width(), width)
            if lines and used + self.spacing() + needed <= width:
                lines[-1].append(item)
                used += self.spacing() + needed
            else:
                lines.append([item])
                used = needed
        return lines

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]


def _height(items: list[QLayoutItem]) -> int:
    return max((item.sizeHint().height() for item in items), default=0)
