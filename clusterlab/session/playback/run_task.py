"""The work of a run on the worker's thread: the data, then the steps, and their colors."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from time import monotonic, perf_counter

from clusterlab.core.algorithm import check_points
from clusterlab.core.history import materialized
from clusterlab.core.memory_budget import check_memory
from clusterlab.core.message import Message
from clusterlab.core.points import Points
from clusterlab.core.principal_components import components
from clusterlab.core.projection import view_places
from clusterlab.core.sharded_points import ShardedPoints
from clusterlab.core.step import Step
from clusterlab.datasets.column_transforms import positive_columns
from clusterlab.datasets.column_type import column_types
from clusterlab.datasets.drawn_points import DrawnPoints
from clusterlab.datasets.generators.shape import Shape
from clusterlab.datasets.readers.kept_sheets import forget_sheets, sheets_kept
from clusterlab.datasets.table import LoadError, Table
from clusterlab.datasets.workers.compute_place import ComputePlace
from clusterlab.kernels.typing import Floats, Labels
from clusterlab.session.analysis.hints import hints_of
from clusterlab.session.playback.color_matching import colors_matched_by_distance, colors_matched_by_overlap
from clusterlab.session.playback.streaming import prepare_stream
from clusterlab.session.state.branches import (
    Branch,
    Branches,
    branched_step,
    branches_until,
    clusters_added,
    colors_before,
    with_clusters_added,
)
from clusterlab.session.state.drawing_choices import check_drawn
from clusterlab.session.state.large_tables import check_table_size
from clusterlab.session.state.prepared import Prepared, prepare, read_source
from clusterlab.session.state.prepared_folder import opens_folder, prepare_folder_of
from clusterlab.session.state.session import Session

COLOR_DELAY = 0.1
"""Seconds after which a run gets its colors before its end, so that it can be shown."""


class UndecidedReadingError(LoadError):
    """A table that can be read in two ways; a person has to choose how it is read."""


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

    In a branch of the `same_run` the clusters are the same, wherever a center was moved, and in a run whose
    colors were saved, of which there are no points yet.
    """

    points: Points | None
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


def compute_session(
    session: Session, reusable: ReusableResults, place: ComputePlace | None = None
) -> Iterator[RunTaskResult]:
    """Everything that must be computed for `session`, given what is known already.

    The points of a folder are computed at a `place`, else here.
    """
    table, prepared = reusable.table, reusable.prepared
    if prepared is None and session.algorithm.initial_rows:
        prepared = prepare_session_stream(session)
        _check_decided(prepared.table)
    if prepared is None and opens_folder(session):
        prepared = prepare_folder_of(session, place or ComputePlace())
        _compute_for_views(prepared)
    if prepared is None:
        if table is None:
            check_table_size(session)
            with sheets_kept():
                table = read_source(session.source)
            _check_decided(table)  # until then the cells of a spreadsheet are kept
            forget_sheets()
            yield table
        generated = isinstance(session.source, Shape)
        columns = session.columns
        rows = session.reduce, session.sample, session.missing, session.weights, session.rows
        transforms = session.log, dict(session.column_weights)
        prepared = prepare(table, columns, session.scaling, generated, *rows, *transforms)
        _compute_for_views(prepared)
    points = prepared.points
    view_places(points, prepared.cached_view(session.view))  # cached: new points are shown beside a busy run
    yield prepared
    check_drawn(session)
    check_points(session.algorithm, points)
    check_memory(session.algorithm, points.n, points.d, session.memory_budget)
    items = timed_steps(steps(session, points, reusable.steps))
    if isinstance(points, ShardedPoints):
        items = _with_rows_looked_up(items, points)
    yield from _with_colors(items, points, reusable.color_assignment, session)


def _compute_for_views(prepared: Prepared) -> None:
    """Computes what the window would wait for: types of columns, hints, and the components for views."""
    column_types(prepared.table)
    positive_columns(prepared.table)
    hints_of(prepared)
    components(prepared.features)


def _check_decided(table: Table) -> None:
    """Raises UndecidedReadingError where a person has to choose how a table is read."""
    if table.question:
        raise UndecidedReadingError(table.question)


def prepare_session_stream(session: Session) -> Prepared:
    """The first rows of a stream; raises LoadError where it is sampled, reduced or weighted."""
    if opens_folder(session):
        raise LoadError(Message("Prepared points are no stream: choose batches at random."))
    if session.log or session.column_weights:
        raise LoadError(Message("A stream takes its columns as they are, without logarithms or weights."))
    if session.weights:
        raise LoadError(Message("A stream takes no weights of rows: choose batches at random."))
    if session.sample or session.reduce or session.rows is not None:
        words = "A stream needs all rows and features. Undo the sample, the choice of rows or the reduction."
        raise LoadError(Message(words))
    if isinstance(session.source, DrawnPoints):
        raise LoadError(Message("A drawing is no stream: choose batches at random."))
    return prepare_stream(session.source, session.columns, session.scaling, session.algorithm.initial_rows)


