"""The dialog that shows how a file is read, and changes it: encoding, marks, header, sheet."""

from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from clusterlab.core.formatting import format_count
from clusterlab.datasets.readers.preview import TablePreview
from clusterlab.datasets.readers.read_options import DETECTED, ReadOptions
from clusterlab.datasets.table import LoadError
from clusterlab.ui.panels.file_notes import NoteList
from clusterlab.ui.widgets.controls import ChoiceBox
from clusterlab.ui.widgets.elements import fill_layout, text_label
from clusterlab.ui.widgets.table_rows import TableRowsView

READING_DIALOG_SIZE = QSize(860, 640)
PREVIEW_ROWS = 100
FIELDS_PER_LINE = 2
MAX_SKIPPED_LINES = 20
TITLES = {
    "sheet": "Sheet",
    "encoding": "Encoding",
    "delimiter": "Delimiter",
    "decimal": "Decimal mark",
    "thousands": "Thousands",
    "header": "Header",
    "skip": "Skipped lines",
}
ENCODINGS = ("utf-8", "cp1252", "latin-1", "cp1250", "utf-16", "gbk", "shift_jis", "koi8-r")
CHOICES: Mapping[str, Mapping[Any, str]] = {
    "encoding": {name: name for name in ENCODINGS},
    "delimiter": {
        ",": "comma",
        ";": "semicolon",
        "\t": "tab",
        "|": "bar",
        " ": "blanks",
        "": "none (one column)",
    },
    "decimal": {".": "point", ",": "comma"},
    "thousands": {"": "none", ",": "comma", ".": "point", " ": "blank", "'": "apostrophe"},
    "header": {True: "names of the columns", False: "none"},
    "skip": {n: str(n) for n in range(MAX_SKIPPED_LINES + 1)},
}


class ReadingDialog(QDialog):
    """The first rows of a file as they are read, below the choices; `changed` when another one is made.

    Closing it otherwise than by *Open* changes nothing.
    """

    changed = Signal()

    def __init__(self, name: str, options: ReadOptions, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"How {name} is read")
        self.setModal(True)
        self.options, self._read_as, self._asked = options, DETECTED, ""
        self.question = text_label("", wraps=True)
        self._question_frame = QFrame()
        self._question_frame.setProperty("class", "message")
        fill_layout(QHBoxLayout(self._question_frame), (self.question, 1), margins=(12, 8, 12, 8))
        self.boxes = {option: self._box(option) for option in TITLES}
        self.state = text_label("Reading…", "muted", wraps=True)
        self.state.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.rows, self.notes = TableRowsView("The first rows as they are read"), NoteList()
        buttons = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(buttons.Open | buttons.Cancel)
        for button in self.buttons.buttons():
            button.setIcon(QIcon())  # Qt's icon ignores the theme
        self.buttons.button(buttons.Open).setProperty("class", "primary")
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._fields = {option: text_label(title, "muted") for option, title in TITLES.items()}
        parts = (self._question_frame, self._grid, self.state, (self.rows, 1), self.notes, self.buttons)
        fill_layout(QVBoxLayout(self), *parts, spacing=10, margins=(18, 16, 18, 16))
        self._question_frame.hide()
        self._show_fields(frozenset())
        self.resize(READING_DIALOG_SIZE.boundedTo(parent.screen().availableSize() - QSize(40, 80)))

    @property
    def chosen(self) -> ReadOptions:
        """The options, in which one that was asked for is decided."""
        return (
            replace(self.options, **{self._asked: self._read[self._asked]}) if self._asked else self.options
        )

    @property
    def _read(self) -> dict[str, Any]:
        """How the file was read, by option."""
        return asdict(self._read_as)

    def show_preview(self, preview: TablePreview) -> None:
        """Shows the first rows, what was detected, and what a person should check."""
        table = preview.table
        self._read_as, self._asked = table.read_as or DETECTED, table.asked if table.question else ""
        self._show_fields(preview.options - ({"sheet"} if len(table.sheets) < 2 else set()))
        self._show_choices({name: name for name in table.sheets})
        self._question_frame.setVisible(bool(self._asked))
        if self._asked:
            self.question.setText(f"{table.question} Choose the {TITLES[self._asked].lower()}.")
            self.boxes[self._asked].setFocus()
        rows = range(min(table.rows, PREVIEW_ROWS))
        shown = f"The first {format_count(len(rows), 'row')}" if len(rows) < table.rows else "All rows"
        self.state.setText(f"{shown}, as they are read. Below each name is the type of the column.")
        self.rows.show_table(table, rows)
        self.rows.show()
        self.notes.show_notes(table.notes)
        self.notes.setVisible(bool(table.notes))
        self._set_ready(True)

    def show_error(self, sentence: str) -> None:
        """Shows why the file cannot be read like this, in place of the rows."""
        if not any(box.isVisibleTo(self) for box in self.boxes.values()):
            self._show_fields(frozenset(TITLES) - {"sheet"})
        self._show_choices({} if self.options.sheet is None else {self.options.sheet: self.options.sheet})
        self._question_frame.hide()
        self.notes.hide()
        self.rows.hide()
        self.state.setText(sentence)
        self._set_ready(False)

    def _box(self, option: str) -> ChoiceBox:
        box = ChoiceBox()
        box.setAccessibleName(TITLES[option])
        box.chosen.connect(lambda value: self._choose(option, value))
        return box

    def _choose(self, option: str, value: Any) -> None:
        """Chooses one option; another one that contradicts it is detected again."""
        marks = {"decimal", "thousands"}
        for other in [{}, dict.fromkeys(marks - {option})]:
            try:
                self.options = replace(self.options, **{**other, option: value})
                break
            except LoadError:
                continue
        self._set_ready(False)
        self.changed.emit()

    def _set_ready(self, ready: bool) -> None:
        self.buttons.button(QDialogButtonBox.StandardButton.Open).setEnabled(ready)

    def _show_fields(self, options: frozenset[str]) -> None:
        """Lays out the fields of some options, several a line."""
        shown = [option for option in TITLES if option in options]
        for option, box in self.boxes.items():
            for part in (self._fields[option], box):
                self._grid.removeWidget(part)
                part.setParent(self)
                part.setVisible(option in options)
        for i, option in enumerate(shown):
            line, column = divmod(i, FIELDS_PER_LINE)
            self._fields[option].setBuddy(self.boxes[option])
            self._grid.addWidget(self._fields[option], line, 2 * column)
            self._grid.addWidget(self.boxes[option], line, 2 * column + 1)
            self._grid.setColumnStretch(2 * column + 1, 1)

    def _show_choices(self, sheets: Mapping[str, str]) -> None:
        """Shows the choices of each option, the first of which leaves it to be detected."""
        for field in fields(ReadOptions):
            option, box = field.name, self.boxes[field.name]
            chosen, read = getattr(self.options, option), self._read[option]
            words = sheets if option == "sheet" else CHOICES[option]
            own = {} if chosen is None or chosen in words else {chosen: str(chosen)}
            detected = (
                "detect" if chosen is not None or read is None else f"detected: {words.get(read, read)}"
            )
            box.set_choices({None: detected, **words, **own})
            box.show_choice(chosen)
