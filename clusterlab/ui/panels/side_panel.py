"""The panel at the left: its parts below each other, scrolled where they do not fit."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

PANEL_MARGIN = 14


class SidePanel(QScrollArea):
    """Parts of one width, with a line between each two."""

    def __init__(self, parts: Sequence[QWidget], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("class", "panel left")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setSpacing(PANEL_MARGIN)
        for i, part in enumerate(parts):
            if i:
                self._column.addWidget(_line())
            self._column.addWidget(part)
        self._column.addStretch(1)
        self.setWidget(inside)
        self.verticalScrollBar().rangeChanged.connect(lambda _, last: self._reserve_scroll_bar(last))
        self._reserve_scroll_bar(0)

    def _reserve_scroll_bar(self, last: int) -> None:
        """A scroll bar takes its width from the margin, so that no control gets narrower."""
        bar = self.verticalScrollBar().sizeHint().width() if last else 0
        self._column.setContentsMargins(PANEL_MARGIN, PANEL_MARGIN, max(2, PANEL_MARGIN - bar), PANEL_MARGIN)


def _line() -> QFrame:
    line = QFrame()
    line.setProperty("class", "line")
    line.setFixedHeight(1)
    return line
