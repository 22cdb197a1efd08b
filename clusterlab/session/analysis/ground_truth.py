"""The comparison of the step on screen with known labels: how well they agree, and where they differ."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from clusterlab.core.worker import TaskQueue
from clusterlab.datasets.feature_doubts import FIRST_ROWS
from clusterlab.datasets.ground_truth import GENERATED, GroundTruth, ground_truth
from clusterlab.datasets.table import Table
from clusterlab.kernels.typing import Labels, Rows
from clusterlab.session.analysis.agreement import Agreement, agreement, class_labels
from clusterlab.session.analysis.queued_analysis import QueuedAnalysis
from clusterlab.session.state.prepared import Prepared

MAX_OFFERED_CLASSES = 50
"""A column with more distinct values is not offered as classes."""
MAX_LIVE_COMPARED_POINTS = 5_000
"""Up to so many points every step is compared; with more, only while playback is paused."""


@dataclass(frozen=True, eq=False)
class LabelDifferences:
    """An agreement, its labels, and the points (m,) whose cluster is matched to another class."""

    agreement: Agreement
    labels: Labels
    differing: Rows


def ground_truth_options(prepared: Prepared) -> list[str]:
    """The columns that can be known labels: the generated groups, or columns that are not features."""
    table = prepared.table
    if table.truth is not None:
        return [GENERATED]
    spare = [name for name in table.columns if name not in prepared.selection.columns]
    return [name for name in (*table.texts, *spare) if _is_plausible(table, name)]


def label_differences(one: GroundTruth, prepared: Prepared, labels: Labels) -> Iterator[LabelDifferences]:
    """Compares labels (n,), in spatial order, with known classes."""
    found, classes = agreement(one, prepared, labels), class_labels(one, prepared)
    table = found.confusion
    if table is None:
        yield LabelDifferences(found, labels, np.zeros(0, np.intp))
        return
    matched = np.append(table.matched, -1)  # the last is that of noise, whose label is -1
    padded = np.where(labels < len(table.matched), labels, -1)
    differing = np.flatnonzero((classes >= 0) & (matched[padded] != classes))
    yield LabelDifferences(found, labels, differing)


class GroundTruthComparison(QueuedAnalysis):
    """Compares the step on screen with the chosen known labels, on a task queue."""

    def __init__(self, task_queue: TaskQueue) -> None:
        super().__init__(task_queue)
        self._prepared: Prepared | None = None
        self._labels: Labels | None = None
        self._requested: tuple[object, ...] = ()
        self._chosen: dict[str, str] = {}
        self.names: list[str] = []
        self.name = ""
        self.ground_truth: GroundTruth | None = None
        self.found: LabelDifferences | None = None

    @property
    def is_current(self) -> bool:
        """Whether the result is that of the step on screen."""
        return self.found is not None and self.found.labels is self._labels

    def follow(self, prepared: Prepared | None, labels: Labels | None, paused: bool) -> bool:
        """Follows the step on screen; returns whether the known labels or their comparison were replaced.

        Without data there are none.
        """
        changed, self._labels = prepared is not self._prepared, labels
        if changed:
            self._prepared = prepared
            self.names = [] if prepared is None else ground_truth_options(prepared)
            chosen = "" if prepared is None else self._chosen.get(prepared.table.name, "")
            self._choose(chosen if chosen in self.names else next(iter(self.names), ""))
        request = (self.name, labels)
        if labels is None or prepared is None:
            changed = changed or self.found is not None
            self._drop()
        elif (
            not _are_identical(request, self._requested)
            and self.ground_truth is not None
            and (prepared.points.n <= MAX_LIVE_COMPARED_POINTS or paused)
        ):
            self._start(self.ground_truth, prepared, labels)
        return changed

    def choose(self, name: str) -> None:
        """Chooses other known labels; the choice is remembered for the table."""
        if self._prepared is not None and name in self.names:
            self._chosen[self._prepared.table.name] = name
            self._choose(name)

    def _take(self, item: LabelDifferences) -> bool:
        self.found = item
        return True

    def _forget_request(self) -> None:
        self._requested = ()

    def _choose(self, name: str) -> None:
        self._drop()
        self.name, self.ground_truth = name, None
        if name and self._prepared is not None:
            self.ground_truth = ground_truth(self._prepared.table, name)

    def _drop(self) -> None:
        """Discards the result, and the comparison that is being computed."""
        self.cancel()
        self._requested, self.found = (), None

    def _start(self, one: GroundTruth, prepared: Prepared, labels: Labels) -> None:
        self._requested = (self.name, labels)
        self._compute(lambda: label_differences(one, prepared, labels))


def _is_plausible(table: Table, name: str) -> bool:
    if name in table.texts and len(set(table.texts[name][:FIRST_ROWS])) > MAX_OFFERED_CLASSES + 1:
        return False  # the others need not be looked at
    return 1 < len(ground_truth(table, name).classes) <= MAX_OFFERED_CLASSES


def _are_identical(one: tuple[object, ...], other: tuple[object, ...]) -> bool:
    return len(one) == len(other) and all(a is b for a, b in zip(one, other, strict=True))
