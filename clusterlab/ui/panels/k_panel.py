"""The panel at the right: how many clusters there are, charts over K, and tabs for other charts."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from clusterlab.session.analysis.k_sweep import MAX_K
from clusterlab.ui.charts.chart_menu import ChartMenu
from clusterlab.ui.panels.control_help import CONTROL_HELP
from clusterlab.ui.panels.side_panel import TabPage
from clusterlab.ui.panels.verdict_view import VerdictView
from clusterlab.ui.widgets.controls import NumberBox
from clusterlab.ui.widgets.elements import fill_layout, link_button, text_label
from clusterlab.ui.widgets.page_stack import PageStack
from clusterlab.ui.widgets.painting import NEXT_TURN
from clusterlab.ui.widgets.tooltip import set_tip, wrapped

if TYPE_CHECKING:
    from clusterlab.ui.charts.k_chart import KChart

COLUMN_STRETCHES = (0, 60, 20)
"""How much the charts above those over K, these, and those below grow where there is room."""


class KPanel(QFrame):
    """How many clusters there are, charts over K with the progress of their sweep, and further tabs."""

    k_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("class", "panel right")
        self._charts: dict[str, KChart] = {}
        self._unavailable_tabs: set[int] = set()
        self._unmade: dict[int, Callable[[], Sequence[QWidget]]] = {}
        self._lone_tab: int | None = None
        self.tabs, self.bar, self.pages = QTabBar(self), QProgressBar(self), PageStack(self)
        self.verdict, self.last = VerdictView(self), NumberBox()
        self.choose, self.state = ChartMenu(self), text_label("", "muted", wraps=True)
        self.cancel, self.again = link_button("Cancel"), link_button("Sweep K")
        self._style_parts()
        self._lay_out()
        self.show_progress(0, 0)

    def chart(self, name: str) -> "KChart":
        """The chart of that name, created below the other charts on first use."""
        if name not in self._charts:
            from clusterlab.ui.charts.k_chart import KChart  # pyqtgraph loads after the first picture

            chart = self._charts[name] = KChart(name, self)
            chart.k_chosen.connect(self.k_chosen)
            hide = QAction("&Hide chart", chart)
            hide.triggered.connect(lambda: self.choose.toggled_by_name.emit(name, False))
            chart.addAction(hide)
            self._k_column.addWidget(self._charts[name])
        return self._charts[name]

    def has_chart(self, name: str) -> bool:
        """Whether the chart of that name was created."""
        return name in self._charts

    def prepare_chart(self, name: str) -> None:
        """Creates a chart, hidden until it is shown in its order."""
        self.chart(name).hide()

    def add_chart(self, widget: QWidget, above: bool = False) -> None:
        """Adds another chart below the charts over K, or above them."""
        (self._top_column if above else self._other_column).addWidget(widget)

    def add_k_chart(self, widget: QWidget) -> None:
        """Adds another chart over K right below those that there are."""
        self._other_column.insertWidget(0, widget)

    def remove_chart(self, widget: QWidget) -> None:
        """Removes and deletes such a chart."""
        widget.hide()
        widget.deleteLater()

    def show_tab(self, index: int, is_available: bool) -> None:
        """Shows a tab, or hides one that has nothing to show."""
        (self._unavailable_tabs.discard if is_available else self._unavailable_tabs.add)(index)
        self._fit_tabs()

    @property
    def current_title(self) -> str:
        """The title of the current tab."""
        return self.tabs.tabText(self.tabs.currentIndex())

    def show_title(self, title: str) -> None:
        """Shows the tab with a title, if there is one."""
        for index in range(self.tabs.count()):
            if self.tabs.tabText(index) == title and self.tabs.isTabVisible(index):
                self.tabs.setCurrentIndex(index)

    def show_alone(self, index: int | None) -> None:
        """Shows one tab alone, such as beside the zoo; None shows all again, the first as the current one.

        A lone tab is made in the next turn of the event loop and shown in the one after: each takes a moment.
        """
        if index == self._lone_tab:
            return
        self._lone_tab = index
        if index is not None:
            QTimer.singleShot(NEXT_TURN, self, self._make_lone_tab)
        else:
            self._fit_tabs()
            self.tabs.setCurrentIndex(0)

    def _make_lone_tab(self) -> None:
        if self._lone_tab is not None:  # else all were shown again meanwhile
            self.fill_tab(self._lone_tab)
            QTimer.singleShot(NEXT_TURN, self, self._show_lone_tab)

    def _show_lone_tab(self) -> None:
        if self._lone_tab is not None:
            self._fit_tabs()
            self.tabs.setCurrentIndex(self._lone_tab)

    def _fit_tabs(self) -> None:
        for i in range(self.tabs.count()):
            is_shown = i not in self._unavailable_tabs if self._lone_tab is None else i == self._lone_tab
            self.tabs.setTabVisible(i, is_shown)

    def add_late_tab(self, title: str, make: Callable[[], Sequence[QWidget]], fills: bool = False) -> int:
        """Adds a tab whose widgets are made when it is first shown; a widget that scrolls by itself fills it.

        Returns the index of the tab.
        """
        self.pages.addWidget(QWidget(self) if fills else TabPage(self))
        index = self._named_tab(title)
        self._unmade[index] = make
        return index

    def fill_tab(self, index: int) -> None:
        """Makes the widgets of a late tab, unless they are there."""
        page, widgets = self.pages.widget(index), self._unmade.pop(index, tuple)()
        if isinstance(page, TabPage):
            for widget in widgets:
                page.add(widget)
        elif widgets and page is not None:
            fill_layout(QVBoxLayout(page), *widgets)
        for widget in widgets:
            widget.show()

    def show_charts(self, *names: str) -> bool:
        """Shows these charts in their order and hides the others; returns whether all of them are shown.

        One call shows at most one hidden chart, since each takes a moment.
        """
        self._arrange([name for name in names if name in self._charts])
        hidden = [name for name, chart in self._charts.items() if name in names and chart.isHidden()]
        for name, chart in self._charts.items():
            chart.setVisible(name in names and name not in hidden[1:])
        return len(hidden) < 2

    def _arrange(self, first: list[str]) -> None:
        """Moves some charts above the others."""
        order = first + [name for name in self._charts if name not in first]
        if order != list(self._charts):
            self._charts = {name: self._charts[name] for name in order}
            for chart in self._charts.values():
                self._k_column.addWidget(chart)

    def show_k_max(self, last: int | None) -> None:
        """Shows the largest K of the sweep; None if there is no sweep."""
        self.last.setVisible(last is not None)
        if last is not None:
            with QSignalBlocker(self.last):
                self.last.setValue(last)

    def show_progress(self, done: int, total: int, text: str = "", again: bool = False) -> None:
        """Shows the progress of the sweep, with Cancel while it runs, and Sweep K where it can be resumed."""
        busy = total > 0 and done < total
        self.bar.setUpdatesEnabled(False)  # QProgressBar repaints at once, with all pending updates
        self.bar.setRange(0, max(1, total))
        self.bar.setValue(done if busy else 0)
        self.bar.setUpdatesEnabled(True)
        self.state.setText(text)
        set_tip(self.state, "", text)
        self.cancel.setVisible(busy)
        self.again.setVisible(again and not busy)

    def _named_tab(self, title: str) -> int:
        """Adds a tab with its help, if there is one; returns its index."""
        index = self.tabs.addTab(title)
        if index:
            self.tabs.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # with two tabs there is a choice
        self.tabs.setTabToolTip(index, wrapped(CONTROL_HELP.get(title, "")))
        return index

    def _show_page(self, index: int) -> None:
        """Shows the page of a tab; what is below belongs to the charts over K."""
        self.fill_tab(index)
        self.tabs.updateGeometry()  # the current tab is bold and wider, but Qt sends no layout request
        self.pages.setCurrentIndex(index)
        self._foot.setVisible(index == 0)

    def _style_parts(self) -> None:
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.tabs.setAccessibleName("What the panel shows")
        self.tabs.currentChanged.connect(self._show_page)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("Progress of the sweep over K")
        self.last.setRange(2, MAX_K)
        self.last.setKeyboardTracking(False)
        self.last.setPrefix("K to ")
        self.last.lineEdit().setTextMargins(6, 0, 0, 0)
        self.last.setAccessibleName("The greatest K of the charts")
        set_tip(self.last, f"{CONTROL_HELP['K to']} At most {MAX_K}.")

    def _lay_out(self) -> None:
        page, self._foot = TabPage(self), QWidget(self)
        page.add(self.verdict)
        self._top_column, self._k_column, self._other_column = map(page.column, COLUMN_STRETCHES)
        self.pages.addWidget(page)
        self._named_tab("How many?")
        head = fill_layout(QHBoxLayout(), (self.tabs, 1), margins=(14, 4, 8, 0))
        controls = fill_layout(QHBoxLayout(), self.choose, self.cancel, self.again, None, self.last)
        fill_layout(QVBoxLayout(self._foot), self.state, controls, spacing=4, margins=(14, 4, 14, 10))
        fill_layout(QVBoxLayout(self), head, self.bar, (self.pages, 1), self._foot, spacing=0)
