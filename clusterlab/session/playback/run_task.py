"""What the worker does for a session: the data, then one step after another, then the colors."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from time import monotonic, perf_counter

from clusterlab.core.history import materialized
from clusterlab.core.memory_budget import check_memory
from clusterlab.core.points import Points
from clusterlab.core.projection import components
from clusterlab.core.step import Step
from clusterlab.datasets.table import LoadError, Table
from clusterlab.kernels.typing import Floats, Labels
from clusterlab.session.playback.color_matching import colors_matched_by_distance, colors_matched_by_overlap
from clusterlab.session.playback.streaming import prepare_stream
from clusterlab.session.state.prepared import OpenedFile, Prepared, prepare, read_source
from clusterlab.session.state.session import Session

COLOR_DELAY = 0.1
"""Seconds after which a run that goes on is given its colors, so that it can be shown."""


@dataclass(frozen=True, eq=False)
class ComputedStep:
    """A step and how long it took, in seconds."""

    step: Step
    seconds: float


@dataclass(frozen=True)
class RunColors:
    """The palette numbers of a run's clusters."""

    colors: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class ColorAssignment:
    """What the clusters on screen wear: their colors, and enough of them to know them again.

    In a branch of the `same_run` each cluster is still itself, wherever its center was put.
    """

    points: Points
    colors: tuple[int, ...]
    labels: Labels | None
    centers: Floats | None
    same_run: bool = False


RunTaskResult = Table | Prepared | ComputedStep | RunColors


@dataclass(frozen=True, eq=False)
class ReusableResults:
    """What is already there and still holds: the table, the points, the first steps, the colors worn."""

    table: Table | None = None
    prepared: Prepared | None = None
    steps: tuple[Step, ...] = ()
    color_assignment: ColorAssignment | None = None


def compute_session(session: Session, reusable: ReusableResults) -> Iterator[RunTaskResult]:
    """Everything that must be made for `session`, given what is already there."""
    table, prepared = reusable.table, reusable.prepared
    if prepared is None and session.algorithm.initial_rows:
        prepared = prepare_session_stream(session)
    if prepared is None:
        if table is None:
            table = read_source(session.source)
            yield table
        generated = not isinstance(session.source, OpenedFile)
        prepared = prepare(table, session.columns, session.scaling, generated, session.reduce, session.sample)
        if prepared.features.d > 2:
            components(prepared.features)  # kept, so that the window need not wait for its views
    yield prepared
    points = prepared.points
    check_memory(session.algorithm, points.n, points.d, session.memory_budget)
    yield from _with_colors(
        timed_steps(steps(session, points, reusable.steps)), points, reusable.color_assignment, session.k
    )


def prepare_session_stream(session: Session) -> Prepared:
    """The first of the rows that keep coming; raises LoadError where not every row is to come."""
    if session.sample or session.reduce:
        raise LoadError("A stream takes every row with all its features: undo the sample or the reduction.")
    return prepare_stream(session.source, session.columns, session.scaling, session.algorithm.initial_rows)


def steps(session: Session, points: Points, known_steps: tuple[Step, ...]) -> Iterator[Step]:
    """The steps of a session, through every branch; `known_steps` are those that are already there."""
    algorithm, count = session.algorithm, 0
    remaining = _unbranched_steps(session, points, known_steps)
    for branch in session.branches:
        for step in islice(remaining, branch.step_index + 1 - count):
            last = step
            yield step
        if last.compacted:
            last = materialized(known_steps, branch.step_index, lambda step: algorithm.after(step, points))
        last = algorithm.with_center_moved(last, branch.cluster, branch.position, points)
        yield last
        count, remaining = branch.step_index + 2, algorithm.remaining_steps(last, points)
    yield from remaining


def timed_steps(items: Iterable[Step]) -> Iterator[ComputedStep]:
    """Each step with the time that it took."""
    began = perf_counter()
    for step in items:
        yield ComputedStep(step, perf_counter() - began)
        began = perf_counter()


def _unbranched_steps(session: Session, points: Points, known_steps: tuple[Step, ...]) -> Iterator[Step]:
    """The steps from the first on, taken from the known ones as far as they reach."""
    algorithm = session.algorithm
    if not known_steps:
        yield from algorithm.steps(points, session.start.value if session.start else None)
        return
    yield from known_steps
    last = materialized(known_steps, len(known_steps) - 1, lambda step: algorithm.after(step, points))
    yield from algorithm.remaining_steps(last, points)


def _with_colors(
    items: Iterable[ComputedStep], points: Points, color_assignment: ColorAssignment | None, k: int
) -> Iterator[RunTaskResult]:
    """The steps, and among them once the colors: at the end, or when the run has gone on for a while.

    While there are more clusters than the `k` that are asked for, they are not those that will be seen.
    """
    began, colored, step = monotonic(), False, None
    for item in items:
        yield item
        step = item.step
        found = step.labels is not None or (step.centers is not None and step.iteration > 0)
        ready = found and (not k or step.k <= k)
        if ready and not colored and monotonic() - began > COLOR_DELAY:
            colored = True
            yield RunColors(matched_colors(step, points, color_assignment))
    if not colored and step is not None:
        yield RunColors(matched_colors(step, points, color_assignment))


def matched_colors(step: Step, points: Points, color_assignment: ColorAssignment | None) -> tuple[int, ...]:
    """The colors that fit best to what is worn on screen."""
    fresh = tuple(range(step.k))
    if color_assignment is None or not color_assignment.colors:
        return fresh
    if color_assignment.same_run and len(color_assignment.colors) == step.k:
        return color_assignment.colors
    if color_assignment.points is points and color_assignment.labels is not None and step.labels is not None:
        return colors_matched_by_overlap(
            color_assignment.colors, color_assignment.labels, step.labels, step.k
        )
    if color_assignment.centers is None or step.centers is None or color_assignment.points.d != points.d:
        return fresh
    old, new = (
        color_assignment.points.units.positions(color_assignment.centers),
        points.units.positions(step.centers),
    )
    return colors_matched_by_distance(color_assignment.colors, old, new)
