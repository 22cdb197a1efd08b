"""The main window: composes and lays out the panels; it holds no session state."""

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QMainWindow,
    QMenu,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from clusterlab.ui.canvas.canvas import Canvas
from clusterlab.ui.canvas.picture_area import PictureArea
from clusterlab.ui.compare.pane_bar import PaneBar
from clusterlab.ui.compare.pane_grid import PaneGrid
from clusterlab.ui.compare.zoo_grid import ZooGrid
from clusterlab.ui.panels.about_panel import AboutPanel
from clusterlab.ui.panels.algorithm_panel import AlgorithmPanel
from clusterlab.ui.panels.caption_bar import CaptionBar
from clusterlab.ui.panels.chart_drawer import ABOUT_DRAWER, CHARTS_DRAWER, ChartDrawer
from clusterlab.ui.panels.data_panel import DataPanel
from clusterlab.ui.panels.k_panel import KPanel
from clusterlab.ui.panels.layers_panel import LayersPanel
from clusterlab.ui.panels.message_bar import MessageBar
from clusterlab.ui.panels.middle_column import MiddleColumn
from clusterlab.ui.panels.panel_columns import PanelColumns
from clusterlab.ui.panels.predict_bar import PredictBar
from clusterlab.ui.panels.side_panel import SidePanel
from clusterlab.ui.panels.tool_bar import TOOLS, ToolBar
from clusterlab.ui.panels.top_bar import TopBar
from clusterlab.ui.panels.transport import Transport
from clusterlab.ui.panels.view_bar import ViewBar
from clusterlab.ui.widgets.controls import ThemedIcon
from clusterlab.ui.widgets.elements import fill_layout
from clusterlab.ui.widgets.elided_labels import StatusLabel
from clusterlab.ui.widgets.painting import paint_later
from clusterlab.ui.widgets.tab_order import next_control, scroll_into_view, tab_order
from clusterlab.ui.widgets.tooltip import set_tip
from clusterlab.ui.widgets.wrapping_row import WrappingRow

BUTTON_ICON_SIZE = 16
MIN_WINDOW_SIZE, USUAL_SIZE = (840, 460), QSize(1440, 900)
STATUS_HELP = {
    "data": "How many points are clustered, and on how many columns.",
    "seed": "The random seed of the algorithm, and that of generated data.",
    "time": "How long it took to compute this step.",
    "drawn": "Whether all points are drawn, or a sample of them.",
    "selected": "How many points are selected on the canvas or in a chart.",
    "work": "What is being computed or saved.",
}
"""What each text of the status bar says; the last one stands at the right."""
MIN_CAPTION_LINES = 24  # the least width of the caption, in line heights, beside the tools
MIN_DOCKED_WIDTH = 1280
"""Narrower windows keep the charts in a drawer."""


