"""One of the runs that are played together; the next one is computed while the last stays on screen."""

from dataclasses import dataclass
from functools import partial

from clusterlab.core.projection import View
from clusterlab.core.step import Step
from clusterlab.core.worker import TaskQueue
from clusterlab.datasets.table import Table
from clusterlab.datasets.workers.calls import ClusterError
from clusterlab.datasets.workers.compute_place import ComputePlace
from clusterlab.session.playback.run_task import (
    ColorAssignment,
    ComputedStep,
    ReusableResults,
    RunColors,
    compute_session,
    starting_colors,
)
from clusterlab.session.playback.scene import Scene
from clusterlab.session.state.branches import branches_until
from clusterlab.session.state.drawing_choices import TooFewPointsError, is_empty, too_few_points
from clusterlab.session.state.prepared import Prepared
from clusterlab.session.state.session import Session, same_data, same_run, same_steps, with_appearance_of

MAX_STEPS_AHEAD = 50
"""The number of steps of an endless run that are computed beyond the one on screen."""
MAX_STEPS_AT_ONCE = 400
"""The number of steps that are taken from the worker at a time, so that this does not take long."""
POINTS_DELAY, FEW_POINTS = 0.05, 30_000
"""Seconds that at most so many new points wait for their run, so that they do not flash without clusters."""
MAX_HOLD = 0.5
"""Seconds that a run waits at most until more new points than these are shown."""


@dataclass
class PlaybackClock:
    """The position of all runs; a run that has ended stays at its last step."""

    position: int = 0


@dataclass(frozen=True)
class SlotUpdate:
    """What came from the worker: another scene on screen or other colors of it, more steps of it."""

    entered: bool = False
    steps: bool = False


