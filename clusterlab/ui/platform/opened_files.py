"""Files that a desktop hands to the program while it runs, as the Finder of macOS does."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QFileOpenEvent


class OpenedFilesFilter(QObject):
    """Opens what is handed to the application."""

    def __init__(self, parent: QObject, open_file: Callable[[Path], None]) -> None:
        super().__init__(parent)
        self._open_file = open_file

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Takes files, and nothing else."""
        if event.type() != QEvent.Type.FileOpen or not isinstance(event, QFileOpenEvent) or not event.file():
            return False
        self._open_file(Path(event.file()))
        return True
