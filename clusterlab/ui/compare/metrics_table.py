"""The table of a comparison: how each pane stands at the step on screen, and how far each two agree."""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from clusterlab.core.formatting import format_number
from clusterlab.core.progress import Progress
from clusterlab.session.analysis.comparison_metrics import (
    NO_METRICS,
    ComparisonMetrics,
    comparison_metrics,
    ground_truth_of,
)
from clusterlab.session.analysis.silhouettes import MAX_LIVE_POINTS
from clusterlab.session.playback.run_slot import RunSlot
from clusterlab.ui.presenter import Presenter
from clusterlab.ui.presenters.window_parts import duration

MISSING_TEXT = "–"
METRIC_COLUMNS = {
    "": "",
    "Time": "How long the steps up to this one took to compute, without drawing.",
    "Steps": "Iterations, batches, waves or merges up to this step.",
    "Inertia": "The sum of squared distances to the own centers; not defined without centers or with noise.",
    "Silh.": "The mean silhouette of the points that belong to a cluster.",
    "ARI": "The adjusted Rand index with the known classes: 1 where they are the same, about 0 by chance.",
}


class LabelGrid(QGridLayout):
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


class MetricsTable(QWidget):
    """A line for each pane, and below it how far each two panes agree."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.figures, self.agreement_grid = LabelGrid(), LabelGrid()
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
        column.addLayout(self.agreement_grid)

    def show_lines(
        self, lines: Sequence[Sequence[str]], pairwise_ari: Sequence[Sequence[str]], note: str
    ) -> None:
        """Shows cells: of each pane its name and its figures, and of each two how far they agree."""
        self.figures.show_lines([list(METRIC_COLUMNS), *lines], list(METRIC_COLUMNS.values()))
        names = [str(place) for place in range(1, len(pairwise_ari) + 1)]
        rows = ([name, *row] for name, row in zip(names, pairwise_ari, strict=True))
        self.agreement_grid.show_lines([["", *names], *rows])
        self.note.setText(note)

    def words(self) -> list[list[str]]:
        """The cells of all panes as a person reads them."""
        labels, columns = self.figures.labels, len(METRIC_COLUMNS)
        lines = range(1, len(labels) // columns)
        return [[labels[line, column].text() for column in range(columns)] for line in lines]


class MetricsTablePresenter:
    """Keeps the table in step with a live window; figures of many points are taken when it is at rest."""

    def __init__(self, presenter: Presenter) -> None:
        self._live, self._queue, self.table = presenter, presenter.worker.task_queue(), MetricsTable()
        self._tab_index = presenter.window.charts.add_tab("Compare", self.table)
        self._key: object = None
        self._found: list[ComparisonMetrics] = []
        self._compares: bool | None = None

    @property
    def busy(self) -> bool:
        """Whether figures are computed."""
        return not self._queue.idle

    def tick(self) -> Exception | None:
        """Asks for the figures of the steps on screen, and shows what is there."""
        session, player = self._live.document.session, self._live.player
        compares = session.compares and not session.zoo
        if compares != self._compares:
            self._show_tab(compares)
        if not compares:
            self._key = None
            return None
        slots = [slot for slot in player.shown if slot.scene.prepared is not None]
        steps = tuple(slot.step for slot in slots)
        if steps != self._key and self._may_compute(slots):
            self._key, self._found = steps, []
            self._show(slots)
            self._start_computing(slots)
        failure = self._queue.failure()
        for item in self._queue.take():
            if not isinstance(item, Progress):
                self._found = item
                self._show(slots)
        return failure

    def cancel(self) -> bool:
        """Stops the figures; says whether some were being computed."""
        stopped = self._queue.running
        self._queue.cancel()
        return stopped

    def _show_tab(self, compares: bool) -> None:
        """The table stands in front while panes are compared, and is not to be seen else."""
        tabs = self._live.window.charts.tabs
        tabs.setTabVisible(self._tab_index, compares)
        if compares or self._compares:
            tabs.setCurrentIndex(self._tab_index if compares else 0)
        self._compares = compares

    def _may_compute(self, slots: Sequence[RunSlot]) -> bool:
        player = self._live.player
        few = all(slot.scene.prepared.points.n <= MAX_LIVE_POINTS for slot in slots)
        return bool(slots) and (few or not (player.playing or player.computing))

    def _start_computing(self, slots: Sequence[RunSlot]) -> None:
        """Panes whose rows keep coming show others than the rest: those on the same are held together."""
        states = [(slot.current_prepared, slot.materialized_step) for slot in slots]
        groups = {id(seen): seen for seen, _ in states}

        def compute_metrics() -> Iterator[object]:
            found = [NO_METRICS] * len(states)
            for prepared in groups.values():
                steps = [step if seen is prepared else None for seen, step in states]
                made = yield from comparison_metrics(prepared, steps, ground_truth_of(prepared))
                found = [
                    one if step is None else own for one, own, step in zip(found, made, steps, strict=True)
                ]
            yield found

        self._queue.start(compute_metrics)

    def _show(self, slots: Sequence[RunSlot]) -> None:
        found = self._found if len(self._found) == len(slots) else [ComparisonMetrics()] * len(slots)
        lines = [_line(i, slot, one) for i, (slot, one) in enumerate(zip(slots, found, strict=True), 1)]
        pairwise_ari = [
            [_two_decimals(value) for value in one.pairwise_ari or [None] * len(slots)] for one in found
        ]
        told = [one for one in (ground_truth_of(slot.current_prepared) for slot in slots) if one is not None]
        classes = told[0] if told else None
        known = "No known classes." if classes is None else f"ARI: agreement with {classes.name} classes."
        of = max((one.silhouette_of for one in found), default=0)
        sampled = of and of < slots[0].current_prepared.points.n
        more = f" Silhouettes of {of:,} points." if sampled else ""
        self.table.show_lines(lines, pairwise_ari, f"At the step on screen. {known}{more}")


def _line(place: int, slot: RunSlot, standing: ComparisonMetrics) -> list[str]:
    scene, step = slot.scene, slot.step
    name = f"{place} {scene.algorithm.title}"
    if step is None:
        return [name, "failed" if scene.failure else "", *[MISSING_TEXT] * (len(METRIC_COLUMNS) - 2)]
    took = duration(sum(scene.seconds[: slot.index + 1]))
    inertia = MISSING_TEXT if standing.inertia is None else format_number(standing.inertia)
    return [
        name,
        took,
        f"{step.iteration:,}",
        inertia,
        _two_decimals(standing.silhouette),
        _two_decimals(standing.ground_truth_ari),
    ]


def _two_decimals(value: float | None) -> str:
    return MISSING_TEXT if value is None else f"{round(value, 2) + 0.0:.2f}"


def _label(words: str, kind: str) -> QLabel:
    label = QLabel(words)
    label.setProperty("class", kind)
    return label