class RunSlot:
    """Shows one scene while the next is computed; the scene changes when the next one can be shown."""

    def __init__(self, session: Session, clock: PlaybackClock, queue: TaskQueue, place: ComputePlace) -> None:
        self.task_queue, self._clock, self._place = queue, clock, place
        self._table: tuple[object, Table] | None = None
        self._next: Scene | None = None
        self._prepared_at = 0.0
        self.scene = Scene(session)
        self.requested: Session | None = None
        self._given_colors: tuple[int, ...] | None = None
        self._color_match_key: tuple[object, ...] = ()  # what colors were matched to, and of what they are

    @property
    def target_session(self) -> Session:
        """The session that is or will be on screen."""
        return self.requested or (self._next or self.scene).session

    @property
    def prepared(self) -> Prepared | None:
        """The data that are or will be on screen, as soon as they are known."""
        return (self._next or self.scene).prepared

    @property
    def computing(self) -> bool:
        """Whether steps are being computed, or soon will be."""
        return self.task_queue.running and (not self.task_queue.paused or self._is_held)

    @property
    def busy(self) -> bool:
        """Whether something is computed, requested or still to be taken."""
        return self.requested is not None or self.task_queue.busy or self._is_held

    @property
    def _is_held(self) -> bool:
        """Whether a run waits until its points are shown, which take long beside it."""
        return self.task_queue.paused and self._next is not None

    @property
    def waiting(self) -> bool:
        """Whether the requested session cannot be shown yet."""
        return self.requested is not None or self._next is not None

    @property
    def index(self) -> int:
        """The index of the step on screen."""
        return max(0, min(self._clock.position, len(self.scene.run) - 1))

    @property
    def step(self) -> Step | None:
        """The step on screen."""
        return self.scene.run[self.index] if len(self.scene.run) else None

    @property
    def materialized_step(self) -> Step | None:
        """The step on screen with its labels, where there are any."""
        return self.scene.materialized(self.index)

    @property
    def current_prepared(self) -> Prepared | None:
        """The data on screen: those of the scene, of a stream those of its step."""
        prepared = self.scene.prepared
        if prepared is None or not self.scene.algorithm.initial_rows:
            return prepared
        return prepared.at_step(self.materialized_step)

    def view(self) -> View | None:
        """The view of the scene: the same object until data or choice change."""
        prepared = self.scene.prepared
        return None if prepared is None else prepared.cached_view(self.scene.session.view)

    def request(self, session: Session, colors: tuple[int, ...] | None = None) -> None:
        """Requests a session; one that is there or being computed only changes its appearance.

        Its run has the given `colors`, if these are as many as its clusters.
        """
        is_underway = self.requested is not None or self.task_queue.running or self.scene.complete
        if same_steps(self.target_session, session) and is_underway and colors is None:
            return self.apply_appearance(session)
        self.cancel()
        self._given_colors = colors
        if is_empty(session.source):
            self.scene = Scene(session, failure=TooFewPointsError(too_few_points(session)))
        elif same_steps(self.scene.session, session):  # it stays on screen if this is canceled
            self.apply_appearance(session)
        self.requested = None if is_empty(session.source) else session
        return None

    def resume(self) -> None:
        """Resumes a run that was canceled before its end."""
        is_startable = self.scene.prepared is not None and not self.scene.complete
        is_at_work = self.task_queue.busy or self.task_queue.paused
        if is_startable and self.requested is None and not is_at_work:
            self.requested = self.scene.session

    def begin(self, prepared: Prepared | None, color_assignment: ColorAssignment | None) -> None:
        """Computes the requested session on `prepared` data, with colors matched to a color assignment.

        Its own data and colors are used where none are given.
        """
        assert self.requested is not None
        session, old = self.requested, self.scene
        if prepared is None and same_data(old.session, session):
            prepared = old.prepared
        table = self._table[1] if self._table and self._table[0] == session.source else None
        matched = _given_assignment(self._given_colors) or _matched_assignment(old, session, color_assignment)
        reusable = ReusableResults(table, prepared, old.reusable_steps(session), matched)
        self._next = Scene(session, prepared, old.run.label_stride if reusable.steps else 1)
        self.requested = None
        is_new = prepared is None
        self.task_queue.pauses_after = lambda item: (
            is_new and isinstance(item, Prepared) and item.points.n > FEW_POINTS
        )
        self.task_queue.max_items = MAX_STEPS_AHEAD if session.algorithm.endless else MAX_STEPS_AT_ONCE
        self.task_queue.start(lambda: compute_session(session, reusable, self._place))

    def release(self) -> None:
        """Lets a run go on whose points are shown."""
        if self._is_held:
            self.task_queue.set_paused(False)

    def match_colors(self, reference: Scene) -> None:
        """Matches the colors to those of another scene, unless that was done for both as they are."""
        own = self.scene
        key = (reference, reference.colors, reference.complete, own, own.complete)
        if key == self._color_match_key or not len(own.run):
            return
        color_assignment, prepared = reference.color_assignment(), reference.prepared
        if color_assignment is None or prepared is None:
            return
        index = len(own.run) - 1
        self._color_match_key, step = key, own.run[index]
        made = branches_until(own.session.branches, index)
        colors = partial(starting_colors, step, prepared.points, color_assignment, made)
        self.task_queue.start(lambda: iter((RunColors(colors()),)))

    def apply_appearance(self, session: Session) -> None:
        """Applies choices that change no step, such as the view or the layers."""
        for scene in filter(None, (self.scene, self._next)):
            scene.session = with_appearance_of(scene.session, session)
        if self.requested is not None:
            self.requested = with_appearance_of(self.requested, session)

    def take(self, now: float) -> SlotUpdate:
        """Takes what the worker has computed since the last call."""
        entered = steps = False
        for item in self.task_queue.take():
            scene = self._next or self.scene
            if isinstance(item, Table):
                self._table = (scene.session.source, item)
            elif isinstance(item, Prepared):
                scene.prepared, self._prepared_at = item, now
            elif isinstance(item, ComputedStep):
                scene.add(item, self.index if scene is self.scene else -1)
                steps = steps or self._next is None
            elif isinstance(item, RunColors):
                entered = entered or scene is self._next or scene.colors != item.colors
                scene.colors, self.scene, self._next = item.colors, scene, None
        entered = self._show_new_points(now) or entered
        if self.prepared is not None and now - self._prepared_at > MAX_HOLD:
            self.release()  # but not one that was held after the items were taken
        self.hold_if_far_ahead()
        return SlotUpdate(entered, steps)

    def fail(self, failure: Exception, kept: bool) -> bool:
        """Ends the computation that failed; returns whether another scene is on screen now.

        New data are shown without a run; else the scene stays, unless the failed one is `kept`.
        """
        has_ended = self.scene.complete or len(self.scene.run)
        failed, self._next = self._next, None
        (failed or self.scene).failure = _ending_failure(failure)
        if failed is None or failed.prepared is None:
            return False
        if not kept and has_ended and failed.prepared is self.scene.prepared:
            return False
        self.scene = failed
        return True

    def cancel(self) -> bool:
        """Stops computing and keeps the steps so far; returns whether there was something to stop."""
        stopped = self.task_queue.running or self.requested is not None
        self.task_queue.cancel()
        self._next = self.requested = None
        return stopped

    def hold_if_far_ahead(self) -> None:
        """Pauses an endless run that is far ahead of the step on screen, and resumes it."""
        if self._next is None and self.scene.algorithm.endless:
            self.task_queue.set_paused(len(self.scene.run) - self._clock.position > MAX_STEPS_AHEAD)

    def _show_new_points(self, now: float) -> bool:
        """Shows the points of the next scene before its run, unless that is about to follow."""
        prepared = None if self._next is None else self._next.prepared
        if self._next is None or prepared is None or prepared is self.scene.prepared:
            return False
        if prepared.points.n <= FEW_POINTS and now - self._prepared_at < POINTS_DELAY:
            return False
        self.scene = Scene(self._next.session, prepared)
        return True


def _matched_assignment(
    old: Scene, session: Session, color_assignment: ColorAssignment | None
) -> ColorAssignment | None:
    """What the colors of a session are matched to: those of the same run, else what is given."""
    same = same_run(old.session, session)
    return old.color_assignment(same) if same or color_assignment is None else color_assignment


def _ending_failure(failure: Exception) -> Exception | None:
    """The failure that ends a run: none where it has lost its workers, as it can be resumed on others."""
    return None if isinstance(failure, ClusterError) else failure


def _given_assignment(colors: tuple[int, ...] | None) -> ColorAssignment | None:
    """What the colors of a run are matched to where they are given."""
    return None if colors is None else ColorAssignment(None, colors, None, None, same_run=True)
