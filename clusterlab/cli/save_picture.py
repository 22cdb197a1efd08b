"""Saves a run or a sweep as a picture; the only module of the command line that needs Qt."""

from collections import deque
from collections.abc import Iterator
from pathlib import Path

from clusterlab.cli.exit_codes import StartError, UsageError
from clusterlab.core.algorithm import Algorithm
from clusterlab.core.history import Run
from clusterlab.core.message import Message, join, sentences
from clusterlab.core.progress import drain
from clusterlab.core.step import Step
from clusterlab.export.figure_grid import FigureGrid, StepChartPage
from clusterlab.export.picture import Picture, center_trajectories, picture
from clusterlab.export.summary import RunOutcome, SweepOutcome
from clusterlab.metrics.k_sweep import best_k
from clusterlab.session.analysis.k_charts import KChartPage, k_charts
from clusterlab.session.analysis.silhouette_plot import silhouette_plot
from clusterlab.session.playback.captions import caption, run_title, scaling_suffix
from clusterlab.session.state.prepared import Prepared
from clusterlab.session.state.session import Session
from clusterlab.session.state.view_choice import ViewChoice

PICTURE_SIZE = (1440, 900)


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


def save_picture(path: Path, outcome: RunOutcome, choice: ViewChoice | None = None) -> None:
    """Saves the last step, with the trajectories of its centers, as PNG, SVG or PDF; raises SaveError."""
    from clusterlab.ui.canvas.page import picture_page

    picture_page(run_picture(outcome, choice), PICTURE_SIZE).save(path)


def save_figure_grid(path: Path, figure_grid: FigureGrid) -> None:
    """Saves a grid of pictures as one PNG, SVG or PDF; raises SaveError."""
    from clusterlab.ui.canvas.page import grid_page

    grid_page(figure_grid).save(path)


def save_sweep_charts(path: Path, outcome: SweepOutcome) -> None:
    """Saves the charts over K of a sweep as PNG, SVG or PDF; raises SaveError."""
    from clusterlab.ui.charts.chart_image import save_charts

    save_charts(k_chart_page(outcome), path, PICTURE_SIZE)


def save_run_charts(path: Path, outcome: RunOutcome) -> None:
    """Saves the charts of the last step as PNG, SVG or PDF; raises SaveError."""
    from clusterlab.ui.charts.chart_image import save_charts

    drawn, points = run_picture(outcome), outcome.prepared.points
    page = StepChartPage(drawn.title, drawn.caption, outcome.step.charts(points), drawn.colors)
    save_charts(page, path, PICTURE_SIZE)


def k_chart_page(outcome: SweepOutcome) -> KChartPage:
    """The charts and the verdict of a sweep, and the silhouette plot at the K of the verdict."""
    algorithm, points, found = outcome.algorithm, outcome.prepared.points, outcome.count
    ks = [entry.k for entry in outcome.entries]
    lines, name = {algorithm.title: outcome.entries}, Message("{algorithm}", algorithm=algorithm.title)
    if outcome.lines:
        own = next(iter(algorithm.variants()))  # the best kind, to which the verdict applies
        name = Message("{algorithm} with {kind} covariances", algorithm=algorithm.title, kind=own)
        lines = {own: outcome.entries} | {kind: line for kind, line in outcome.lines.items() if kind != own}
    k = found.k or best_k(outcome.entries, "silhouette", lowest=False) or ks[-1]
    labels = next((entry.step.labels for entry in outcome.entries if entry.k == k), None)
    return KChartPage(
        join([name, outcome.prepared.summary, Message("{n:# row|# rows}", n=points.n)], " · "),
        sentences(found.words, *found.notes),
        tuple(k_charts(algorithm, lines, ks, points, treatment=scaling_suffix(outcome.prepared.scale.kind))),
        k,
        None if labels is None else drain(silhouette_plot(points, labels, ())),
    )


def run_picture(outcome: RunOutcome, choice: ViewChoice | None = None) -> Picture:
    """The picture of a run: its last step, center trajectories, title and caption."""
    points, latest = outcome.prepared.points, deque[Step](maxlen=2)
    trajectories = center_trajectories(_recording(outcome.winner.steps(points), latest))
    run = Run(latest)
    words = caption(outcome.algorithm, points, run, len(run) - 1)
    view = outcome.prepared.view(choice)
    name = run_title(Session.of(outcome.source, outcome.winner), outcome.prepared, outcome.step.k)
    return picture(points, view, outcome.step, trajectories=trajectories, title=name, caption=words.text)


def _recording(steps: Iterator[Step], latest: deque[Step]) -> Iterator[Step]:
    """Yields the steps and appends each to `latest`, which keeps the last two for the caption."""
    for step in steps:
        latest.append(step)
        yield step
