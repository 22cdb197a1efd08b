"""The profiles of the clusters of the step on screen, computed on a worker."""

from collections.abc import Iterator
from dataclasses import dataclass

from clusterlab.core.message import Message
from clusterlab.core.step import Step
from clusterlab.core.worker import TaskQueue
from clusterlab.session.analysis.cluster_profiles import ClusterProfile, cluster_profiles, partition_words
from clusterlab.session.analysis.queued_analysis import QueuedAnalysis
from clusterlab.session.state.prepared import Prepared

MAX_LIVE_PROFILED_POINTS = 5_000
"""Up to so many points the profiles follow every step; with more, only while playback is paused."""


@dataclass(frozen=True, eq=False)
class StepProfile:
    """The profiles of the clusters of a step, and `words` about all of them."""

    prepared: Prepared
    step: Step
    clusters: tuple[ClusterProfile, ...]
    words: Message


class StepProfiles(QueuedAnalysis):
    """Keeps the profiles of the clusters of the step on screen."""

    def __init__(self, task_queue: TaskQueue) -> None:
        super().__init__(task_queue)
        self._shown: tuple[Prepared | None, Step | None] = (None, None)
        self._requested: tuple[Prepared | None, Step | None] = (None, None)
        self.found: StepProfile | None = None

    @property
    def is_current(self) -> bool:
        """Whether the profiles are those of the step on screen."""
        return self.found is not None and (self.found.prepared, self.found.step) == self._shown

    def follow(self, prepared: Prepared | None, step: Step | None, paused: bool) -> None:
        """Starts to compute the profiles of the step on screen, unless they are known or it has no labels."""
        self._shown = (prepared, step)
        if prepared is None or step is None or step.labels is None:
            self.cancel()
            self.found, self._requested = None, (None, None)
        elif self._requested != self._shown and (prepared.points.n <= MAX_LIVE_PROFILED_POINTS or paused):
            self._requested = self._shown
            self._compute(lambda: _step_profile(prepared, step))

    def _take(self, item: StepProfile) -> bool:
        self.found = item
        return True

    def _forget_request(self) -> None:
        self._requested = (None, None)


def _step_profile(prepared: Prepared, step: Step) -> Iterator[StepProfile]:
    yield StepProfile(prepared, step, cluster_profiles(prepared, step), partition_words(prepared, step))
