"""The main window: composes the parts and says where they stand; it holds no choices."""

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QMenu,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from clusterlab.datasets.shape import SHAPES
from clusterlab.ui.actions import COMMANDS
from clusterlab.ui.algorithmpanel import AlgorithmPanel
from clusterlab.ui.canvas import Canvas
from clusterlab.ui.caption import Caption, MessageBar
from clusterlab.ui.datapanel import DataPanel
from clusterlab.ui.icons import icon
from clusterlab.ui.layers import LayersPanel
from clusterlab.ui.panebar import PaneBar
from clusterlab.ui.panels.about import AboutPage
from clusterlab.ui.panels.kpanel import KPanel
from clusterlab.ui.panes import PaneGrid, ZooGrid
from clusterlab.ui.reading import in_order, neighbor, show_in_panel
from clusterlab.ui.sidepanel import SidePanel
from clusterlab.ui.theme import Theme
from clusterlab.ui.topbar import TopBar
from clusterlab.ui.transport import Transport
from clusterlab.ui.viewbar import ViewBar

LEFT, RIGHT = 276, 345
SMALLEST = (960, 600)
ROOMY = 1280
"""Narrower windows keep the charts in a drawer."""


class MainWindow(QMainWindow):
    """Data and algorithm at the left, caption, canvas and transport in the middle, charts at the right."""

    file_dropped = Signal(object)
    closing = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle("clusterlab")
        self.setAcceptDrops(True)
        self.top, self.data = TopBar(), DataPanel(SHAPES.all())
        self.algorithm, self.layers = AlgorithmPanel(), LayersPanel()
        self.caption, self.message = Caption(), MessageBar()
        self.canvas, self.transport = Canvas(), Transport()
        self.panes, self.zoo, self.panebar = PaneGrid(), ZooGrid(), PaneBar()
        self.charts, self.about, self.views = KPanel(), AboutPage(), ViewBar()
        self._about_place = self.charts.add_tab("About", self.about)
        self.drawer = QToolButton()
        self.status = {name: QLabel() for name in ("data", "seed", "time", "drawn", "work")}
        self._lay_out()
        self.compare = self.top.add_action()
        self.export = self._export_button()
        self.top.layout().addWidget(self.drawer)
        self._fill_status_bar()
        self.setMinimumSize(*SMALLEST)
        self.resize(1440, 900)

    def take_actions(self, actions: Mapping[str, QAction]) -> None:
        """Puts the actions of the top bar in their places, and those of the layers beside their boxes."""
        actions["compare"].setIcon(self.compare.icon())
        self.compare.setDefaultAction(actions["compare"])
        for name in ("save_picture", "save_labels"):
            self.export.defaultAction().menu().addAction(actions[name])
        self.layers.take_actions({c.layer: actions[c.name] for c in COMMANDS if c.layer})

    def set_theme(self, theme: Theme) -> None:
        """Paints every part in the colors of a theme."""
        for part in (
            self.top,
            self.data,
            self.algorithm,
            self.caption,
            self.message,
            self.canvas,
            self.panes,
            self.zoo,
            self.panebar,
            self.transport,
            self.charts,
        ):
            part.set_theme(theme)
        self.export.setIcon(icon("export", theme))
        (self.compare.defaultAction() or self.compare).setIcon(icon("compare", theme))

    def set_type_size(self, scale: float) -> None:
        """Widens the side panels with the type."""
        self._scale = scale
        self._left.setFixedWidth(round(LEFT * min(scale, 1.6)))
        self._right = round(RIGHT * min(scale, 1.4))
        self._place_charts()

    def show_about(self) -> None:
        """Shows the card of the algorithm, in the drawer where the panel is one."""
        self.charts.tabs.setCurrentIndex(self._about_place)
        self.drawer.setChecked(True)

    def show_panes(self, compared: bool, zoo: bool) -> None:
        """Shows panes side by side or a zoo in place of the canvas, or the canvas."""
        shown = self.zoo if compared and zoo else self.panes if compared else self.canvas
        if shown.isHidden():
            shown.show()
            shown.setFocus()  # before what had it goes, which would hand it on to any control
        for part in (self.canvas, self.panes, self.zoo):
            part.setVisible(part is shown)
        self.panebar.setVisible(compared)

    def say(self, **words: str) -> None:
        """Fills places of the status bar, by name."""
        for name, text in words.items():
            self.status[name].setText(text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Moves the charts into the drawer when it gets narrow, and out of it."""
        super().resizeEvent(event)
        self._place_charts()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A file may be dropped anywhere."""
        if event.mimeData().hasUrls() and event.mimeData().urls()[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Says which file was dropped."""
        event.acceptProposedAction()
        self.file_dropped.emit(Path(event.mimeData().urls()[0].toLocalFile()))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Says that the window closes, so that workers end first."""
        self.closing.emit()
        super().closeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Fonts that change size change what fits."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._place_charts()

    def focusNextPrevChild(self, onward: bool) -> bool:
        """Goes through the controls in the order in which the window is read."""
        controls = in_order(self._parts())
        control = neighbor(controls, QApplication.focusWidget(), onward)
        if control is None:
            return False
        control.setFocus(Qt.FocusReason.TabFocusReason if onward else Qt.FocusReason.BacktabFocusReason)
        show_in_panel(control)
        return True

    def _parts(self) -> tuple[QWidget, ...]:
        left = (self.data, self.algorithm, self.layers)
        middle = (self.canvas, self.panes, self.zoo)
        return (self.top, *left, self.message, self.panebar, self.views, *middle, self.transport, self.charts)

    def _lay_out(self) -> None:
        self._right, self._scale = RIGHT, 1.0
        self._body = QWidget()
        row = QHBoxLayout(self._body)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._left = SidePanel((self.data, self.algorithm, self.layers))
        self._left.setFixedWidth(LEFT)
        row.addWidget(self._left)
        row.addWidget(self._middle(), 1)
        self._slot = QWidget()
        QHBoxLayout(self._slot).setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._slot)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.top)
        column.addWidget(self._body, 1)
        self.setCentralWidget(whole)
        self.drawer.setText("How many?")
        self.drawer.setAccessibleName("Show or hide the charts over K")
        self.drawer.setToolTip("How many clusters? Show or hide the charts over K")
        self.drawer.setCheckable(True)
        self.drawer.setMinimumHeight(32)
        self.drawer.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.drawer.toggled.connect(lambda: self._place_charts())

    def _export_button(self) -> QToolButton:
        action = QAction("Export", self)
        action.setToolTip("Save what the canvas shows, or the cluster of every row")
        action.setMenu(QMenu(self))
        button = self.top.add_action(action)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        return button

    def _middle(self) -> QWidget:
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.addWidget(self.caption, 1)
        head.addWidget(self.panebar)
        column.addLayout(head)
        column.addWidget(self.message)
        column.addWidget(self.views)
        for part in (self.canvas, self.panes, self.zoo):
            column.addWidget(part, 1)
        column.addWidget(self.transport)
        return middle

    def _fill_status_bar(self) -> None:
        bar = self.statusBar()
        bar.setSizeGripEnabled(False)
        for name in ("data", "seed", "time", "drawn"):
            bar.addWidget(self.status[name])
        bar.addPermanentWidget(self.status["work"])

    def _place_charts(self) -> None:
        """In their own column where there is room, else as a drawer over the canvas."""
        roomy = self.width() >= ROOMY * self._scale
        self.drawer.setVisible(not roomy)
        self._slot.setVisible(roomy)
        if roomy:
            if self.charts.parent() is not self._slot:  # to move it dresses all of it anew
                self._slot.layout().addWidget(self.charts)
            self._slot.setFixedWidth(self._right)
            self.charts.show()
            return
        if self.charts.parent() is not self._body:
            self._slot.layout().removeWidget(self.charts)
            self.charts.setParent(self._body)
        self.charts.setGeometry(
            QRect(self._body.width() - self._right, 0, self._right, max(1, self._body.height()))
        )
        self.charts.setVisible(self.drawer.isChecked())
        self.charts.raise_()
