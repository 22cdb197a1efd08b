"""The presenter of many starts: runs them on demand, and shows their final objectives as strip plots."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from clusterlab.core.terms import sentence_of
from clusterlab.session.analysis.multi_start import (
    INIT_METHODS,
    N_STARTS,
    OWN_INIT,
    MultiStart,
    init_method_summary,
    init_methods_of,
)
from clusterlab.session.playback.shown import Shown
from clusterlab.ui.presenter import Presenter
from clusterlab.ui.presenters.chart_presenter import AnalysisPresenter
from clusterlab.ui.widgets.elements import fill_layout, text_label
from clusterlab.ui.widgets.tooltip import set_tip

if TYPE_CHECKING:
    from clusterlab.ui.charts.strip_plot import StripPlot

MULTI_START_HELP = f"{sentence_of('Starts')} Click a dot to load its run."
SHOWN_INIT_METHODS = (INIT_METHODS[0], INIT_METHODS[1], OWN_INIT)
"""The init methods that have a strip plot, where the algorithm has them."""


class MultiStartWidget(QWidget):
    """The button, and a strip plot for each init method."""

    start_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        title = text_label(f"{N_STARTS} starts", "heading")
        set_tip(title, MULTI_START_HELP, MULTI_START_HELP)
        self.unavailable_reason = text_label("", "muted", wraps=True)
        self.run_button = QPushButton(f"Run {N_STARTS} starts each way")
        self.run_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._column = fill_layout(
            QVBoxLayout(self), title, self.run_button, self.unavailable_reason, spacing=6
        )
        self.strips: dict[str, StripPlot] = {}
        self.names = {init: text_label() for init in SHOWN_INIT_METHODS}
        self.words = {init: text_label("", "muted", wraps=True) for init in SHOWN_INIT_METHODS}
        for init in SHOWN_INIT_METHODS:
            for row in (self.names[init], self.words[init]):
                self._column.addWidget(row)
                row.hide()

    def strip(self, init: str) -> "StripPlot":
        """The strip plot of an init method, made on first use."""
        if init not in self.strips:
            from clusterlab.ui.charts.strip_plot import StripPlot  # pyqtgraph is slow to load

            strip = StripPlot(init or "random seeds", self)
            strip.chosen.connect(self.start_chosen)
            self._column.insertWidget(self._column.indexOf(self.words[init]), strip)
            self.strips[init] = strip
        return self.strips[init]


class MultiStartPresenter(AnalysisPresenter):
    """Keeps the strip plots in sync with the data and the algorithm on screen."""

    def __init__(self, presenter: Presenter) -> None:
        self.multi_start, self.widget = MultiStart(presenter.worker.task_queue()), MultiStartWidget()
        super().__init__(presenter, self.multi_start)
        self.widget.run_button.clicked.connect(self._begin)
        self.widget.start_chosen.connect(lambda one: presenter.commands.choose_start(one.init, one.seed))
        for signal in (presenter.session_changed, presenter.scene_changed):
            signal.connect(self.follow)

    def follow(self, shown: Shown) -> None:
        """Discards starts of other data or another algorithm."""
        prepared = shown.run.scene.prepared
        points = None if prepared is None or shown.awaits_data else prepared.analyzed.points
        self.multi_start.follow(shown.session, points)
        self._show()

    def _begin(self) -> None:
        self.multi_start.start()
        self._show()
        self._presenter.poll_while_busy(self)

    def _show(self) -> None:
        algorithm, part = self._presenter.shown.session.algorithm, self.widget
        final_objectives = self.multi_start.final_objectives
        init_methods, lower = init_methods_of(algorithm), algorithm.objective.lower_is_better
        part.run_button.setVisible(bool(init_methods))
        part.run_button.setText(f"Run {N_STARTS} starts" + (" each way" if len(init_methods) > 1 else ""))
        part.run_button.setEnabled(self.multi_start.is_ready)
        words = "" if init_methods else f"{algorithm.title} has no random starts."
        if self.busy:
            words = f"{len(final_objectives)} of {N_STARTS * len(init_methods)} done; Esc stops."
        part.unavailable_reason.setText(words)
        part.unavailable_reason.setVisible(bool(words))
        values = [one.value for one in final_objectives]
        for init in SHOWN_INIT_METHODS:
            shown = bool(final_objectives) and init in init_methods
            for label in (part.names[init], part.words[init]):
                label.setVisible(shown)
            if shown or init in part.strips:
                part.strip(init).setVisible(shown)
            if shown:
                own = [one for one in final_objectives if one.init == init]
                name = f"{init_methods[init]}: {algorithm.objective.name.lower()}"
                part.names[init].setText(name)
                set_tip(part.names[init], "", name)
                part.strips[init].show_final_objectives(own, min(values), max(values))
                part.words[init].setText(init_method_summary(final_objectives, init, lower))
