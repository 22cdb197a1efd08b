"""A modeless dialog with all predictions: what was asked, what was answered, and what was right."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHeaderView, QVBoxLayout, QWidget

from clusterlab.export.prediction_rows import PREDICTION_HEADER, prediction_rows
from clusterlab.session.prediction.tally import Tally
from clusterlab.ui.widgets.data_table import DataTable
from clusterlab.ui.widgets.elements import fill_layout, text_label
from clusterlab.ui.widgets.tooltip import set_tip

PREDICTIONS_SIZE = QSize(1080, 460)
NO_PREDICTIONS = "Nothing was asked yet. Switch on Predict first, and go on to the next step."


class PredictionsDialog(QDialog):
    """The tally in words, and a table with a row for each prediction, which can be copied and saved."""

    reset_asked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Predictions")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.words = text_label("", "muted", wraps=True)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
        self.table = DataTable("Predictions", self, left, stretches_first=False)
        self.table.fill_height()
        self.table.setWordWrap(False)
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.table.setHorizontalScrollMode(DataTable.ScrollMode.ScrollPerPixel)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.buttons.rejected.connect(self.reject)
        roles = QDialogButtonBox.ButtonRole
        self.reset = self.buttons.addButton("Reset", roles.ResetRole)
        set_tip(self.reset, "Forget all predictions")
        self.reset.clicked.connect(self.reset_asked)
        self.save = self.buttons.addButton("Save as CSV…", roles.ActionRole)
        self.save.clicked.connect(self.table.save_figures)
        self.buttons.button(QDialogButtonBox.StandardButton.Close).setIcon(QIcon())  # Qt's ignores the theme
        parts = (self.words, (self.table, 1), self.buttons)
        fill_layout(QVBoxLayout(self), *parts, spacing=10, margins=(18, 16, 18, 16))
        self.resize(PREDICTIONS_SIZE.boundedTo(parent.screen().availableSize() - QSize(40, 80)))

    def show_tally(self, tally: Tally) -> None:
        """Shows all predictions."""
        words = str(tally.words)
        self.words.setText(f"{words[:1].upper()}{words[1:]}." if words else NO_PREDICTIONS)
        self.table.show_rows(PREDICTION_HEADER, prediction_rows(tally))
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        for button in (self.reset, self.save):
            button.setEnabled(bool(tally.predictions))
