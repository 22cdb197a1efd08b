"""Two clocks: a worker computes steps ahead, and a position plays all runs together. The window pulls."""

from collections.abc import Sequence
from dataclasses import dataclass

from clusterlab.core.projection import View
from clusterlab.core.step import Step
from clusterlab.session.playback.captions import Caption
from clusterlab.session.playback.run_group import RunGroup
from clusterlab.session.playback.run_slot import PlaybackClock, RunSlot
from clusterlab.session.playback.scene import Scene
from clusterlab.session.state.session import Branch, Session

DEFAULT_RATE = 2.5
"""Half-steps a second at which a run is played until a person says otherwise."""


@dataclass(frozen=True)
class PlayerUpdate:
    """What a tick brought: a new scene, more steps, another position, an error to tell."""

    scene: bool = False
    steps: bool = False
    position: bool = False
    failure: Exception | None = None

    def __bool__(self) -> bool:
        return self.scene or self.steps or self.position or self.failure is not None


class Player:
    """Plays the run of a session, or those of all its panes together; one of them is the selected one."""

    def __init__(self, session: Session) -> None:
        self._clock = PlaybackClock()
        self._group = RunGroup(self._clock)
        self._requested_index = 0
        self._next_step_at = 0.0
        self._follows_end = False
        self.playing = False
        self.rate = DEFAULT_RATE
        self._group.request(session)

    @property
    def busy(self) -> bool:
        """Whether something is being computed or played, so that ticks are wanted."""
        return self.playing or self._group.busy

    @property
    def computing(self) -> bool:
        """Whether the worker is at it."""
        return self._group.computing

    @property
    def waiting(self) -> bool:
        """Whether what was asked for cannot be shown yet."""
        return self.slot.waiting

    @property
    def slot(self) -> RunSlot:
        """The selected run."""
        return self._group.slot

    @property
    def shown(self) -> Sequence[RunSlot]:
        """The runs that are on screen."""
        return self._group.shown

    @property
    def scene(self) -> Scene:
        """The scene of the selected run."""
        return self.slot.scene

    @property
    def position(self) -> int:
        """How far all runs are played; those that ended before stay at their last step."""
        return self._clock.position

    @property
    def length(self) -> int:
        """How many steps the longest run on screen has."""
        return self._group.length

    @property
    def index(self) -> int:
        """Which step of the selected run is on screen."""
        return self.slot.index

    @property
    def step(self) -> Step | None:
        """The step on screen."""
        return self.slot.step

    @property
    def materialized_step(self) -> Step | None:
        """The step on screen with its labels, where there are any."""
        return self.slot.materialized_step

    @property
    def at_end(self) -> bool:
        """Whether the last step there will be is on screen."""
        return self._group.complete and self.position == self.length - 1

    def shows(self, session: Session) -> bool:
        """Whether what is on screen is what `session` asks for, as far as it has come."""
        return self._group.shows(session)

    def request(self, session: Session, entry: int | None = None) -> None:
        """Computes what `session` changes; `entry` is the step to show first, else the place is kept."""
        self._requested_index = entry if entry is not None else (-1 if self.at_end else self.position)
        self._group.request(session)
        self._set_position(self.length - 1 if self._requested_index < 0 else self.position)

    def apply_appearance(self, session: Session) -> None:
        """Takes over choices that change no step, such as the view or the layers."""
        self._group.apply_appearance(session)

    def tick(self, now: float) -> PlayerUpdate:
        """Takes what the worker made since the last tick and moves the position if its time has come."""
        update = self._group.take()
        self.playing = self.playing and update.failure is None
        entered = update.selected or update.others
        if entered:
            self._go_to_requested_index()
        followed = update.steps and self._follows_end
        if followed:
            self.go_to_end()
        moved = self._advance(now) or followed or update.others
        return PlayerUpdate(update.selected, update.steps, moved, update.failure)

    def go(self, index: int) -> None:
        """Shows another step, as near as there is one."""
        self._set_position(index)
        self._requested_index = self.position

    def go_to_end(self) -> None:
        """Shows the last step, and each newer one as it comes; a run that was cancelled goes on."""
        self._group.resume()
        self._set_position(self.length - 1)
        self._requested_index, self._follows_end = -1, self._group.computing or not self._group.complete

    def play(self, now: float) -> None:
        """Plays on, from the start if the end is on screen; a run that was cancelled goes on."""
        self.go(0 if self.at_end else self.position)
        self._group.resume()
        self.playing, self._next_step_at = True, now + 1 / self.rate

    def pause(self) -> None:
        """Stays where it is."""
        self.playing = False

    def cancel(self) -> bool:
        """Stops computing; the steps so far stay. Says whether there was something to stop."""
        return self._group.cancel()

    def close(self) -> bool:
        """Ends the worker and waits for it."""
        self.playing = False
        return self._group.close()

    def view(self) -> View | None:
        """How the points of the scene are looked at: the same object until data or choice change."""
        return self.slot.view()

    def caption(self) -> Caption | None:
        """What the step on screen says."""
        return self.slot.caption()

    def preview(self, branch: Branch) -> Step | None:
        """The step on screen as it would be with a center elsewhere."""
        return self.slot.preview(branch)

    def _set_position(self, index: int) -> None:
        self._follows_end = False
        self._clock.position = max(0, min(index, self.length - 1))

    def _go_to_requested_index(self) -> None:
        """Goes to the place that was asked for, now that more can be seen."""
        if self._requested_index >= 0:
            self._set_position(self._requested_index)
        else:
            self.go_to_end()

    def _advance(self, now: float) -> bool:
        """Moves on by as many steps as are due; the end of the run ends the play."""
        if not self.playing or now < self._next_step_at:
            return False
        pace = 1 / self.rate
        steps = 1 + int((now - self._next_step_at) / pace)
        self._next_step_at += steps * pace
        before = self.position
        self.go(before + steps)
        self.playing = not (self.at_end or (self.position == before and not self.computing))
        return self.position != before
