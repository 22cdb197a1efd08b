"""Opens files that the desktop sends to the running program, as the Finder of macOS does."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QFileOpenEvent


class OpenedFilesFilter(QObject):
    """An event filter that opens the file of each QFileOpenEvent."""

    def __init__(self, parent: QObject, open_file: Callable[[Path], None]) -> None:
        super().__init__(parent)
        self._open_file = open_file

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Handles file-open events, and no others."""
        if event.type() != QEvent.Type.FileOpen or not isinstance(event, QFileOpenEvent) or not event.file():
            return False
        self._open_file(Path(event.file()))
        return True
