"""Two clocks: a worker computes steps ahead, and an index plays them. The window pulls."""

from dataclasses import InitVar, dataclass, field, replace

from clusterlab.core.algorithm import Algorithm
from clusterlab.core.job import Job
from clusterlab.core.run import Run
from clusterlab.core.steps import Step
from clusterlab.core.views import View
from clusterlab.datasets.table import Table
from clusterlab.session.captions import Caption, caption
from clusterlab.session.choices import Branch, Session, same_data, same_run, same_steps, treatment_of
from clusterlab.session.colors import completed
from clusterlab.session.computing import Colored, Computed, Held, Worn, compute
from clusterlab.session.prepare import Prepared
from clusterlab.session.viewing import ViewChoice

RATE = 2.5
"""Half-steps a second at which a run is played until a person says otherwise."""


@dataclass(eq=False)
class Scene:
    """One computed session: its data, its run so far, its colors, how long each step took."""

    session: Session
    prepared: Prepared | None = None
    every: InitVar[int] = 1
    run: Run = field(init=False)
    colors: tuple[int, ...] = ()
    seconds: list[float] = field(default_factory=list)
    phases: list[str] = field(default_factory=list)
    objectives: list[float | None] = field(default_factory=list)

    @property
    def algorithm(self) -> Algorithm:
        """The algorithm that made the run."""
        return self.session.algorithm

    def __post_init__(self, every: int) -> None:
        self.run = Run(fixed=(branch.at + 1 for branch in self.session.branches), every=every)

    def add(self, computed: Computed, shown: int = -1) -> None:
        """Adds the next step with what the timeline shows of it, while the one `shown` is on screen."""
        self.run.append(computed.step, shown)
        self.seconds.append(computed.seconds)
        self.phases.append(computed.step.phase)
        self.objectives.append(computed.step.objective)

    def recalled(self, index: int) -> Step | None:
        """The step at an index with its labels, if need be computed again; None where there is no run."""
        if self.prepared is None or not len(self.run):
            return None
        points, algorithm = self.prepared.points, self.algorithm
        return self.run.recalled(index, lambda step: algorithm.after(step, points))

    def worn(self, same_run: bool) -> Worn | None:
        """What its clusters wear; those that came after the colors were given too."""
        if self.prepared is None or not len(self.run):
            return None
        last = self.run[len(self.run) - 1]
        colors = completed(self.colors, last.k)
        return Worn(self.prepared.points, colors, last.labels, last.centers, same_run)


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
    """Shows one scene while the next is computed; the scene changes when the next one can be seen."""

    def __init__(self, session: Session) -> None:
        self._job = Job("clusterlab run")
        self._table: tuple[object, Table] | None = None
        self._next: Scene | None = None
        self._entry = 0
        self._due = 0.0
        self._following = False
        self._view: tuple[Prepared, ViewChoice | None, View] | None = None
        self.scene = Scene(session)
        self.index = 0
        self.playing = False
        self.rate = RATE
        self.ask(session)

    @property
    def busy(self) -> bool:
        """Whether something is being computed or played, so that ticks are wanted."""
        return self.playing or not self._job.idle

    @property
    def computing(self) -> bool:
        """Whether the worker is at it."""
        return self._job.running

    @property
    def waiting(self) -> bool:
        """Whether what was asked for cannot be shown yet."""
        return self._next is not None

    @property
    def step(self) -> Step | None:
        """The step on screen."""
        return self.scene.run[self.index] if len(self.scene.run) else None

    @property
    def whole(self) -> Step | None:
        """The step on screen with its labels, where there are any."""
        return self.scene.recalled(self.index)

    @property
    def at_end(self) -> bool:
        """Whether the last step there will be is on screen."""
        return self.scene.run.finished and self.index == len(self.scene.run) - 1

    def ask(self, session: Session, entry: int | None = None) -> None:
        """Computes what `session` changes; `entry` is the step to show first, else the place is kept."""
        old = self.scene.session
        if same_steps(old, session):  # they are on screen already, and stay there if this is cancelled
            self.look(session)
        self._entry = entry if entry is not None else (-1 if self.at_end else self.index)
        prepared = self.scene.prepared if same_data(old, session) else None
        table = self._table[1] if self._table and self._table[0] == session.source else None
        known = self._known(old, session)
        held = Held(table, prepared, known, self.scene.worn(same_run(old, session)))
        self._next = Scene(session, prepared, self.scene.run.every if known else 1)
        self._job.start(lambda: compute(session, held))

    def look(self, session: Session) -> None:
        """Takes over choices that change no step, such as the view or the layers."""
        for scene in filter(None, (self.scene, self._next)):
            scene.session = replace(scene.session, view=session.view, layers=session.layers)

    def tick(self, now: float) -> News:
        """Takes what the worker made since the last tick and moves the position if its time has come."""
        failure = self._job.failure()  # asked first: what came before it is then there to take
        new_scene, more = self._take()
        if failure is not None:
            new_scene = self._fail() or new_scene
        followed = more and self._following and self._follow()
        return News(new_scene, more, self._play(now) or followed, failure)

    def go(self, index: int) -> None:
        """Shows another step, as near as there is one."""
        self._following = False
        self.index = max(0, min(index, len(self.scene.run) - 1))

    def go_to_end(self) -> None:
        """Shows the last step, and each newer one as it comes."""
        self.go(len(self.scene.run) - 1)
        self._following = not self.scene.run.finished

    def play(self, now: float) -> None:
        """Plays on, from the start if the end is on screen."""
        if self.at_end:
            self.index = 0
        self.playing, self._due = True, now + 1 / self.rate

    def pause(self) -> None:
        """Stays where it is."""
        self.playing = False

    def cancel(self) -> bool:
        """Stops computing; the steps so far stay. Says whether there was something to stop."""
        stopped = self._job.running
        self._job.cancel()
        self._next = None
        return stopped

    def close(self) -> bool:
        """Ends the worker and waits for it."""
        self.playing = False
        return self._job.close()

    def view(self) -> View | None:
        """How the points of the scene are looked at: the same object until data or choice change."""
        prepared, choice = self.scene.prepared, self.scene.session.view
        if prepared is None:
            return None
        if self._view is None or self._view[:2] != (prepared, choice):
            self._view = (prepared, choice, prepared.view(choice))
        return self._view[2]

    def caption(self) -> Caption | None:
        """What the step on screen says."""
        return self.caption_of(self.scene, self.index)

    @staticmethod
    def caption_of(scene: Scene, index: int) -> Caption | None:
        """What a step of a scene says."""
        if scene.prepared is None or not len(scene.run):
            return None
        treatment = treatment_of(scene.session)
        return caption(scene.algorithm, scene.prepared.points, scene.run, index, treatment)

    def preview(self, branch: Branch) -> Step | None:
        """The step on screen as it would be with a center elsewhere."""
        prepared, step = self.scene.prepared, self.whole
        if prepared is None or step is None:
            return None
        moved = self.scene.algorithm.moved(step, branch.cluster, branch.place, prepared.points)
        return self.scene.algorithm.after(moved, prepared.points) or moved

    def _known(self, old: Session, new: Session) -> tuple[Step, ...]:
        if not same_run(old, new):
            return ()
        reach = old.branches[0].at + 1 if old.branches else len(self.scene.run)
        return tuple(self.scene.run[i] for i in range(min(reach, len(self.scene.run))))

    def _take(self) -> tuple[bool, bool]:
        """What came from the worker: whether the scene is a new one, whether its run grew."""
        new_scene = more = False
        for item in self._job.take():
            scene = self._next or self.scene
            if isinstance(item, Table):
                self._table = (scene.session.source, item)
            elif isinstance(item, Prepared):
                scene.prepared = item
            elif isinstance(item, Computed):
                scene.add(item, self.index if scene is self.scene else -1)
                more = more or self._next is None
            elif isinstance(item, Colored):
                scene.colors = item.colors
                new_scene = self._enter() or new_scene
        return new_scene, more

    def _enter(self) -> bool:
        """Puts the computed scene on screen, at the place that was asked for."""
        if self._next is None:
            return False
        self.scene, self._next = self._next, None
        if self._entry >= 0:
            self.go(self._entry)
        else:
            self.go_to_end()
        return True

    def _follow(self) -> bool:
        self.go_to_end()
        return True

    def _fail(self) -> bool:
        """After a failure: new data are shown without a run, anything else leaves the screen as it was."""
        failed, self._next = self._next, None
        self.playing = False
        if failed is None or failed.prepared is None or failed.prepared is self.scene.prepared:
            return False
        self.scene, self.index = failed, 0
        return True

    def _play(self, now: float) -> bool:
        """Moves on by as many steps as are due; the end of the run ends the play."""
        if not self.playing or now < self._due:
            return False
        pace = 1 / self.rate
        steps = 1 + int((now - self._due) / pace)
        self._due += steps * pace
        before = self.index
        self.go(self.index + steps)
        self.playing = not (self.at_end or (self.index == before and not self.computing))
        return self.index != before
