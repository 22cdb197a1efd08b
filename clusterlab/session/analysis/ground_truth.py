"""Known labels beside the step on screen: how well they agree, and where they do not."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from clusterlab.core.worker import TaskQueue
from clusterlab.datasets.ground_truth import GENERATED, GroundTruth, ground_truth
from clusterlab.datasets.table import Table
from clusterlab.kernels.typing import Labels, Rows
from clusterlab.session.analysis.agreement import Agreement, agreement, class_labels
from clusterlab.session.state.prepared import Prepared

MAX_OFFERED_CLASSES = 50
"""A column of more different words than this names rows, not classes."""
MAX_LIVE_COMPARED_POINTS = 5_000
"""Up to so many points the comparison follows every step; beyond, it waits until a step stays."""


@dataclass(frozen=True, eq=False)
class LabelDifferences:
    """An agreement, its labeling, and the points (m,) whose cluster stands for another class."""

    agreement: Agreement
    labels: Labels
    differing: Rows


def ground_truth_options(prepared: Prepared) -> list[str]:
    """What may be known of rows: the generated groups, or columns of classes that are not clustered on."""
    table = prepared.table
    if table.truth is not None:
        return [GENERATED]
    spare = [name for name in table.columns if name not in prepared.selection.columns]
    return [name for name in (*table.texts, *spare) if _is_plausible(table, name)]


def label_differences(one: GroundTruth, prepared: Prepared, labels: Labels) -> Iterator[LabelDifferences]:
    """The clusters of a step beside known classes."""
    found, classes = agreement(one, prepared, labels), class_labels(one, prepared)
    table = found.confusion
    if table is None:
        yield LabelDifferences(found, labels, np.zeros(0, np.intp))
        return
    stands = np.append(table.matched, -1)  # for noise, which is the last of all by its number -1
    padded = np.where(labels < len(table.matched), labels, -1)
    differing = np.flatnonzero((classes >= 0) & (stands[padded] != classes))
    yield LabelDifferences(found, labels, differing)


class GroundTruthComparison:
    """Compares the step on screen with the chosen known labels, on a lane."""

    def __init__(self, task_queue: TaskQueue) -> None:
        self._lane = task_queue
        self._prepared: Prepared | None = None
        self._requested: tuple[object, ...] = ()
        self._running: tuple[object, ...] | None = None
        self._chosen: dict[str, str] = {}
        self.names: list[str] = []
        self.name = ""
        self.ground_truth: GroundTruth | None = None
        self.found: LabelDifferences | None = None

    @property
    def busy(self) -> bool:
        """Whether a comparison is on its way."""
        return self._running is not None

    def follow(self, prepared: Prepared, labels: Labels | None, paused: bool) -> bool:
        """Follows what is on screen; says whether what is known became another."""
        other = prepared is not self._prepared
        if other:
            self._prepared = prepared
            self.names = ground_truth_options(prepared)
            chosen = self._chosen.get(prepared.table.name, "")
            self._choose(chosen if chosen in self.names else next(iter(self.names), ""))
        request = (self.name, labels)
        if labels is None:
            other = other or self.found is not None
            self._drop()
        elif (
            not _are_identical(request, self._requested)
            and self.ground_truth is not None
            and (prepared.points.n <= MAX_LIVE_COMPARED_POINTS or paused)
        ):
            self._start(self.ground_truth, prepared, labels)
        return other

    def choose(self, name: str) -> None:
        """Other known labels from now on; they are remembered for the table."""
        if self._prepared is not None and name in self.names:
            self._chosen[self._prepared.table.name] = name
            self._choose(name)

    def tick(self) -> tuple[bool, Exception | None]:
        """Takes what came: whether there is something to show, and an error to tell."""
        if self._running is None:
            return False, None
        ended, failure, came = not self._lane.running, self._lane.failure(), self._lane.take()
        for item in came:
            self.found = item
        if ended:
            self._running = None
        return bool(came), failure

    def cancel(self) -> bool:
        """Stops a comparison; says whether one was on its way."""
        stopped, self._running = self._running is not None, None
        self._lane.cancel()
        return stopped

    def _choose(self, name: str) -> None:
        assert self._prepared is not None
        self._drop()
        self.name, self.ground_truth = name, ground_truth(self._prepared.table, name) if name else None

    def _drop(self) -> None:
        """Lets go of what was found, and of what is still on its way."""
        self.cancel()
        self._requested, self.found = (), None

    def _start(self, one: GroundTruth, prepared: Prepared, labels: Labels) -> None:
        self._requested = self._running = (self.name, labels)
        self._lane.start(lambda: label_differences(one, prepared, labels))


def _is_plausible(table: Table, name: str) -> bool:
    return 1 < len(ground_truth(table, name).classes) <= MAX_OFFERED_CLASSES


def _are_identical(one: tuple[object, ...], other: tuple[object, ...]) -> bool:
    return len(one) == len(other) and all(a is b for a, b in zip(one, other, strict=True))
