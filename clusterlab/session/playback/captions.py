"""What a moment and its picture say in words."""

from dataclasses import dataclass

from clusterlab.core.algorithm import Algorithm
from clusterlab.core.formatting import format_count, format_number
from clusterlab.core.history import Run
from clusterlab.core.points import Points
from clusterlab.core.step import Step
from clusterlab.session.state.prepared import Prepared
from clusterlab.session.state.session import Session, seed_labels


@dataclass(frozen=True)
class Caption:
    """A pill with the phase, a plain sentence, the objective, how it changed and whether for the better."""

    phase_label: str
    sentence: str
    objective: str = ""
    change: str = ""
    better: bool | None = None
    help: str = ""

    @property
    def text(self) -> str:
        """The whole caption in one line."""
        return " ".join(
            part for part in (f"{self.phase_label}.", self.sentence, self.objective, self.change) if part
        )


def caption(algorithm: Algorithm, points: Points, run: Run, index: int, scaling: str = "none") -> Caption:
    """The caption of the step at `index`; figures of scaled columns say so."""
    step, before = run[index], run.before(index)
    sentence = step.caption(points, before)
    if step.stopped:
        sentence = f"Stopped after {format_count(step.iteration, step.iteration_unit)}: {step.stopped}."
        sentence = " ".join([sentence, *step.notes])
    figures = _objective_figures(algorithm, points, step, before, scaling)
    return Caption(
        _phase_label(run, index), sentence, *figures, objective_help(algorithm, points, scaling, step)
    )


def run_title(session: Session, prepared: Prepared, k: int) -> str:
    """What makes a picture again: the algorithm, K, the data, and both seeds."""
    parts = [session.algorithm.title, f"K = {k}", prepared.summary, format_count(prepared.points.n, "row")]
    return " · ".join([*parts, *seed_labels(session)])


def drag_caption(
    algorithm: Algorithm, points: Points, step: Step, before: Step | None, scaling: str = "none"
) -> Caption:
    """What a step says while one of its centers is held by hand."""
    words = "Let go, and the run goes on from here."
    figures = _objective_figures(algorithm, points, step, before, scaling)
    return Caption("Moving", words, *figures, objective_help(algorithm, points, scaling, step))


def objective_help(algorithm: Algorithm, points: Points, scaling: str, step: Step | None = None) -> str:
    """What the objective is, and what it was computed on."""
    estimated_objective = None if step is None else step.estimated_objective
    on = f"{'Estimated for' if estimated_objective else 'Computed on'} {format_count(points.n, 'point')}{scaling_suffix(scaling)}."
    return f"{(estimated_objective or algorithm.objective).help} {on}".strip()


def scaling_suffix(treatment: str) -> str:
    """The words behind a figure of columns that were scaled or reduced first."""
    words = {"none": "", "z-score": "z-scored"}.get(treatment, treatment)
    return f" ({words})" if words else ""


def _phase_label(run: Run, index: int) -> str:
    step = run[index]
    phase = f"{step.phase}-step" if len(step.phase) == 1 else step.phase[0].upper() + step.phase[1:]
    if not step.iteration:
        return phase
    return f"{phase} · {step.iteration} of {_iteration_count(run, type(step)) if run.finished else '…'}"


def _iteration_count(run: Run, kind: type[Step]) -> int:
    """How many iterations there were; a prelude of another kind of steps counts its own."""
    return max(step.iteration for step in run if type(step) is kind)


def _objective_figures(
    algorithm: Algorithm, points: Points, step: Step, before: Step | None, scaling: str
) -> tuple[str, str, bool | None]:
    objective = step.estimated_objective or algorithm.objective
    name, key = objective.name + scaling_suffix(scaling), objective.key
    value = step.figures(points).get(key)
    if value is None:
        return "", "", None
    value_before = before.figures(points).get(key) if before is not None else None
    if value_before is None or value_before == value:
        return f"{name} {format_number(value)}", "", None
    better = (
        (value < value_before) == algorithm.objective.lower_is_better
        if algorithm.objective_is_monotone
        else None
    )
    return (
        f"{name} {format_number(value)}",
        _change(value_before, value, algorithm.objective.lower_is_better),
        better,
    )


def _change(value_before: float, value: float, relative: bool) -> str:
    if relative and value_before:
        return f"{(value - value_before) / abs(value_before):+.1%}".replace("%", " %")
    return f"{'+' if value > value_before else '-'}{format_number(abs(value - value_before))}"
