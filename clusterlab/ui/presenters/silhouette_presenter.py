"""The silhouettes beside the canvas: they follow the step on screen, and what is pointed at in either."""

from PySide6.QtCore import QPoint

from clusterlab.core.formatting import number
from clusterlab.core.marks import Rings
from clusterlab.core.step import Step
from clusterlab.session.analysis.silhouettes import LIVE, Silhouetter
from clusterlab.session.playback.captions import scaled
from clusterlab.session.playback.scene import Scene
from clusterlab.session.state.highlight import Highlight
from clusterlab.ui.charts.silhouette_chart import HELP, BladesChart
from clusterlab.ui.presenter import Live


class Blading:
    """Keeps the chart of silhouettes in step with a live window."""

    def __init__(self, live: Live, highlight: Highlight) -> None:
        self._live, self._highlight = live, highlight
        self.silhouetter, self.chart = Silhouetter(live.lanes.lane()), BladesChart()
        self._told: tuple[object, ...] = ()
        self._pointing = False
        self._ringed: object = None
        self.chart.plot.hovered.connect(self._hover)
        self.chart.plot.chosen.connect(self._choose)
        highlight.listeners.append(self._mark)
        live.overlays.append(self.rings)
        live.window.charts.add_chart(self.chart)

    @property
    def busy(self) -> bool:
        """Whether silhouettes are being computed."""
        return self.silhouetter.busy

    def tick(self) -> Exception | None:
        """Asks for the silhouettes of the step on screen and shows what is there."""
        player, step = self._live.player, self._live.player.step
        scene, seen = player.scene, player.reel.seen
        points = None if seen is None else seen.points
        resting = not (player.playing or player.computing)
        self.silhouetter.ask(points, None if step is None else step.labels, scene.colors, resting)
        _, failure = self.silhouetter.tick()
        self._show(scene)
        return failure

    def cancel(self) -> bool:
        """Stops the silhouettes; says whether some were being computed."""
        return self.silhouetter.cancel()

    def rings(self, scene: Scene, step: Step) -> tuple[Rings, ...]:
        """Rings around the doubtful points of a step, where they are asked for and known."""
        found = self.silhouetter.blades
        if "doubtful" not in scene.session.layers or found is None or found.labels is not step.labels:
            return ()
        return (Rings(found.doubtful, "doubtful"),)

    def _show(self, scene: Scene) -> None:
        found = self.silhouetter.blades
        told = (found, self.silhouetter.fresh, words := self._words())
        if told == self._told:
            return
        self._told = told
        self.chart.title.setToolTip(HELP + scaled(scene.session.scaling))
        self.chart.show_blades(found, words, pale=not self.silhouetter.fresh and self._is_late())
        self._mark()
        if found is not self._ringed and "doubtful" in scene.session.layers:
            self._live.show_again()
        self._ringed = found

    def _is_late(self) -> bool:
        """Whether the blades will stay those of an earlier step for more than a moment."""
        found = self.silhouetter.blades
        return found is not None and found.points.n > LIVE

    def _words(self) -> str:
        found, progress = self.silhouetter.blades, self.silhouetter.progress
        if self.silhouetter.waits:
            return "at rest only"  # there are more than `LIVE` points
        if self._live.player.step is not None and self._live.player.step.labels is None and found is None:
            return "no clusters yet"
        if not self.silhouetter.fresh and progress is not None and self._is_large():
            return f"computing, {100 * progress.done // max(1, progress.of)} %"
        return ""

    def _is_large(self) -> bool:
        prepared = self._live.player.scene.prepared
        return prepared is not None and prepared.points.n > LIVE

    def _hover(self, index: int) -> None:
        """Tells everybody which point is pointed at among the blades."""
        prepared = self._live.player.reel.seen
        self._pointing = index >= 0
        row = self._row(index)
        self._highlight.hover(row)
        spot = self.chart.plot.spot_of(index) if row is not None else None
        words = f"Row {row + 1:,}: {number(self._width(index))}" if row is not None and prepared else ""
        self.chart.plot.tell(words, spot.toPoint() if spot is not None else QPoint())

    def _choose(self, index: int, adding: bool) -> None:
        row = self._row(index)
        if row is not None:
            (self._highlight.toggle if adding else self._highlight.select)((row,))

    def _row(self, index: int) -> int | None:
        prepared, shown = self._live.player.reel.seen, self.chart.plot.shown
        if index < 0 or prepared is None or shown is None or shown.points is not prepared.points:
            return None
        return prepared.row(index)

    def _width(self, index: int) -> float:
        shown = self.chart.plot.shown
        found = shown.place(index) if shown is not None else None
        return float(shown.blades[found[0]].widths[found[1]]) if shown is not None and found else float("nan")

    def _mark(self) -> None:
        """Marks in the blades what is pointed at and selected."""
        prepared, shown, light = self._live.player.reel.seen, self.chart.plot.shown, self._highlight
        if prepared is None or shown is None or shown.points is not prepared.points:
            self.chart.plot.show_marks(-1, ())
            return
        places = prepared.places(() if light.hovered is None else (light.hovered,))
        chosen = prepared.places(light.selected).tolist()
        self.chart.plot.show_marks(int(places[0]) if len(places) else -1, chosen)
