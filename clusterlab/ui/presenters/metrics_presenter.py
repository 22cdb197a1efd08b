"""The presenter of the metrics table, which follows the compared panes."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from clusterlab.core.progress import Progress
from clusterlab.session.analysis.comparison_metrics import (
    NO_METRICS,
    ComparisonMetrics,
    comparison_metrics,
    ground_truth_of,
)
from clusterlab.session.analysis.silhouettes import MAX_LIVE_POINTS
from clusterlab.session.playback.shown import Shown, ShownRun
from clusterlab.session.state.prepared import Prepared
from clusterlab.ui.presenter import Presenter
from clusterlab.ui.presenters.chart_presenter import QueuePresenter

if TYPE_CHECKING:
    from clusterlab.ui.compare.metrics_table import MetricsTable


class MetricsTablePresenter(QueuePresenter):
    """Keeps the table in sync with the panes; metrics of many points are computed only while paused."""

    def __init__(self, presenter: Presenter) -> None:
        super().__init__(presenter, presenter.worker.task_queue())
        self._tab_index = presenter.window.charts.add_late_tab("Compare", lambda: [self.table])
        self._runs: list[ShownRun] = []
        self._found: list[ComparisonMetrics] = []
        self._compares: bool | None = None
        presenter.panes_changed.connect(self.follow)
        presenter.activity_changed.connect(self.follow)

    @cached_property
    def table(self) -> "MetricsTable":
        """The table, made when panes are first compared."""
        from clusterlab.ui.compare.metrics_table import MetricsTable

        return MetricsTable()

    def follow(self, shown: Shown) -> None:
        """Starts computing the metrics of the steps on screen."""
        if shown.panes_compared != self._compares:
            self._show_tab(shown.panes_compared)
        before = [(run.step, run.prepared) for run in self._runs]
        runs = [run for run in shown.runs if run.scene.prepared is not None]
        is_live = all(run.n_points <= MAX_LIVE_POINTS for run in runs)
        if not shown.panes_compared:
            self._runs = []
        elif runs and any(run.waiting for run in runs):
            self._clear(runs)
        elif runs and [(run.step, run.prepared) for run in runs] != before and (shown.paused or is_live):
            self._runs, self._found = runs, []
            self._show()
            self._start_computing(runs)
            self._presenter.poll_while_busy(self)

    def cancel(self) -> bool:
        """Stops computing; metrics that are missing then are requested again."""
        is_missing = self._work.busy
        stopped = super().cancel()
        if is_missing:
            self._runs = []
        return stopped

    def _show_items(self, items: list[Any]) -> None:
        for item in items:
            if not isinstance(item, Progress) and self._runs:
                self._found = item
                self._show()

    def _show_tab(self, compares: bool) -> None:
        """Shows and selects the tab while panes are compared, and hides it otherwise."""
        panel = self._presenter.window.charts
        if self._compares and not compares and panel.tabs.isTabVisible(0):
            panel.tabs.setCurrentIndex(0)  # before the tab is hidden, or Qt would show, and so fill, the next
        panel.show_tab(self._tab_index, compares)
        if compares:
            panel.tabs.setCurrentIndex(self._tab_index)
        self._compares = compares

    def _clear(self, runs: list[ShownRun]) -> None:
        """Clears metrics of runs that others are to replace; those are then requested again."""
        self._work.cancel()
        self._runs, self._found = runs, []
        self._show()
        self._runs = []

    def _start_computing(self, runs: Sequence[ShownRun]) -> None:
        """Computes the metrics by groups of panes that show the same points: a stream shows its own."""
        states = [(_prepared(run), run.scene.materialized(run.index)) for run in runs]
        groups = {id(prepared): prepared for prepared, _ in states}

        def compute_metrics() -> Iterator[object]:
            found = [NO_METRICS] * len(states)
            for group in groups.values():
                steps = [step if prepared is group else None for prepared, step in states]
                computed = yield from comparison_metrics(group, steps, ground_truth_of(group))
                made = zip(found, computed, steps, strict=True)
                found = [old if step is None else new for old, new, step in made]
            yield found

        self._work.start(compute_metrics)

    def _show(self) -> None:
        from clusterlab.export.metrics_rows import metrics_row, ratio_cell
        from clusterlab.session.analysis.by_eye_agreement import by_eye_agreement

        runs = self._runs
        found = self._found if len(self._found) == len(runs) else [ComparisonMetrics()] * len(runs)
        rows = [metrics_row(i, run, one) for i, (run, one) in enumerate(zip(runs, found, strict=True), 1)]
        agreement = [[ratio_cell(value) for value in one.pairwise_ari or [None] * len(runs)] for one in found]
        truths = [ground_truth_of(_prepared(run)) for run in runs]
        classes = next((truth for truth in truths if truth is not None), None)
        known = "No known classes." if classes is None else f"ARI: agreement with {classes.name} classes."
        of = max((one.silhouette_of for one in found), default=0)
        sampled = of and of < _prepared(runs[0]).points.n_counted
        more = f" Silhouettes of {of:,} points." if sampled else ""
        if any(_prepared(run).points.weights is not None for run in runs):
            more += " ARI counts rows, not weights."
        algorithms, steps = [run.scene.algorithm for run in runs], [run.step for run in runs]
        by_eye = by_eye_agreement(algorithms, steps, found)
        self.table.show_rows(rows, agreement, f"{by_eye} At the step on screen. {known}{more}".strip())


def _prepared(run: ShownRun) -> Prepared:
    """The points on screen of a run that has points."""
    assert run.prepared is not None
    return run.prepared
