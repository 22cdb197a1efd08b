"""The table of a comparison: how each pane stands at the step on screen, and how far each two agree."""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from clusterlab.core.formatting import number
from clusterlab.core.progress import Progress
from clusterlab.session.analysis.comparison_metrics import NOTHING, Standing, classes_in, standings
from clusterlab.session.analysis.silhouettes import LIVE
from clusterlab.session.playback.run_slot import Reel
from clusterlab.ui.presenter import Live
from clusterlab.ui.presenters.window_parts import duration

MISSING = "–"
HEADS = {
    "": "",
    "Time": "How long the steps up to this one took to compute, without drawing.",
    "Steps": "Iterations, batches, waves or merges up to this step.",
    "Inertia": "The sum of squared distances to the own centers; not defined without centers or with noise.",
    "Silh.": "The mean silhouette of the points that belong to a cluster.",
    "ARI": "The adjusted Rand index with the known classes: 1 where they are the same, about 0 by chance.",
}


class Cells(QGridLayout):
    """Words in lines and columns, the first of each muted."""

    def __init__(self) -> None:
        super().__init__()
        self.labels: dict[tuple[int, int], QLabel] = {}
        self.setHorizontalSpacing(8)
        self.setVerticalSpacing(6)

    def show_lines(self, lines: Sequence[Sequence[str]], tips: Sequence[str] = ()) -> None:
        """Shows these words, with tips on the first line; places that have none any more are taken away."""
        wanted = {(i, j): words for i, line in enumerate(lines) for j, words in enumerate(line)}
        for place in set(self.labels) - set(wanted):
            label = self.labels.pop(place)
            self.removeWidget(label)
            label.deleteLater()
        for (i, j), words in wanted.items():
            label = self.labels.get((i, j)) or self._make(i, j)
            label.setText(words)
            if i == 0 and j < len(tips):
                label.setToolTip(tips[j])

    def _make(self, row: int, column: int) -> QLabel:
        label = self.labels[row, column] = _label("", "muted" if not row or not column else "")
        side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
        self.addWidget(label, row, column, side | Qt.AlignmentFlag.AlignVCenter)
        return label


class StandingTable(QWidget):
    """A line for each pane, and below it how far each two panes agree."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.figures, self.between = Cells(), Cells()
        self.note = _label("", "muted")
        self.note.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        agreement = _label("Agreement between panes", "heading")
        agreement.setToolTip("The adjusted Rand index of each two panes; noise counts as one label.")
        column.addLayout(self.figures)
        column.addWidget(self.note)
        column.addWidget(agreement)
        column.addLayout(self.between)

    def show_lines(self, lines: Sequence[Sequence[str]], agrees: Sequence[Sequence[str]], note: str) -> None:
        """Shows cells: of each pane its name and its figures, and of each two how far they agree."""
        self.figures.show_lines([list(HEADS), *lines], list(HEADS.values()))
        names = [str(place) for place in range(1, len(agrees) + 1)]
        rows = ([name, *row] for name, row in zip(names, agrees, strict=True))
        self.between.show_lines([["", *names], *rows])
        self.note.setText(note)

    def words(self) -> list[list[str]]:
        """The cells of all panes as a person reads them."""
        labels, columns = self.figures.labels, len(HEADS)
        lines = range(1, len(labels) // columns)
        return [[labels[line, column].text() for column in range(columns)] for line in lines]


class Standings:
    """Keeps the table in step with a live window; figures of many points are taken when it is at rest."""

    def __init__(self, live: Live) -> None:
        self._live, self._lane, self.table = live, live.lanes.lane(), StandingTable()
        self._tab = live.window.charts.add_tab("Compare", self.table)
        self._key: object = None
        self._found: list[Standing] = []
        self._compares: bool | None = None

    @property
    def busy(self) -> bool:
        """Whether figures are computed."""
        return not self._lane.idle

    def tick(self) -> Exception | None:
        """Asks for the figures of the steps on screen, and shows what is there."""
        session, player = self._live.document.session, self._live.player
        compares = session.compares and not session.zoo
        if compares != self._compares:
            self._show_tab(compares)
        if not compares:
            self._key = None
            return None
        reels = [reel for reel in player.shown if reel.scene.prepared is not None]
        steps = tuple(reel.step for reel in reels)
        if steps != self._key and self._resting(reels):
            self._key, self._found = steps, []
            self._show(reels)
            self._ask(reels)
        failure = self._lane.failure()
        for item in self._lane.take():
            if not isinstance(item, Progress):
                self._found = item
                self._show(reels)
        return failure

    def cancel(self) -> bool:
        """Stops the figures; says whether some were being computed."""
        stopped = self._lane.running
        self._lane.cancel()
        return stopped

    def _show_tab(self, compares: bool) -> None:
        """The table stands in front while panes are compared, and is not to be seen else."""
        tabs = self._live.window.charts.tabs
        tabs.setTabVisible(self._tab, compares)
        if compares or self._compares:
            tabs.setCurrentIndex(self._tab if compares else 0)
        self._compares = compares

    def _resting(self, reels: Sequence[Reel]) -> bool:
        player = self._live.player
        few = all(reel.scene.prepared.points.n <= LIVE for reel in reels)
        return bool(reels) and (few or not (player.playing or player.computing))

    def _ask(self, reels: Sequence[Reel]) -> None:
        """Panes whose rows keep coming show others than the rest: those on the same are held together."""
        moments = [(reel.seen, reel.whole) for reel in reels]
        groups = {id(seen): seen for seen, _ in moments}

        def work() -> Iterator[object]:
            found = [NOTHING] * len(moments)
            for prepared in groups.values():
                steps = [step if seen is prepared else None for seen, step in moments]
                made = yield from standings(prepared, steps, classes_in(prepared))
                found = [
                    one if step is None else own for one, own, step in zip(found, made, steps, strict=True)
                ]
            yield found

        self._lane.start(work)

    def _show(self, reels: Sequence[Reel]) -> None:
        found = self._found if len(self._found) == len(reels) else [Standing()] * len(reels)
        lines = [_line(i, reel, one) for i, (reel, one) in enumerate(zip(reels, found, strict=True), 1)]
        agrees = [[_two(value) for value in one.agrees or [None] * len(reels)] for one in found]
        told = [one for one in (classes_in(reel.seen) for reel in reels) if one is not None]
        classes = told[0] if told else None
        known = "No known classes." if classes is None else f"ARI: agreement with {classes.name} classes."
        of = max((one.silhouette_of for one in found), default=0)
        sampled = of and of < reels[0].seen.points.n
        more = f" Silhouettes of {of:,} points." if sampled else ""
        self.table.show_lines(lines, agrees, f"At the step on screen. {known}{more}")


def _line(place: int, reel: Reel, standing: Standing) -> list[str]:
    scene, step = reel.scene, reel.step
    name = f"{place} {scene.algorithm.title}"
    if step is None:
        return [name, "failed" if scene.failure else "", *[MISSING] * (len(HEADS) - 2)]
    took = duration(sum(scene.seconds[: reel.index + 1]))
    inertia = MISSING if standing.inertia is None else number(standing.inertia)
    return [name, took, f"{step.iteration:,}", inertia, _two(standing.silhouette), _two(standing.known)]


def _two(value: float | None) -> str:
    return MISSING if value is None else f"{round(value, 2) + 0.0:.2f}"


def _label(words: str, kind: str) -> QLabel:
    label = QLabel(words)
    label.setProperty("class", kind)
    return label
