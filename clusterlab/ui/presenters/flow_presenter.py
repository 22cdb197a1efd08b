"""The presenter of the flow from K to K + 1: it follows the sweep and the colors on screen."""

from collections.abc import Sequence

from PySide6.QtGui import QAction

from clusterlab.core.points import Points
from clusterlab.core.worker import TaskQueue
from clusterlab.export.flow_geometry import FlowBand, FlowBar
from clusterlab.metrics.k_sweep import SweepEntry
from clusterlab.session.analysis.cluster_flows import ClusterFlows, FlowRequest
from clusterlab.session.playback.run_task import ColorAssignment
from clusterlab.session.playback.shown import Shown
from clusterlab.ui.charts.flow_chart import FlowChart
from clusterlab.ui.presenter import Presenter
from clusterlab.ui.presenters.chart_presenter import AnalysisPresenter

NO_FLOW = "once two K are swept"


class FlowPresenter(AnalysisPresenter):
    """Keeps the flow in sync with the entries of a sweep and with the run on screen."""

    def __init__(self, presenter: Presenter, queue: TaskQueue) -> None:
        self.flows, self.chart = ClusterFlows(queue), FlowChart()
        super().__init__(presenter, self.flows)
        self.chart.hide()
        self.hide_action = QAction("&Hide chart", self.chart)
        self.chart.addAction(self.hide_action)
        self.chart.chosen.connect(self._select)
        self.chart.k_chosen.connect(presenter.window.charts.k_chosen)
        presenter.window.charts.add_k_chart(self.chart)
        self._swept: tuple[Points, Sequence[SweepEntry]] | None = None
        presenter.step_changed.connect(self._follow_step)
        presenter.activity_changed.connect(self._follow_step)

    def hide(self) -> None:
        """Hides the chart."""
        self.chart.hide()
        self._swept = None
        self.flows.follow(None)
        self._show()

    def follow(self, points: Points | None, entries: Sequence[SweepEntry]) -> None:
        """Shows the flow of the entries of a sweep of points, None while they are read."""
        self.chart.show()
        self._swept = None if points is None or len(entries) < 2 else (points, entries)
        if points is None or self._swept is None:
            self.flows.follow(None)
        elif not self._presenter.shown.computing:  # else the colors are still to be matched
            self.flows.follow(_request(points, entries, self._presenter.shown))
        self._show()
        self._presenter.poll_while_busy(self)

    def _follow_step(self, shown: Shown) -> None:
        """Numbers the clusters as at the step on screen, whose order may depend on it."""
        if self._swept is not None and shown.paused:
            self.follow(*self._swept)

    def _show(self) -> None:
        picture = self.flows.picture
        self.chart.show_flow(picture, self._presenter.shown.session.k, "" if picture else NO_FLOW)

    def _select(self, part: FlowBar | FlowBand, adding: bool) -> None:
        """Selects the points of a bar or a band."""
        picture, prepared = self.flows.picture, self._presenter.shown.run.scene.prepared
        if picture is None or prepared is None or prepared.points is not picture.points:
            return
        places = picture.bar_points(part) if isinstance(part, FlowBar) else picture.band_points(part)
        rows, highlight = frozenset(prepared.rows_of(places).tolist()), self._presenter.highlight
        highlight.select(highlight.selected | rows if adding else rows)


def _request(points: Points, entries: Sequence[SweepEntry], shown: Shown) -> FlowRequest:
    """The flow in the colors of the run on screen, unless that has other points or is a stream's."""
    scene = shown.run.scene
    colors: ColorAssignment | None = scene.color_assignment()
    if colors is None or colors.points is not points or scene.algorithm.initial_rows:
        colors = None
    session = shown.session
    looks = session.names, session.cluster_colors, shown.run.listing
    return FlowRequest(points, tuple(entries), colors, *looks)
