"""A chart under its title, with a muted subtitle at the right."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clusterlab.ui.widgets.elements import fill_layout, text_label
from clusterlab.ui.widgets.elided_labels import ElidedLabel
from clusterlab.ui.widgets.figures_action import add_figures_action, add_save_chart_action

if TYPE_CHECKING:
    from clusterlab.export.chart_figures import Figures

QWIDGETSIZE_MAX = 16_777_215  # Qt's largest size of a widget, which PySide6 does not export


class TitledWidget(QWidget):
    """The base class of the charts of the right panel: title, subtitle and a column for the chart."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title, self.subtitle = text_label(title, "heading"), ElidedLabel(self)
        self.subtitle.setProperty("class", "muted")
        self.subtitle.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        head = fill_layout(QHBoxLayout(), self.title, (self.subtitle, 1))
        self._column = fill_layout(QVBoxLayout(self), head, spacing=4)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        copy = QAction("&Copy chart", self)
        copy.triggered.connect(lambda: QGuiApplication.clipboard().setPixmap(self.grab()))
        self.addAction(copy)
        add_save_chart_action(self)
        add_figures_action(self, lambda: self.figures)

    @property
    def figures(self) -> "Figures | None":
        """What the chart shows, as a table; None where nothing is shown."""
        return None

    def add_widget(self, chart: QWidget) -> None:
        """Puts the chart below its title."""
        self._column.addWidget(chart)
