"""The panel at the left: a column of parts that scrolls where they do not fit."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

PANEL_MARGIN = 14


class SidePanel(QScrollArea):
    """A column of parts of one width, with lines between them."""

    def __init__(self, parts: Sequence[QWidget], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("class", "panel left")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        content = QWidget()
        self._column = QVBoxLayout(content)
        self._column.setSpacing(PANEL_MARGIN)
        for i, part in enumerate(parts):
            if i:
                self._column.addWidget(_line())
            self._column.addWidget(part)
        self._column.addStretch(1)
        self.setWidget(content)
        self.verticalScrollBar().rangeChanged.connect(lambda _, last: self._reserve_scroll_bar(last))
        self._reserve_scroll_bar(0)

    def _reserve_scroll_bar(self, last: int) -> None:
        """Takes the width of the scroll bar from the margin, so that the controls keep theirs."""
        bar = self.verticalScrollBar().sizeHint().width() if last else 0
        self._column.setContentsMargins(PANEL_MARGIN, PANEL_MARGIN, max(2, PANEL_MARGIN - bar), PANEL_MARGIN)


def _line() -> QFrame:
    line = QFrame()
    line.setProperty("class", "line")
    line.setFixedHeight(1)
    return line
