"""Saves a run or a sweep as a picture."""

from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path

from clusterlab.cli.exit_codes import StartError, UsageError
from clusterlab.cli.picture_flags import DEFAULT_PICTURE_SIZE, PictureSize
from clusterlab.core.algorithm import Algorithm
from clusterlab.core.errors import UserError
from clusterlab.core.history import Run
from clusterlab.core.message import Message, join, sentences
from clusterlab.core.progress import drain
from clusterlab.core.step import Step
from clusterlab.export.figure_grid import FigureGrid, StepChartPage
from clusterlab.export.picture import Picture, center_trajectories, picture
from clusterlab.export.run_outcome import RunOutcome
from clusterlab.export.summary import SweepOutcome
from clusterlab.metrics.k_sweep import best_k
from clusterlab.session.analysis.cluster_flows import FlowPage, FlowRequest
from clusterlab.session.analysis.cluster_profiles import ClusterProfile
from clusterlab.session.analysis.k_charts import KChartPage, k_charts
from clusterlab.session.analysis.silhouette_plot import silhouette_plot
from clusterlab.session.playback.captions import caption, run_title, scaling_suffix
from clusterlab.session.state.color_choice import point_codes
from clusterlab.session.state.prepared import Prepared
from clusterlab.session.state.session import Session
from clusterlab.session.state.view_choice import ViewChoice

FLOW_WORDS = Message(
    "Bands are points that are in one cluster at a K and in another, or the same, at the next."
)


def check_painting() -> None:
    """Raises StartError where no picture could be rendered; called before the work begins."""
    try:
        import clusterlab.ui.canvas.page  # noqa: F401
    except ImportError as error:
        template = "No picture can be painted, because Qt does not load: {reason}."
        raise StartError(Message(template, reason=str(error))) from None


def check_charts(algorithm: Algorithm, prepared: Prepared) -> None:
    """Raises UsageError where the steps of an algorithm have no charts; called before the work begins."""
    if type(algorithm.first(prepared.points)).charts is Step.charts:
        template = "--charts does not belong to {algorithm}, whose steps have no charts."
        raise UsageError(Message(template, algorithm=algorithm.name))


def save_picture(
    path: Path,
    outcome: RunOutcome,
    choice: ViewChoice | None = None,
    shown: PictureSize = DEFAULT_PICTURE_SIZE,
) -> None:
    """Saves the last step, with the trajectories of its centers, as PNG, SVG or PDF; raises SaveError."""
    from clusterlab.ui.canvas.page import picture_page

    picture_page(run_picture(outcome, choice), shown.size, dpr=shown.resolution).save(path)


def save_profile(
    path: Path, profiles: Sequence[ClusterProfile], outcome: RunOutcome, shown: PictureSize
) -> None:
    """Saves the profiles of clusters as a heat map, as PNG, SVG or PDF; raises SaveError."""
    from clusterlab.ui.canvas.profile_page import profile_page

    session = Session.of(outcome.source, outcome.winner)
    title = run_title(session, outcome.prepared, outcome.step.k)
    profile_page(profiles, outcome.listing, title, dpr=shown.resolution).save(path)


def save_figure_grid(path: Path, figure_grid: FigureGrid, resolution: int) -> None:
    """Saves a grid of pictures as one PNG, SVG or PDF; raises SaveError."""
    from clusterlab.ui.canvas.page import grid_page

    grid_page(figure_grid, dpr=resolution).save(path)


def save_sweep_charts(path: Path, outcome: SweepOutcome, shown: PictureSize = DEFAULT_PICTURE_SIZE) -> None:
    """Saves the charts over K of a sweep as PNG, SVG or PDF; raises SaveError."""
    from clusterlab.ui.charts.chart_image import save_charts

    save_charts(k_chart_page(outcome), path, shown.size, dpr=shown.resolution)


