"""A modeless dialog with all algorithms side by side, which helps to choose one."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QHeaderView, QVBoxLayout, QWidget

from clusterlab.core.algorithm import ALGORITHMS, Algorithm
from clusterlab.core.algorithm_traits import TRAITS, Trait
from clusterlab.export.table_cell import Cell
from clusterlab.ui.widgets.data_table import DataTable
from clusterlab.ui.widgets.elements import fill_layout

OVERVIEW_SIZE = QSize(1180, 640)


class AlgorithmOverview(QDialog):
    """A table with a row for each algorithm and a column for each question."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Algorithms side by side")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        top_left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
        self.table = DataTable("All algorithms side by side", self, top_left, stretches_first=False)
        self.table.fill_height()
        header = [Cell(""), *(Cell(trait.label, tip=trait.help) for trait in TRAITS.values())]
        self.table.show_rows(header, [_row(kind) for kind in ALGORITHMS.all().values()])
        self._narrow_flags()
        fill_layout(QVBoxLayout(self), self.table)
        available = (self.parentWidget() or self).screen().availableSize() - QSize(40, 80)
        self.resize(OVERVIEW_SIZE.boundedTo(available))

    def _narrow_flags(self) -> None:
        """Gives the columns of yes and no the width of their header."""
        header, digit = self.table.horizontalHeader(), self.table.fontMetrics().horizontalAdvance("0")
        for column, trait in enumerate(TRAITS.values(), 1):
            if trait.is_flag:
                header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
                header.resizeSection(column, header.sectionSizeHint(column) + 2 * digit)


def show_algorithms(parent: QWidget) -> None:
    """Opens the overview of all algorithms."""
    AlgorithmOverview(parent).show()


def _row(kind: type[Algorithm]) -> list[Cell]:
    return [Cell(kind.title, bold=True), *(_cell(trait, kind) for trait in TRAITS.values())]


def _cell(trait: Trait, kind: type[Algorithm]) -> Cell:
    words = trait.answer(kind)
    return Cell(words, muted=trait.is_flag and words == "no")
