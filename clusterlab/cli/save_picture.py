"""A run or a sweep as a picture in a file; the one place of the command line that needs Qt."""

from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path

from clusterlab.cli.exit_codes import StartError, UsageError
from clusterlab.core.algorithm import Algorithm
from clusterlab.core.formatting import format_count
from clusterlab.core.history import Run
from clusterlab.core.progress import drain
from clusterlab.core.step import Step
from clusterlab.export.atomic_write import SaveError, atomic_replacement
from clusterlab.export.chart_figure import StepChartPage
from clusterlab.export.figure_grid import FigureGrid
from clusterlab.export.picture import Picture, center_trajectories, picture
from clusterlab.export.summary import RunOutcome, SweepOutcome
from clusterlab.session.analysis.k_charts import KChartPage, k_charts
from clusterlab.session.analysis.silhouette_plot import silhouette_plot
from clusterlab.session.playback.captions import caption, run_title, scaling_suffix
from clusterlab.session.state.prepared import Prepared
from clusterlab.session.state.session import Session
from clusterlab.session.state.view_choice import ViewChoice

PICTURE_SIZE = (1440, 900)


def check_painting() -> None:
    """Refuses, before the work begins, a picture that could not be painted; raises StartError."""
    try:
        import clusterlab.ui.canvas.render  # noqa: F401
    except ImportError as error:
        raise StartError(f"No picture can be painted, because Qt does not load: {error}.") from None


def check_charts(algorithm: Algorithm, prepared: Prepared) -> None:
    """Refuses, before the work begins, the charts of an algorithm that has none; raises UsageError."""
    if type(algorithm.first(prepared.points)).charts is Step.charts:
        raise UsageError(f"--charts does not belong to {algorithm.name}, whose steps have no charts.")


def save_picture(path: Path, outcome: RunOutcome, choice: ViewChoice | None = None) -> None:
    """Paints the last step, with the paths that led there, as PNG in a view; raises SaveError."""
    from clusterlab.ui.canvas.render import save

    drawn = run_picture(outcome, choice)
    _save(path, lambda temporary: save(drawn, temporary, PICTURE_SIZE, "light"))


def save_figure_grid(path: Path, sheet: FigureGrid) -> None:
    """Paints pictures side by side as one PNG; raises SaveError."""
    from clusterlab.ui.canvas import grid_image as painter

    _save(path, lambda temporary: painter.save_grid_image(sheet, temporary))


def save_charts(path: Path, outcome: SweepOutcome) -> None:
    """Paints the charts over K of a sweep as PNG; raises SaveError."""
    from clusterlab.ui.charts.chart_image import save_k_charts

    page = k_chart_page(outcome)
    _save(path, lambda temporary: save_k_charts(page, temporary, PICTURE_SIZE))


def save_run_charts(path: Path, outcome: RunOutcome) -> None:
    """Paints the charts of the last step as PNG; raises SaveError."""
    from clusterlab.ui.charts.chart_image import save_step_charts as save

    drawn, points = run_picture(outcome), outcome.prepared.points
    sheet = StepChartPage(drawn.title, drawn.caption, outcome.step.charts(points), drawn.colors)
    _save(path, lambda temporary: save(sheet, temporary, PICTURE_SIZE))


def k_chart_page(outcome: SweepOutcome) -> KChartPage:
    """What is in the picture of a sweep: its charts and verdict, and the blades at the K it points to."""
    algorithm, points, found = outcome.algorithm, outcome.prepared.points, outcome.verdict
    ks = [entry.k for entry in outcome.entries]
    lines, name = {algorithm.title: outcome.entries}, algorithm.title
    if outcome.lines:
        own = getattr(algorithm, "covariance", "")
        name = f"{name} with {own} covariances"  # of which the verdict is
        lines = {own: outcome.entries} | {name: line for name, line in outcome.lines.items() if name != own}
    k = None if found is None else found.k or found.silhouette_k
    labels = next((entry.step.labels for entry in outcome.entries if entry.k == k), None)
    return KChartPage(
        f"{name} · {outcome.prepared.summary} · {format_count(points.n, 'row')}",
        "" if found is None else found.words,
        tuple(k_charts(algorithm, lines, ks, points, treatment=scaling_suffix(outcome.prepared.scale.kind))),
        k,
        None if labels is None else drain(silhouette_plot(points, labels, ())),
    )


def run_picture(outcome: RunOutcome, choice: ViewChoice | None = None) -> Picture:
    """What is in the picture of a run: its last step, paths, title and caption."""
    points, latest = outcome.prepared.points, deque[Step](maxlen=2)
    trajectories = center_trajectories(_recording(outcome.winner.steps(points), latest))
    run = Run(latest)
    words = caption(outcome.algorithm, points, run, len(run) - 1)
    view = outcome.prepared.view(choice)
    name = run_title(Session(outcome.source, outcome.winner), outcome.prepared, outcome.step.k)
    return picture(points, view, outcome.step, trajectories=trajectories, title=name, caption=words.text)


def _save(path: Path, save: Callable[[Path], None]) -> None:
    with atomic_replacement(path) as temporary:
        try:
            save(temporary)
        except OSError:
            raise SaveError(f"{path} could not be written; the disk may be full.") from None


def _recording(steps: Iterator[Step], latest: deque[Step]) -> Iterator[Step]:
    """The steps as they are, the last of them kept: a caption needs the last two, and a run may be long."""
    for step in steps:
        latest.append(step)
        yield step
