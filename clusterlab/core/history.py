"""The steps of a run, in bounded memory."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from clusterlab.core.step import Step

MAX_LABEL_BYTES = 192 * 2**20
"""The bytes that the labels of a run may take, with the large covariances of a mixture and their factors.

There are two runs while the next one replaces the last.
"""
SHARED_STEPS = 2
"""Arrays are shared by steps that are at most so far apart: an M-step holds the E-step before it."""


class Run:
    """A list of steps to which steps are only appended.

    Labels beyond the budget are dropped: those of every second iteration, then of every second that is
    left, and so on. They are recomputed from the step before; only at the `pinned` indices a step was
    changed by hand, and those keep their labels.
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
        """The step at an index; it may be compacted, unless it was the last to be materialized."""
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
        """One of so many consecutive iterations keeps its labels."""
        return self._label_stride

    @property
    def label_bytes(self) -> int:
        """The bytes of the labels in memory."""
        return self._label_bytes

    def append(self, step: Step, shown: int = -1) -> None:
        """Appends a step; others may be compacted to stay within the budget, but not the one `shown`."""
        self._steps.append(step)
        self._label_bytes += self._unshared_bytes(len(self._steps) - 1)
        # a mixture's iterations start at 0 again after its k-means initialization
        self._max_iteration = max(self._max_iteration, step.iteration)
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
        """The step at an index with its labels, recomputed by `after`, which gives the step after another.

        The last that was recomputed is cached.
        """
        step = materialized(self, index, after)
        if self._steps[index].compacted:
            self._materialized = index, step
        return step

    def _compact(self, indices: Iterable[int], shown: int) -> None:
        """Drops the labels of steps that need not keep them."""
        kept = {*self._pinned, shown, len(self._steps) - 1}
        for index in indices:
            if index < 0 or index in kept:
                continue
            step = self._steps[index]
            if step.discardable and step.iteration % self._label_stride:
                self._label_bytes -= self._unshared_bytes(index)
                self._steps[index] = step.without_labels()

    def _unshared_bytes(self, index: int) -> int:
        """The bytes of the arrays of a step that can be dropped, without those that steps near it share."""
        before = self._steps[max(0, index - SHARED_STEPS) : index]
        after = self._steps[index + 1 : index + 1 + SHARED_STEPS]
        shared = {key for step in (*before, *after) for key in _sizes(step)}
        return sum(nbytes for key, nbytes in _sizes(self._steps[index]).items() if key not in shared)


def _sizes(step: Step) -> dict[int, int]:
    """The bytes of all that a run can drop of a step, by identity."""
    return {id(array): array.nbytes for array in step.discardable} | step.computed_bytes


def materialized(steps: "Sequence[Step] | Run", index: int, after: Callable[[Step], Step | None]) -> Step:
    """The step at an index with its labels, recomputed from the nearest step before that has them."""
    start, step = index, steps[index]
    while step.compacted:
        start -= 1
        step = steps[start]
    for _ in range(start, index):
        following = after(step)
        assert following is not None, "a run does not end before its last step"
        step = following
    return step
