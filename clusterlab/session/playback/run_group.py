"""The runs that are played together: who leads in points and colors, and who follows."""

from collections.abc import Sequence
from dataclasses import dataclass

from clusterlab.core.worker import Lanes
from clusterlab.session.playback.run_slot import Clock, Reel
from clusterlab.session.state.panes import cast_of
from clusterlab.session.state.prepared import Prepared
from clusterlab.session.state.session import Session, data_of, same_steps


@dataclass(frozen=True)
class Came:
    """What came since the last look: whether the selected scene is another, whether others are or wear
    other colors, whether some run grew, and an error that is not a pane's own."""

    selected: bool = False
    others: bool = False
    steps: bool = False
    failure: Exception | None = None


class Company:
    """One reel for each pane, all on one thread; the first on some points shares these with the others."""

    def __init__(self, clock: Clock) -> None:
        self._lanes, self._clock = Lanes("clusterlab run", fair=True), clock
        self.reels: list[Reel] = []
        self.selected, self.hidden = 0, 0

    @property
    def reel(self) -> Reel:
        """The selected run."""
        return self.reels[self.selected]

    @property
    def shown(self) -> Sequence[Reel]:
        """The runs that are on screen."""
        return self.reels[self.hidden :]

    @property
    def busy(self) -> bool:
        """Whether something is computed, or waits to be computed or taken."""
        return any(reel.busy for reel in self.reels)

    @property
    def computing(self) -> bool:
        """Whether the worker is at it."""
        return any(reel.computing or reel.wished is not None for reel in self.reels)

    @property
    def length(self) -> int:
        """How many steps the longest run on screen has."""
        return max(len(reel.scene.run) for reel in self.shown)

    @property
    def settled(self) -> bool:
        """Whether every run on screen is known to its end."""
        return all(reel.scene.settled for reel in self.shown)

    def shows(self, session: Session) -> bool:
        """Whether what is on screen is what `session` asks for, as far as it has come."""
        asked = cast_of(session).sessions
        return len(asked) == len(self.reels) and all(
            not reel.waiting and same_steps(reel.scene.session, one)
            for reel, one in zip(self.reels, asked, strict=True)
        )

    def ask(self, session: Session) -> None:
        """Computes what `session` changes; panes that stay keep their runs, wherever they stand."""
        cast = cast_of(session)
        self.reels = self._recast(cast.sessions)
        self.selected, self.hidden = cast.selected, cast.hidden
        for reel, one in zip(self.reels, cast.sessions, strict=True):
            reel.ask(one)
        self._begin()

    def look(self, session: Session) -> None:
        """Takes over choices that change no step, such as the view or the layers."""
        for reel in self.reels:
            reel.look(session)

    def take(self) -> Came:
        """Takes what the worker made, and lets those begin that waited for it."""
        entered = dict.fromkeys(self.reels, False)
        steps, told = False, None
        for reel in self.reels:
            failure = reel.lane.failure()  # asked first: what came before it is then there to take
            came = reel.take()
            steps = steps or came.steps
            entered[reel] = came.entered or came.colors
            if failure is not None:
                kept = len(self.reels) > 1 and reel.prepared is not None
                told = told if kept else failure
                entered[reel] = reel.fail(failure, kept) or entered[reel]
        self._begin()
        return Came(entered.pop(self.reel), any(entered.values()), steps, told)

    def cancel(self) -> bool:
        """Stops computing; the steps so far stay. Says whether there was something to stop."""
        stopped = [reel.cancel() for reel in self.reels]
        return any(stopped)

    def resume(self) -> None:
        """Goes on with what was cancelled before its end."""
        for reel in self.reels:
            reel.resume()
        self._begin()

    def close(self) -> bool:
        """Ends the worker and waits for it."""
        self.cancel()
        return self._lanes.close()

    def _recast(self, sessions: Sequence[Session]) -> list[Reel]:
        """A reel for each session: the one that has it, else one that is left over, else a new one."""
        left = list(self.reels)
        found: list[Reel | None] = []
        for session in sessions:
            same = next((reel for reel in left if same_steps(reel.asked, session)), None)
            found.append(same)
            left = [reel for reel in left if reel is not same]
        for place, reel in enumerate(found):
            if reel is None:
                old = self.reels[place] if place < len(self.reels) else None
                found[place] = old if old in left else None
                left = [one for one in left if one is not found[place]]
        for reel in left:
            self._lanes.leave(reel.lane)
        return [
            reel or Reel(session, self._clock, self._lanes.lane())
            for reel, session in zip(found, sessions, strict=True)
        ]

    def _begin(self) -> None:
        """Lets those begin whose points are there, and those match their colors that follow others.

        The first on some points makes them, and is waited for by the others.
        """
        groups: dict[tuple[object, ...], list[Reel]] = {}
        for reel in self.reels:
            before = groups.setdefault(data_of(reel.asked), [])
            lead = before[0] if before else None
            if lead is None or not (lead.waiting or lead.scene.prepared is None):
                _let_begin(reel, None if lead is None else lead.scene.prepared, _model(before))
            before.append(reel)


def _let_begin(reel: Reel, prepared: Prepared | None, model: Reel | None) -> None:
    """Lets a reel compute what it wishes for, else match its colors to those of another."""
    if reel.wished is not None:
        reel.begin(prepared, None if model is None else model.scene.worn())
    elif model is not None and not (reel.busy or reel.lane.held):  # a stream that waits would end
        reel.match(model.scene)


def _model(before: Sequence[Reel]) -> Reel | None:
    """Whose colors a reel matches: those of the first before it on the same points that wears some."""
    return next((reel for reel in before if not reel.waiting and reel.scene.colors), None)
