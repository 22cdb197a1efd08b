"""The presenter of the silhouette plot: it follows the step on screen, and shares the highlighted rows."""

from PySide6.QtCore import QPoint

from clusterlab.core.formatting import format_number
from clusterlab.core.marks import Highlights
from clusterlab.core.step import Step
from clusterlab.session.analysis.silhouettes import MAX_LIVE_POINTS, StepSilhouettes
from clusterlab.session.playback.captions import scaling_suffix
from clusterlab.session.playback.scene import Scene
from clusterlab.session.state.highlight import Highlight
from clusterlab.ui.charts.silhouette_chart import SILHOUETTE_HELP, SilhouetteChart
from clusterlab.ui.presenter import Presenter


class SilhouettePresenter:
    """Keeps the silhouette plot in sync with the step on screen."""

    def __init__(self, presenter: Presenter, highlight: Highlight) -> None:
        self._presenter, self._highlight = presenter, highlight
        self.step_silhouettes, self.chart = StepSilhouettes(presenter.worker.task_queue()), SilhouetteChart()
        self._shown_state: tuple[object, ...] = ()
        self._highlighted: object = None
        self.chart.hovered.connect(self._hover)
        self.chart.chosen.connect(self._choose)
        highlight.listeners.append(self._show_highlight)
        presenter.overlays.append(self.highlights)
        presenter.window.charts.add_chart(self.chart)

    @property
    def busy(self) -> bool:
        """Whether silhouettes are being computed."""
        return self.step_silhouettes.busy

    def tick(self) -> Exception | None:
        """Starts computing the silhouettes of the step on screen, and shows those that are ready."""
        player, step = self._presenter.player, self._presenter.player.step
        scene, prepared = player.scene, player.slot.current_prepared
        points = None if prepared is None else prepared.points
        paused = not (player.playing or player.computing)
        self.step_silhouettes.follow(points, None if step is None else step.labels, scene.colors, paused)
        _, failure = self.step_silhouettes.tick()
        self._show(scene)
        return failure

    def cancel(self) -> bool:
        """Stops computing; returns whether silhouettes were being computed."""
        return self.step_silhouettes.cancel()

    def highlights(self, scene: Scene, step: Step) -> tuple[Highlights, ...]:
        """Highlights of the points with negative silhouettes, if the layer is shown and they are computed."""
        found = self.step_silhouettes.plot
        if "doubtful" not in scene.session.layers or found is None or found.labels is not step.labels:
            return ()
        return (Highlights(found.negative, "doubtful"),)

    def _show(self, scene: Scene) -> None:
        found = self.step_silhouettes.plot
        state = (found, self.step_silhouettes.is_current, words := self._words())
        if state == self._shown_state:
            return
        self._shown_state = state
        self.chart.title.setToolTip(SILHOUETTE_HELP + scaling_suffix(scene.session.scaling))
        self.chart.show_silhouettes(
            found, words, pale=not self.step_silhouettes.is_current and self._is_slow()
        )
        self._show_highlight()
        if found is not self._highlighted and "doubtful" in scene.session.layers:
            self._presenter.refresh()
        self._highlighted = found

    def _is_slow(self) -> bool:
        """Whether the plot has too many points to be replaced at every step."""
        found = self.step_silhouettes.plot
        return found is not None and found.points.n > MAX_LIVE_POINTS

    def _words(self) -> str:
        found, progress = self.step_silhouettes.plot, self.step_silhouettes.progress
        if self.step_silhouettes.is_deferred:
            return "at rest only"  # there are more than `MAX_LIVE_POINTS` points
        if (
            self._presenter.player.step is not None
            and self._presenter.player.step.labels is None
            and found is None
        ):
            return "no clusters yet"
        if not self.step_silhouettes.is_current and progress is not None and self._is_large():
            return f"computing, {100 * progress.done // max(1, progress.of)} %"
        return ""

    def _is_large(self) -> bool:
        prepared = self._presenter.player.scene.prepared
        return prepared is not None and prepared.points.n > MAX_LIVE_POINTS

    def _hover(self, index: int) -> None:
        """Highlights the row under the mouse, and shows its silhouette in a tooltip."""
        prepared = self._presenter.player.slot.current_prepared
        row = self._row(index)
        self._highlight.hover(row)
        line_end = self.chart.plot.line_end_of(index) if row is not None else None
        words = (
            f"Row {row + 1:,}: {format_number(self._width(index))}" if row is not None and prepared else ""
        )
        self.chart.plot.show_tooltip(words, line_end.toPoint() if line_end is not None else QPoint())

    def _choose(self, index: int, adding: bool) -> None:
        row = self._row(index)
        if row is not None:
            (self._highlight.toggle if adding else self._highlight.select)((row,))

    def _row(self, index: int) -> int | None:
        prepared, shown = self._presenter.player.slot.current_prepared, self.chart.shown
        if index < 0 or prepared is None or shown is None or shown.points is not prepared.points:
            return None
        return prepared.row(index)

    def _width(self, index: int) -> float:
        shown = self.chart.shown
        found = shown.position_of(index) if shown is not None else None
        return (
            float(shown.clusters[found[0]].widths[found[1]]) if shown is not None and found else float("nan")
        )

    def _show_highlight(self) -> None:
        """Marks the hovered and the selected rows in the plot."""
        prepared, shown, highlight = (
            self._presenter.player.slot.current_prepared,
            self.chart.shown,
            self._highlight,
        )
        if prepared is None or shown is None or shown.points is not prepared.points:
            self.chart.show_marks(-1, ())
            return
        hovered = prepared.places(() if highlight.hovered is None else (highlight.hovered,))
        selected = prepared.places(highlight.selected).tolist()
        self.chart.show_marks(int(hovered[0]) if len(hovered) else -1, selected)
