"""The dialog that applies the clusters on screen, or a saved model, to the rows of a file."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QVBoxLayout, QWidget

from clusterlab.export.assigned_rows import ASSIGNED_HEADER
from clusterlab.export.table_cell import Cell
from clusterlab.ui.panels.file_notes import NoteList
from clusterlab.ui.widgets.data_table import DataTable
from clusterlab.ui.widgets.elements import fill_layout, push_button, text_label

APPLY_DIALOG_SIZE = QSize(720, 560)
TABLE_STRETCH = 50
"""How much more of the height the table takes, where it is there, than the empty space below it."""
TABLE_WORDS, TABLE_TIP = "Choose a table…", "The file whose rows are to be assigned to these clusters"
MODEL_WORDS, MODEL_TIP = "Use a saved model…", "Assign to the clusters of a model that was saved before"


class ApplyDialog(QDialog):
    """The model, the table, and how many rows joined each cluster.

    `model_asked`, `table_asked` and `save_asked` tell which button was pressed.
    """

    model_asked = Signal()
    table_asked = Signal()
    save_asked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Apply to a file")
        self.setModal(True)
        self.model_words = text_label("", wraps=True)
        self.rule = text_label("", "muted", wraps=True)
        self.table_button, self.model_button = (
            push_button(TABLE_WORDS, TABLE_TIP),
            push_button(MODEL_WORDS, MODEL_TIP),
        )
        self.table_button.clicked.connect(self.table_asked)
        self.model_button.clicked.connect(self.model_asked)
        self.state = text_label("", wraps=True)
        self.state.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.clusters, self.notes = DataTable("Rows by cluster"), NoteList()
        self.clusters.fill_height()
        self.notes.setAccessibleName("Notes on the rows")
        buttons = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(buttons.Save | buttons.Close)
        self.save_button = self.buttons.button(buttons.Save)
        self.save_button.setText("Save rows…")
        self.save_button.setProperty("class", "primary")
        for button in self.buttons.buttons():
            button.setIcon(QIcon())  # Qt's icon ignores the theme
        self.save_button.clicked.connect(self.save_asked)
        self.buttons.rejected.connect(self.reject)
        self._lay_out()
        self.show_words("")
        self.resize(APPLY_DIALOG_SIZE.boundedTo(parent.screen().availableSize() - QSize(40, 80)))

    def show_model(self, title: str, rule: str) -> None:
        """Shows what the model is of, and how it assigns rows."""
        self.model_words.setText(title)
        self.rule.setText(rule)
        self.rule.setVisible(bool(rule))
        self.table_button.setEnabled(bool(rule))

    def show_words(self, words: str) -> None:
        """Shows a sentence, such as how far the work is, in place of a result."""
        self.state.setText(words)
        self.clusters.hide()
        self.notes.hide()
        self.save_button.setEnabled(False)

    def show_result(self, words: str, rows: Sequence[Sequence[Cell]], notes: Sequence[str]) -> None:
        """Shows how many rows joined each cluster, and how far they lie from it."""
        self.state.setText(words)
        self.clusters.show_rows(ASSIGNED_HEADER, rows)
        self.clusters.show()
        self.notes.show_notes(notes)
        self.notes.setVisible(bool(notes))
        self.save_button.setEnabled(True)
        self.save_button.setFocus()

    def _lay_out(self) -> None:
        choices = fill_layout(QHBoxLayout(), self.table_button, self.model_button, None)
        column = QVBoxLayout(self)
        parts = (self.model_words, self.rule, choices, self.state, (self.clusters, TABLE_STRETCH), self.notes)
        fill_layout(column, *parts, None, self.buttons, spacing=12, margins=(20, 20, 20, 16))
