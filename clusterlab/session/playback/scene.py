"""One computed session: its data, its run so far, its colors."""

from dataclasses import InitVar, dataclass, field

from clusterlab.core.algorithm import Algorithm
from clusterlab.core.history import Run
from clusterlab.core.message import Message
from clusterlab.core.step import Step
from clusterlab.session.playback.captions import Caption, caption, position_label
from clusterlab.session.playback.color_matching import completed_colors
from clusterlab.session.playback.run_task import ColorAssignment, ComputedStep
from clusterlab.session.state.prepared import Prepared
from clusterlab.session.state.session import Branch, Session, same_run, scaling_label

MAX_TRAIL_STEPS = 1_000
"""The number of steps that center trajectories go back."""
STREAM_WINDOW_BUDGET = 16 * 2**20
"""The bytes that the rows of a stream's steps may take; older ones are discarded beyond."""


@dataclass(eq=False)
class Scene:
    """One computed session: its data, its run so far, its colors, and the computing time of each step.

    `failure` is the error that ended the run early.
    """

    session: Session
    prepared: Prepared | None = None
    label_stride: InitVar[int] = 1
    run: Run = field(init=False)
    colors: tuple[int, ...] = ()
    seconds: list[float] = field(default_factory=list)
    phases: list[str] = field(default_factory=list)
    objectives: list[float | None] = field(default_factory=list)
    failure: Exception | None = None

    @property
    def algorithm(self) -> Algorithm:
        """The algorithm that made the run."""
        return self.session.algorithm

    @property
    def complete(self) -> bool:
        """Whether the run has ended."""
        return self.failure is not None or self.run.finished

    def __post_init__(self, label_stride: int) -> None:
        pinned = (branch.step_index + 1 for branch in self.session.branches)
        self.run = Run(
            pinned=pinned,
            label_stride=label_stride,
            budget=STREAM_WINDOW_BUDGET if self.algorithm.initial_rows else None,
        )

    def add(self, computed: ComputedStep, shown: int = -1) -> None:
        """Adds the next step with its figures for the timeline, while the step at `shown` is on screen."""
        self.run.append(computed.step, shown)
        self.seconds.append(computed.seconds)
        self.phases.append(computed.step.phase)
        self.objectives.append(computed.step.objective)

    def materialized(self, index: int) -> Step | None:
        """The step at an index with its labels, recomputed if necessary; None where there is no run."""
        if self.prepared is None or not len(self.run):
            return None
        points, algorithm = self.prepared.points, self.algorithm
        return self.run.materialized(index, lambda step: algorithm.after(step, points))

    def past(self, index: int) -> list[Step]:
        """The steps up to an index, of a very long run the last of them."""
        end = min(index + 1, len(self.run))
        return [self.run[i] for i in range(max(0, end - MAX_TRAIL_STEPS), end)]

    def caption(self, index: int) -> Caption | None:
        """The caption of a step."""
        if self.prepared is None or not len(self.run):
            return None
        points, scaling = self.prepared.points, scaling_label(self.session)
        return caption(self.algorithm, points, self.run, index, scaling, self.moved_center(index))

    def moved_center(self, index: int) -> int | None:
        """The cluster whose center a person moved at a step, or just before it; None if there is none."""
        moved = {branch.step_index + 1: branch.cluster for branch in self.session.branches}
        return moved.get(index, moved.get(index - 1))

    def position_label(self, index: int) -> Message:
        """The phase and iteration of a step, of one beyond the end those of the last."""
        return position_label(self.run, min(index, len(self.run) - 1)) if len(self.run) else Message()

    def preview(self, step: Step, branch: Branch) -> Step:
        """A step as it would be with a center moved."""
        assert self.prepared is not None
        moved = self.algorithm.with_center_moved(step, branch.cluster, branch.position, self.prepared.points)
        return self.algorithm.after(moved, self.prepared.points) or moved

    def reusable_steps(self, session: Session) -> tuple[Step, ...]:
        """The steps that the run of `session` has in common with this one."""
        if not same_run(self.session, session):
            return ()
        branches = self.session.branches
        n_steps = branches[0].step_index + 1 if branches else len(self.run)
        return tuple(self.run[i] for i in range(min(n_steps, len(self.run))))

    def color_assignment(self, same_run: bool = False) -> ColorAssignment | None:
        """The colors of the clusters at the end of the run, for another run or a branch of this one."""
        if self.prepared is None or not len(self.run):
            return None
        last = self.run[len(self.run) - 1]
        colors = completed_colors(self.colors, last.k)
        return ColorAssignment(self.prepared.points, colors, last.labels, last.centers, same_run)
