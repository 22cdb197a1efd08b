"""What is on screen, resolved into one immutable state, and what differs between two such states."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from functools import cached_property

import numpy as np

from clusterlab.core.message import Message
from clusterlab.core.projection import View
from clusterlab.core.step import Step
from clusterlab.kernels.typing import Labels
from clusterlab.session.playback.captions import Caption
from clusterlab.session.playback.color_matching import completed_colors
from clusterlab.session.playback.player import Player
from clusterlab.session.playback.run_slot import RunSlot
from clusterlab.session.playback.run_task import ComputedStep
from clusterlab.session.playback.scene import Scene
from clusterlab.session.state.cluster_listing import ClusterListing
from clusterlab.session.state.drawing_choices import drawing_obstacle
from clusterlab.session.state.prepared import Prepared
from clusterlab.session.state.session import Session, same_data


@dataclass(frozen=True)
class ShownRun:
    """The run of a pane as it is on screen; equal ones give the same picture.

    `prepared` are the data of the step, which in a stream differ from those of the scene. `colors` are the
    palette numbers of the clusters of the step, `assigned` those that the run was given. `is_counted` says
    whether the caption of the step names the number of all iterations, which is known once the run has ended.
    """

    scene: Scene
    session: Session
    prepared: Prepared | None
    index: int
    step: Step | None
    colors: tuple[int, ...]
    assigned: tuple[int, ...]
    view: View | None
    failure: Exception | None
    is_counted: bool
    length: int = field(compare=False)
    waiting: bool = field(compare=False)
    computing: bool = field(compare=False)

    @property
    def by_hand(self) -> bool:
        """Whether it shows clusters by eye."""
        return self.session.algorithm.by_hand

    @property
    def labels(self) -> Labels | None:
        """The labels (n,) of the step, in spatial order, where it has any."""
        return None if self.step is None else self.step.labels

    @property
    def rows_obstacle(self) -> Message:
        """Why nothing that needs all rows can be shown; empty where it can."""
        return Message() if self.prepared is None else self.prepared.rows_obstacle

    @property
    def labels_obstacle(self) -> Message:
        """Why the points have no labels at this step; empty where they have some."""
        if self.labels is not None:
            return Message()
        return self.rows_obstacle or Message("The points have no clusters at this step yet.")

    @property
    def numbers(self) -> tuple[int, ...]:
        """The palette number that each cluster (k,) is drawn with."""
        return completed_colors(self.colors, 0 if self.step is None else self.step.k)

    @cached_property
    def listing(self) -> ClusterListing:
        """What the clusters are called, and in which order they are listed."""
        own = tuple(map(self.session.cluster_colors.own, self.numbers))
        order: tuple[int, ...] = ()
        if self.prepared is not None and self.step is not None:
            order = self.session.cluster_order.labels(self.prepared, self.step, own)
        listing, unlabeled = self.session.names.listing(own), "none" if self.by_hand else "noise"
        return replace(listing, numbers=self.numbers, order=order, unlabeled=unlabeled)

    @property
    def caption(self) -> Caption | None:
        """The caption of the step, with the names of its clusters."""
        found = self.scene.caption(self.index)
        return None if found is None else found.renamed(self.listing)

    def rows_of(self, label: int) -> list[int]:
        """The 0-based rows of the source in a cluster, or with -1 those that are noise."""
        if self.labels is None or self.prepared is None:
            return []
        rows: list[int] = self.prepared.rows_of(np.flatnonzero(self.labels == label)).tolist()
        return rows

    @property
    def n_points(self) -> int:
        """The number of points on screen."""
        return 0 if self.prepared is None else self.prepared.points.n

    @property
    def size(self) -> int:
        """The number of points times clusters, from which it follows how long drawing takes.

        Where points have the colors of a column, all rows of the table are looked at.
        """
        colored = self.session.color_by and self.prepared is not None
        rows = self.prepared.table.rows if colored and self.prepared is not None else 0
        return max(rows, self.n_points * (1 if self.step is None else max(1, self.step.k)))


@dataclass(frozen=True)
class Shown:
    """Everything on screen: the chosen session, the runs of all panes, and the selected run."""

    session: Session
    runs: tuple[ShownRun, ...]
    run: ShownRun
    position: int
    length: int
    playing: bool
    computing: bool

    @property
    def paused(self) -> bool:
        """Whether nothing is played and no steps are computed."""
        return not (self.playing or self.computing)

    @property
    def awaits_data(self) -> bool:
        """Whether other data were chosen than those on screen, and are still to be read."""
        return not same_data(self.session, self.run.session)

    @property
    def drawing_obstacle(self) -> Message:
        """Why nothing can be drawn on the points; empty where something can."""
        return drawing_obstacle(self.session, None if self.awaits_data else self.run.prepared)

    @property
    def panes_compared(self) -> bool:
        """Whether panes are on screen in place of the canvas."""
        return self.session.compares and not self.session.zoo


def finished_run(session: Session, prepared: Prepared, steps: Iterable[Step], view: View) -> ShownRun:
    """A run that was computed without a player, as its last step is on screen."""
    scene = Scene(session, prepared)
    for step in steps:
        scene.add(ComputedStep(step, 0.0))
    last = len(scene.run) - 1
    step, failure = scene.run[last], None
    own = prepared.at_step(step) if session.algorithm.initial_rows else prepared
    return ShownRun(scene, session, own, last, step, (), (), view, failure, True, last + 1, False, False)


class Change(Enum):
    """A kind of change between two states of the screen, in the order in which they are to be shown."""

    SESSION = auto()
    SCENE = auto()
    COLORS = auto()
    STEP = auto()
    PICTURE = auto()
    PANES = auto()
    TIMELINE = auto()
    ACTIVITY = auto()


def resolve(session: Session, player: Player) -> Shown:
    """What is on screen: a chosen session, and what a player shows of it."""
    runs = {slot: _resolve_run(slot) for slot in {*player.shown, player.slot}}
    run, shown = runs[player.slot], tuple(runs[slot] for slot in player.shown)
    return Shown(session, shown, run, player.position, player.length, player.playing, player.computing)


def changes(old: Shown | None, new: Shown) -> list[Change]:
    """What differs between two states of the screen; everything if there was none before."""
    return list(Change) if old is None else [*_changes(old, new)]


def _changes(old: Shown, new: Shown) -> Iterator[Change]:
    before, after = old.run, new.run
    if old.session != new.session:
        yield Change.SESSION
    other_scene = before.scene is not after.scene
    if other_scene or before.failure is not after.failure:
        yield Change.SCENE
    if other_scene or _color_choices(before) != _color_choices(after):
        yield Change.COLORS
    if other_scene or before.step is not after.step:
        yield Change.STEP
    is_back = (before.waiting and not after.waiting) or old.session.compares != new.session.compares
    if before != after or is_back:
        yield Change.PICTURE
    if _panes(old) != _panes(new):
        yield Change.PANES
    if other_scene or _timeline(old) != _timeline(new):
        yield Change.TIMELINE
    if (old.playing, old.computing, before.waiting) != (new.playing, new.computing, after.waiting):
        yield Change.ACTIVITY


def _timeline(shown: Shown) -> tuple[object, ...]:
    run = shown.run
    return (
        shown.position,
        run.index,
        run.length,
        run.is_counted,
        shown.length,
        shown.playing,
        shown.computing,
    )


def _panes(shown: Shown) -> tuple[object, ...]:
    activity = [(run.waiting, run.computing) for run in shown.runs]
    return shown.runs, activity, shown.session.panes, shown.session.selected, shown.session.compares


def _color_choices(run: ShownRun) -> tuple[object, ...]:
    """What decides the colors of clusters, whichever of them a step has."""
    return run.assigned, run.session.cluster_colors


def _resolve_run(slot: RunSlot) -> ShownRun:
    scene, step = slot.scene, slot.step
    return ShownRun(
        scene,
        scene.session,
        slot.current_prepared,
        slot.index,
        step,
        scene.session.cluster_colors.drawn(scene.colors_at(slot.index) if step is not None else ()),
        scene.colors,
        slot.view(),
        scene.failure,
        scene.run.finished and step is not None and step.iteration > 0,
        len(scene.run),
        slot.waiting,
        slot.computing,
    )
