"""The stability of the clusters of the step on screen, computed on a worker on demand."""

from collections.abc import Generator
from dataclasses import dataclass

from clusterlab.core.algorithm import Algorithm
from clusterlab.core.message import Message, sentences
from clusterlab.core.points import Points
from clusterlab.core.progress import Progress
from clusterlab.core.step import Step
from clusterlab.core.worker import TaskQueue
from clusterlab.metrics.stability import ROWS_RESAMPLED, SUPPORTED_STRENGTH, Stability, search_stability
from clusterlab.session.analysis.queued_analysis import QueuedAnalysis

STABLE, DOUBTFUL = 0.75, 0.6
"""From the first Jaccard similarity a cluster counts as stable; below the second it is not. (Hennig 2008.)"""


@dataclass(frozen=True, eq=False)
class StabilityTarget:
    """The clusters of a step, and the algorithm that made them of points."""

    algorithm: Algorithm
    points: Points
    step: Step

    def is_same(self, other: "StabilityTarget | None") -> bool:
        """Whether these are the clusters of another target."""
        return other is not None and self.step is other.step and self.points is other.points


class StepStability(QueuedAnalysis):
    """Computes the stability of the clusters on screen on a task queue; of other clusters it is not shown."""

    shows_end = True

    def __init__(self, task_queue: TaskQueue) -> None:
        super().__init__(task_queue)
        self._target: StabilityTarget | None = None
        self._computed: StabilityTarget | None = None
        self._found: Stability | None = None
        self.share = 0.0

    @property
    def found(self) -> Stability | None:
        """The stability of the clusters on screen, None where it was not computed."""
        return self._found if self._computed is not None and self._computed.is_same(self._target) else None

    @property
    def can_start(self) -> bool:
        """Whether there are clusters whose stability is neither known nor being computed."""
        return self._target is not None and self.found is None and not self.busy

    def follow(self, target: StabilityTarget | None) -> None:
        """Turns to the clusters on screen, None without any; those of before are no longer resampled."""
        if target is not None and target.is_same(self._target):
            return
        self.cancel()
        self._target = target

    def start(self) -> None:
        """Starts to resample the clusters on screen."""
        target = self._target
        if target is not None and self.can_start:
            self.share = 0.0
            self._compute(lambda: _search(target))

    def _take(self, item: Progress | Stability) -> bool:
        if isinstance(item, Progress):
            self.share = item.done / item.of
        else:
            self._computed, self._found = self._target, item
        return True


def _search(target: StabilityTarget) -> Generator[Progress | Stability, None, None]:
    assert target.step.labels is not None
    yield (yield from search_stability(target.algorithm, target.points, target.step.labels))


def stability_words(found: Stability) -> Message:
    """How many clusters are stable, and what uniform points without clusters give."""
    jaccard, uniform = found.data.jaccard, float(found.uniform.jaccard[0])
    template = (
        "{stable!s} of {k:# cluster is|# clusters are} stable (Jaccard at least {least!s}); "
        "uniform points give {uniform:hundredths} (dashed)."
    )
    counted = Message(
        template, stable=int((jaccard >= STABLE).sum()), k=len(jaccard), least=STABLE, uniform=uniform
    )
    template = (
        "Prediction strength {strength:hundredths}, uniform points {uniform:hundredths}; {least!s} is enough."
    )
    strength = Message(
        template,
        strength=found.data.prediction_strength,
        uniform=found.uniform.prediction_strength,
        least=SUPPORTED_STRENGTH,
    )
    return sentences(counted, strength, _sample_words(found))


def _sample_words(found: Stability) -> Message:
    """Of which sample the stability is, and that weights do not count; empty where it is that of all."""
    sample = Message("From a random sample of {used} of {of} points.", used=found.used, of=found.of)
    return sentences(
        sample if found.used < found.of else Message(), ROWS_RESAMPLED if found.weighted else Message()
    )


def cluster_stability_words(found: Stability, cluster: int, name: str) -> Message:
    """How stable one cluster is, by its `name`."""
    value = float(found.data.jaccard[cluster])
    kind = "stable" if value >= STABLE else "not stable" if value < DOUBTFUL else "doubtful"
    template = "{name}: mean Jaccard similarity {value:hundredths}, {kind}."
    return Message(template, name=name, value=value, kind=kind)
