"""The options of an opened file: columns, scaling, reduction to components, and sample."""

from collections.abc import Collection, Mapping, Sequence

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from clusterlab.core.formatting import format_count, format_percent
from clusterlab.datasets.scale import SCALINGS
from clusterlab.datasets.table import TEXT_COLUMN
from clusterlab.session.state.view_choice import MAX_COMPONENTS
from clusterlab.ui.theme.style import icon_folder
from clusterlab.ui.theme.theme import Theme
from clusterlab.ui.widgets.controls import MIN_TARGET_SIZE, ChoiceBox, FormLabel

CLASSES_HELP = ". Clusters are made without it; under Quality they can be held against it."
VISIBLE_ROWS = 7  # more columns scroll
REDUCE_HELP = (
    "Principal components in place of the features: steps, charts and centers are then of these. "
    "The share is that of the variance which is kept."
)


class ColumnList(QListWidget):
    """The columns of a table: numeric ones have check boxes, the others say why they cannot be chosen."""

    columns_chosen = Signal(tuple)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Columns that take part")
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

    def set_theme(self, theme: Theme) -> None:
        """Styles the check boxes like those of the window, and mutes disabled columns."""
        self.setStyleSheet(
            f"QListView::item:disabled {{ color: {theme.muted}; }}"
            f"QListView::indicator {{ width: 14px; height: 14px; border: 1px solid {theme.muted};"
            f" border-radius: 4px; background: {theme.panel}; }}"
            f"QListView::indicator:checked {{ background: {theme.accent}; border-color: {theme.accent};"
            f' image: url("{icon_folder()}/check-{theme.name}.svg"); }}'
        )

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
    """The summary of a file, its columns, and its scaling."""

    columns_chosen = Signal(tuple)
    scaling_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chip, self.columns, self.scaling = QLabel(self), ColumnList(self), ChoiceBox(self)
        self.chip.setProperty("class", "chip")
        self.chip.setWordWrap(True)
        self.scaling.set_choices({kind: kind for kind in SCALINGS})
        self.scaling.setAccessibleName("Scaling")
        self.columns.columns_chosen.connect(self.columns_chosen)
        self.scaling.chosen.connect(lambda kind: self.scaling_chosen.emit(kind))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.chip)
        column.addWidget(self.columns)
        column.addLayout(labeled_form(self, {"Scaling": self.scaling}))

    def set_theme(self, theme: Theme) -> None:
        """Paints in the colors of a theme."""
        self.columns.set_theme(theme)

    def show_scaling(self, kind: str) -> None:
        """Shows how the columns are scaled."""
        self.scaling.setProperty("help", SCALINGS[kind])
        self.scaling.show_choice(kind)


class ReductionBox(QFrame):
    """The choice between all features and the first principal components."""

    reduction_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.basis = ChoiceBox(self)
        self.basis.setAccessibleName("Cluster on all features or on components")
        self.basis.setProperty("help", REDUCE_HELP)
        self.basis.chosen.connect(lambda m: self.reduction_chosen.emit(m))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(labeled_form(self, {"Cluster on": self.basis}))

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

    sample_removed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words, self.all = QLabel(self), QPushButton("Use all rows", self)
        self.words.setProperty("class", "chip")
        self.words.setWordWrap(True)
        self.all.setProperty("class", "link")
        self.all.setMinimumHeight(MIN_TARGET_SIZE)
        self.all.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.all.clicked.connect(lambda: self.sample_removed.emit())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.words, 1)
        row.addWidget(self.all)

    def show_sample(self, words: str) -> None:
        """Shows the note; an empty one hides the box."""
        self.words.setText(words[:1].upper() + words[1:])
        self.setVisible(bool(words))


def labeled_form(owner: QWidget, controls: Mapping[str, QWidget]) -> QFormLayout:
    """A form of controls with their labels at the left."""
    form = QFormLayout()
    form.setContentsMargins(0, 0, 0, 0)
    form.setHorizontalSpacing(8)
    form.setVerticalSpacing(4)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    for words, control in controls.items():
        label = FormLabel(words, owner)
        label.setBuddy(control)
        form.addRow(label, control)
    return form


def _show_item(item: QListWidgetItem, usable: bool, chosen: bool, reason: str) -> None:
    name = item.data(Qt.ItemDataRole.UserRole)
    if usable:
        item.setFlags(
            Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable
        )
        item.setCheckState(Qt.CheckState.Checked if chosen else Qt.CheckState.Unchecked)
    else:
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        item.setText(f"{name} – {reason}")
    suffix = CLASSES_HELP if reason == TEXT_COLUMN else ""
    item.setToolTip(f"{name}: {reason}{suffix}" if reason else name)
