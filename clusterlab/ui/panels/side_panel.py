"""The columns at the left and at the right of the window, which scroll where they do not fit."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

PANEL_MARGIN = 14
PAGE_MARGINS = (14, 12, 14, 12)


class ScrollColumn(QScrollArea):
    """A column of parts that has the width of the scroll area."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._content = QWidget()
        self._column = QVBoxLayout(self._content)
        self._column.setSpacing(PANEL_MARGIN)
        self._column.addStretch(1)
        self.setWidget(self._content)

    def add(self, part: QWidget) -> None:
        """Adds a part below the others."""
        self._column.insertWidget(self._column.count() - 1, part)

    def column(self, stretch: int = 0) -> QVBoxLayout:
        """Adds a column of parts below the others, which grow by a factor as far as they can."""
        column = QVBoxLayout()
        column.setSpacing(PANEL_MARGIN)
        self._column.insertLayout(self._column.count() - 1, column, stretch)
        return column


class TabPage(ScrollColumn):
    """One page of the panel at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._content.setProperty("class", "inside")
        self._column.setContentsMargins(*PAGE_MARGINS)


class SidePanel(ScrollColumn):
    """The panel at the left, with lines between its parts."""

    def __init__(self, parts: Sequence[QWidget], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("class", "panel left")
        for part in parts:
            if part is not parts[0]:
                line = QFrame()
                line.setProperty("class", "line")
                line.setFixedHeight(1)
                self.add(line)
            self.add(part)
        self.verticalScrollBar().rangeChanged.connect(lambda _, last: self._reserve_scroll_bar(last))
        self._reserve_scroll_bar(0)

    def _reserve_scroll_bar(self, last: int) -> None:
        """Takes the width of the scroll bar from the margin, so that the controls keep theirs."""
        bar = self.verticalScrollBar().sizeHint().width() if last else 0
        self._column.setContentsMargins(PANEL_MARGIN, PANEL_MARGIN, max(2, PANEL_MARGIN - bar), PANEL_MARGIN)
