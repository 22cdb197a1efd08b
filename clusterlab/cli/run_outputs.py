"""The output files of `clusterlab run`, and how each of them is written."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from clusterlab.cli.console import write_stderr
from clusterlab.cli.labels_flags import write_labels_file
from clusterlab.cli.output_flags import Outputs, is_picture, write_json, write_text
from clusterlab.cli.picture_flags import FilmRequest, PictureSize
from clusterlab.cli.profile_report import profile_report
from clusterlab.cli.save_picture import save_picture, save_profile, save_run_charts
from clusterlab.core.progress import PaintCall, Progress
from clusterlab.export.frame import step_frames
from clusterlab.export.labeled_rows import LabelColumns, LabeledStep
from clusterlab.export.repeat.python_script import python_script
from clusterlab.export.run_outcome import RunOutcome
from clusterlab.export.summary import run_summary
from clusterlab.export.theme import LIGHT
from clusterlab.session.analysis.cluster_profiles import ClusterProfile, cluster_profiles
from clusterlab.session.models.model import Model
from clusterlab.session.models.model_file import save_model
from clusterlab.session.playback.shown import ShownRun, finished_run
from clusterlab.session.saved.saved_session import SavedSession
from clusterlab.session.saved.session_file import save_session
from clusterlab.session.state.prepared import Prepared
from clusterlab.session.state.session import Session
from clusterlab.session.state.view_choice import ViewChoice


@dataclass(frozen=True)
class FinishedRun:
    """A run that has ended, and how its outputs show it.

    `session` is that of a window with this run, `prepared` its points before the run, which a stream changes.
    """

    outcome: RunOutcome
    session: Session
    prepared: Prepared
    view: ViewChoice | None
    shown: PictureSize
    film: FilmRequest | None
    columns: LabelColumns
    outputs: Outputs

    @cached_property
    def profiles(self) -> tuple[ClusterProfile, ...]:
        """What each cluster is, computed where --profile is asked for."""
        if self.outputs.profile is None:
            return ()
        return tuple(cluster_profiles(self.outcome.prepared, self.outcome.step))

    def played(self) -> ShownRun:
        """The run with all its steps."""
        steps = self.session.algorithm.steps(self.prepared.points)
        return finished_run(self.session, self.prepared, steps, self.prepared.view(self.view))


def write_outputs(run: FinishedRun) -> None:
    """Writes the files that were asked for; raises SaveError."""
    for flag, name in run.outputs.named.items():
        RUN_WRITERS[flag](run, name)


def _save_profile(run: FinishedRun, name: str) -> None:
    if is_picture(name):
        save_profile(Path(name), run.profiles, run.outcome, run.shown)
    else:
        write_text(name, profile_report(run.profiles, run.outcome.listing))


def _save_script(run: FinishedRun, name: str) -> None:
    """Saves the script of the best run."""
    start = run.outcome.winner.first(run.outcome.prepared.points)
    write_text(name, python_script(run.session, run.outcome.prepared, start))


def _save_labels(run: FinishedRun, name: str) -> None:
    outcome = run.outcome
    labeled = LabeledStep(outcome.prepared, outcome.step, outcome.listing)
    write_labels_file(name, labeled, run.columns, outcome.source)


def _save_model(run: FinishedRun, name: str) -> None:
    outcome = run.outcome
    save_model(name, Model.of(outcome.winner, outcome.prepared, outcome.step, outcome.listing))


def _save_film(run: FinishedRun, name: str) -> None:
    """Saves the steps as a film; raises UsageError for steps that the run does not have."""
    from clusterlab.ui.canvas.film_painter import FilmPainter

    assert run.film is not None
    played = run.played()
    plan = run.film.plan(played.length)
    _paint(FilmPainter(step_frames(played), played.length, plan, LIGHT).film(Path(name)))


def _save_report(run: FinishedRun, name: str) -> None:
    from clusterlab.ui.charts.report_painter import report_steps
    from clusterlab.ui.platform.offscreen import ensure_application

    ensure_application()
    played = run.played()
    _paint(report_steps(Path(name), played, step_frames(played)))


def _paint(steps: Iterable[PaintCall | Progress]) -> None:
    """Computes and paints on this thread, where a window would paint on its own."""
    for item in steps:
        if isinstance(item, PaintCall):
            item.run()


def _save_session(run: FinishedRun, path: str) -> None:
    """Saves the session for the window, with the columns that the command chose."""
    prepared = run.outcome.prepared
    columns = tuple(prepared.table.logged.get(name, name) for name in prepared.selection.columns)
    session = replace(run.session, columns=None if prepared.generated else columns, view=run.view)
    note = save_session(Path(path), SavedSession(session, at_end=True))
    if note:
        write_stderr(note)


RUN_WRITERS: dict[str, Callable[[FinishedRun, str], None]] = {
    "--labels": _save_labels,
    "--picture": lambda run, name: save_picture(Path(name), run.outcome, run.view, run.shown),
    "--charts": lambda run, name: save_run_charts(Path(name), run.outcome, run.shown),
    "--profile": _save_profile,
    "--script": _save_script,
    "--animate": _save_film,
    "--report": _save_report,
    "--session": _save_session,
    "--model": _save_model,
    "--json": lambda run, name: write_json(name, run_summary(run.outcome, run.profiles)),
}
"""How each output is written, by its flag."""
