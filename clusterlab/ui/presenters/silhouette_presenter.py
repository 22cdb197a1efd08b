"""The silhouettes beside the canvas: they follow the step on screen, and what is pointed at in either."""

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
    """Keeps the chart of silhouettes in step with a live window."""

    def __init__(self, presenter: Presenter, highlight: Highlight) -> None:
        self._live, self._highlight = presenter, highlight
        self.silhouetter, self.chart = StepSilhouettes(presenter.worker.task_queue()), SilhouetteChart()
        self._shown_state: tuple[object, ...] = ()
        self._is_hovering = False
        self._highlighted: object = None
        self.chart.plot.hovered.connect(self._hover)
        self.chart.plot.chosen.connect(self._choose)
        highlight.listeners.append(self._show_highlight)
        presenter.overlays.append(self.highlights)
        presenter.window.charts.add_chart(self.chart)

    @property
    def busy(self) -> bool:
        """Whether silhouettes are being computed."""
        return self.silhouetter.busy

    def tick(self) -> Exception | None:
        """Asks for the silhouettes of the step on screen and shows what is there."""
        player, step = self._live.player, self._live.player.step
        scene, seen = player.scene, player.slot.current_prepared
        points = None if seen is None else seen.points
        paused = not (player.playing or player.computing)
        self.silhouetter.follow(points, None if step is None else step.labels, scene.colors, paused)
        _, failure = self.silhouetter.tick()
        self._show(scene)
        return failure

    def cancel(self) -> bool:
        """Stops the silhouettes; says whether some were being computed."""
        return self.silhouetter.cancel()

    def highlights(self, scene: Scene, step: Step) -> tuple[Highlights, ...]:
        """Rings around the doubtful points of a step, where they are asked for and known."""
        found = self.silhouetter.plot
        if "doubtful" not in scene.session.layers or found is None or found.labels is not step.labels:
            return ()
        return (Highlights(found.negative, "doubtful"),)

    def _show(self, scene: Scene) -> None:
        found = self.silhouetter.plot
        state = (found, self.silhouetter.is_current, words := self._words())
        if state == self._shown_state:
            return
        self._shown_state = state
        self.chart.title.setToolTip(SILHOUETTE_HELP + scaling_suffix(scene.session.scaling))
        self.chart.show_silhouettes(found, words, pale=not self.silhouetter.is_current and self._is_slow())
        self._show_highlight()
        if found is not self._highlighted and "doubtful" in scene.session.layers:
            self._live.refresh()
        self._highlighted = found

    def _is_slow(self) -> bool:
        """Whether the blades will stay those of an earlier step for more than a moment."""
        found = self.silhouetter.plot
        return found is not None and found.points.n > MAX_LIVE_POINTS

    def _words(self) -> str:
        found, progress = self.silhouetter.plot, self.silhouetter.progress
        if self.silhouetter.is_deferred:
            return "at rest only"  # there are more than `MAX_LIVE_POINTS` points
        if self._live.player.step is not None and self._live.player.step.labels is None and found is None:
            return "no clusters yet"
        if not self.silhouetter.is_current and progress is not None and self._is_large():
            return f"computing, {100 * progress.done // max(1, progress.of)} %"
        return ""

    def _is_large(self) -> bool:
        prepared = self._live.player.scene.prepared
        return prepared is not None and prepared.points.n > MAX_LIVE_POINTS

    def _hover(self, index: int) -> None:
        """Tells everybody which point is pointed at among the blades."""
        prepared = self._live.player.slot.current_prepared
        self._is_hovering = index >= 0
        row = self._row(index)
        self._highlight.hover(row)
        spot = self.chart.plot.line_end_of(index) if row is not None else None
        words = (
            f"Row {row + 1:,}: {format_number(self._width(index))}" if row is not None and prepared else ""
        )
        self.chart.plot.show_tooltip(words, spot.toPoint() if spot is not None else QPoint())

    def _choose(self, index: int, adding: bool) -> None:
        row = self._row(index)
        if row is not None:
            (self._highlight.toggle if adding else self._highlight.select)((row,))

    def _row(self, index: int) -> int | None:
        prepared, shown = self._live.player.slot.current_prepared, self.chart.plot.shown
        if index < 0 or prepared is None or shown is None or shown.points is not prepared.points:
            return None
        return prepared.row(index)

    def _width(self, index: int) -> float:
        shown = self.chart.plot.shown
        found = shown.position_of(index) if shown is not None else None
        return (
            float(shown.clusters[found[0]].widths[found[1]]) if shown is not None and found else float("nan")
        )

    def _show_highlight(self) -> None:
        """Marks in the blades what is pointed at and selected."""
        prepared, shown, highlight = (
            self._live.player.slot.current_prepared,
            self.chart.plot.shown,
            self._highlight,
        )
        if prepared is None or shown is None or shown.points is not prepared.points:
            self.chart.plot.show_marks(-1, ())
            return
        places = prepared.places(() if highlight.hovered is None else (highlight.hovered,))
        chosen = prepared.places(highlight.selected).tolist()
        self.chart.plot.show_marks(int(places[0]) if len(places) else -1, chosen)
