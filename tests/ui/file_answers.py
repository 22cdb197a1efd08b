"""What a person answers to the dialogs that are open in the window."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from clusterlab.ui.dialogs.unsaved_question import UnsavedQuestion


def choose(program, path):
    """Chooses a path in the open file dialog."""
    dialog = next(w for w in program.window.findChildren(QFileDialog) if w.isVisible())
    dialog.fileSelected.emit(str(path))
    dialog.close()


def question(program):
    """The open question, if there is one."""
    found = program.window.findChildren(UnsavedQuestion)
    return next((one for one in found if one.isVisible()), None)


def answer(program, words, qtbot):
    """Answers the open question by the button with these words."""
    asked = question(program)
    button = next(one for one in asked.buttons() if one.text().replace("&", "") == words)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def words(program):
    return program.window.message.words.text()
