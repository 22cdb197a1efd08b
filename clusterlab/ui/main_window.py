"""The main window: composes the parts and says where they stand; it holds no choices."""

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QEvent, QSize, Qt, Signal
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

from clusterlab.datasets.generators.shape import SHAPES
from clusterlab.ui.actions.table import WINDOW_COMMANDS
from clusterlab.ui.canvas.canvas import Canvas
from clusterlab.ui.compare.pane_bar import PaneBar
from clusterlab.ui.compare.pane_grid import PaneGrid, ZooGrid
from clusterlab.ui.panels.about_panel import AboutPanel
from clusterlab.ui.panels.algorithm_panel import AlgorithmPanel
from clusterlab.ui.panels.caption_bar import CaptionBar, MessageBar
from clusterlab.ui.panels.chart_drawer import ChartDrawer
from clusterlab.ui.panels.data_panel import DataPanel
from clusterlab.ui.panels.k_panel import KPanel
from clusterlab.ui.panels.layers_panel import LayersPanel
from clusterlab.ui.panels.side_panel import SidePanel
from clusterlab.ui.panels.top_bar import TopBar
from clusterlab.ui.panels.transport import Transport
from clusterlab.ui.panels.view_bar import ViewBar
from clusterlab.ui.theme.icons import icon
from clusterlab.ui.theme.theme import Theme
from clusterlab.ui.widgets.tab_order import next_control, scroll_into_view, tab_order

LEFT_PANEL_WIDTH, RIGHT_PANEL_WIDTH = 276, 345
BUTTON_ICON_SIZE = 16
MIN_WINDOW_SIZE = (840, 460)
MIN_DOCKED_WIDTH = 1280
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
        self.caption, self.message = CaptionBar(), MessageBar()
        self.canvas, self.transport = Canvas(), Transport()
        self.panes, self.zoo, self.panebar = PaneGrid(), ZooGrid(), PaneBar()
        self.charts, self.about, self.views = KPanel(), AboutPanel(), ViewBar()
        self._about_place = self.charts.add_tab("About", self.about)
        self._body = QWidget()
        self.drawer = ChartDrawer(self.charts, self._body)
        self.status = {name: QLabel() for name in ("data", "seed", "time", "drawn", "work")}
        self._lay_out()
        self.compare = self.top.add_action()
        self.export = self._export_button()
        self.top.layout().addWidget(self.drawer)
        self._fill_status_bar()
        self.setMinimumSize(*MIN_WINDOW_SIZE)
        self.resize(1440, 900)

    def set_actions(self, actions: Mapping[str, QAction]) -> None:
        """Puts the actions of the top bar in their places, and those of the layers beside their boxes."""
        actions["compare"].setIcon(self.compare.icon())
        self.compare.setDefaultAction(actions["compare"])
        for name in ("save_picture", "save_labels"):
            self.export.defaultAction().menu().addAction(actions[name])
        self.layers.set_actions({c.layer: actions[c.name] for c in WINDOW_COMMANDS if c.layer})

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
        """Widens the side panels and the icons with the type."""
        self._scale = scale
        for button in (self.compare, self.export, self.transport.run):
            button.setIconSize(QSize(1, 1) * round(BUTTON_ICON_SIZE * scale))
        self._fit_to_width()

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

    def set_status(self, **words: str) -> None:
        """Fills places of the status bar, by name."""
        for name, text in words.items():
            self.status[name].setText(text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Moves the charts into the drawer when it gets narrow, and out of it."""
        super().resizeEvent(event)
        self._fit_to_width()

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
            self._fit_to_width()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Goes through the controls in the order in which the window is read."""
        controls = tab_order(self._parts())
        control = next_control(controls, QApplication.focusWidget(), forward)
        if control is None:
            return False
        control.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
        scroll_into_view(control)
        return True

    def _parts(self) -> tuple[QWidget, ...]:
        left = (self.data, self.algorithm, self.layers)
        middle = (self.canvas, self.panes, self.zoo)
        return (self.top, *left, self.message, self.panebar, self.views, *middle, self.transport, self.charts)

    def _lay_out(self) -> None:
        self._scale = 1.0
        row = QHBoxLayout(self._body)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._left = SidePanel((self.data, self.algorithm, self.layers))
        self._left.setFixedWidth(LEFT_PANEL_WIDTH)
        row.addWidget(self._left)
        row.addWidget(self._middle(), 1)
        row.addWidget(self.drawer.docked_column)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.top)
        column.addWidget(self._body, 1)
        self.setCentralWidget(whole)

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

    def _fit_to_width(self) -> None:
        """Side panels as wide as their type asks for, and less where the canvas would have too little."""
        self._left.setFixedWidth(_width(LEFT_PANEL_WIDTH, self._scale, 1.6, 0.4 * self.width()))
        right = _width(RIGHT_PANEL_WIDTH, self._scale, 1.4, 0.55 * self.width())
        self.drawer.arrange(self.width() >= MIN_DOCKED_WIDTH * self._scale, right)


def _width(usual: int, scale: float, least: float, most: float) -> int:
    """The width of a side panel in pixels: `most`, but never less than at a scale of `least`."""
    return round(usual * min(scale, max(least, most / usual)))
