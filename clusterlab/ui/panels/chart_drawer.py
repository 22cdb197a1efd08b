"""The charts beside the canvas where there is room for them, else over it, behind a button."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

DRAWER_BUTTON_HEIGHT = 32


class ChartDrawer(QToolButton):
    """The button, and the place of the charts: `docked_column` is their column, `body` what they can lie over."""

    def __init__(self, charts: QWidget, body: QWidget) -> None:
        super().__init__()
        self._charts, self._body, self.docked_column = charts, body, QWidget()
        self._is_docked, self._chart_width = True, 0
        QHBoxLayout(self.docked_column).setContentsMargins(0, 0, 0, 0)
        self.setText("How many?")
        self.setAccessibleName("Show or hide the charts over K")
        self.setToolTip("How many clusters? Show or hide the charts over K")
        self.setCheckable(True)
        self.setMinimumHeight(DRAWER_BUTTON_HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.toggled.connect(lambda: self.arrange(self._is_docked, self._chart_width))

    def arrange(self, docked: bool, chart_width: int) -> None:
        """Puts the charts, so many pixels wide, into their column, or as a drawer over the canvas."""
        self._is_docked, self._chart_width = docked, chart_width
        self.setVisible(not docked)
        self.docked_column.setVisible(docked)
        if docked:
            self._dock()
        else:
            self._show_over_canvas()

    def close_drawer(self) -> bool:
        """Takes the charts off the canvas where they lie over it; says whether they did."""
        was_open = self.isChecked() and not self._is_docked
        if was_open:
            self.setChecked(False)
        return was_open

    def _dock(self) -> None:
        if self._charts.parent() is not self.docked_column:  # to move it dresses all of it anew
            self.docked_column.layout().addWidget(self._charts)
        self.docked_column.setFixedWidth(self._chart_width)
        self._charts.show()

    def _show_over_canvas(self) -> None:
        if self._charts.parent() is not self._body:
            self.docked_column.layout().removeWidget(self._charts)
            self._charts.setParent(self._body)
        left, high = self._body.width() - self._chart_width, max(1, self._body.height())
        self._charts.setGeometry(QRect(left, 0, self._chart_width, high))
        self._charts.setVisible(self.isChecked())
        self._charts.raise_()
