"""A modeless dialog with all algorithms side by side."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from clusterlab.core.about import ASPECTS, About
from clusterlab.core.algorithm import ALGORITHMS
from clusterlab.export.table_cell import Cell
from clusterlab.ui.widgets.data_table import DataTable
from clusterlab.ui.widgets.elements import fill_layout

OVERVIEW_SIZE = QSize(1080, 640)
OVERVIEW_COLUMNS = {name: aspect for name, aspect in ASPECTS.items() if name not in ("use", "avoid")}


class AlgorithmOverview(QDialog):
    """A table with a row for each documented algorithm and a column for each aspect."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Algorithms side by side")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        top_left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
        self.table = DataTable("All algorithms side by side", self, top_left, stretches_first=False)
        self.table.fill_height()
        header = [Cell(""), *(Cell(aspect.label) for aspect in OVERVIEW_COLUMNS.values())]
        abouts = {kind.title: kind.about for kind in ALGORITHMS.all().values()}
        self.table.show_rows(header, [_row(title, about) for title, about in abouts.items() if about])
        fill_layout(QVBoxLayout(self), self.table)
        available = (self.parentWidget() or self).screen().availableSize() - QSize(40, 80)
        self.resize(OVERVIEW_SIZE.boundedTo(available))


def show_algorithms(parent: QWidget) -> None:
    """Opens the overview of all algorithms."""
    AlgorithmOverview(parent).show()


def _row(title: str, about: About) -> list[Cell]:
    return [Cell(title, bold=True), *(Cell(aspect.answer(about)) for aspect in OVERVIEW_COLUMNS.values())]
