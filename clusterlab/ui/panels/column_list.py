"""The columns of a file, of which those to cluster on are ticked, and a search among many."""

from collections.abc import Collection, Mapping, Sequence

from PySide6.QtCore import QEvent, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from clusterlab.datasets.row_weights import WEIGHT_COLUMN
from clusterlab.datasets.table import NOT_CHOSEN
from clusterlab.ui.panels.column_weights import NAME_ROLE, WEIGHT_ROLE, ColumnWeights
from clusterlab.ui.widgets.control_keys import is_shortcut
from clusterlab.ui.widgets.controls import MIN_TARGET_SIZE
from clusterlab.ui.widgets.elements import fill_layout, link_button, text_label
from clusterlab.ui.widgets.tooltip import set_tip

CLASSES_HELP = ". Not used for clustering; Quality can compare the clusters with it."
VISIBLE_ROWS = 7  # more columns scroll, and can be searched
NONE_TICKED = "Tick at least one column. Until then the clusters are those of the columns before."


class ColumnList(QListWidget):
    """The columns of a table: numeric ones have check boxes, the others say why they cannot be chosen.

    `none_ticked` says whether all were unticked at once, which chooses nothing until one is ticked again;
    `filled` when there are other columns.
    """

    columns_chosen = Signal(tuple)
    none_ticked = Signal(bool)
    filled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Columns to cluster on")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.itemChanged.connect(lambda _: self.columns_chosen.emit(self.chosen()))
        self.weights = ColumnWeights(self)
        self.setItemDelegate(self.weights)

    def event(self, event: QEvent) -> bool:
        """Keeps F2, which edits a weight, from the window's shortcut."""
        if is_shortcut(event) and event.key() == Qt.Key.Key_F2:
            event.accept()
            return True
        return super().event(event)

    def show_weights(self, weights: Mapping[str, float]) -> None:
        """Shows the weights of the columns that are clustered on."""
        with QSignalBlocker(self):
            for item in self._items():
                item.setData(WEIGHT_ROLE, weights.get(item.data(NAME_ROLE)))

    def show_columns(
        self, numeric: Sequence[str], chosen: Collection[str], reasons: Mapping[str, str]
    ) -> None:
        """Shows the columns that can be chosen, and for each other one why it cannot."""
        others = [name for name in reasons if name not in numeric]
        names = [*numeric, *others]
        are_other = names != [item.data(Qt.ItemDataRole.UserRole) for item in self._items()]
        with QSignalBlocker(self):
            if are_other:
                self._fill(names)
            for item in self._items():
                name = item.data(Qt.ItemDataRole.UserRole)
                _show_item(item, name in numeric, name in chosen, reasons.get(name, ""))
        self.none_ticked.emit(False)
        if are_other:
            self.filled.emit()

    def show_matches(self, words: Sequence[str]) -> None:
        """Shows the columns whose text has all of some words, in any case."""
        for item in self._items():
            text = item.text().lower()
            item.setHidden(not all(word.lower() in text for word in words))

    def tick_shown(self, ticked: bool) -> None:
        """Ticks or unticks the columns that are shown and can be chosen."""
        state = Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked
        before = self.chosen()
        with QSignalBlocker(self):
            for item in self._items():
                if not item.isHidden() and item.flags() & Qt.ItemFlag.ItemIsUserCheckable:
                    item.setCheckState(state)
        if self.chosen() and self.chosen() != before:
            self.columns_chosen.emit(self.chosen())
        self.none_ticked.emit(not self.chosen())

    def chosen(self) -> tuple[str, ...]:
        """The checked columns."""
        checked = [item for item in self._items() if item.checkState() == Qt.CheckState.Checked]
        return tuple(item.data(Qt.ItemDataRole.UserRole) for item in checked)

    def item_of(self, name: str) -> QListWidgetItem:
        """The item of a column."""
        return next(item for item in self._items() if item.data(Qt.ItemDataRole.UserRole) == name)

    def _items(self) -> list[QListWidgetItem]:
        return [self.item(i) for i in range(self.count())]

    def _fill(self, names: Sequence[str]) -> None:
        self.clear()
        height = max(MIN_TARGET_SIZE, self.fontMetrics().height() + 6)
        for name in names:
            item = QListWidgetItem(name, self)
            item.setData(Qt.ItemDataRole.UserRole, name)
            item.setSizeHint(QSize(0, height))
        self.setFixedHeight(min(len(names), VISIBLE_ROWS) * height + 2 * self.frameWidth() + 2)


class ColumnSearch(QWidget):
    """Above a long list of columns: a search, and links that tick all or none of the columns shown."""

    def __init__(self, columns: ColumnList) -> None:
        super().__init__()
        self._columns = columns
        self.search, self.note = QLineEdit(), text_label(NONE_TICKED, "muted", wraps=True)
        self.all = link_button("All", "Tick all columns that are shown")
        self.none = link_button("None", "Untick all columns that are shown")
        self.search.setPlaceholderText("Search columns")
        self.search.setAccessibleName("Search columns")
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumHeight(MIN_TARGET_SIZE)
        self.search.textChanged.connect(lambda text: columns.show_matches(text.split()))
        self.all.clicked.connect(lambda: columns.tick_shown(True))
        self.none.clicked.connect(lambda: columns.tick_shown(False))
        columns.none_ticked.connect(self.note.setVisible)
        columns.filled.connect(self.search.clear)
        row = fill_layout(QHBoxLayout(), (self.search, 1), self.all, self.none)
        fill_layout(QVBoxLayout(self), row, self.note, spacing=4)
        self.note.hide()

    def fit(self) -> None:
        """Shows the search where the columns do not all fit."""
        self.setVisible(self._columns.count() > VISIBLE_ROWS)
        self._columns.show_matches(self.search.text().split())


def _show_item(item: QListWidgetItem, usable: bool, chosen: bool, reason: str) -> None:
    name = item.data(Qt.ItemDataRole.UserRole)
    item.setText(f"{name} – {reason}" if reason and not chosen and reason != NOT_CHOSEN else name)
    if usable:
        flags = Qt.ItemFlag
        usual = flags.ItemIsEnabled | flags.ItemIsSelectable | flags.ItemIsUserCheckable
        item.setFlags(usual | flags.ItemIsEditable)  # its weight
        item.setCheckState(Qt.CheckState.Checked if chosen else Qt.CheckState.Unchecked)
    else:
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        item.setData(Qt.ItemDataRole.CheckStateRole, None)  # a column that can be chosen has a check box
    suffix = "" if usable or reason == WEIGHT_COLUMN else CLASSES_HELP
    set_tip(item, f"{name}: {reason}{suffix}" if reason else name)
