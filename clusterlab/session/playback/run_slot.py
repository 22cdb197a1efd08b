"""One run of those that are played together: it is computed while the last one stays on screen."""

from dataclasses import dataclass, replace

from clusterlab.core.projection import View
from clusterlab.core.step import Step
from clusterlab.core.worker import Lane
from clusterlab.datasets.table import Table
from clusterlab.session.playback.captions import Caption
from clusterlab.session.playback.run_task import Colored, Computed, Held, Worn, colors_of, compute
from clusterlab.session.playback.scene import Scene
from clusterlab.session.state.prepared import Prepared
from clusterlab.session.state.session import Branch, Session, same_data, same_run, same_steps

PAST = 1_000
"""The paths of centers go back by so many steps."""
AHEAD = 50
"""So many steps of an endless run are made beyond the one on screen."""


@dataclass
class Clock:
    """Where in their runs all are; a run that has ended stays at its last step."""

    position: int = 0


@dataclass(frozen=True)
class Came:
    """What came from the worker: a scene that goes on screen, steps of the one there, other colors."""

    entered: bool = False
    steps: bool = False
    colors: bool = False


class Reel:
    """Shows one scene while the next is computed; the scene changes when the next one can be seen."""

    def __init__(self, session: Session, clock: Clock, lane: Lane) -> None:
        self.lane, self._clock = lane, clock
        lane.most = AHEAD  # a look takes as many at the most, so that none lasts long
        self._table: tuple[object, Table] | None = None
        self._next: Scene | None = None
        self.scene = Scene(session)
        self.wished: Session | None = None
        self._matched: tuple[object, ...] = ()  # what its colors were matched to, and of what they are

    @property
    def asked(self) -> Session:
        """What is or will be on screen."""
        return self.wished or (self._next or self.scene).session

    @property
    def prepared(self) -> Prepared | None:
        """The points of what is or will be on screen, as soon as they are there."""
        return (self._next or self.scene).prepared

    @property
    def computing(self) -> bool:
        """Whether the worker is at it."""
        return self.lane.running and not self.lane.held

    @property
    def busy(self) -> bool:
        """Whether something is computed, or waits to be computed or taken."""
        return self.wished is not None or not self.lane.idle

    @property
    def waiting(self) -> bool:
        """Whether what was asked for cannot be shown yet."""
        return self.wished is not None or self._next is not None

    @property
    def index(self) -> int:
        """Which step is on screen."""
        return max(0, min(self._clock.position, len(self.scene.run) - 1))

    @property
    def step(self) -> Step | None:
        """The step on screen."""
        return self.scene.run[self.index] if len(self.scene.run) else None

    @property
    def whole(self) -> Step | None:
        """The step on screen with its labels, where there are any."""
        return self.scene.recalled(self.index)

    @property
    def seen(self) -> Prepared | None:
        """The points that are on screen: those of the scene, or of its step where rows keep coming."""
        prepared = self.scene.prepared
        return None if prepared is None else prepared.at(self.whole)

    @property
    def past(self) -> list[Step]:
        """The steps up to that on screen, of a very long run the last of them."""
        run, end = self.scene.run, self.index + 1
        return [run[i] for i in range(max(0, end - PAST), min(end, len(run)))]

    def view(self) -> View | None:
        """How the points of the scene are looked at: the same object until data or choice change."""
        prepared = self.scene.prepared
        return None if prepared is None else prepared.seen(self.scene.session.view)

    def caption(self) -> Caption | None:
        """What the step on screen says."""
        return self.scene.caption(self.index)

    def preview(self, branch: Branch) -> Step | None:
        """The step on screen as it would be with a center elsewhere."""
        step = self.whole
        return None if step is None else self.scene.preview(step, branch)

    def ask(self, session: Session) -> None:
        """Wishes for a session, unless it is there or on its way; then it is only looked at as asked."""
        coming = self.wished is not None or self.lane.running or self.scene.settled
        if same_steps(self.asked, session) and coming:
            return self.look(session)
        self.cancel()
        if same_steps(self.scene.session, session):  # it stays on screen if this is cancelled
            self.look(session)
        self.wished = session
        return None

    def resume(self) -> None:
        """Goes on with a run that was cancelled before its end."""
        there = self.scene.prepared is not None and not self.scene.settled
        if there and self.wished is None and self.lane.idle and not self.lane.held:
            self.wished = self.scene.session

    def begin(self, prepared: Prepared | None, worn: Worn | None) -> None:
        """Computes what was wished for: on points that are `prepared` already, in colors like those `worn`.

        Its own points and colors serve where nothing is given.
        """
        assert self.wished is not None
        session, old = self.wished, self.scene
        if prepared is None and same_data(old.session, session):
            prepared = old.prepared
        table = self._table[1] if self._table and self._table[0] == session.source else None
        known, same = old.known_for(session), same_run(old.session, session)
        held = Held(table, prepared, known, old.worn(same) if same or worn is None else worn)
        self._next, self.wished = Scene(session, prepared, old.run.every if known else 1), None
        self.lane.start(lambda: compute(session, held))

    def match(self, model: Scene) -> None:
        """Finds its colors anew to suit those of another, unless that was done for both as they are."""
        own = self.scene
        key = (model, model.colors, model.settled, own, own.settled)
        if key == self._matched or not len(own.run):
            return
        worn = model.worn()
        if worn is None:
            return
        self._matched, step = key, own.run[len(own.run) - 1]
        self.lane.start(lambda: iter((Colored(colors_of(step, worn.points, worn)),)))

    def look(self, session: Session) -> None:
        """Takes over choices that change no step, such as the view or the layers."""
        for scene in filter(None, (self.scene, self._next)):
            scene.session = replace(scene.session, view=session.view, layers=session.layers)
        if self.wished is not None:
            self.wished = replace(self.wished, view=session.view, layers=session.layers)

    def take(self) -> Came:
        """Takes what the worker made since the last time."""
        entered = steps = colors = False
        for item in self.lane.take():
            scene = self._next or self.scene
            if isinstance(item, Table):
                self._table = (scene.session.source, item)
            elif isinstance(item, Prepared):
                scene.prepared = item
            elif isinstance(item, Computed):
                scene.add(item, self.index if scene is self.scene else -1)
                steps = steps or self._next is None
            elif isinstance(item, Colored):
                colors = scene.colors != item.colors
                scene.colors = item.colors
                entered = self._enter() or entered
        self._pace()
        return Came(entered, steps, colors)

    def fail(self, failure: Exception, kept: bool) -> bool:
        """Ends what was computed; says whether something else is on screen now.

        New data go on screen without a run; else the screen stays as it was, unless what failed is `kept`.
        """
        failed, self._next = self._next, None
        (failed or self.scene).failure = failure
        if failed is None or failed.prepared is None:
            return False
        if not kept and failed.prepared is self.scene.prepared:
            return False
        self.scene = failed
        return True

    def cancel(self) -> bool:
        """Stops computing; the steps so far stay. Says whether there was something to stop."""
        stopped = self.lane.running or self.wished is not None
        self.lane.cancel()
        self._next = self.wished = None
        return stopped

    def _pace(self) -> None:
        """Lets an endless run wait where enough of it is there, and go on as it is seen."""
        scene = self.scene
        if self._next is None and scene.algorithm.endless:
            self.lane.hold(len(scene.run) - self._clock.position > AHEAD)

    def _enter(self) -> bool:
        if self._next is None:
            return False
        self.scene, self._next = self._next, None
        return True
