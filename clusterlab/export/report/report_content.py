"""What a report of a run says, computed from its step."""

from collections.abc import Generator
from dataclasses import dataclass

from clusterlab.core.algorithm import Algorithm
from clusterlab.core.message import Message
from clusterlab.core.progress import Progress, map_progress
from clusterlab.core.step import Step
from clusterlab.export.report.html_parts import ReportFigure
from clusterlab.metrics.cluster_count.how_many import ClusterCount, count_clusters
from clusterlab.metrics.k_sweep import SweepEntry, entries, full_sweep
from clusterlab.session.analysis.cluster_profiles import (
    ClusterProfile,
    cluster_profiles,
    in_order,
    partition_words,
)
from clusterlab.session.analysis.k_charts import KChartData, k_charts
from clusterlab.session.analysis.silhouette_plot import SilhouettePlot, silhouette_plot
from clusterlab.session.analysis.step_formulas import StepFormulas, step_formulas
from clusterlab.session.playback.captions import scaling_suffix
from clusterlab.session.playback.shown import ShownRun
from clusterlab.session.state.cluster_listing import ClusterListing
from clusterlab.session.state.prepared import Prepared
from clusterlab.session.state.session import Session, scaling_label

MAX_SWEPT_ROWS = 20_000
"""Charts over K of more rows would take minutes."""
SWEPT_KS = range(1, 11)


@dataclass(frozen=True, eq=False)
class ReportContent:
    """The results of a run at the step of an index.

    `picture` is None, and there are no `chart_figures`, until they are painted.
    """

    session: Session
    prepared: Prepared
    step: Step
    index: int
    steps: int
    listing: ClusterListing
    count: ClusterCount
    sweep: tuple[SweepEntry, ...]
    silhouettes: SilhouettePlot
    profiles: tuple[ClusterProfile, ...]
    partition: Message
    formulas: StepFormulas
    picture: ReportFigure | None = None
    chart_figures: tuple[ReportFigure, ...] = ()

    @property
    def algorithm(self) -> Algorithm:
        """The algorithm of the run."""
        return self.session.algorithm

    @property
    def k_charts(self) -> tuple[KChartData, ...]:
        """The charts over K; none where K was not swept."""
        if not self.sweep:
            return ()
        treatment = scaling_suffix(scaling_label(self.session))
        lines, points = {self.algorithm.title: self.sweep}, self.prepared.points
        ks = [entry.k for entry in self.sweep]
        return tuple(k_charts(self.algorithm, lines, ks, points, treatment=treatment))


def report_content(run: ShownRun) -> Generator[Progress, None, ReportContent]:
    """Computes what a report says of the step of a run on screen, which has labels; yields its progress."""
    step = run.scene.materialized(run.index)
    assert step is not None
    assert run.prepared is not None
    assert step.labels is not None
    prepared, points = run.prepared, run.prepared.points
    counting = count_clusters(points, names=prepared.clustered_columns)
    count = yield from map_progress(lambda found: Progress(40 * found.done // found.of, 100), counting)
    sweep = yield from _sweep(run.session.algorithm, prepared)
    plotting = silhouette_plot(points, step.labels)
    silhouettes = yield from map_progress(lambda _: Progress(60, 100), plotting)
    return ReportContent(
        run.session,
        prepared,
        step,
        run.index,
        run.length,
        run.listing,
        count,
        sweep,
        silhouettes,
        tuple(in_order(cluster_profiles(prepared, step), run.listing)),
        partition_words(prepared, step),
        step_formulas(run),
    )


def _sweep(algorithm: Algorithm, prepared: Prepared) -> Generator[Progress, None, tuple[SweepEntry, ...]]:
    """The runs for each K; none for an algorithm without K, of a stream, or of very many rows."""
    points, found = prepared.points, list[Progress | SweepEntry]()
    if not algorithm.takes_k or algorithm.initial_rows or points.n > MAX_SWEPT_ROWS:
        return ()
    ks = [k for k in SWEPT_KS if k <= points.n]
    for item in full_sweep(algorithm, points, ks, algorithm.restarts_per_k):
        found.append(item)
        yield Progress(50, 100)
    return tuple(entries(found))
