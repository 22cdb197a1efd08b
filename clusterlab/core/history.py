"""The steps so far, in bounded memory."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from numpy.typing import NDArray

from clusterlab.core.step import Step

MAX_LABEL_BYTES = 192 * 2**20
"""Bytes that the labels of a run may take; the next run is made while the last is still on screen."""


class Run:
    """A list of steps that only grows at its end.

    Labels that go beyond the budget are let go: those of every second iteration, and again of every
    second one that is left. A step follows from the one before, so they can be had again; only at the
    `pinned` indices a person's hand came between, and those stay whole.
    """

    def __init__(
        self,
        steps: Iterable[Step] = (),
        pinned: Iterable[int] = (),
        label_stride: int = 1,
        budget: int | None = None,
    ) -> None:
        self._steps: list[Step] = []
        self._pinned, self._label_stride = frozenset(pinned), label_stride
        self._budget, self._label_bytes = MAX_LABEL_BYTES if budget is None else budget, 0
        self._max_iteration, self._shown = 0, -1
        self._materialized: tuple[int, Step] | None = None
        for step in steps:
            self.append(step)

    def __len__(self) -> int:
        return len(self._steps)

    def __getitem__(self, index: int) -> Step:
        """The step at an index: a thin one, but for the one that was recalled last."""
        step, materialized = self._steps[index], self._materialized
        return (
            materialized[1]
            if step.compacted and materialized is not None and materialized[0] == index
            else step
        )

    def __iter__(self) -> Iterator[Step]:
        return iter(self._steps)

    @property
    def finished(self) -> bool:
        """Whether the last step says why the run stopped."""
        return bool(self._steps) and bool(self._steps[-1].stopped)

    @property
    def label_stride(self) -> int:
        """Of so many iterations one keeps its labels."""
        return self._label_stride

    @property
    def label_bytes(self) -> int:
        """The bytes of the labels that are kept."""
        return self._label_bytes

    def append(self, step: Step, shown: int = -1) -> None:
        """Adds the next step; others may grow thin for it, but not the one that is `shown`."""
        before = self._steps[-1].discardable if self._steps else None
        self._steps.append(step)
        if step.discardable is not None and step.discardable is not before:
            self._label_bytes += step.discardable.nbytes
        self._max_iteration = max(
            self._max_iteration, step.iteration
        )  # a mixture counts anew after its k-means
        if self._label_stride > 1:
            self._compact((len(self._steps) - 2, self._shown), shown)
        while self._label_bytes > self._budget and self._label_stride <= self._max_iteration:
            self._label_stride *= 2
            self._compact(range(len(self._steps)), shown)
        self._shown = shown

    def before(self, index: int) -> Step | None:
        """The step before `index`, or None at the start."""
        return self._steps[index - 1] if index > 0 else None

    def materialized(self, index: int, after: Callable[[Step], Step | None]) -> Step:
        """The whole step at an index, where `after` gives the step after another; kept until the next is."""
        step = materialized(self, index, after)
        if self._steps[index].compacted:
            self._materialized = index, step
        return step

    def _compact(self, indices: Iterable[int], shown: int) -> None:
        """Lets the labels of some steps go, none of those that are to be kept."""
        kept = {*self._pinned, shown, len(self._steps) - 1}
        for index in indices:
            if index < 0 or index in kept:
                continue
            step = self._steps[index]
            if step.discardable is not None and step.iteration % self._label_stride:
                self._label_bytes -= self._unshared_bytes(index, step.discardable)
                self._steps[index] = step.without_labels()

    def _unshared_bytes(self, index: int, discardable: NDArray[Any]) -> int:
        """The bytes of the labels that no step beside this one shares."""
        beside = (*self._steps[max(0, index - 1) : index], *self._steps[index + 1 : index + 2])
        return 0 if any(step.discardable is discardable for step in beside) else discardable.nbytes


def materialized(steps: "Sequence[Step] | Run", index: int, after: Callable[[Step], Step | None]) -> Step:
    """The step at an index with its labels, computed again from the nearest before that has them."""
    start, step = index, steps[index]
    while step.compacted:
        start -= 1
        step = steps[start]
    for _ in range(start, index):
        following = after(step)
        assert following is not None, "a run does not end before its last step"
        step = following
    return step
