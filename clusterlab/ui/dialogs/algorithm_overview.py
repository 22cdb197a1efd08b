"""All algorithms side by side, in a window that blocks nothing."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFrame, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from clusterlab.core.algorithm import ALGORITHMS
from clusterlab.ui.panels.about_panel import ASPECTS

OVERVIEW_SIZE = (1080, 640)
OVERVIEW_COLUMNS = {name: question for name, question in ASPECTS.items() if name not in ("use", "avoid")}


class AlgorithmOverview(QDialog):
    """A table with a row for each algorithm that has a card and a column for each question."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Algorithms side by side")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.cells: dict[tuple[str, str], QLabel] = {}
        inside = QWidget()
        inside.setProperty("class", "inside")
        self._grid = QGridLayout(inside)
        self._grid.setContentsMargins(20, 16, 20, 16)
        self._grid.setHorizontalSpacing(20)
        self._grid.setVerticalSpacing(10)
        self._fill()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(_scroll_area(inside))
        available = (self.parentWidget() or self).screen().availableGeometry()
        self.resize(
            min(OVERVIEW_SIZE[0], available.width() - 40), min(OVERVIEW_SIZE[1], available.height() - 80)
        )

    def _fill(self) -> None:
        for column, question in enumerate(OVERVIEW_COLUMNS.values(), start=1):
            self._grid.addWidget(_label(question, "muted"), 0, column)
            self._grid.setColumnStretch(column, 1)
        line = 1
        for kind in ALGORITHMS.all().values():
            if kind.about is not None:
                self._grid.addWidget(_line(), line, 0, 1, len(OVERVIEW_COLUMNS) + 1)
                self._grid.addWidget(_label(kind.title, "heading", wrapped=False), line + 1, 0)
                for column, name in enumerate(OVERVIEW_COLUMNS, start=1):
                    cell = self.cells[kind.name, name] = _label(getattr(kind.about, name))
                    self._grid.addWidget(cell, line + 1, column)
                line += 2
        self._grid.setRowStretch(line, 1)


def show_algorithms(parent: QWidget) -> None:
    """Opens the table."""
    AlgorithmOverview(parent).show()


def _scroll_area(inside: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setAccessibleName("All algorithms side by side")
    area.setWidget(inside)
    return area


def _label(words: str, kind: str = "", wrapped: bool = True) -> QLabel:
    label = QLabel(words)
    label.setProperty("class", kind)
    label.setWordWrap(wrapped)
    label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
    return label


def _line() -> QFrame:
    line = QFrame()
    line.setProperty("class", "line")
    line.setFixedHeight(1)
    return line
