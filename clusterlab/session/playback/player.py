"""Playback: a worker computes steps ahead, and one position plays all runs together; the window polls."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from clusterlab.core.projection import View
from clusterlab.core.step import Step
from clusterlab.datasets.workers.compute_place import ComputePlace
from clusterlab.session.playback.captions import Caption
from clusterlab.session.playback.run_group import RunGroup
from clusterlab.session.playback.run_slot import PlaybackClock, RunSlot
from clusterlab.session.playback.scene import Scene
from clusterlab.session.state.session import Session

DEFAULT_RATE = 2.5
"""Steps a second at which a run is played unless another rate is set."""
REDUCED_RATE = 2.0
"""Steps a second at most where motion is reduced: fewer than the three flashes that WCAG 2.3 allows."""


class Player:
    """Plays the run of a session, or those of all its panes together; folders are computed at a `place`."""

    def __init__(self, session: Session) -> None:
        self._clock, self.place = PlaybackClock(), ComputePlace()
        self._group = RunGroup(self._clock, self.place)
        self._requested_index = self._awaited_index = 0
        self._entry: int | None = None
        self._given_colors: Sequence[tuple[int, ...]] = ()
        self._next_step_at, self._follows_end = 0.0, False
        self.playing, self.rate, self.max_rate = False, DEFAULT_RATE, float("inf")
        self.limit_steps: Callable[[int], int] = lambda due: due  # how many of those due are shown
        self._group.request(session)

    @property
    def busy(self) -> bool:
        """Whether something is being computed or played, so that ticks are needed."""
        return self.playing or self._group.busy

    @property
    def computing(self) -> bool:
        """Whether steps are being computed."""
        return self._group.computing

    @property
    def waiting(self) -> bool:
        """Whether the requested session cannot be shown yet."""
        return self.slot.waiting

    @property
    def slot(self) -> RunSlot:
        """The selected run slot."""
        return self._group.slot

    @property
    def shown(self) -> Sequence[RunSlot]:
        """The run slots on screen."""
        return self._group.shown

    @property
    def scene(self) -> Scene:
        """The scene of the selected run."""
        return self.slot.scene

    @property
    def position(self) -> int:
        """The position of all runs; those that have ended stay at their last step."""
        return self._clock.position

    @property
    def length(self) -> int:
        """The number of steps of the longest run on screen."""
        return self._group.length

    @property
    def index(self) -> int:
        """The index of the step of the selected run on screen."""
        return self.slot.index

    @property
    def step(self) -> Step | None:
        """The step on screen."""
        return self.slot.step

    @property
    def materialized_step(self) -> Step | None:
        """The step on screen with its labels, if any."""
        return self.slot.materialized_step

    @property
    def at_end(self) -> bool:
        """Whether all runs have ended and the last step is on screen."""
        return self._group.complete and self.position == self.length - 1

    def shows(self, session: Session) -> bool:
        """Whether the runs on screen are those of `session`, as far as they are computed."""
        return self._group.shows(session)

    @contextmanager
    def next_at(self, index: int, colors: Sequence[tuple[int, ...]] = ()) -> Iterator[None]:
        """Sessions that are requested meanwhile are first shown at this step, -1 for the last.

        Their first runs have the given `colors`.
        """
        self._entry, self._given_colors = index, colors
        try:
            yield
        finally:
            self._entry, self._given_colors = None, ()

    def request(self, session: Session) -> None:
        """Computes what `session` changes; the position is kept, unless `next_at` says where to begin."""
        if self._entry is not None:
            self._requested_index = self._entry
        elif not self.waiting:
            self._requested_index = -1 if self.at_end else self.position
        self._awaited_index = self._entry or 0
        self._group.request(session, self._given_colors)
        self._set_position(self.length - 1 if self._requested_index < 0 else self.position)

    def apply_appearance(self, session: Session) -> None:
        """Applies choices that change no step, such as the view or the layers."""
        self._group.apply_appearance(session)

    def tick(self, now: float) -> Exception | None:
        """Takes what the worker has computed, and moves the position if it is time; returns its error."""
        update = self._group.take(now)
        self.playing = self.playing and update.failure is None
        if update.entered:
            self._go_to_requested_index()
        if update.steps and self._follows_end:
            self.go_to_end()
        elif (update.steps or update.entered) and self.position < self._awaited_index:
            self._set_position(self._awaited_index)  # as far as there are steps
        self._advance(now)
        return update.failure

    def release_runs(self) -> None:
        """Lets runs go on that wait until their points are shown."""
        for slot in self.shown:
            slot.release()

    def set_rate(self, rate: float) -> None:
        """Sets the playback rate in half-steps per second."""
        self.rate = rate

    def go(self, index: int) -> None:
        """Shows another step, else the nearest that there is."""
        self._set_position(index)
        self._requested_index, self._awaited_index = self.position, 0

    def go_to_end(self) -> None:
        """Shows the last step, and each later one as it comes; resumes canceled runs."""
        self._group.resume()
        self._awaited_index = 0
        self._set_position(self.length - 1)
        self._requested_index, self._follows_end = -1, self._group.computing or not self._group.complete

    def play(self, now: float) -> None:
        """Plays on, from the start if the end is on screen; resumes canceled runs.

        Where there is no other step, and none to come, nothing is played.
        """
        self.go(0 if self.at_end else self.position)
        self._group.resume()
        self.playing, self._next_step_at = self._can_advance, now + 1 / min(self.rate, self.max_rate)

    def pause(self) -> None:
        """Stops playing."""
        self.playing = False

    def cancel(self) -> bool:
        """Stops computing and keeps the steps so far; returns whether there was something to stop."""
        return self._group.cancel()

    def stop(self) -> None:
        """Stops playing and computing and lets the worker end, without waiting for it."""
        self.playing = False
        self._group.stop()

    def close(self) -> bool:
        """Ends the worker and waits for it; returns whether it ended in time."""
        self.stop()
        return self._group.close()

    def view(self) -> View | None:
        """The view of the scene: the same object until data or choice change."""
        return self.slot.view()

    def caption(self) -> Caption | None:
        """The caption of the step on screen."""
        return self.scene.caption(self.index)

    @property
    def _can_advance(self) -> bool:
        """Whether there is a later step, or one may come."""
        return not self.at_end and (self.computing or self.position < self.length - 1)

    def _set_position(self, index: int) -> None:
        self._follows_end = False
        self._clock.position = max(0, min(index, self.length - 1))
        self._group.hold_far_ahead()

    def _go_to_requested_index(self) -> None:
        """Goes to the requested step, now that another scene is on screen."""
        if self._requested_index >= 0:
            self._set_position(self._requested_index)
            self._awaited_index = self._requested_index  # the run may not have come there yet
        else:
            self.go_to_end()

    def _advance(self, now: float) -> None:
        """Moves on by as many steps as are due; playing stops at the end of the run."""
        if not self.playing or now < self._next_step_at:
            return
        interval = 1 / min(self.rate * self._group.relative_rate, self.max_rate)
        steps = 1 + int((now - self._next_step_at) / interval)
        self._next_step_at += steps * interval
        self.go(self.position + self.limit_steps(steps))
        self.playing = self._can_advance