def steps(session: Session, points: Points, known_steps: tuple[Step, ...]) -> Iterator[Step]:
    """The steps of a session, through every branch; `known_steps` are computed already."""
    algorithm, count = session.pane.starting_algorithm, 0
    remaining = _unbranched_steps(session, points, known_steps)
    for branch in session.branches:
        for step in islice(remaining, branch.step_index + 1 - count):
            last = step
            yield step
        if last.compacted:
            after = partial(algorithm.after, points=points)
            last = materialized(known_steps, branch.step_index, after)
        _check_branch(branch, last, points)
        last = branched_step(algorithm, last, branch, points)
        algorithm = with_clusters_added(algorithm, clusters_added([branch]))
        yield last
        count, remaining = branch.step_index + 2, algorithm.remaining_steps(last, points)
    yield from remaining


def _check_branch(branch: Branch, step: Step, points: Points) -> None:
    """Raises LoadError for a center that does not exist or has other coordinates."""
    is_there = branch.cluster == step.k if branch.change == "added" else branch.cluster < step.k
    if not is_there or branch.axis > 1 or branch.position.shape != (points.d,):
        words = "A center was changed that does not fit the data or the clusters; choose a new start."
        raise LoadError(Message(words))


def timed_steps(items: Iterable[Step]) -> Iterator[ComputedStep]:
    """Each step with its computing time."""
    began = perf_counter()
    for step in items:
        yield ComputedStep(step, perf_counter() - began)
        began = perf_counter()


def _with_rows_looked_up(items: Iterable[ComputedStep], points: ShardedPoints) -> Iterator[ComputedStep]:
    """The steps, once the rows that captions name are known: the window must not wait for workers."""
    before: Step | None = None
    for item in items:
        item.step.caption(points, before)
        before = item.step
        yield item


def _unbranched_steps(session: Session, points: Points, known_steps: tuple[Step, ...]) -> Iterator[Step]:
    """The steps without branches: the known ones, then those that follow."""
    algorithm = session.pane.starting_algorithm
    if not known_steps:
        given = session.by_eye if algorithm.by_hand else session.start and session.start.value
        yield from algorithm.steps(points, given)
        return
    yield from known_steps
    last = materialized(known_steps, len(known_steps) - 1, lambda step: algorithm.after(step, points))
    yield from algorithm.remaining_steps(last, points)


def _with_colors(
    items: Iterable[ComputedStep],
    points: Points,
    color_assignment: ColorAssignment | None,
    session: Session,
) -> Iterator[RunTaskResult]:
    """The steps, and once among them the colors: after a delay, else at the end.

    There are no colors while a step has more clusters than asked for there.
    """
    began, colored, step, made = monotonic(), False, None, Branches()
    for index, item in enumerate(items):
        yield item
        step, made = item.step, branches_until(session.branches, index)
        found = step.labels is not None or (step.centers is not None and step.iteration > 0)
        k = session.k and session.pane.starting_algorithm.k + clusters_added(made)
        ready = found and (not k or step.k <= k)
        if ready and not colored and monotonic() - began > COLOR_DELAY:
            colored = True
            yield RunColors(starting_colors(step, points, color_assignment, made))
    if not colored and step is not None:
        yield RunColors(starting_colors(step, points, color_assignment, made))


def starting_colors(
    step: Step, points: Points, color_assignment: ColorAssignment | None, branches: Branches
) -> tuple[int, ...]:
    """The colors of the clusters that a run starts with, matched to those on screen.

    They are matched at a step after `branches`.
    """
    k, given = step.k - clusters_added(branches), color_assignment
    if given is not None and given.same_run and given.colors and len(given.colors) == k:
        return given.colors
    return colors_before(matched_colors(step, points, color_assignment), branches)


def matched_colors(step: Step, points: Points, color_assignment: ColorAssignment | None) -> tuple[int, ...]:
    """The colors of the clusters of a step, matched to those on screen."""
    fresh = tuple(range(step.k))
    if color_assignment is None or not color_assignment.colors:
        return fresh
    if color_assignment.points is points and color_assignment.labels is not None and step.labels is not None:
        return colors_matched_by_overlap(
            color_assignment.colors, color_assignment.labels, step.labels, step.k
        )
    if color_assignment.points is None or color_assignment.points.d != points.d:
        return fresh
    if color_assignment.centers is None or step.centers is None:
        return fresh
    old, new = (
        color_assignment.points.units.positions(color_assignment.centers),
        points.units.positions(step.centers),
    )
    return colors_matched_by_distance(color_assignment.colors, old, new)
