"""The dialog that asks what stands in a file of labels: format, rows, columns, and one file or several."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QGridLayout, QVBoxLayout, QWidget

from clusterlab.core.formatting import format_count
from clusterlab.export.labeled_rows import LabelColumns
from clusterlab.export.table_file import MAX_SHEET_ROWS
from clusterlab.session.analysis.row_figures import ROW_FIGURES, RowFigure
from clusterlab.ui.widgets.controls import MIN_TARGET_SIZE, ChoiceBox
from clusterlab.ui.widgets.elements import add_field, fill_layout, form_layout, text_label
from clusterlab.ui.widgets.tooltip import set_tip

LABELS_KEY = "labels"
TABLE_FORMATS = {"csv": "CSV", "xlsx": "Excel (XLSX)", "parquet": "Parquet"}
FILE_CHOICES = {False: "One file", True: "One for each cluster"}
FIELD_HELP = {
    "Format": "CSV is read everywhere, a workbook by spreadsheets, Parquet by programs for data.",
    "Rows": "All rows of the data in their order, also dropped ones, or the selected ones alone.",
    "Files": "One file, or one for each cluster, with its number in the name, and one for noise.",
}
DATA_WORDS = "Columns of the data"
DATA_HELP = "All columns as they were read, in their order; without them the number of the row."
NAMES_WORDS = "Names of clusters"
NAMES_HELP = "The name that was given to the cluster."
BY_EYE_WORDS = "Clusters by eye"
BY_EYE_HELP = "The number of the cluster that you made by eye; -1 where a row is not assigned."
FIGURES_PER_LINE = 2


@dataclass(frozen=True)
class LabelsChoice:
    """What a person chose: the suffix of the file, and what stands in it."""

    suffix: str = "csv"
    columns: LabelColumns = field(default=LabelColumns(True, ("shares",)))


class LabelsChoices:
    """The choice of the last time, remembered from start to start."""

    def __init__(self, settings: QSettings) -> None:
        self._settings = settings

    @property
    def last(self) -> LabelsChoice:
        """The last choice, or the usual one."""
        try:
            stored = json.loads(str(self._settings.value(LABELS_KEY, "{}")))
            columns, figures = stored["columns"], stored["columns"]["figures"]
            known = tuple(name for name in ROW_FIGURES if name in figures)
            flags = (bool(columns["data"]), known, bool(columns["names"]), bool(columns["split"]))
            by_eye = bool(columns.get("by_eye", True))
            suffix = stored["suffix"] if stored["suffix"] in TABLE_FORMATS else "csv"
        except (ValueError, KeyError, TypeError):  # none was made, or by another version
            return LabelsChoice()
        return LabelsChoice(suffix, LabelColumns(*flags, by_eye))

    def store(self, choice: LabelsChoice) -> None:
        """Remembers a choice."""
        self._settings.setValue(LABELS_KEY, json.dumps(asdict(choice)))


class LabelsDialog(QDialog):
    """Format, rows, files and columns; what does not apply to the run is not offered and stays as it was."""

    def __init__(self, last: LabelsChoice, figures: Mapping[str, RowFigure], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._last = last
        self.format, self.rows, self.files = ChoiceBox(), ChoiceBox(), ChoiceBox()
        self.data, self.names = _check_box(DATA_WORDS, DATA_HELP), _check_box(NAMES_WORDS, NAMES_HELP)
        self.by_eye = _check_box(BY_EYE_WORDS, BY_EYE_HELP)
        self.figures = {name: _check_box(one.title, one.help) for name, one in figures.items()}
        buttons = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(buttons.Save | buttons.Cancel)
        self.buttons.button(buttons.Save).setText("Save…")
        self.buttons.button(buttons.Save).setProperty("class", "primary")
        for button in self.buttons.buttons():
            button.setIcon(QIcon())  # Qt's icon ignores the theme
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self._lay_out()
        self._show(last)

    def show_rows(self, n: int, selected: int, only_selected: bool) -> None:
        """Offers all `n` rows and the selected ones, of which one is chosen, and formats that hold them."""
        self.setWindowTitle("Save selected rows" if only_selected else "Save labels")
        chosen = f"The selected {format_count(selected, 'row')}"
        none = {True: "Selected rows (none is selected)"} if not selected else {}
        self.rows.set_choices({False: f"All {format_count(n, 'row')}", True: chosen}, none)
        self.rows.show_choice(only_selected and selected > 0)
        self._show_formats(n)

    def show_names(self, are_given: bool) -> None:
        """Offers the names of clusters, if some were given."""
        self.names.setVisible(are_given)

    def show_by_eye(self, are_made: bool) -> None:
        """Offers the clusters by eye, if some were made."""
        self.by_eye.setVisible(are_made)

    @property
    def only_selected(self) -> bool:
        """Whether the selected rows alone are wanted."""
        return self.rows.choice() is True

    @property
    def choice(self) -> LabelsChoice:
        """What is chosen now."""
        before = self._last.columns.figures
        checked = {name for name, box in self.figures.items() if box.isChecked()}
        figures = tuple(name for name in ROW_FIGURES if name in (checked if name in self.figures else before))
        split = self.files.choice() is True
        flags = self.names.isChecked(), split, self.by_eye.isChecked()
        columns = LabelColumns(self.data.isChecked(), figures, *flags)
        return LabelsChoice(str(self.format.choice()), columns)

    def _show(self, choice: LabelsChoice) -> None:
        self.format.set_choices(TABLE_FORMATS)
        self.format.show_choice(choice.suffix)
        self.files.set_choices(FILE_CHOICES)
        self.files.show_choice(choice.columns.split)
        self.data.setChecked(choice.columns.data)
        self.names.setChecked(choice.columns.names)
        self.by_eye.setChecked(choice.columns.by_eye)
        for name, box in self.figures.items():
            box.setChecked(name in choice.columns.figures)

    def _show_formats(self, n: int) -> None:
        if n >= MAX_SHEET_ROWS:
            before = self.format.choice()
            self.format.set_choices(TABLE_FORMATS, {"xlsx": f"Excel (at most {MAX_SHEET_ROWS - 1:,} rows)"})
            self.format.show_choice("csv" if before == "xlsx" else before)

    def _lay_out(self) -> None:
        form = form_layout()
        for (name, tip), box in zip(FIELD_HELP.items(), (self.format, self.rows, self.files), strict=True):
            box.setAccessibleName(name)
            box.setProperty("help", tip)
            set_tip(box, tip)
            add_field(form, name, box, box, tip)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        for place, check_box in enumerate((self.data, *self.figures.values(), self.names, self.by_eye)):
            grid.addWidget(check_box, place // FIGURES_PER_LINE, place % FIGURES_PER_LINE)
        heading = text_label("Beside the cluster", "heading")
        parts = (form, heading, grid, self.buttons)
        fill_layout(QVBoxLayout(self), *parts, spacing=12, margins=(20, 20, 20, 16))


def _check_box(words: str, tip: str) -> QCheckBox:
    box = QCheckBox(words)
    box.setMinimumSize(MIN_TARGET_SIZE, MIN_TARGET_SIZE)
    set_tip(box, tip, words)
    return box
