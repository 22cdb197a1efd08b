"""The work of a run on the worker's thread: the data, then the steps, and their colors."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from time import monotonic, perf_counter

from clusterlab.core.algorithm import check_weights
from clusterlab.core.history import materialized
from clusterlab.core.memory_budget import check_memory
from clusterlab.core.message import Message
from clusterlab.core.points import Points
from clusterlab.core.projection import components, view_places
from clusterlab.core.step import Step
from clusterlab.datasets.column_types import column_types
from clusterlab.datasets.table import LoadError, Table
from clusterlab.kernels.typing import Floats, Labels
from clusterlab.session.playback.color_matching import colors_matched_by_distance, colors_matched_by_overlap
from clusterlab.session.playback.streaming import prepare_stream
from clusterlab.session.state.prepared import OpenedFile, Prepared, prepare, read_source
from clusterlab.session.state.session import Session

COLOR_DELAY = 0.1
"""Seconds after which a run gets its colors before its end, so that it can be shown."""


class UndecidedReadingError(LoadError):
    """A table with a cell that can be read as two numbers; a person has to choose how it is read."""


@dataclass(frozen=True, eq=False)
class ComputedStep:
    """A step and its computing time in seconds."""

    step: Step
    seconds: float


@dataclass(frozen=True)
class RunColors:
    """The palette numbers of a run's clusters."""

    colors: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class ColorAssignment:
    """The colors of the clusters on screen, with the labels and centers that others are matched to.

    In a branch of the `same_run` the clusters are the same, wherever a center was moved.
    """

    points: Points
    colors: tuple[int, ...]
    labels: Labels | None
    centers: Floats | None
    same_run: bool = False


RunTaskResult = Table | Prepared | ComputedStep | RunColors


@dataclass(frozen=True, eq=False)
class ReusableResults:
    """What is known already and still valid: the table, the points, the first steps, the colors."""

    table: Table | None = None
    prepared: Prepared | None = None
    steps: tuple[Step, ...] = ()
    color_assignment: ColorAssignment | None = None


def compute_session(session: Session, reusable: ReusableResults) -> Iterator[RunTaskResult]:
    """Everything that must be computed for `session`, given what is known already."""
    table, prepared = reusable.table, reusable.prepared
    if prepared is None and session.algorithm.initial_rows:
        prepared = prepare_session_stream(session)
    if prepared is None:
        if table is None:
            table = read_source(session.source)
            if table.question:
                raise UndecidedReadingError(table.question)
            yield table
        generated = not isinstance(session.source, OpenedFile)
        columns = session.columns
        rows = session.reduce, session.sample, session.missing, session.weights, session.rows
        transforms = session.log, dict(session.column_weights)
        prepared = prepare(table, columns, session.scaling, generated, *rows, *transforms)
        if not generated:
            column_types(prepared.table)  # cached, so that the window need not wait for them
        if prepared.features.d > 2:
            components(prepared.features)  # cached, so that the window need not wait for its views
    points = prepared.points
    view_places(points, prepared.cached_view(session.view))  # cached: new points are shown beside a busy run
    yield prepared
    check_weights(session.algorithm, points)
    check_memory(session.algorithm, points.n, points.d, session.memory_budget)
    yield from _with_colors(
        timed_steps(steps(session, points, reusable.steps)), points, reusable.color_assignment, session.k
    )


def prepare_session_stream(session: Session) -> Prepared:
    """The first rows of a stream; raises LoadError where it is sampled, reduced or weighted."""
    if session.log or session.column_weights:
        raise LoadError(Message("A stream takes its columns as they are, without logarithms or weights."))
    if session.weights:
        raise LoadError(Message("A stream takes no weights of rows: choose batches at random."))
    if session.sample or session.reduce or session.rows is not None:
        words = "A stream needs all rows and features. Undo the sample, the choice of rows or the reduction."
        raise LoadError(Message(words))
    return prepare_stream(session.source, session.columns, session.scaling, session.algorithm.initial_rows)


def steps(session: Session, points: Points, known_steps: tuple[Step, ...]) -> Iterator[Step]:
    """The steps of a session, through every branch; `known_steps` are computed already."""
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
    """Each step with its computing time."""
    began = perf_counter()
    for step in items:
        yield ComputedStep(step, perf_counter() - began)
        began = perf_counter()


def _unbranched_steps(session: Session, points: Points, known_steps: tuple[Step, ...]) -> Iterator[Step]:
    """The steps without branches: the known ones, then those that follow."""
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
    """The steps, and once among them the colors: after a delay, else at the end.

    There are no colors while a step has more clusters than the `k` that the run ends with.
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
    """The colors of the clusters of a step, matched to those on screen."""
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
