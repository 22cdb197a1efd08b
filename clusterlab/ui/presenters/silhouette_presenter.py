"""The presenter of the silhouette plot: it follows the step on screen, and shares the highlighted rows."""

from PySide6.QtCore import QPoint

from clusterlab.core.formatting import format_number
from clusterlab.core.marks import Highlights
from clusterlab.core.step import Step
from clusterlab.session.analysis.silhouettes import MAX_LIVE_POINTS, StepSilhouettes
from clusterlab.session.playback.captions import scaling_suffix
from clusterlab.session.playback.scene import Scene
from clusterlab.session.playback.shown import Shown
from clusterlab.ui.charts.silhouette_chart import SILHOUETTE_HELP, SilhouetteChart
from clusterlab.ui.presenter import Presenter
from clusterlab.ui.presenters.chart_presenter import AnalysisPresenter
from clusterlab.ui.widgets.tooltip import set_tip


class SilhouettePresenter(AnalysisPresenter):
    """Keeps the silhouette plot in sync with the step on screen."""

    def __init__(self, presenter: Presenter) -> None:
        self.step_silhouettes, self.chart = StepSilhouettes(presenter.worker.task_queue()), SilhouetteChart()
        super().__init__(presenter, self.step_silhouettes)
        self._highlight = presenter.highlight
        self._highlighted: object = None
        self.chart.hovered.connect(self._hover)
        self.chart.chosen.connect(self._choose)
        for signal in (
            presenter.step_changed,
            presenter.colors_changed,
            presenter.activity_changed,
            presenter.session_changed,
        ):
            signal.connect(self.follow)
        presenter.highlight_changed.connect(self._show_highlight)
        presenter.overlays.append(self.highlights)
        presenter.window.charts.add_chart(self.chart)

    def follow(self, shown: Shown) -> None:
        """Starts computing the silhouettes of the step on screen, and shows what there is of them."""
        run = shown.run
        points = None if run.prepared is None else run.prepared.points
        self.step_silhouettes.follow(points, run.labels, shown.paused)
        self._show()
        self._presenter.poll_while_busy(self)

    def highlights(self, scene: Scene, step: Step) -> tuple[Highlights, ...]:
        """Highlights of the points with negative silhouettes, if the layer is shown and they are computed."""
        found = self.step_silhouettes.plot
        if "doubtful" not in scene.session.layers or found is None or found.labels is not step.labels:
            return ()
        return (Highlights(found.negative, "doubtful"),)

    def _show(self) -> None:
        found, run = self.step_silhouettes.plot, self._presenter.shown.run
        session, is_outdated = run.session, run.waiting or not self.step_silhouettes.is_current
        set_tip(self.chart.title, SILHOUETTE_HELP + scaling_suffix(session.scaling))
        self.chart.show_silhouettes(found, self._words(), is_outdated, run.listing)
        self._show_highlight()
        if found is not self._highlighted and "doubtful" in session.layers:
            self._presenter.show_picture(self._presenter.shown)
        self._highlighted = found

    def _words(self) -> str:
        """Why the plot is not that of the step on screen."""
        silhouettes, run = self.step_silhouettes, self._presenter.shown.run
        if silhouettes.is_deferred:
            return "updates when paused"  # there are more than `MAX_LIVE_POINTS` points
        if run.step is not None and run.labels is None and silhouettes.plot is None:
            return "needs a sample" if run.rows_obstacle else "no clusters yet"
        progress = silhouettes.progress
        if not silhouettes.is_current and progress is not None and run.n_points > MAX_LIVE_POINTS:
            return f"computing, {100 * progress.done // max(1, progress.of)} %"
        is_stopped = run.labels is not None and not (silhouettes.is_current or silhouettes.busy)
        return "not computed" if is_stopped else ""

    def _hover(self, index: int) -> None:
        """Highlights the row under the mouse, and shows its silhouette in a tooltip."""
        row = self._row(index)
        self._highlight.hover(row)
        line_end = self.chart.plot.line_end_of(index) if row is not None else None
        words = "" if row is None else f"Row {self._number(row):,}: {format_number(self._width(index))}"
        self.chart.plot.show_tooltip(words, line_end.toPoint() if line_end is not None else QPoint())

    def _choose(self, index: int, adding: bool) -> None:
        row = self._row(index)
        if row is not None:
            (self._highlight.toggle if adding else self._highlight.select)((row,))

    def _row(self, index: int) -> int | None:
        prepared, shown = self._presenter.shown.run.prepared, self.chart.shown
        if index < 0 or prepared is None or shown is None or shown.points is not prepared.points:
            return None
        return prepared.row(index)

    def _number(self, row: int) -> int:
        """The number in the source, from 1, of a row."""
        prepared = self._presenter.shown.run.prepared
        return row + 1 if prepared is None else prepared.table.row_number(row)

    def _width(self, index: int) -> float:
        shown = self.chart.shown
        found = shown.position_of(index) if shown is not None else None
        return float(shown.clusters[found[0]].widths[found[1]]) if shown and found else float("nan")

    def _show_highlight(self) -> None:
        """Marks the hovered and the selected rows in the plot."""
        prepared, shown, highlight = self._presenter.shown.run.prepared, self.chart.shown, self._highlight
        if prepared is None or shown is None or shown.points is not prepared.points:
            self.chart.show_marks(-1, ())
            return
        hovered = prepared.places(() if highlight.hovered is None else (highlight.hovered,))
        selected = prepared.selected_places(highlight.selected).tolist()
        self.chart.show_marks(int(hovered[0]) if len(hovered) else -1, selected)
