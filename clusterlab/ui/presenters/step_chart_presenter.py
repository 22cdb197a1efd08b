"""The presenter of the charts that an algorithm shows of a step."""

from collections.abc import Iterator

from clusterlab.core.charts import Chart, HeatMap
from clusterlab.core.points import Points
from clusterlab.core.step import Step
from clusterlab.ui.charts.step_charts import TitledStepChart
from clusterlab.ui.presenter import Presenter

MAX_LIVE_CHART_POINTS = 5_000
"""The most points with which charts follow every step; those of more points wait until playback pauses."""


class StepChartPresenter:
    """Keeps the charts of the algorithm in sync with the step on screen."""

    def __init__(self, presenter: Presenter) -> None:
        self._presenter, self._queue = presenter, presenter.worker.task_queue()
        self._step: object = None
        self._is_running = False
        self._colors: tuple[int, ...] = ()
        self.charts: list[TitledStepChart] = []

    @property
    def busy(self) -> bool:
        """Whether charts are being computed."""
        return self._is_running

    def tick(self) -> Exception | None:
        """Starts computing the charts of the step on screen, and shows those that are ready."""
        player = self._presenter.player
        scene, step = player.scene, player.step
        prepared = scene.prepared
        paused = not (player.playing or player.computing)
        dragging = any(chart.step_chart.is_dragging for chart in self.charts)
        may_compute = paused or (
            prepared is not None and prepared.points.n <= MAX_LIVE_CHART_POINTS and not dragging
        )
        if step is not self._step and prepared is not None and may_compute:
            self._step = step
            if step is None or type(step).charts is Step.charts:
                self._queue.cancel()
                self._is_running = False
                self._show(())
            else:
                self._is_running = True
                self._queue.start(lambda: _compute_charts(step, prepared.points))
        if scene.colors != self._colors:
            self._colors = scene.colors
            for chart in self.charts:
                chart.step_chart.show_colors(self._colors)
        return self._collect()

    def cancel(self) -> bool:
        """Stops computing; returns whether charts were being computed."""
        stopped, self._is_running = self._is_running, False
        self._queue.cancel()
        for chart in self.charts:  # a dragged line moves back to the shown value
            chart.step_chart.show_chart(chart.step_chart.chart)
        return stopped

    def _collect(self) -> Exception | None:
        if not self._is_running:
            return None
        ended, failure = not self._queue.running, self._queue.failure()
        for charts in self._queue.take():
            self._show(charts)
        self._is_running = not ended
        return failure

    def _show(self, charts: tuple[Chart, ...]) -> None:
        """Shows charts, in the present widgets if the kinds of charts are the same."""
        kinds = [type(chart) for chart in charts]
        if kinds != [type(chart.step_chart.chart) for chart in self.charts]:
            for old in self.charts:
                self._presenter.window.charts.remove_chart(old)
            self.charts = [TitledStepChart(chart) for chart in charts]
            for new in self.charts:
                new.step_chart.show_colors(self._colors)
                new.step_chart.dragged.connect(self._presenter.commands.change_param)
                self._presenter.window.charts.add_chart(
                    new, above=not isinstance(new.step_chart.chart, HeatMap)
                )
        for widget, chart in zip(self.charts, charts, strict=True):
            widget.show_chart(chart)


def _compute_charts(step: Step, points: Points) -> Iterator[tuple[Chart, ...]]:
    yield step.charts(points)
