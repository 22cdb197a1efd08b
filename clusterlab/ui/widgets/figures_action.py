"""The actions of charts and tables that save them, or the figures they show."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from clusterlab.export.chart_figures import Figures

FIGURES_WORDS = "&Save figures as CSV…"
FIGURES_EVENT = QEvent.Type(QEvent.registerEventType())
CHART_WORDS = "Save c&hart…"
CHART_EVENT = QEvent.Type(QEvent.registerEventType())


class FiguresEvent(QEvent):
    """Asks the window to save figures; None where nothing is shown yet.

    An event reaches whatever window a chart is in, which it need not know.
    """

    def __init__(self, figures: "Figures | None") -> None:
        super().__init__(FIGURES_EVENT)
        self.figures = figures
        self.ignore()  # until a window takes it


class SaveChartEvent(QEvent):
    """Asks the window to save a chart as a picture."""

    def __init__(self, chart: QWidget) -> None:
        super().__init__(CHART_EVENT)
        self.chart = chart


def add_save_chart_action(chart: QWidget) -> None:
    """Adds an action that saves a chart to its context menu."""
    action = QAction(CHART_WORDS, chart)
    action.triggered.connect(lambda: QCoreApplication.sendEvent(chart.window(), SaveChartEvent(chart)))
    chart.addAction(action)


def add_figures_action(view: QWidget, figures: "Callable[[], Figures | None]") -> None:
    """Adds an action to the context menu of a chart or a table."""
    action = QAction(FIGURES_WORDS, view)
    action.triggered.connect(lambda: ask_window(view, FiguresEvent(figures())))
    view.addAction(action)


def ask_window(view: QWidget, event: FiguresEvent) -> None:
    """Sends an event to the window of a chart or a table; from a dialog it goes on to the window below."""
    owner: QWidget | None = view
    while owner is not None and not event.isAccepted():
        QCoreApplication.sendEvent(owner.window(), event)
        owner = owner.window().parentWidget()
