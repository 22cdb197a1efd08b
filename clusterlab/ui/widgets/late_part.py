"""A part of a panel that is rarely needed, so that its widgets are made late."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget


class LatePart(QWidget):
    """A hidden part whose widgets are made when it is first shown; `made` tells that they are there.

    The window begins with three times as many widgets as it shows, and each has to be styled.
    """

    made = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.is_made = False
        self.hide()

    def setVisible(self, visible: bool) -> None:
        """Makes the widgets of a part that is shown first."""
        if visible:
            self.make()
        super().setVisible(visible)

    def make(self) -> None:
        """Makes the widgets, unless they are there."""
        if not self.is_made:
            self.is_made = True
            self._make_widgets()
            self.made.emit()

    def _make_widgets(self) -> None:
        """Makes the widgets and lays them out."""
        raise NotImplementedError
