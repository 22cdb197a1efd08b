"""The options of an opened file: columns, scaling, reduction to components, and sample."""

from collections.abc import Collection, Mapping, Sequence

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from clusterlab.core.formatting import format_count, format_percent
from clusterlab.datasets.missing_values import MISSING, MISSING_TITLES
from clusterlab.datasets.scale import SCALINGS
from clusterlab.datasets.table import NOT_CHOSEN, WEIGHT_COLUMN
from clusterlab.session.state.view_choice import MAX_COMPONENTS
from clusterlab.ui.panels.control_help import CONTROL_HELP
from clusterlab.ui.panels.file_notes import FileNotes
from clusterlab.ui.widgets.controls import MIN_TARGET_SIZE, ChoiceBox
from clusterlab.ui.widgets.elements import add_field, fill_layout, form_layout, link_button, text_label
from clusterlab.ui.widgets.tooltip import set_tip

CLASSES_HELP = ". Not used for clustering; Quality can compare the clusters with it."
VISIBLE_ROWS = 7  # more columns scroll


class ColumnList(QListWidget):
    """The columns of a table: numeric ones have check boxes, the others say why they cannot be chosen."""

    columns_chosen = Signal(tuple)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Columns to cluster on")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.itemChanged.connect(lambda _: self.columns_chosen.emit(self.chosen()))

    def show_columns(
        self, numeric: Sequence[str], chosen: Collection[str], reasons: Mapping[str, str]
    ) -> None:
        """Shows the columns that can be chosen, and for each other one why it cannot."""
        others = [name for name in reasons if name not in numeric]
        names = [*numeric, *others]
        with QSignalBlocker(self):
            if names != [item.data(Qt.ItemDataRole.UserRole) for item in self._items()]:
                self._fill(names)
            for item in self._items():
                name = item.data(Qt.ItemDataRole.UserRole)
                _show_item(item, name in numeric, name in chosen, reasons.get(name, ""))

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


class FileOptions(QWidget):
    """The summary of a file, the notes on it, its columns, and its scaling."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chip, self.columns, self.scaling = text_label("", "chip", wraps=True), ColumnList(), ChoiceBox()
        self.scaling.set_choices({kind: kind for kind in SCALINGS})
        self.scaling.setAccessibleName("Scaling")
        self.missing = ChoiceBox()
        self.missing.set_choices(MISSING_TITLES)
        self.missing.setAccessibleName("Missing values")
        self.sheet = ChoiceBox()
        self.sheet.setAccessibleName("Sheet")
        self.sheet.setProperty("help", CONTROL_HELP["Sheet"])
        self.weights = ChoiceBox()
        self.weights.setAccessibleName("Weights of rows")
        self.weights.setProperty("help", CONTROL_HELP["Weights"])
        self.form = form_layout()
        add_field(self.form, "Sheet", self.sheet, self.sheet)
        add_field(self.form, "Scaling", self.scaling, self.scaling)
        add_field(self.form, "Missing", self.missing, self.missing)
        add_field(self.form, "Weights", self.weights, self.weights)
        self.form.setRowVisible(self.weights, False)
        self.notes = FileNotes(self)
        self.reading = link_button("Change how it was read…", CONTROL_HELP["Change how it was read"])
        self.dropped = link_button("Dropped rows…", CONTROL_HELP["Dropped rows"])
        links = fill_layout(QHBoxLayout(), self.reading, None)
        more_links = fill_layout(QHBoxLayout(), self.dropped, None)
        parts = (self.chip, links, self.notes, more_links, self.columns, self.form)
        fill_layout(QVBoxLayout(self), *parts, spacing=6)

    def show_sheets(self, sheets: Sequence[str], read: str | None) -> None:
        """Shows which of several sheets was read; hidden where there is one."""
        self.sheet.set_choices({name: name for name in sheets})
        self.sheet.show_choice(read)
        self.form.setRowVisible(self.sheet, len(sheets) > 1)

    def show_scaling(self, kind: str) -> None:
        """Shows how the columns are scaled."""
        self.scaling.setProperty("help", SCALINGS[kind])
        self.scaling.show_choice(kind)

    def show_missing(self, kind: str, offered: bool) -> None:
        """Shows what becomes of missing values, where there are any."""
        self.missing.setProperty("help", MISSING[kind])
        self.missing.show_choice(kind)
        self.form.setRowVisible(self.missing, offered)

    def show_weights(self, numeric: Sequence[str], column: str) -> None:
        """Shows which of the numeric columns has the weights of the rows, where there are several."""
        self.weights.set_choices({"": "none", **{name: name for name in numeric}})
        self.weights.show_choice(column)
        self.form.setRowVisible(self.weights, len(numeric) > 1)


class ReductionBox(QFrame):
    """The choice between all features and the first principal components."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.basis = ChoiceBox()
        self.basis.setAccessibleName("Cluster on all features or on components")
        self.basis.setProperty("help", CONTROL_HELP["Components"])
        add_field(form_layout(self), "Cluster on", self.basis, self.basis)

    def show_reduction(self, kept: Sequence[float], m: int) -> None:
        """Offers numbers of components (0: none) with the variance they keep; hidden up to 2 features."""
        self.setVisible(len(kept) > 2)
        offered = list(range(1, min(len(kept), MAX_COMPONENTS + 1)))
        offered += [m] if m > MAX_COMPONENTS else []
        words = {n: f"{format_count(n, 'component')} · {format_percent(kept[n - 1])}" for n in offered}
        self.basis.set_choices({0: f"all {len(kept)} features", **words})
        self.basis.show_choice(m)


class SampleBox(QFrame):
    """The note that points are a sample of the rows, and the link that uses all rows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = text_label("", "chip", wraps=True)
        self.all = link_button("Use all rows")
        fill_layout(QHBoxLayout(self), (self.words, 1), self.all)

    def show_sample(self, words: str) -> None:
        """Shows the note; an empty one hides the box."""
        self.words.setText(words[:1].upper() + words[1:])
        self.setVisible(bool(words))


def _show_item(item: QListWidgetItem, usable: bool, chosen: bool, reason: str) -> None:
    name = item.data(Qt.ItemDataRole.UserRole)
    item.setText(f"{name} – {reason}" if reason and not chosen and reason != NOT_CHOSEN else name)
    if usable:
        flags = Qt.ItemFlag
        item.setFlags(flags.ItemIsEnabled | flags.ItemIsSelectable | flags.ItemIsUserCheckable)
        item.setCheckState(Qt.CheckState.Checked if chosen else Qt.CheckState.Unchecked)
    else:
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        item.setData(Qt.ItemDataRole.CheckStateRole, None)  # a column that can be chosen has a check box
    suffix = "" if usable or reason == WEIGHT_COLUMN else CLASSES_HELP
    set_tip(item, f"{name}: {reason}{suffix}" if reason else name)
