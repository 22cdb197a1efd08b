"""What a moment and its picture say in words."""

from dataclasses import dataclass

from clusterlab.core.algorithm import Algorithm
from clusterlab.core.formatting import count, number
from clusterlab.core.history import Run
from clusterlab.core.points import Points
from clusterlab.core.step import Step
from clusterlab.session.state.prepared import Prepared
from clusterlab.session.state.session import Session, seeds_of


@dataclass(frozen=True)
class Caption:
    """A pill with the phase, a plain sentence, the objective, how it changed and whether for the better."""

    pill: str
    sentence: str
    objective: str = ""
    change: str = ""
    better: bool | None = None
    help: str = ""

    @property
    def text(self) -> str:
        """The whole caption in one line."""
        return " ".join(
            part for part in (f"{self.pill}.", self.sentence, self.objective, self.change) if part
        )


def caption(algorithm: Algorithm, points: Points, run: Run, index: int, scaling: str = "none") -> Caption:
    """The caption of the step at `index`; figures of scaled columns say so."""
    step, before = run[index], run.before(index)
    sentence = step.caption(points, before)
    if step.stopped:
        sentence = f"Stopped after {count(step.iteration, step.counted)}: {step.stopped}."
        sentence = " ".join([sentence, *step.notes])
    figures = _objective(algorithm, points, step, before, scaling)
    return Caption(_pill(run, index), sentence, *figures, formula(algorithm, points, scaling, step))


def title(session: Session, prepared: Prepared, k: int) -> str:
    """What makes a picture again: the algorithm, K, the data, and both seeds."""
    parts = [session.algorithm.title, f"K = {k}", prepared.chip, count(prepared.points.n, "row")]
    return " · ".join([*parts, *seeds_of(session)])


def moving(
    algorithm: Algorithm, points: Points, step: Step, before: Step | None, scaling: str = "none"
) -> Caption:
    """What a step says while one of its centers is held by hand."""
    words = "Let go, and the run goes on from here."
    figures = _objective(algorithm, points, step, before, scaling)
    return Caption("Moving", words, *figures, formula(algorithm, points, scaling, step))


def formula(algorithm: Algorithm, points: Points, scaling: str, step: Step | None = None) -> str:
    """What the objective is, and what it was computed on."""
    estimate = None if step is None else step.estimate
    on = f"{'Estimated for' if estimate else 'Computed on'} {count(points.n, 'point')}{scaled(scaling)}."
    return f"{(estimate or algorithm.objective).help} {on}".strip()


def scaled(treatment: str) -> str:
    """The words behind a figure of columns that were scaled or reduced first."""
    words = {"none": "", "z-score": "z-scored"}.get(treatment, treatment)
    return f" ({words})" if words else ""


def _pill(run: Run, index: int) -> str:
    step = run[index]
    phase = f"{step.phase}-step" if len(step.phase) == 1 else step.phase[0].upper() + step.phase[1:]
    if not step.iteration:
        return phase
    return f"{phase} · {step.iteration} of {_counted(run, type(step)) if run.finished else '…'}"


def _counted(run: Run, kind: type[Step]) -> int:
    """How many iterations there were; a prelude of another kind of steps counts its own."""
    return max(step.iteration for step in run if type(step) is kind)


def _objective(
    algorithm: Algorithm, points: Points, step: Step, before: Step | None, scaling: str
) -> tuple[str, str, bool | None]:
    told = step.estimate or algorithm.objective
    name, key = told.name + scaled(scaling), told.key
    now = step.figures(points).get(key)
    if now is None:
        return "", "", None
    then = before.figures(points).get(key) if before is not None else None
    if then is None or then == now:
        return f"{name} {number(now)}", "", None
    better = (now < then) == algorithm.objective.lower_is_better if algorithm.descends else None
    return f"{name} {number(now)}", _change(then, now, algorithm.objective.lower_is_better), better


def _change(then: float, now: float, relative: bool) -> str:
    if relative and then:
        return f"{(now - then) / abs(then):+.1%}".replace("%", " %")
    return f"{'+' if now > then else '-'}{number(abs(now - then))}"
