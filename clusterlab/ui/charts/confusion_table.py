"""The confusion table: how many points of each known class each cluster has."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from clusterlab.metrics.external import Confusion
from clusterlab.ui.widgets.data_table import Cell, DataTable

MAX_TABLE_SIZE = 12
"""Tables with more rows or columns than this are not readable, and not shown."""
MAX_TINT = 0.55
MAX_NAME_LENGTH = 16
"""Longer names are elided; the tooltip has the whole name."""


def is_readable(found: Confusion) -> bool:
    """Whether a table is small enough to be shown."""
    return bool(max(found.table.shape) <= MAX_TABLE_SIZE)


class ConfusionTable(DataTable):
    """A cell per class and cluster, tinted by its share of the class; matched pairs are bold."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Known classes and clusters", parent, Qt.AlignmentFlag.AlignCenter, False)
        self.setWordWrap(False)

    def sizeHintForColumn(self, column: int) -> int:
        """The width of the contents of a column, limited so that long names are elided."""
        limit = MAX_NAME_LENGTH * self.fontMetrics().averageCharWidth()
        return min(super().sizeHintForColumn(column), limit)

    def show_table(self, found: Confusion | None, classes: tuple[str, ...]) -> None:
        """Shows a table, with the clusters in the order of their matched classes."""
        self.setVisible(found is not None and is_readable(found))
        if found is None or not is_readable(found):
            return self.show_rows((), ())
        order = sorted(range(len(found.matched)), key=lambda j: (found.matched[j] < 0, found.matched[j], j))
        header = [Cell("cluster"), *(Cell(f"{cluster + 1}") for cluster in order)]
        if found.noise.any():
            header.append(Cell("noise"))
        names = [*classes, *[""] * len(found.table)]
        rows = [_row(found, row, names[row], order) for row in range(len(found.table))]
        return self.show_rows(header, rows)


def _row(found: Confusion, row: int, name: str, order: list[int]) -> list[Cell]:
    total = int(found.table[row].sum() + found.noise[row])
    cells = [_cell(int(found.table[row, j]), total, found.matched[j] == row) for j in order]
    if found.noise.any():
        cells.append(_cell(int(found.noise[row]), total, False))
    return [Cell(name, tip=name), *cells]


def _cell(points: int, of: int, matched: bool) -> Cell:
    share = points / of if of else 0.0
    return Cell(f"{points:,}" if points else "·", points, tint=MAX_TINT * share, bold=bool(matched))
