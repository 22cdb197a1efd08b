"""The charts beside the canvas where there is room for them, else over it, behind a button."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

HEIGHT = 32


class Drawer(QToolButton):
    """The button, and the place of the charts: `slot` is their column, `body` what they can lie over."""

    def __init__(self, charts: QWidget, body: QWidget) -> None:
        super().__init__()
        self._charts, self._body, self.slot = charts, body, QWidget()
        self._roomy, self._wide = True, 0
        QHBoxLayout(self.slot).setContentsMargins(0, 0, 0, 0)
        self.setText("How many?")
        self.setAccessibleName("Show or hide the charts over K")
        self.setToolTip("How many clusters? Show or hide the charts over K")
        self.setCheckable(True)
        self.setMinimumHeight(HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.toggled.connect(lambda: self.place(self._roomy, self._wide))

    def place(self, roomy: bool, wide: int) -> None:
        """Puts the charts, so many pixels wide, into their column, or as a drawer over the canvas."""
        self._roomy, self._wide = roomy, wide
        self.setVisible(not roomy)
        self.slot.setVisible(roomy)
        if roomy:
            self._stand_beside()
        else:
            self._lie_over()

    def shut(self) -> bool:
        """Takes the charts off the canvas where they lie over it; says whether they did."""
        lay = self.isChecked() and not self._roomy
        if lay:
            self.setChecked(False)
        return lay

    def _stand_beside(self) -> None:
        if self._charts.parent() is not self.slot:  # to move it dresses all of it anew
            self.slot.layout().addWidget(self._charts)
        self.slot.setFixedWidth(self._wide)
        self._charts.show()

    def _lie_over(self) -> None:
        if self._charts.parent() is not self._body:
            self.slot.layout().removeWidget(self._charts)
            self._charts.setParent(self._body)
        left, high = self._body.width() - self._wide, max(1, self._body.height())
        self._charts.setGeometry(QRect(left, 0, self._wide, high))
        self._charts.setVisible(self.isChecked())
        self._charts.raise_()
