"""The dialog that asks for the path of a report."""

from pathlib import Path

from clusterlab.core.step import NO_CLUSTERS_YET
from clusterlab.export.frame import step_frames
from clusterlab.ui.dialogs.file_dialogs import ask_path, suggested_name
from clusterlab.ui.presenter import Presenter


def ask_report(presenter: Presenter) -> None:
    """Asks for a path, and saves a report of the step on screen in the background."""
    run, step = presenter.shown.run, presenter.player.materialized_step
    if presenter.shown.session.zoo:
        return presenter.show_error("A report is of one run. Open one of the zoo first.")
    if step is None or step.labels is None or run.view is None:
        return presenter.show_error(NO_CLUSTERS_YET)
    emphasis, canvas = presenter.highlight.emphasis.with_hovered(None), presenter.window.canvas
    frame_of = step_frames(run, tuple(presenter.overlays), emphasis)
    viewport = None if presenter.shown.session.compares else canvas.viewport

    def save(path: Path) -> None:
        from clusterlab.ui.charts.report_painter import report_steps  # with pyqtgraph, which is slow to load

        presenter.saver.save(path, lambda: report_steps(path, run, frame_of, viewport))

    suggested = suggested_name(presenter, "html", "-report")
    title = (
        "Save the report of the selected pane only" if presenter.shown.panes_compared else "Save the report"
    )
    return ask_path(presenter, title, "Web pages (*.html)", suggested, save)
