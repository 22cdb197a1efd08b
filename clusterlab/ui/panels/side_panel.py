"""The panel at the left: its parts below each other, scrolled where they do not fit."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

MARGIN = 14


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
        self._column.setSpacing(MARGIN)
        for i, part in enumerate(parts):
            if i:
                self._column.addWidget(_line())
            self._column.addWidget(part)
        self._column.addStretch(1)
        self.setWidget(inside)
        self.verticalScrollBar().rangeChanged.connect(lambda _, last: self._make_way(last))
        self._make_way(0)

    def _make_way(self, last: int) -> None:
        """A scroll bar takes its width from the margin, so that no control gets narrower."""
        bar = self.verticalScrollBar().sizeHint().width() if last else 0
        self._column.setContentsMargins(MARGIN, MARGIN, max(2, MARGIN - bar), MARGIN)


def _line() -> QFrame:
    line = QFrame()
    line.setProperty("class", "line")
    line.setFixedHeight(1)
    return line
