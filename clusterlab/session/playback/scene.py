"""One computed session: its data, its run so far, its colors."""

from dataclasses import InitVar, dataclass, field

from clusterlab.core.algorithm import Algorithm
from clusterlab.core.history import Run
from clusterlab.core.message import Message
from clusterlab.core.sharded_points import ShardedPoints
from clusterlab.core.step import Step
from clusterlab.session.playback.captions import Caption, caption, position_label
from clusterlab.session.playback.change_sentence import change_sentence
from clusterlab.session.playback.color_matching import completed_colors
from clusterlab.session.playback.run_task import ColorAssignment, ComputedStep
from clusterlab.session.state.branches import (
    Branch,
    branched_step,
    branches_until,
    clusters_added,
    colors_after,
    with_clusters_added,
)
from clusterlab.session.state.prepared import Prepared
from clusterlab.session.state.session import Session, same_run, scaling_label

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
        points, algorithm = self.prepared.points, self.algorithm_at(index)
        return self.run.materialized(index, lambda step: algorithm.after(step, points))

    def algorithm_at(self, index: int) -> Algorithm:
        """The algorithm with the K that the step at an index has, or is to have after its start."""
        made = clusters_added(branches_until(self.session.branches, index))
        return with_clusters_added(self.session.pane.starting_algorithm, made)

    def colors_at(self, index: int) -> tuple[int, ...]:
        """The colors of the clusters of the step at an index, those of an unknown one in their order."""
        step, made = self.run[index], branches_until(self.session.branches, index)
        if not made:
            return completed_colors(self.colors, step.k)
        first = completed_colors(self.colors, self.session.pane.starting_algorithm.k)
        return completed_colors(colors_after(first, made), step.k)

    def past(self, index: int) -> list[Step]:
        """The steps up to an index, of a very long run the last of them."""
        end = min(index + 1, len(self.run))
        return [self.run[i] for i in range(max(0, end - MAX_TRAIL_STEPS), end)]

    def caption(self, index: int) -> Caption | None:
        """The caption of a step."""
        if self.prepared is None or not len(self.run):
            return None
        points, scaling = self.prepared.points, scaling_label(self.session)
        change = self.change_at(index)
        return caption(self.algorithm, points, self.run, index, scaling, change)

    def change_at(self, index: int) -> Message:
        """What was changed by hand at a step, or just before it; empty where nothing was."""
        changed = {branch.step_index + 1: branch for branch in self.session.branches}
        branch = changed.get(index) or changed.get(index - 1)
        if branch is None or self.prepared is None:
            return Message()
        return change_sentence(branch, self.algorithm_at(branch.step_index + 1).k, self.prepared)

    def position_label(self, index: int) -> Message:
        """The phase and iteration of a step, of one beyond the end those of the last."""
        return position_label(self.run, min(index, len(self.run) - 1)) if len(self.run) else Message()

    def preview(self, step: Step, branch: Branch) -> Step:
        """A step as it would be with the change of a branch; raises ParamError.

        Of points in shards it is not the step after the change, for which all points would be looked at.
        """
        assert self.prepared is not None
        algorithm, points = self.algorithm_at(branch.step_index), self.prepared.points
        changed = branched_step(algorithm, step, branch, points)
        if isinstance(points, ShardedPoints):
            return changed
        following = with_clusters_added(algorithm, clusters_added([branch]))
        return following.after(changed, points) or changed

    def reusable_steps(self, session: Session) -> tuple[Step, ...]:
        """The steps that the run of `session` has in common with this one."""
        if not same_run(self.session, session):
            return ()
        branches = self.session.branches
        n_steps = branches[0].step_index + 1 if branches else len(self.run)
        return tuple(self.run[i] for i in range(min(n_steps, len(self.run))))

    def color_assignment(self, same_run: bool = False) -> ColorAssignment | None:
        """The colors of the clusters at the end of the run, or for the `same_run` at its start."""
        if self.prepared is None or not len(self.run):
            return None
        index = len(self.run) - 1
        last = self.run[index]
        k = last.k - clusters_added(branches_until(self.session.branches, index))
        colors = completed_colors(self.colors, k) if same_run else self.colors_at(index)
        return ColorAssignment(self.prepared.points, colors, last.labels, last.centers, same_run)
