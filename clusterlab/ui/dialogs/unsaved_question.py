"""The question whether work that is in no file is to be saved."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QMessageBox, QWidget

ANSWERS = {
    QMessageBox.StandardButton.Save: "Save",
    QMessageBox.StandardButton.Discard: "Don't save",
    QMessageBox.StandardButton.Cancel: "Cancel",
}


class UnsavedQuestion(QMessageBox):
    """Asks once, beside a running program, and calls back unless the answer is Cancel."""

    def __init__(
        self, parent: QWidget, words: str, save: Callable[[], object], go_on: Callable[[], object]
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Unsaved work")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(words)
        self.setInformativeText("What is not saved is lost.")
        for kind, words in ANSWERS.items():
            button = self.addButton(kind)
            button.setText(words)
            button.setIcon(QIcon())  # Qt's icon ignores the theme
        self.setDefaultButton(QMessageBox.StandardButton.Save)
        self.setEscapeButton(QMessageBox.StandardButton.Cancel)
        callbacks = {QMessageBox.StandardButton.Save: save, QMessageBox.StandardButton.Discard: go_on}
        self.finished.connect(lambda code: callbacks.get(QMessageBox.StandardButton(code), lambda: None)())
