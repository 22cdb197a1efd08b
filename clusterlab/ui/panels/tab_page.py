"""One page of the panel at the right: a column of parts that scrolls where they do not fit."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

PAGE_MARGINS = (14, 12, 14, 12)
PAGE_SPACING = 14


class TabPage(QScrollArea):
    """A column of parts, as wide as the panel."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        inside = QWidget(self)
        inside.setProperty("class", "inside")
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(*PAGE_MARGINS)
        self._column.setSpacing(PAGE_SPACING)
        self._column.addStretch(1)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def add(self, part: QWidget, index: int | None = None) -> None:
        """Inserts a part at an index, by default below the others."""
        self._column.insertWidget(self._column.count() - 1 if index is None else index, part)

    def remove_widget(self, part: QWidget) -> None:
        """Removes a part from the layout."""
        self._column.removeWidget(part)
