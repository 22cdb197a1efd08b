"""One tab of the panel at the right: its parts below each other, scrolled where they do not fit."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

PAGE_MARGINS = (14, 12, 14, 12)
PAGE_SPACING = 14


class TabPage(QScrollArea):
    """Parts below each other, as wide as the panel."""

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

    def add(self, part: QWidget, place: int | None = None) -> None:
        """Puts a part below the others, or at a place among them."""
        self._column.insertWidget(self._column.count() - 1 if place is None else place, part)

    def remove_widget(self, part: QWidget) -> None:
        """Takes a part out, so that it has no place among the others any more."""
        self._column.removeWidget(part)
