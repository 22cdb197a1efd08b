"""The presenter of many starts: runs them on demand, and shows their final objectives as strip plots."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from clusterlab.session.analysis.multi_start import (
    INIT_METHODS,
    N_STARTS,
    OWN_INIT,
    FinalObjective,
    MultiStart,
    init_method_summary,
    init_methods_of,
)
from clusterlab.ui.presenter import Presenter

if TYPE_CHECKING:
    from clusterlab.ui.charts.strip_plot import StripPlot

MULTI_START_TITLE = f"{N_STARTS} starts"
MULTI_START_HELP = (
    "The same algorithm from many starts. A dot is where one of them ended; what lies to the side of the "
    "best is a run that got stuck. Press a dot to load its run on the timeline."
)
STRIP_COLORS = {INIT_METHODS[0]: 3, INIT_METHODS[1]: 0, OWN_INIT: 0}
"""The palette number of the strip plot of each init method."""


class MultiStartWidget(QWidget):
    """The button, and a strip plot for each init method."""

    start_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title, self.unavailable_reason = QLabel(MULTI_START_TITLE, self), QLabel(self)
        self.title.setProperty("class", "heading")
        self.title.setToolTip(MULTI_START_HELP)
        self.run_button = QPushButton(f"Run {N_STARTS} starts each way", self)
        self.run_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.unavailable_reason.setProperty("class", "muted")
        self.unavailable_reason.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for part in (self.title, self.run_button, self.unavailable_reason):
            column.addWidget(part)
        self.strips: dict[str, StripPlot] = {}
        self.names, self.words = {}, {}
        for init in STRIP_COLORS:
            self.names[init], self.words[init] = QLabel(self), QLabel(self)
            self.words[init].setProperty("class", "muted")
            self.words[init].setWordWrap(True)
            for row in (self.names[init], self.words[init]):
                column.addWidget(row)
                row.hide()
        self._column = column

    def strip(self, init: str) -> "StripPlot":
        """The strip plot of an init method, made on first use."""
        if init not in self.strips:
            from clusterlab.ui.charts.strip_plot import StripPlot  # pyqtgraph is slow to load

            strip = StripPlot(init or "random seeds", STRIP_COLORS[init], self)
            strip.chosen.connect(self.start_chosen)
            self._column.insertWidget(self._column.indexOf(self.words[init]), strip)
            self.strips[init] = strip
        return self.strips[init]


class MultiStartPresenter:
    """Keeps the strip plots in sync with the data and the algorithm on screen."""

    def __init__(self, presenter: Presenter) -> None:
        self._presenter = presenter
        self.multi_start, self.widget = MultiStart(presenter.worker.task_queue()), MultiStartWidget()
        self.widget.run_button.clicked.connect(self._begin)
        self.widget.start_chosen.connect(self._choose_start)

    @property
    def busy(self) -> bool:
        """Whether starts are being run."""
        return self.multi_start.busy

    def tick(self) -> Exception | None:
        """Discards starts of other data or algorithms, and shows those that have ended."""
        scene = self._presenter.player.scene
        if scene.prepared is None:
            return None
        changed = self.multi_start.follow(scene.session, scene.prepared.points)
        grew, failure = self.multi_start.tick()
        if changed or grew:
            self._show()
        return failure

    def cancel(self) -> bool:
        """Stops the starts; returns whether some were being run."""
        stopped = self.multi_start.cancel()
        self._show()
        return stopped

    def _begin(self) -> None:
        self.multi_start.start()
        self._show()
        self._presenter.start_ticking()

    def _choose_start(self, final_objective: FinalObjective) -> None:
        self._presenter.commands.choose_start(final_objective.init, final_objective.seed)

    def _show(self) -> None:
        algorithm, part, final_objectives = (
            self._presenter.player.scene.algorithm,
            self.widget,
            self.multi_start.final_objectives,
        )
        init_methods, lower = init_methods_of(algorithm), algorithm.objective.lower_is_better
        part.run_button.setVisible(bool(init_methods))
        part.run_button.setText(f"Run {N_STARTS} starts" + (" each way" if len(init_methods) > 1 else ""))
        part.run_button.setEnabled(not self.busy)
        part.unavailable_reason.setText(
            "" if init_methods else f"{algorithm.title} has no random starts that differ."
        )
        part.unavailable_reason.setVisible(not init_methods)
        if self.busy:
            part.unavailable_reason.setText(
                f"{len(final_objectives)} of {N_STARTS * len(init_methods)} are there; Esc stops."
            )
            part.unavailable_reason.show()
        values = [one.value for one in final_objectives]
        for init in STRIP_COLORS:
            shown = bool(final_objectives) and init in init_methods
            for label in (part.names[init], part.words[init]):
                label.setVisible(shown)
            if shown or init in part.strips:
                part.strip(init).setVisible(shown)
            if shown:
                own = [one for one in final_objectives if one.init == init]
                part.names[init].setText(f"{init_methods[init]}: {algorithm.objective.name.lower()}")
                part.strips[init].show_final_objectives(own, min(values), max(values))
                part.words[init].setText(init_method_summary(final_objectives, init, lower))
