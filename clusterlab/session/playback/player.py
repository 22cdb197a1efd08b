"""Two clocks: a worker computes steps ahead, and a position plays all runs together. The window pulls."""

from collections.abc import Sequence
from dataclasses import dataclass

from clusterlab.core.projection import View
from clusterlab.core.step import Step
from clusterlab.session.playback.captions import Caption
from clusterlab.session.playback.run_group import Company
from clusterlab.session.playback.run_slot import Clock, Reel
from clusterlab.session.playback.scene import Scene
from clusterlab.session.state.session import Branch, Session

RATE = 2.5
"""Half-steps a second at which a run is played until a person says otherwise."""


@dataclass(frozen=True)
class News:
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
        self._clock = Clock()
        self._company = Company(self._clock)
        self._entry = 0
        self._due = 0.0
        self._following = False
        self.playing = False
        self.rate = RATE
        self._company.ask(session)

    @property
    def busy(self) -> bool:
        """Whether something is being computed or played, so that ticks are wanted."""
        return self.playing or self._company.busy

    @property
    def computing(self) -> bool:
        """Whether the worker is at it."""
        return self._company.computing

    @property
    def waiting(self) -> bool:
        """Whether what was asked for cannot be shown yet."""
        return self.reel.waiting

    @property
    def reel(self) -> Reel:
        """The selected run."""
        return self._company.reel

    @property
    def shown(self) -> Sequence[Reel]:
        """The runs that are on screen."""
        return self._company.shown

    @property
    def scene(self) -> Scene:
        """The scene of the selected run."""
        return self.reel.scene

    @property
    def position(self) -> int:
        """How far all runs are played; those that ended before stay at their last step."""
        return self._clock.position

    @property
    def length(self) -> int:
        """How many steps the longest run on screen has."""
        return self._company.length

    @property
    def index(self) -> int:
        """Which step of the selected run is on screen."""
        return self.reel.index

    @property
    def step(self) -> Step | None:
        """The step on screen."""
        return self.reel.step

    @property
    def whole(self) -> Step | None:
        """The step on screen with its labels, where there are any."""
        return self.reel.whole

    @property
    def at_end(self) -> bool:
        """Whether the last step there will be is on screen."""
        return self._company.settled and self.position == self.length - 1

    def shows(self, session: Session) -> bool:
        """Whether what is on screen is what `session` asks for, as far as it has come."""
        return self._company.shows(session)

    def ask(self, session: Session, entry: int | None = None) -> None:
        """Computes what `session` changes; `entry` is the step to show first, else the place is kept."""
        self._entry = entry if entry is not None else (-1 if self.at_end else self.position)
        self._company.ask(session)
        self._move(self.length - 1 if self._entry < 0 else self.position)

    def look(self, session: Session) -> None:
        """Takes over choices that change no step, such as the view or the layers."""
        self._company.look(session)

    def tick(self, now: float) -> News:
        """Takes what the worker made since the last tick and moves the position if its time has come."""
        came = self._company.take()
        self.playing = self.playing and came.failure is None
        entered = came.selected or came.others
        if entered:
            self._enter()
        followed = came.steps and self._following
        if followed:
            self.go_to_end()
        moved = self._play(now) or followed or came.others
        return News(came.selected, came.steps, moved, came.failure)

    def go(self, index: int) -> None:
        """Shows another step, as near as there is one."""
        self._move(index)
        self._entry = self.position

    def go_to_end(self) -> None:
        """Shows the last step, and each newer one as it comes; a run that was cancelled goes on."""
        self._company.resume()
        self._move(self.length - 1)
        self._entry, self._following = -1, self._company.computing or not self._company.settled

    def play(self, now: float) -> None:
        """Plays on, from the start if the end is on screen; a run that was cancelled goes on."""
        self.go(0 if self.at_end else self.position)
        self._company.resume()
        self.playing, self._due = True, now + 1 / self.rate

    def pause(self) -> None:
        """Stays where it is."""
        self.playing = False

    def cancel(self) -> bool:
        """Stops computing; the steps so far stay. Says whether there was something to stop."""
        return self._company.cancel()

    def close(self) -> bool:
        """Ends the worker and waits for it."""
        self.playing = False
        return self._company.close()

    def view(self) -> View | None:
        """How the points of the scene are looked at: the same object until data or choice change."""
        return self.reel.view()

    def caption(self) -> Caption | None:
        """What the step on screen says."""
        return self.reel.caption()

    def preview(self, branch: Branch) -> Step | None:
        """The step on screen as it would be with a center elsewhere."""
        return self.reel.preview(branch)

    def _move(self, index: int) -> None:
        self._following = False
        self._clock.position = max(0, min(index, self.length - 1))

    def _enter(self) -> None:
        """Goes to the place that was asked for, now that more can be seen."""
        if self._entry >= 0:
            self._move(self._entry)
        else:
            self.go_to_end()

    def _play(self, now: float) -> bool:
        """Moves on by as many steps as are due; the end of the run ends the play."""
        if not self.playing or now < self._due:
            return False
        pace = 1 / self.rate
        steps = 1 + int((now - self._due) / pace)
        self._due += steps * pace
        before = self.position
        self.go(before + steps)
        self.playing = not (self.at_end or (self.position == before and not self.computing))
        return self.position != before
