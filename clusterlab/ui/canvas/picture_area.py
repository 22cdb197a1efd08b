"""The place of the canvas, of the compared panes and of the zoo."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget


class PictureArea(QWidget):
    """Takes the room that is left: what is above scrolls only where less than the least size is left."""

    def sizeHint(self) -> QSize:
        """The least size."""
        return self.minimumSizeHint()
