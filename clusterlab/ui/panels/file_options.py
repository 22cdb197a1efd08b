"""The options of an opened file: columns, scaling, reduction to components, and sample."""

from collections.abc import Collection, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from clusterlab.core.formatting import format_count, format_percent
from clusterlab.datasets.missing_values import MISSING, MISSING_TITLES
from clusterlab.datasets.scale import SCALINGS
from clusterlab.session.state.view_choice import MAX_COMPONENTS
from clusterlab.ui.panels.control_help import CONTROL_HELP
from clusterlab.ui.widgets.check_menu import CheckMenu
from clusterlab.ui.widgets.controls import ChoiceBox
from clusterlab.ui.widgets.elements import add_field, fill_layout, form_layout, link_button, text_label
from clusterlab.ui.widgets.late_part import LatePart
from clusterlab.ui.widgets.tooltip import set_tip


class FileOptions(LatePart):
    """The summary of a file, the notes on it, its columns, and its scaling."""

    def show_reading(self, offered: bool) -> None:
        """Offers to change how the file was read."""
        if self.is_made:
            self.reading.setVisible(offered)

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

    def show_logarithms(self, offered: Sequence[str], taken: Collection[str]) -> None:
        """Shows of which of the offered columns logarithms are taken."""
        self.log.show_columns(offered, taken)
        self.form.setRowVisible(self.log, bool(offered))

    def show_weights(self, numeric: Sequence[str], column: str) -> None:
        """Shows which of the numeric columns has the weights of the rows, where there are several."""
        self.weights.set_choices({"": "none", **{name: name for name in numeric}})
        self.weights.show_choice(column)
        self.form.setRowVisible(self.weights, len(numeric) > 1)

    def _make_widgets(self) -> None:
        from clusterlab.ui.panels.column_list import ColumnList, ColumnSearch
        from clusterlab.ui.panels.file_notes import FileNotes

        self.chip, self.columns, self.scaling = text_label("", "chip", wraps=True), ColumnList(), ChoiceBox()
        self.search = ColumnSearch(self.columns)
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
        add_field(self.form, "Scaling", self.scaling, self.scaling, CONTROL_HELP["Scaling"])
        add_field(self.form, "Missing", self.missing, self.missing, CONTROL_HELP["Missing"])
        add_field(self.form, "Weights", self.weights, self.weights)
        self.log = LogarithmMenu()
        add_field(self.form, "Logarithm", self.log, self.log)
        self.form.setRowVisible(self.weights, False)
        self.notes = FileNotes(self)
        self.reading = link_button("Change how it was read…", CONTROL_HELP["Change how it was read"])
        self.dropped = link_button("Dropped rows…", CONTROL_HELP["Dropped rows"])
        links = fill_layout(QHBoxLayout(), self.reading, None)
        more_links = fill_layout(QHBoxLayout(), self.dropped, None)
        parts = (self.chip, links, self.notes, more_links, self.search, self.columns, self.form)
        fill_layout(QVBoxLayout(self), *parts, spacing=6)


class LogarithmMenu(CheckMenu):
    """The columns of which logarithms are taken."""

    columns_chosen = Signal(tuple)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_tip(self, CONTROL_HELP["Logarithm"])
        self.toggled_by_name.connect(lambda *_: self.columns_chosen.emit(self._checked()))

    def show_columns(self, offered: Sequence[str], taken: Collection[str]) -> None:
        """Shows the columns whose values are all positive, and of which logarithms are taken."""
        self.set_titles({name: name.replace("&", "&&") for name in offered})
        for name, action in self.actions_by_name.items():
            action.setChecked(name in taken)
        words = format_count(len(taken), "column") if taken else "none"
        self.setText(f"{words} ▾")
        self.setAccessibleName(f"Logarithm of {', '.join(taken) or 'no column'}")

    def _checked(self) -> tuple[str, ...]:
        return tuple(name for name, action in self.actions_by_name.items() if action.isChecked())


class ReductionBox(QFrame):
    """The choice between all features and the first principal components."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.basis = ChoiceBox()
        self.basis.setAccessibleName("Components")
        self.basis.setProperty("help", CONTROL_HELP["Components"])
        add_field(form_layout(self), "Components", self.basis, self.basis, CONTROL_HELP["Components"])

    def show_reduction(self, kept: Sequence[float], m: int) -> None:
        """Offers numbers of components (0: none) with the variance they keep; hidden up to 2 features."""
        self.setVisible(len(kept) > 2)
        offered = list(range(1, min(len(kept), MAX_COMPONENTS + 1)))
        offered += [m] if m > MAX_COMPONENTS else []
        words = {n: f"{n} · {format_percent(kept[n - 1])}" for n in offered}
        self.basis.set_choices({0: f"none · all {len(kept)}", **words})
        self.basis.show_choice(m)


class SampleBox(QFrame):
    """The note that only some of the rows are clustered or shown, and the link that ends that."""

    def __init__(self, parent: QWidget | None = None, link: str = "Use all rows") -> None:
        super().__init__(parent)
        self.words = text_label("", "chip", wraps=True)
        self.all = link_button(link)
        fill_layout(QHBoxLayout(self), (self.words, 1), self.all)

    def show_sample(self, words: str) -> None:
        """Shows the note; an empty one hides the box."""
        self.words.setText(words[:1].upper() + words[1:])
        self.setVisible(bool(words))
