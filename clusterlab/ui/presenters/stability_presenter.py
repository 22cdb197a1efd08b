"""The presenter of stability: resamples the clusters on screen on demand, and shows a bar for each."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from clusterlab.core.terms import explanation, sentence_of
from clusterlab.metrics.stability import DEFAULT_RESAMPLES, Stability
from clusterlab.session.analysis.step_stability import StabilityTarget, StepStability, stability_words
from clusterlab.session.playback.shown import Shown
from clusterlab.session.state.cluster_listing import PLAIN_LISTING, ClusterListing
from clusterlab.ui.presenter import Presenter
from clusterlab.ui.presenters.chart_presenter import AnalysisPresenter
from clusterlab.ui.widgets.elements import fill_layout, text_label
from clusterlab.ui.widgets.tooltip import set_tip

if TYPE_CHECKING:
    from clusterlab.ui.charts.stability_chart import StabilityChart

STABILITY_HELP = explanation(sentence_of("Stability"), "Jaccard", "Prediction strength")


class StabilityWidget(QWidget):
    """The button, the bars, and the words below."""

    cluster_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        title = text_label("Stability", "heading")
        set_tip(title, STABILITY_HELP, STABILITY_HELP)
        self.run_button = QPushButton(f"Resample {DEFAULT_RESAMPLES} times")
        self.run_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.words = text_label("", "muted", wraps=True)
        self._column = fill_layout(QVBoxLayout(self), title, self.run_button, self.words, spacing=6)
        self._chart: StabilityChart | None = None

    @property
    def chart(self) -> "StabilityChart | None":
        """The chart, None before the first stability."""
        return self._chart

    def show_stability(self, found: Stability | None, listing: ClusterListing = PLAIN_LISTING) -> None:
        """Shows the stability of the clusters of a listing, or hides the chart."""
        if found is not None and self._chart is None:
            from clusterlab.ui.charts.stability_chart import StabilityChart  # pyqtgraph is slow to load

            self._chart = StabilityChart(self)
            self._chart.chosen.connect(self.cluster_chosen)
            self._column.insertWidget(self._column.indexOf(self.words), self._chart)
        if self._chart is not None:
            self._chart.setVisible(found is not None)
            if found is not None:
                self._chart.show_stability(found, listing)


class StabilityPresenter(AnalysisPresenter):
    """Keeps the stability in sync with the clusters on screen."""

    def __init__(self, presenter: Presenter) -> None:
        self.step_stability, self.widget = StepStability(presenter.worker.task_queue()), StabilityWidget()
        super().__init__(presenter, self.step_stability)
        self.widget.run_button.clicked.connect(self._begin)
        self.widget.cluster_chosen.connect(
            lambda cluster: presenter.highlight.select(presenter.shown.run.rows_of(cluster))
        )
        for signal in (
            presenter.step_changed,
            presenter.activity_changed,
            presenter.colors_changed,
            presenter.session_changed,
        ):
            signal.connect(self.follow)

    def follow(self, shown: Shown) -> None:
        """Turns to the clusters on screen, while nothing is played or computed."""
        self.step_stability.follow(_target(shown))
        self._show()

    def _begin(self) -> None:
        self.step_stability.start()
        self._show()
        self._presenter.poll_while_busy(self)

    def _show(self) -> None:
        stability, widget = self.step_stability, self.widget
        found = stability.found
        widget.run_button.setVisible(found is None)
        widget.run_button.setEnabled(stability.can_start)
        run = self._presenter.shown.run
        if found is None:
            widget.show_stability(None)
        else:
            widget.show_stability(found, run.listing)
        widget.words.setText(self._words())
        widget.words.setVisible(bool(self._words()))

    def _words(self) -> str:
        stability, shown = self.step_stability, self._presenter.shown
        if stability.found is not None:
            return str(stability_words(stability.found))
        if stability.busy:
            return f"{100 * stability.share:.0f} % done; Esc stops."
        if shown.run.by_hand:
            return "Clusters by eye are not computed, so there is nothing to repeat on samples."
        if shown.run.rows_obstacle:
            return str(shown.run.rows_obstacle)
        if shown.run.labels is None or not shown.paused:
            return "For clusters on screen, while paused."
        return ""


def _target(shown: Shown) -> StabilityTarget | None:
    """The clusters on screen; None without any, or while steps are played or computed."""
    run = shown.run
    if (
        run.prepared is None
        or run.step is None
        or not shown.paused
        or run.labels is None
        or run.labels.max(initial=-1) < 0
        or run.by_hand
    ):
        return None
    return StabilityTarget(run.scene.algorithm, run.prepared.points, run.step)
