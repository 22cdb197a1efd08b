"""The panel that helps to choose how many clusters there are."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from clusterlab.ui.theme import LIGHT, Theme

if TYPE_CHECKING:
    from clusterlab.ui.panels.charts import KChart

THIN = 2


class KPanel(QFrame):
    """Charts over K below each other, with how far the sweep behind them is."""

    k_chosen = Signal(int)
    cancel_asked = Signal()
    sweep_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("class", "panel right")
        self._charts: dict[str, KChart] = {}
        self._theme = LIGHT
        self.tabs, self.bar = QTabBar(self), QProgressBar(self)
        self.state = QLabel(self)
        self.cancel = self._link("Cancel", self.cancel_asked)
        self.again = self._link("Sweep K", self.sweep_asked)
        self.tabs.addTab("How many clusters?")
        self.tabs.setDrawBase(False)
        self.tabs.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.state.setProperty("class", "muted")
        self.state.setWordWrap(True)
        self._style_bar()
        self._lay_out()
        self.show_progress(0, 0)

    def chart(self, name: str, title: str = "", color: int = 0, from_zero: bool = False) -> "KChart":
        """The chart of that name, made at the bottom when it is asked for the first time."""
        if name not in self._charts:
            from clusterlab.ui.panels.charts import KChart  # pyqtgraph loads after the first picture

            chart = KChart(title or name, color, from_zero, self)
            chart.set_theme(self._theme)
            chart.k_chosen.connect(self.k_chosen)
            self._charts[name] = chart
            self._stack.insertWidget(len(self._charts) - 1, chart)
        return self._charts[name]

    def show_charts(self, *names: str) -> None:
        """Shows these charts and hides the others."""
        for name, chart in self._charts.items():
            chart.setVisible(name in names)

    def show_progress(
        self, done: int, total: int, text: str = "", cancelable: bool = True, again: bool = False
    ) -> None:
        """Shows how far the sweep is; a total of 0 is rest, from which it may be asked for again."""
        busy = total > 0 and done < total
        self.bar.setRange(0, max(1, total))
        self.bar.setValue(done if busy else 0)
        self.state.setText(text)
        self.cancel.setVisible(busy and cancelable)
        self.again.setVisible(again and not busy)

    def set_theme(self, theme: Theme) -> None:
        """Paints the charts in the colors of a theme."""
        self._theme = theme
        for chart in self._charts.values():
            chart.set_theme(theme)

    def _style_bar(self) -> None:
        self.bar.setTextVisible(False)
        self.bar.setStyleSheet(f"QProgressBar {{ min-height: {THIN}px; max-height: {THIN}px; }}")
        self.bar.setAccessibleName("Progress of the sweep over K")

    def _lay_out(self) -> None:
        inside = QWidget(self)
        inside.setProperty("class", "inside")
        self._stack = QVBoxLayout(inside)
        self._stack.setContentsMargins(14, 12, 14, 12)
        self._stack.setSpacing(16)
        self._stack.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head())
        column.addWidget(self.bar)
        column.addWidget(scroll, 1)
        column.addLayout(self._foot())

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(14, 4, 14, 0)
        row.addWidget(self.tabs)
        row.addStretch(1)
        return row

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(14, 4, 14, 10)
        row.addWidget(self.state, 1)
        row.addWidget(self.cancel)
        row.addWidget(self.again)
        return row

    def _link(self, words: str, asked: SignalInstance) -> QPushButton:
        link = QPushButton(words, self)
        link.setProperty("class", "link")
        link.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        link.clicked.connect(lambda: asked.emit())
        return link
