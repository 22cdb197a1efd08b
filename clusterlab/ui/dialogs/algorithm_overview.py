"""A modeless dialog with all algorithms side by side."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFrame, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from clusterlab.core.algorithm import ALGORITHMS
from clusterlab.ui.panels.about_panel import ASPECTS

OVERVIEW_SIZE = (1080, 640)
OVERVIEW_COLUMNS = {name: aspect for name, aspect in ASPECTS.items() if name not in ("use", "avoid")}


class AlgorithmOverview(QDialog):
    """A table with a row for each documented algorithm and a column for each aspect."""

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
        for column, aspect in enumerate(OVERVIEW_COLUMNS.values(), start=1):
            self._grid.addWidget(_label(aspect.label, "muted"), 0, column)
            self._grid.setColumnStretch(column, 1)
        row = 1
        for kind in ALGORITHMS.all().values():
            if kind.about is not None:
                self._grid.addWidget(_line(), row, 0, 1, len(OVERVIEW_COLUMNS) + 1)
                self._grid.addWidget(_label(kind.title, "heading", wrapped=False), row + 1, 0)
                for column, (name, aspect) in enumerate(OVERVIEW_COLUMNS.items(), start=1):
                    cell = self.cells[kind.name, name] = _label(aspect.answer(kind.about))
                    self._grid.addWidget(cell, row + 1, column)
                row += 2
        self._grid.setRowStretch(row, 1)


def show_algorithms(parent: QWidget) -> None:
    """Opens the overview of all algorithms."""
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
