"""Docks the charts at the right in wide windows, and shows them over the canvas in narrow ones."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from clusterlab.ui.widgets.elements import CONTROL_HEIGHT, fill_layout
from clusterlab.ui.widgets.tooltip import set_tip

CHARTS_DRAWER = ("How many?", "Show or hide how many clusters there are, and the charts over K")
ABOUT_DRAWER = ("About", "Show or hide what is known about the algorithm")
"""The text and the name of the button, with all tabs and with that of the algorithm alone."""


class ChartDrawer(QToolButton):
    """The button that opens the charts over `body` where they are not docked in `docked_column`."""

    def __init__(self, charts: QWidget, body: QWidget) -> None:
        super().__init__()
        self._charts, self._body, self.docked_column = charts, body, QWidget()
        self.is_docked, self._chart_width = True, 0
        self._docked_layout = fill_layout(QHBoxLayout(self.docked_column), charts)
        self.show_name(*CHARTS_DRAWER)
        self.setCheckable(True)
        self.setMinimumHeight(CONTROL_HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.toggled.connect(lambda: self.arrange(self.is_docked, self._chart_width))

    def show_name(self, words: str, name: str) -> None:
        """Sets the text of the button, and the name that says what it does."""
        self.setText(words)
        self.setAccessibleName(name)
        set_tip(self, name)

    def arrange(self, docked: bool, chart_width: int) -> None:
        """Docks the charts, or shows them as a drawer, `chart_width` pixels wide."""
        self.is_docked, self._chart_width = docked, chart_width
        self.setVisible(not docked)
        self.docked_column.setVisible(docked)
        if docked:
            if self._charts.parent() is not self.docked_column:  # reparenting restyles all of it
                self._docked_layout.addWidget(self._charts)
            self._charts.show()
        else:
            self._show_over_canvas()

    def close_drawer(self) -> bool:
        """Closes an open drawer; returns whether it was open."""
        was_open = self.isChecked() and not self.is_docked
        if was_open:
            self.setChecked(False)
        return was_open

    def _show_over_canvas(self) -> None:
        if self._charts.parent() is not self._body:
            self._docked_layout.removeWidget(self._charts)
            self._charts.setParent(self._body)
        left, high = self._body.width() - self._chart_width, max(1, self._body.height())
        self._charts.setGeometry(QRect(left, 0, self._chart_width, high))
        self._charts.setVisible(self.isChecked())
        self._charts.raise_()
