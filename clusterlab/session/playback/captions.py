"""The caption of a step and the title of its picture."""

from dataclasses import dataclass, replace

from clusterlab.core.algorithm import Algorithm
from clusterlab.core.cluster_reference import ClusterReference
from clusterlab.core.formatting import format_number
from clusterlab.core.history import Run
from clusterlab.core.message import Message, join, sentences, without_fields
from clusterlab.core.objective import Objective
from clusterlab.core.points import Points
from clusterlab.core.step import Step
from clusterlab.datasets.scale import SCALED
from clusterlab.session.state.cluster_listing import ClusterListing
from clusterlab.session.state.prepared import Prepared
from clusterlab.session.state.session import Session, seed_labels

UNCHANGED = "unchanged"
ROUNDING = 1e-9
"""A change of at most this share of a figure is rounding."""


@dataclass(frozen=True, eq=False)
class DraggedCenter:
    """The step that would follow from the position of a center that is being dragged, and its cluster.

    It may be an axis of its ellipse that is dragged.
    """

    step: Step
    cluster: int
    is_axis: bool = False


@dataclass(frozen=True)
class Caption:
    """The phase, a sentence, the objective with its help, how it changed and whether for the better.

    `phase` is the name of the phase that its label begins with.
    """

    phase_label: Message
    sentence: Message
    objective: Message = Message()
    change: Message = Message()
    better: bool | None = None
    help: Message = Message()
    phase: str = ""

    @property
    def text(self) -> Message:
        """The whole caption in one line."""
        phase = Message("{phase}.", phase=self.phase_label)
        return sentences(phase, self.sentence, self.objective, self.change)

    def renamed(self, listing: ClusterListing) -> "Caption":
        """The caption with the names and the numbers of clusters."""
        return replace(self, sentence=listing.renamed(self.sentence))


def caption(
    algorithm: Algorithm,
    points: Points,
    run: Run,
    index: int,
    scaling: str = "none",
    change: Message = Message(),
) -> Caption:
    """The caption of the step at `index`, with the `change` by hand that led to it, if any.

    Figures of scaled columns name their scaling.
    """
    step, before = run[index], run.before(index)
    sentence = step.caption(points, before)
    if step.stopped and step.iteration_unit:
        template = "Stopped after {iterations}: {reason}."
        stopped = Message(template, iterations=iteration_count(step), reason=step.stopped)
        sentence = sentences(stopped, *step.notes)
    sentence = sentences(change, sentence)
    figures = _objective_figures(algorithm, points, step, before, scaling)
    about = objective_help(algorithm, points, scaling, step)
    return Caption(position_label(run, index), sentence, *figures, about, step.phase)


def iteration_count(step: Step) -> Message:
    """How many iterations led to a step, in the unit that it counts; empty where it counts nothing."""
    if not step.iteration_unit:
        return Message()
    return Message(f"{{n:# {step.iteration_unit}|# {step.iteration_unit}s}}", n=step.iteration)


def run_title(session: Session, prepared: Prepared, k: int) -> Message:
    """Everything that is needed to reproduce a picture: the algorithm, K, the data, and both seeds."""
    parts = [
        Message("{algorithm}", algorithm=session.algorithm.title),
        Message("K = {k!s}", k=k),
        prepared.summary,
        Message("{n:# row|# rows}", n=prepared.points.n),
    ]
    return join([*parts, *seed_labels(session)], " · ")


def drag_caption(
    algorithm: Algorithm, points: Points, dragged: DraggedCenter, before: Step | None, scaling: str = "none"
) -> Caption:
    """The caption of a step while one of its centers is dragged."""
    step = dragged.step
    template = "You are moving the center of {cluster}. The run will go on from where you put it."
    if dragged.is_axis:
        template = "You are changing the ellipse of {cluster}. The run will go on from its new shape."
    words = Message(template, cluster=ClusterReference(dragged.cluster))
    figures = _objective_figures(algorithm, points, step, before, scaling)
    return Caption(Message("Moving"), words, *figures, objective_help(algorithm, points, scaling, step))


def objective_help(algorithm: Algorithm, points: Points, scaling: str, step: Step | None = None) -> Message:
    """What the objective is, and what it was computed on."""
    estimated_objective = None if step is None else step.estimated_objective
    scaled = _scaling_words(scaling)
    if estimated_objective is None:
        whole = "Computed on {n:# point|# points}."
        of_scaled = "Computed on {n:# point|# points} ({scaling})."
    else:
        whole = "Estimated for {n:# point|# points}."
        of_scaled = "Estimated for {n:# point|# points} ({scaling})."
    template = of_scaled if scaled else whole
    n = points.n if step is None else step.n_measured(points)
    computed_on = Message(template, n=n, scaling=scaled)
    return sentences(without_fields((estimated_objective or algorithm.objective).help), computed_on)


def scaling_suffix(scaling: str) -> Message:
    """The scaling in parentheses, to follow a figure of columns that were scaled or reduced; else empty."""
    words = _scaling_words(scaling)
    return Message(" ({scaling})", scaling=words) if words else Message()


def _scaling_words(scaling: str) -> str:
    return SCALED.get(scaling, scaling)


def position_label(run: Run, index: int) -> Message:
    """The phase of a step and its iteration, such as Assign · 4 of 11."""
    step = run[index]
    if len(step.phase) == 1:
        phase = Message("{phase}-step", phase=step.phase)
    else:
        phase = without_fields(step.phase[0].upper() + step.phase[1:])
    if not step.iteration:
        return phase
    if not run.finished:
        return Message("{phase} · {iteration!s} of …", phase=phase, iteration=step.iteration)
    template, total = "{phase} · {iteration!s} of {total!s}", _iteration_total(run, type(step))
    return Message(template, phase=phase, iteration=step.iteration, total=total)


def _iteration_total(run: Run, kind: type[Step]) -> int:
    """The number of iterations; steps of another kind that precede a run have their own."""
    return next(step.iteration for step in reversed(run) if type(step) is kind)


def _objective_figures(
    algorithm: Algorithm, points: Points, step: Step, before: Step | None, scaling: str
) -> tuple[Message, Message, bool | None]:
    """The objective of a step, its change, and whether that is for the better."""
    objective = step.estimated_objective or algorithm.objective
    value = objective.value(step.figures(points), points.total_weight)
    if value is None:
        return Message(), Message(), None
    figure = _figure(objective, value, scaling)
    value_before = None if before is None else objective.value(before.figures(points), points.total_weight)
    if value_before is None or value_before == value:
        return figure, Message(), None
    change = _change(value_before, value, algorithm.objective.lower_is_better)
    if not change or not algorithm.objective_is_monotone:
        return figure, change or Message(UNCHANGED), None
    return figure, change, (value < value_before) == algorithm.objective.lower_is_better


def _figure(objective: Objective, value: float, scaling: str) -> Message:
    scaled = _scaling_words(scaling)
    template = objective.phrase or ("{name} ({scaling}) {value}" if scaled else "{name} {value}")
    return Message(template, name=objective.value_name, scaling=scaled, value=value)


def _change(value_before: float, value: float, relative: bool) -> Message:
    """The change, as a share if `relative`; empty where it is below the digits shown or below rounding."""
    by = value - value_before
    if relative and value_before:
        if format_number(value) == format_number(value_before):
            return Message()
        return Message("{change:signed_percent}", change=by / abs(value_before))
    if abs(by) <= ROUNDING * max(1.0, abs(value)):
        return Message()
    return Message("+{by}" if by > 0 else "-{by}", by=abs(by))
