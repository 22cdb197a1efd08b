"""What the worker does for a session: the data, then one step after another, then the colors."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from time import monotonic, perf_counter

from clusterlab.core.history import whole
from clusterlab.core.memory_budget import check_room
from clusterlab.core.points import Points
from clusterlab.core.projection import components
from clusterlab.core.step import Step
from clusterlab.datasets.table import LoadError, Table
from clusterlab.kernels.typing import Floats, Labels
from clusterlab.session.playback.color_matching import matched_by_overlap, matched_by_place
from clusterlab.session.playback.streaming import streaming
from clusterlab.session.state.prepared import Opened, Prepared, prepare, read
from clusterlab.session.state.session import Session

PATIENCE = 0.1
"""Seconds after which a run that goes on is given its colors, so that it can be shown."""


@dataclass(frozen=True, eq=False)
class Computed:
    """A step and how long it took, in seconds."""

    step: Step
    seconds: float


@dataclass(frozen=True)
class Colored:
    """The palette numbers of a run's clusters."""

    colors: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Worn:
    """What the clusters on screen wear: their colors, and enough of them to know them again.

    In a branch of the `same_run` each cluster is still itself, wherever its center was put.
    """

    points: Points
    colors: tuple[int, ...]
    labels: Labels | None
    centers: Floats | None
    same_run: bool = False


Item = Table | Prepared | Computed | Colored


@dataclass(frozen=True, eq=False)
class Held:
    """What is already there and still holds: the table, the points, the first steps, the colors worn."""

    table: Table | None = None
    prepared: Prepared | None = None
    steps: tuple[Step, ...] = ()
    worn: Worn | None = None


def compute(session: Session, held: Held) -> Iterator[Item]:
    """Everything that must be made for `session`, given what is already there."""
    table, prepared = held.table, held.prepared
    if prepared is None and session.algorithm.awaits:
        prepared = streamed(session)
    if prepared is None:
        if table is None:
            table = read(session.source)
            yield table
        generated = not isinstance(session.source, Opened)
        prepared = prepare(table, session.columns, session.scaling, generated, session.reduce, session.sample)
        if prepared.features.d > 2:
            components(prepared.features)  # kept, so that the window need not wait for its views
    yield prepared
    points = prepared.points
    check_room(session.algorithm, points.n, points.d, session.room)
    yield from _colored(timed(steps(session, points, held.steps)), points, held.worn, session.k)


def streamed(session: Session) -> Prepared:
    """The first of the rows that keep coming; raises LoadError where not every row is to come."""
    if session.sample or session.reduce:
        raise LoadError("A stream takes every row with all its features: undo the sample or the reduction.")
    return streaming(session.source, session.columns, session.scaling, session.algorithm.awaits)


def steps(session: Session, points: Points, known: tuple[Step, ...]) -> Iterator[Step]:
    """The steps of a session, through every branch; `known` are those that are already there."""
    algorithm, count = session.algorithm, 0
    way = _way(session, points, known)
    for branch in session.branches:
        for step in islice(way, branch.at + 1 - count):
            last = step
            yield step
        if last.thin:
            last = whole(known, branch.at, lambda step: algorithm.after(step, points))
        last = algorithm.moved(last, branch.cluster, branch.place, points)
        yield last
        count, way = branch.at + 2, algorithm.onward(last, points)
    yield from way


def timed(items: Iterable[Step]) -> Iterator[Computed]:
    """Each step with the time that it took."""
    began = perf_counter()
    for step in items:
        yield Computed(step, perf_counter() - began)
        began = perf_counter()


def _way(session: Session, points: Points, known: tuple[Step, ...]) -> Iterator[Step]:
    """The steps from the first on, taken from the known ones as far as they reach."""
    algorithm = session.algorithm
    if not known:
        yield from algorithm.steps(points, session.start.value if session.start else None)
        return
    yield from known
    last = whole(known, len(known) - 1, lambda step: algorithm.after(step, points))
    yield from algorithm.onward(last, points)


def _colored(items: Iterable[Computed], points: Points, worn: Worn | None, k: int) -> Iterator[Item]:
    """The steps, and among them once the colors: at the end, or when the run has gone on for a while.

    While there are more clusters than the `k` that are asked for, they are not those that will be seen.
    """
    began, colored, step = monotonic(), False, None
    for item in items:
        yield item
        step = item.step
        found = step.labels is not None or (step.centers is not None and step.iteration > 0)
        ready = found and (not k or step.k <= k)
        if ready and not colored and monotonic() - began > PATIENCE:
            colored = True
            yield Colored(colors_of(step, points, worn))
    if not colored and step is not None:
        yield Colored(colors_of(step, points, worn))


def colors_of(step: Step, points: Points, worn: Worn | None) -> tuple[int, ...]:
    """The colors that fit best to what is worn on screen."""
    fresh = tuple(range(step.k))
    if worn is None or not worn.colors:
        return fresh
    if worn.same_run and len(worn.colors) == step.k:
        return worn.colors
    if worn.points is points and worn.labels is not None and step.labels is not None:
        return matched_by_overlap(worn.colors, worn.labels, step.labels, step.k)
    if worn.centers is None or step.centers is None or worn.points.d != points.d:
        return fresh
    old, new = worn.points.units.positions(worn.centers), points.units.positions(step.centers)
    return matched_by_place(worn.colors, old, new)
