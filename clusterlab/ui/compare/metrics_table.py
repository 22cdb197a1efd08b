"""The table of a comparison: metrics of each pane at the step on screen, and their pairwise agreement."""

from collections.abc import Iterator, Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

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
from clusterlab.session.state.prepared import Prepared
from clusterlab.ui.presenter import Presenter
from clusterlab.ui.presenters.window_parts import duration
from clusterlab.ui.widgets.data_table import Cell, DataTable
from clusterlab.ui.widgets.elements import fill_layout, text_label

MISSING_TEXT = "–"
HEADER = (
    Cell(""),
    Cell("Time", tip="How long the steps up to this one took to compute, without drawing."),
    Cell("Steps", tip="Iterations, batches, waves or merges up to this step."),
    Cell(
        "Inertia",
        tip="The sum of squared distances to the own centers; not defined without centers or with noise.",
    ),
    Cell("Silh.", tip="The mean silhouette of the points that belong to a cluster."),
    Cell(
        "ARI",
        tip="The adjusted Rand index with the known classes: 1 where they are the same, about 0 by chance.",
    ),
)


class MetricsTable(QWidget):
    """A row of metrics for each pane, and below them the pairwise adjusted Rand index.

    The tables are made when they are first shown: until then every change of the style would take longer.
    """

    metrics: DataTable
    agreement: DataTable

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.note = text_label("", "muted", wraps=True)
        self._column = fill_layout(QVBoxLayout(self), self.note, spacing=12)

    def show_rows(
        self, rows: Sequence[Sequence[Cell]], agreement: Sequence[Sequence[Cell]], note: str
    ) -> None:
        """Shows a row for each pane, the pairwise agreement, and a note."""
        if self._column.count() == 1:
            self._add_tables()
        self.metrics.show_rows(HEADER, rows)
        numbers = [Cell(str(number), number, muted=True) for number in range(1, len(agreement) + 1)]
        self.agreement.show_rows(
            [Cell(""), *numbers], [[name, *row] for name, row in zip(numbers, agreement, strict=True)]
        )
        self.note.setText(note)

    def _add_tables(self) -> None:
        self.metrics = DataTable("Metrics of the panes")
        self.agreement = DataTable("Agreement between panes", stretches_first=False)
        heading = text_label("Agreement between panes", "heading")
        heading.setToolTip("The adjusted Rand index of each two panes; noise counts as one label.")
        self._column.insertWidget(0, self.metrics)
        self._column.addWidget(heading)
        self._column.addWidget(self.agreement)


class MetricsTablePresenter:
    """Keeps the table in sync with the panes; metrics of many points are computed only while paused."""

    def __init__(self, presenter: Presenter) -> None:
        self._presenter, self._queue, self.table = presenter, presenter.worker.task_queue(), MetricsTable()
        self._tab_index = presenter.window.charts.add_tab("Compare", self.table)
        self._key: object = None
        self._found: list[ComparisonMetrics] = []
        self._compares: bool | None = None

    @property
    def busy(self) -> bool:
        """Whether metrics are being computed."""
        return not self._queue.idle

    def tick(self) -> Exception | None:
        """Starts computing the metrics of the steps on screen, and shows those that are ready."""
        session, player = self._presenter.document.session, self._presenter.player
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
        """Stops computing; returns whether metrics were being computed."""
        stopped = self._queue.running
        self._queue.cancel()
        return stopped

    def _show_tab(self, compares: bool) -> None:
        """Shows and selects the tab while panes are compared, and hides it otherwise."""
        tabs = self._presenter.window.charts.tabs
        tabs.setTabVisible(self._tab_index, compares)
        if compares or self._compares:
            tabs.setCurrentIndex(self._tab_index if compares else 0)
        self._compares = compares

    def _may_compute(self, slots: Sequence[RunSlot]) -> bool:
        player = self._presenter.player
        prepared = [slot.scene.prepared for slot in slots]
        few = all(one is None or one.points.n <= MAX_LIVE_POINTS for one in prepared)
        return bool(slots) and (few or not (player.playing or player.computing))

    def _start_computing(self, slots: Sequence[RunSlot]) -> None:
        """Computes the metrics by groups of panes that show the same points: a stream shows its own."""
        states = [(_prepared(slot), slot.materialized_step) for slot in slots]
        groups = {id(prepared): prepared for prepared, _ in states}

        def compute_metrics() -> Iterator[object]:
            found = [NO_METRICS] * len(states)
            for group in groups.values():
                steps = [step if prepared is group else None for prepared, step in states]
                computed = yield from comparison_metrics(group, steps, ground_truth_of(group))
                found = [
                    old if step is None else new
                    for old, new, step in zip(found, computed, steps, strict=True)
                ]
            yield found

        self._queue.start(compute_metrics)

    def _show(self, slots: Sequence[RunSlot]) -> None:
        found = self._found if len(self._found) == len(slots) else [ComparisonMetrics()] * len(slots)
        rows = [_row(i, slot, one) for i, (slot, one) in enumerate(zip(slots, found, strict=True), 1)]
        agreement = [[_ratio(value) for value in one.pairwise_ari or [None] * len(slots)] for one in found]
        truths = [ground_truth_of(_prepared(slot)) for slot in slots]
        classes = next((truth for truth in truths if truth is not None), None)
        known = "No known classes." if classes is None else f"ARI: agreement with {classes.name} classes."
        of = max((one.silhouette_of for one in found), default=0)
        sampled = of and of < _prepared(slots[0]).points.n
        more = f" Silhouettes of {of:,} points." if sampled else ""
        self.table.show_rows(rows, agreement, f"At the step on screen. {known}{more}")


def _prepared(slot: RunSlot) -> Prepared:
    """The points on screen of a run that has points."""
    prepared = slot.current_prepared
    assert prepared is not None
    return prepared


def _row(number: int, slot: RunSlot, metrics: ComparisonMetrics) -> list[Cell]:
    scene, step = slot.scene, slot.step
    name = f"{number} {scene.algorithm.title}"
    if step is None:
        failed = Cell("failed" if scene.failure else "")
        return [Cell(name, number, name, muted=True), failed, *[Cell(MISSING_TEXT)] * (len(HEADER) - 2)]
    took = sum(scene.seconds[: slot.index + 1])
    inertia = MISSING_TEXT if metrics.inertia is None else format_number(metrics.inertia)
    return [
        Cell(name, number, name, muted=True),
        Cell(duration(took), took),
        Cell(f"{step.iteration:,}", step.iteration),
        Cell(inertia, metrics.inertia),
        _ratio(metrics.silhouette),
        _ratio(metrics.ground_truth_ari),
    ]


def _ratio(value: float | None) -> Cell:
    return Cell(MISSING_TEXT if value is None else f"{round(value, 2) + 0.0:.2f}", value)
