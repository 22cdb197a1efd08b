"""What an algorithm shows beside the canvas follows the step on screen."""

from collections.abc import Iterator

from clusterlab.core.charts import Chart, HeatMap
from clusterlab.core.points import Points
from clusterlab.core.step import Step
from clusterlab.ui.charts.step_charts import DiagramChart
from clusterlab.ui.presenter import Live

LIVE = 5_000
"""Up to so many points charts follow every step; beyond, they wait until one stays on screen."""


class Diagramming:
    """Keeps the charts of a step in step with a live window."""

    def __init__(self, live: Live) -> None:
        self._live, self._lane = live, live.lanes.lane()
        self._step: object = None
        self._going = False
        self._colors: tuple[int, ...] = ()
        self.charts: list[DiagramChart] = []

    @property
    def busy(self) -> bool:
        """Whether charts are on their way."""
        return self._going

    def tick(self) -> Exception | None:
        """Asks for the charts of the step on screen and shows what came."""
        player = self._live.player
        scene, step = player.scene, player.step
        prepared = scene.prepared
        resting = not (player.playing or player.computing)
        held = any(chart.diagram.holds for chart in self.charts)
        soon = resting or (prepared is not None and prepared.points.n <= LIVE and not held)
        if step is not self._step and prepared is not None and soon:
            self._step = step
            if step is None or type(step).charts is Step.charts:
                self._lane.cancel()
                self._going = False
                self._show(())
            else:
                self._going = True
                self._lane.start(lambda: _made(step, prepared.points))
        if scene.colors != self._colors:
            self._colors = scene.colors
            for chart in self.charts:
                chart.diagram.show_colors(self._colors)
        return self._take()

    def cancel(self) -> bool:
        """Stops charts that are on their way; says whether there were some."""
        stopped, self._going = self._going, False
        self._lane.cancel()
        for chart in self.charts:  # a line that a hand has moved goes back to what is there
            chart.diagram.show_chart(chart.diagram.chart)
        return stopped

    def _take(self) -> Exception | None:
        if not self._going:
            return None
        ended, failure = not self._lane.running, self._lane.failure()
        for charts in self._lane.take():
            self._show(charts)
        self._going = not ended
        return failure

    def _show(self, charts: tuple[Chart, ...]) -> None:
        """Shows charts, in the widgets of those before where they are of the same kinds."""
        kinds = [type(chart) for chart in charts]
        if kinds != [type(chart.diagram.chart) for chart in self.charts]:
            for old in self.charts:
                self._live.window.charts.remove_chart(old)
            self.charts = [DiagramChart(chart) for chart in charts]
            for new in self.charts:
                new.diagram.show_colors(self._colors)
                new.diagram.dragged.connect(self._live.intents.change_param)
                self._live.window.charts.add_chart(new, leads=not isinstance(new.diagram.chart, HeatMap))
        for widget, chart in zip(self.charts, charts, strict=True):
            widget.show_chart(chart)


def _made(step: Step, points: Points) -> Iterator[tuple[Chart, ...]]:
    yield step.charts(points)
