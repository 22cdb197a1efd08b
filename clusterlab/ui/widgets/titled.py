"""A chart under its title, with a muted subtitle at the right."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from clusterlab.ui.widgets.controls import ElidedLabel

QWIDGETSIZE_MAX = 16_777_215  # Qt's largest size of a widget, which PySide6 does not export


class TitledWidget(QWidget):
    """The base class of the charts of the right panel: title, subtitle and a column for the chart."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title, self.subtitle = QLabel(title, self), ElidedLabel(self)
        self.title.setProperty("class", "heading")
        self.subtitle.setProperty("class", "muted")
        self.subtitle.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        head = QHBoxLayout()
        head.addWidget(self.title)
        head.addWidget(self.subtitle, 1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._column.addLayout(head)

    def add_widget(self, chart: QWidget) -> None:
        """Puts the chart below its title."""
        self._column.addWidget(chart)