def save_flow(path: Path, outcome: SweepOutcome, shown: PictureSize = DEFAULT_PICTURE_SIZE) -> None:
    """Saves the flow of points from each K to the next as PNG, SVG or PDF.

    Raises SaveError, and UserError where there are too few distinct points for two K.
    """
    from clusterlab.ui.charts.chart_image import save_charts

    flow = FlowRequest(outcome.prepared.points, tuple(outcome.entries)).picture()
    if flow is None:
        raise UserError(Message("There is no flow: the points have fewer than two K."))
    page = FlowPage(_sweep_title(outcome), FLOW_WORDS, flow, outcome.count.k)
    save_charts(page, path, shown.size, dpr=shown.resolution)


def save_run_charts(path: Path, outcome: RunOutcome, shown: PictureSize = DEFAULT_PICTURE_SIZE) -> None:
    """Saves the charts of the last step as PNG, SVG or PDF; raises SaveError."""
    from clusterlab.ui.charts.chart_image import save_charts

    drawn, points = run_picture(outcome), outcome.prepared.points
    page = StepChartPage(drawn.title, drawn.caption, outcome.step.charts(points), drawn.listing)
    save_charts(page, path, shown.size, dpr=shown.resolution)


def k_chart_page(outcome: SweepOutcome) -> KChartPage:
    """The charts and the verdict of a sweep, and the silhouette plot at the K of the verdict."""
    algorithm, points, found = outcome.algorithm, outcome.prepared.points, outcome.count
    ks = [entry.k for entry in outcome.entries]
    lines = {algorithm.title: outcome.entries}
    if outcome.lines:
        own = _best_kind(algorithm)
        lines = {own: outcome.entries} | {kind: line for kind, line in outcome.lines.items() if kind != own}
    k = found.k or best_k(outcome.entries, "silhouette", lowest=False) or ks[-1]
    labels = next((entry.step.labels for entry in outcome.entries if entry.k == k), None)
    return KChartPage(
        _sweep_title(outcome),
        sentences(found.words, *found.notes),
        tuple(k_charts(algorithm, lines, ks, points, treatment=scaling_suffix(outcome.prepared.scale.kind))),
        k,
        None if labels is None else drain(silhouette_plot(points, labels)),
    )


def _sweep_title(outcome: SweepOutcome) -> Message:
    """The algorithm and the data of a sweep."""
    algorithm, prepared = outcome.algorithm, outcome.prepared
    name = Message("{algorithm}", algorithm=algorithm.title)
    if outcome.lines:
        kind = _best_kind(algorithm)
        name = Message("{algorithm} with {kind} covariances", algorithm=algorithm.title, kind=kind)
    return join([name, prepared.summary, Message("{n:# row|# rows}", n=prepared.points.n)], " · ")


def _best_kind(algorithm: Algorithm) -> str:
    """The kind of covariances of the best of several sweeps, to which the verdict applies."""
    return next(iter(algorithm.variants()))


def run_picture(outcome: RunOutcome, choice: ViewChoice | None = None) -> Picture:
    """The picture of a run: its last step, center trajectories, title and caption."""
    points, latest = outcome.prepared.points, deque[Step](maxlen=2)
    trajectories = center_trajectories(_recording(outcome.winner.steps(points), latest))
    run = Run(latest)
    words = caption(outcome.algorithm, points, run, len(run) - 1).renamed(outcome.listing)
    view = outcome.prepared.view(choice)
    name = run_title(Session.of(outcome.source, outcome.winner), outcome.prepared, outcome.step.k)
    return picture(
        points,
        view,
        outcome.step,
        trajectories=trajectories,
        title=name,
        caption=words.text,
        listing=outcome.listing,
        column_codes=point_codes(outcome.prepared, outcome.color_by, outcome.prepared),
    )


def _recording(steps: Iterator[Step], latest: deque[Step]) -> Iterator[Step]:
    """Yields the steps and appends each to `latest`, which keeps the last two for the caption."""
    for step in steps:
        latest.append(step)
        yield step