class MainWindow(QMainWindow):
    """Data and algorithm at the left, caption, canvas and transport in the middle, charts at the right."""

    file_dropped = Signal(object)
    window_state_changed = Signal()
    closing = Signal()
    closed = Signal()
    layout_reset = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle("clusterlab")
        self.may_close: Callable[[], bool] = lambda: True
        self.setAcceptDrops(True)
        self.top, self.data = TopBar(), DataPanel()
        self.algorithm, self.layers = AlgorithmPanel(), LayersPanel()
        self.caption, self._pictures = CaptionBar(), PictureArea()
        self.recovery, self.message = MessageBar(self._pictures), MessageBar(self._pictures)
        self.canvas, self.transport, self.predict = Canvas(), Transport(), PredictBar()
        self.panes, self.zoo, self.pane_bar = PaneGrid(), ZooGrid(), PaneBar()
        self.charts, self.about, self.views, self.tools = KPanel(), AboutPanel(self), ViewBar(), ToolBar()
        self.tools.connect_plots(self.canvas, self.panes)
        self._about_tab = self.charts.add_late_tab("About", lambda: [self.about])
        self._body = QWidget()
        self.drawer = ChartDrawer(self.charts, self._body)
        self.status = {name: StatusLabel() for name in STATUS_HELP}
        self._lay_out()
        self.compare = self.top.add_action()
        self.export = self._export_button()
        self.top.add_widget(self.drawer)
        self._fill_status_bar()
        self.setMinimumSize(*MIN_WINDOW_SIZE)
        self.resize(USUAL_SIZE)

    def set_actions(self, actions: Mapping[str, QAction]) -> None:
        """Assigns the actions to their buttons."""
        ThemedIcon(actions["compare"], "compare")
        self.compare.setDefaultAction(actions["compare"])
        self.transport.set_predict_action(actions["predict_first"])
        self.tools.set_actions([actions[f"tool_{name}"] for name in TOOLS])
        for name in ("save_picture", "save_film", "save_report", "save_labels"):
            self._export_menu.addAction(actions[name])
        self.transport.branches.set_last([actions[name] for name in ("compare_branches", "drop_branch")])

    def set_type_size(self, scale: float) -> None:
        """Scales the side panels and the icons with the font size."""
        self._scale = scale
        self.columns.set_type_size(scale)
        for button in (self.compare, self.export, self.transport.run, *self.tools.buttons.values()):
            button.setIconSize(QSize(1, 1) * round(BUTTON_ICON_SIZE * scale))
        self._fit_to_width()

    def show_about(self) -> None:
        """Shows the About tab, and opens the drawer where the charts are in one."""
        self.charts.tabs.setCurrentIndex(self._about_tab)
        self.drawer.setChecked(True)

    def reset_layout(self) -> None:
        """Gives the window and its panels their usual sizes, and emits `layout_reset`."""
        self.showNormal()
        self.resize(USUAL_SIZE.boundedTo(self.screen().availableSize()))
        self.columns.choose(0, 0)
        self.drawer.close_drawer()
        self.layout_reset.emit()

    def toggle_full_screen(self) -> None:
        """Fills the screen without a frame, or goes back to the window."""
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def leave_full_screen(self) -> None:
        """Goes back to the window, if it fills the screen."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowFullScreen)

    def show_panes(self, compared: bool, zoo: bool) -> None:
        """Shows the canvas, or in its place the compared panes or the zoo."""
        shown = self.zoo if compared and zoo else self.panes if compared else self.canvas
        if shown.isHidden():
            shown.show()
            shown.setFocus()  # before the focused one hides, or Qt would focus an arbitrary control
        for part in (self.canvas, self.panes, self.zoo):
            part.setVisible(part is shown)
        self.pane_bar.setVisible(compared)
        self.tools.buttons["draw"].setVisible(not compared)  # it works on one canvas, and the bar needs room
        self.charts.show_alone(self._about_tab if compared and zoo else None)
        self.drawer.show_name(*(ABOUT_DRAWER if compared and zoo else CHARTS_DRAWER))

    def cancel_drag(self) -> bool:
        """Drops what is being dragged in a plot, an outline or a center; whether there is something."""
        return any(canvas.cancel_drag() for canvas in (self.canvas, *self.panes.canvases))

    def set_status(self, **words: str) -> None:
        """Sets texts of the status bar, by name."""
        for name, text in words.items():
            self.status[name].setText(text)
            set_tip(self.status[name], STATUS_HELP[name], text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Moves the charts into the drawer when the window gets narrow, and back when it gets wide."""
        super().resizeEvent(event)
        self._fit_to_width()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accepts local files anywhere on the window."""
        if event.mimeData().hasUrls() and event.mimeData().urls()[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Emits the path of the dropped file."""
        event.acceptProposedAction()
        self.file_dropped.emit(Path(event.mimeData().urls()[0].toLocalFile()))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Unless it may not close, emits `closing`, hides itself with its dialogs, and emits `closed`."""
        if not self.may_close():
            return event.ignore()
        self.closing.emit()
        opened = [widget for widget in self.findChildren(QWidget) if widget.isWindow()]
        for widget in (*opened, self):
            widget.hide()
        self.closed.emit()
        return super().closeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Adapts the layout when the font changes, and tells when the full screen is entered or left."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange:
            self.window_state_changed.emit()
        if event.type() == QEvent.Type.FontChange:
            self._fit_to_width()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Moves the focus through the controls in reading order."""
        controls = tab_order(self._parts())
        control = next_control(controls, QApplication.focusWidget(), forward)
        if control is None:
            return False
        control.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
        scroll_into_view(control)
        return True

    def _parts(self) -> tuple[QWidget, ...]:
        left = (self.data, self.algorithm, self.layers)
        middle = (
            self.message,
            self.recovery,
            self.pane_bar,
            self.views,
            self.canvas,
            self.panes,
            self.zoo,
            self.predict,
            self.transport,
        )
        return (self.top, *left, *middle, self.charts)

    def _lay_out(self) -> None:
        self._scale = 1.0
        self._left = SidePanel((self.data, self.algorithm, self.layers))
        self.middle = self._middle()
        self.columns = PanelColumns(self._left, self.middle, self.drawer.docked_column)
        self.columns.resized.connect(self._fit_to_width)
        fill_layout(QHBoxLayout(self._body), self.columns, spacing=0)
        central = QWidget()
        fill_layout(QVBoxLayout(central), self.top, (self._body, 1), spacing=0)
        self.setCentralWidget(central)

    def _export_button(self) -> QToolButton:
        action = QAction("Export", self)
        ThemedIcon(action, "export")
        set_tip(action, "Save the canvas, the run as a film, a report, or the cluster of every row")
        self._export_menu = QMenu(self)
        action.setMenu(self._export_menu)
        button = self.top.add_action(action)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        return button

    def _middle(self) -> MiddleColumn:
        head = WrappingRow(self.caption, self.tools, self.pane_bar, min_lines=MIN_CAPTION_LINES)
        fill_layout(QVBoxLayout(self._pictures), (self.canvas, 1), (self.panes, 1), (self.zoo, 1))
        return MiddleColumn(head, self.views, self._pictures, self.predict, self.transport)

    def _fill_status_bar(self) -> None:
        bar = self.statusBar()
        bar.setSizeGripEnabled(False)
        *left, last = self.status.values()
        for label in left:
            bar.addWidget(label)
        bar.addPermanentWidget(last)

    def _fit_to_width(self) -> None:
        """Docks the charts where the window is wide enough for its font size."""
        docked = self.width() >= MIN_DOCKED_WIDTH * self._scale
        if docked != self.drawer.is_docked:
            paint_later(self)
        self.drawer.arrange(docked, self.columns.right_width())
        self.columns.fit()
