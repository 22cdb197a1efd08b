"""Saves a chart, or the figures of a chart or a table, for which its menu asks."""

from PySide6.QtCore import QEvent, QObject

from clusterlab.ui.presenter import Presenter
from clusterlab.ui.widgets.figures_action import FiguresEvent, SaveChartEvent


class FiguresPresenter(QObject):
    """Takes the events of the window that ask for charts or figures to be saved."""

    def __init__(self, presenter: Presenter) -> None:
        super().__init__(presenter.window)
        self._presenter = presenter
        presenter.window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Asks for a path, unless it is another kind of event."""
        if isinstance(event, SaveChartEvent):
            from clusterlab.ui.dialogs.chart_dialog import ask_chart

            ask_chart(self._presenter, event.chart)
            return True
        if not isinstance(event, FiguresEvent):
            return False
        event.accept()
        if event.figures is None or not event.figures.rows:
            self._presenter.show_error("There are no figures to save yet.")
        else:
            from clusterlab.ui.dialogs.file_dialogs import ask_figures

            ask_figures(self._presenter, event.figures)
        return True
