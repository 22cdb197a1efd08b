"""The steps so far."""

from collections.abc import Iterable, Iterator

from clusterlab.core.steps import Step


class Run:
    """A list of steps that only grows at its end."""

    def __init__(self, steps: Iterable[Step] = ()) -> None:
        self._steps = list(steps)

    def __len__(self) -> int:
        return len(self._steps)

    def __getitem__(self, index: int) -> Step:
        return self._steps[index]

    def __iter__(self) -> Iterator[Step]:
        return iter(self._steps)

    @property
    def finished(self) -> bool:
        """Whether the last step says why the run stopped."""
        return bool(self._steps) and bool(self._steps[-1].stopped)

    def append(self, step: Step) -> None:
        """Adds the next step."""
        self._steps.append(step)

    def before(self, index: int) -> Step | None:
        """The step before `index`, or None at the start."""
        return self._steps[index - 1] if index > 0 else None
