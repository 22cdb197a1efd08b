"""The presenter of the charts that an algorithm shows of a step."""

from typing import TYPE_CHECKING

from clusterlab.core.params import with_automatic_params
from clusterlab.core.step import Step
from clusterlab.session.playback.captions import scaling_suffix
from clusterlab.session.playback.shown import Shown
from clusterlab.session.state.session import scaling_label
from clusterlab.ui.charts.step_charts import TitledStepChart
from clusterlab.ui.presenter import Presenter
from clusterlab.ui.presenters.chart_presenter import QueuePresenter

if TYPE_CHECKING:
    from clusterlab.core.charts import Chart
MAX_LIVE_CHART_POINTS = 5_000
"""The most points with which charts follow every step; those of more points wait until playback pauses."""


class StepChartPresenter(QueuePresenter):
    """Keeps the charts of the algorithm in sync with the step on screen."""

    def __init__(self, presenter: Presenter) -> None:
        super().__init__(presenter, presenter.worker.task_queue())
        self._step: object = None
        self.charts: list[TitledStepChart] = []
        self._unmade: list[Chart] = []
        self._suggestion_basis: object = None
        presenter.scene_changed.connect(self._drop_suggestions)
        presenter.session_changed.connect(self._show_suggestions_again)
        presenter.step_changed.connect(self.follow)
        presenter.activity_changed.connect(self.follow)
        presenter.colors_changed.connect(self._show_clusters)
        presenter.session_changed.connect(self._show_clusters)
        presenter.drag_cancelers.append(self.cancel_drag)

    @property
    def busy(self) -> bool:
        """Whether charts are being computed, or still to be made or shown."""
        return super().busy or bool(self._unmade)

    def poll(self) -> Exception | None:
        """Makes a chart, which is slow: one in a turn of the event loop; or shows those that are ready."""
        if not self._unmade:
            return super().poll()
        self._make(self._unmade.pop(0))
        return None

    def follow(self, shown: Shown) -> None:
        """Starts computing the charts of the step on screen; those of many points wait until it rests."""
        self._request(shown)
        self._show_outdated(shown)
        self._show_clusters(shown)

    def _request(self, shown: Shown) -> None:
        prepared, step = shown.run.scene.prepared, shown.run.step
        dragging = any(chart.step_chart.is_dragging for chart in self.charts)
        is_live = shown.run.n_points <= MAX_LIVE_CHART_POINTS and not dragging
        if step is self._step or not (shown.paused or is_live):
            return
        self._step = step
        if step is None or prepared is None or type(step).charts is Step.charts:
            self._work.cancel()
            self._show(())
        else:
            points = prepared.points
            self._work.start(lambda: [step.charts(points)])
            self._presenter.poll_while_busy(self)

    def cancel_drag(self) -> bool:
        """Takes back the parameter that is being dragged in a chart; whether there is one."""
        canceled = any(chart.step_chart.cancel_drag() for chart in self.charts)
        if canceled:
            self._presenter.document.cancel_gesture()
        return canceled

    def cancel(self) -> bool:
        """Stops computing, and moves a dragged line back to the shown value.

        Charts of an earlier step are removed; those of the step on screen are requested again.
        """
        for chart in self.charts:
            chart.step_chart.show_chart(chart.step_chart.chart)
        is_missing = self._work.busy
        stopped = super().cancel()
        if is_missing:
            self._step = None
            self._show(())
        return stopped

    def _show_outdated(self, shown: Shown) -> None:
        """Shows charts pale that are those of an earlier step, or of a run that another one is to replace."""
        is_outdated = shown.run.waiting or shown.run.step is not self._step
        for chart in self.charts:
            chart.step_chart.show_outdated(is_outdated and not chart.step_chart.is_dragging)

    def _show_items(self, items: "list[tuple[Chart, ...]]") -> None:
        self._show(items[-1])

    def _show_clusters(self, shown: Shown) -> None:
        for chart in self.charts:
            chart.step_chart.show_clusters(shown.run.listing)

    def _show(self, charts: "tuple[Chart, ...]") -> None:
        """Shows charts, in the present widgets if the kinds of charts are the same."""
        present = [*(chart.step_chart.chart for chart in self.charts), *self._unmade]
        if list(map(type, charts)) != list(map(type, present)):
            removed, self.charts = self.charts, []  # first, so that a failure leaves no deleted charts here
            for old in removed:
                self._presenter.window.charts.remove_chart(old)
        self._unmade = list(charts[len(self.charts) :])
        for widget, chart in zip(self.charts, charts, strict=False):
            widget.show_chart(chart)
            widget.step_chart.show_clusters(self._presenter.shown.run.listing)
        self._show_suggestions(charts)
        self._presenter.poll_while_busy(self)

    def _drop_suggestions(self, shown: Shown) -> None:
        """Drops suggestions of other points, or for another value of what they depend on."""
        basis = shown.run.scene.prepared, with_automatic_params(shown.run.scene.algorithm)
        if basis != self._suggestion_basis:
            self._suggestion_basis = basis
            self._presenter.window.algorithm.form.show_suggestions({})

    def _show_suggestions_again(self, shown: Shown) -> None:
        """Shows suggestions in a form made anew, where another choice was undone before it was on screen."""
        if with_automatic_params(shown.session.algorithm) == with_automatic_params(shown.run.scene.algorithm):
            self._show_suggestions(tuple(chart.step_chart.chart for chart in self.charts))

    def _show_suggestions(self, charts: "tuple[Chart, ...]") -> None:
        """Shows the values that the charts suggest for parameters in the form of the algorithm."""
        found = _suggestions(charts) if charts else {}
        treatment = scaling_suffix(scaling_label(self._presenter.shown.run.session))
        self._presenter.window.algorithm.form.show_suggestions(found, treatment)

    def _make(self, chart: "Chart") -> None:
        from clusterlab.core.charts import HeatMap

        new = TitledStepChart(chart)
        new.step_chart.show_clusters(self._presenter.shown.run.listing)
        new.step_chart.dragged.connect(self._presenter.commands.change_param)
        self._presenter.window.charts.add_chart(new, not isinstance(chart, HeatMap))
        self.charts.append(new)


def _suggestions(charts: "tuple[Chart, ...]") -> dict[str, float]:
    """The values that charts suggest for parameters."""
    from clusterlab.core.charts import KDistances

    return {chart.param: chart.suggested for chart in charts if isinstance(chart, KDistances)}
