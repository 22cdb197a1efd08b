"""The table of a comparison: metrics of each pane at the step on screen, and their pairwise agreement."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

METRIC_COLUMNS = {
    "": "",
    "Time": "How long the steps up to this one took to compute, without drawing.",
    "Steps": "Iterations, batches, waves or merges up to this step.",
    "Inertia": "The sum of squared distances to the own centers; not defined without centers or with noise.",
    "Silh.": "The mean silhouette of the points that belong to a cluster.",
    "ARI": "The adjusted Rand index with the known classes: 1 where they are the same, about 0 by chance.",
}


class LabelGrid(QGridLayout):
    """Labels in rows and columns; the first row and the first column are muted, and the latter wraps."""

    def __init__(self) -> None:
        super().__init__()
        self.labels: dict[tuple[int, int], QLabel] = {}
        self.setHorizontalSpacing(8)
        self.setVerticalSpacing(6)

    def show_lines(self, lines: Sequence[Sequence[str]], tips: Sequence[str] = ()) -> None:
        """Shows a text per label, with tooltips on the first row; surplus labels are removed."""
        wanted = {(i, j): words for i, line in enumerate(lines) for j, words in enumerate(line)}
        for place in set(self.labels) - set(wanted):
            label = self.labels.pop(place)
            self.removeWidget(label)
            label.deleteLater()
        for (i, j), words in wanted.items():
            label = self.labels.get((i, j)) or self._make(i, j)
            label.setText(words)
            if i == 0 and j < len(tips):
                label.setToolTip(tips[j])

    def _make(self, row: int, column: int) -> QLabel:
        label = self.labels[row, column] = _label("", "muted" if not row or not column else "")
        label.setWordWrap(not column)
        side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
        self.addWidget(label, row, column, side | Qt.AlignmentFlag.AlignVCenter)
        return label


class MetricsTable(QWidget):
    """A row of metrics for each pane, and below them the pairwise adjusted Rand index."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.figures, self.agreement_grid = LabelGrid(), LabelGrid()
        self.note = _label("", "muted")
        self.note.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        agreement = _label("Agreement between panes", "heading")
        agreement.setToolTip("The adjusted Rand index of each two panes; noise counts as one label.")
        column.addLayout(self.figures)
        column.addWidget(self.note)
        column.addWidget(agreement)
        column.addLayout(self.agreement_grid)

    def show_lines(
        self, lines: Sequence[Sequence[str]], pairwise_ari: Sequence[Sequence[str]], note: str
    ) -> None:
        """Shows a row for each pane, the pairwise agreement, and a note."""
        self.figures.show_lines([list(METRIC_COLUMNS), *lines], list(METRIC_COLUMNS.values()))
        names = [str(place) for place in range(1, len(pairwise_ari) + 1)]
        rows = ([name, *row] for name, row in zip(names, pairwise_ari, strict=True))
        self.agreement_grid.show_lines([["", *names], *rows])
        self.note.setText(note)

    def words(self) -> list[list[str]]:
        """The texts of the rows, without the header."""
        labels, columns = self.figures.labels, len(METRIC_COLUMNS)
        lines = range(1, len(labels) // columns)
        return [[labels[line, column].text() for column in range(columns)] for line in lines]


def _label(words: str, kind: str) -> QLabel:
    label = QLabel(words)
    label.setProperty("class", kind)
    return label
