"""A layout of equally wide widgets in rows, of as many columns as there is room for."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QWidget

from clusterlab.ui.widgets.item_layout import ItemLayout


class ColumnsLayout(ItemLayout):
    """Equally wide items in rows; the columns are as many as the widest item allows, at most a number."""

    def __init__(
        self,
        parent: QWidget,
        parts: Sequence[QWidget],
        max_columns: int,
        spacing: int,
        row_spacing: int | None = None,
    ) -> None:
        super().__init__(spacing)
        self._known_size: QSize | None = None
        self._max_columns, self._row_spacing = max_columns, spacing if row_spacing is None else row_spacing
        parent.setLayout(self)
        for part in parts:
            self.addWidget(part)

    def expandingDirections(self) -> Qt.Orientation:
        """It takes all of the width."""
        return Qt.Orientation.Horizontal

    def heightForWidth(self, width: int) -> int:
        """The height of all rows at a width."""
        rows = -(-len(self._items) // self.columns(width))
        return rows * self._item_size().height() + (rows - 1) * self._row_spacing

    def sizeHint(self) -> QSize:
        """The size with the most columns."""
        size, columns = self._item_size(), self._max_columns
        width = columns * size.width() + (columns - 1) * self.spacing()
        return QSize(width, self.heightForWidth(width))

    def minimumSize(self) -> QSize:
        """The size of an item."""
        return self._item_size()

    def columns(self, width: int) -> int:
        """The number of columns at a width."""
        fit = (width + self.spacing()) // (self._item_size().width() + self.spacing())
        return max(1, min(fit, self._max_columns))

    def setGeometry(self, rect: QRect) -> None:
        """Places the items row by row."""
        super().setGeometry(rect)
        columns, height = self.columns(rect.width()), self._item_size().height()
        for place, item in enumerate(self._items):
            row, column = divmod(place, columns)
            left = column * (rect.width() + self.spacing()) // columns
            right = (column + 1) * (rect.width() + self.spacing()) // columns - self.spacing()
            top = rect.top() + row * (height + self._row_spacing)
            item.setGeometry(QRect(rect.left() + left, top, right - left, height))

    def invalidate(self) -> None:
        """Measures the items anew."""
        super().invalidate()
        self._known_size = None

    def _item_size(self) -> QSize:
        """The size that the largest of the items needs."""
        if self._known_size is None:
            hints = [item.sizeHint() for item in self._items]
            widths, heights = zip(*((hint.width(), hint.height()) for hint in hints), strict=True)
            self._known_size = QSize(max(widths), max(heights))
        return self._known_size
