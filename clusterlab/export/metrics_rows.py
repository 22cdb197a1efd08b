"""The rows of the table of compared panes."""

from clusterlab.core.formatting import format_duration, format_number
from clusterlab.core.message import Message, join
from clusterlab.core.terms import sentence_of
from clusterlab.export.table_cell import Cell
from clusterlab.session.analysis.comparison_metrics import ComparisonMetrics
from clusterlab.session.playback.change_sentence import last_changes
from clusterlab.session.playback.shown import ShownRun

HEADER = (
    Cell(""),
    Cell("Time", tip="Computing time up to this step, without drawing."),
    Cell("Steps", tip="Iterations, batches, waves or merges up to this step."),
    Cell(
        "Inertia",
        tip=f"{sentence_of('Inertia')} Not defined without centers or with noise; by eye, that of the "
        "points in clusters.",
    ),
    Cell("Silh.", tip=f"{sentence_of('Silhouette')} Of the points that belong to a cluster."),
    Cell("ARI", tip=f"{sentence_of('ARI')} With the known classes."),
)
MISSING_TEXT = "–"


def metrics_row(number: int, run: ShownRun, metrics: ComparisonMetrics) -> list[Cell]:
    """The row of a pane, by its number: its time, steps and metrics at the step on screen."""
    scene, step = run.scene, run.step
    name = f"{number} {scene.algorithm.title}"
    tip = join([Message("{name}", name=name), *last_changes([run.session.branches])], ", ")
    if step is None:
        failed = Cell("failed" if run.failure else "")
        return [Cell(name, number, tip, muted=True), failed, *[Cell(MISSING_TEXT)] * (len(HEADER) - 2)]
    took = sum(scene.seconds[: run.index + 1])
    inertia = MISSING_TEXT if metrics.inertia is None else format_number(metrics.inertia)
    return [
        Cell(name, number, tip, muted=True),
        Cell(format_duration(took), took),
        Cell(f"{step.iteration:,}" if step.iteration_unit else MISSING_TEXT, step.iteration),
        Cell(inertia, metrics.inertia),
        ratio_cell(metrics.silhouette),
        ratio_cell(metrics.ground_truth_ari),
    ]


def ratio_cell(value: float | None) -> Cell:
    """A number of two decimals, or a dash."""
    return Cell(MISSING_TEXT if value is None else f"{round(value, 2) + 0.0:.2f}", value)
