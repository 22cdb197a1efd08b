"""One algorithm of a comparison, and the runs of it that go on from changes by hand."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

from clusterlab.core.algorithm import Algorithm
from clusterlab.core.message import Message
from clusterlab.session.state.branches import (
    Branch,
    Branches,
    clusters_added,
    with_clusters_added,
)

MAX_RUNS = 20
"""So many runs of a pane are kept, the present one and that without changes among them."""


@dataclass(frozen=True, eq=False)
class CustomStart:
    """The start that a person gave to a run, in the units of the data."""

    value: Any
    words: Message


@dataclass(frozen=True)
class Pane:
    """One algorithm of a comparison, with the start and the changes of centers that a person gave to its run.

    K is that of the end of the run. `other_runs` are the changes of runs that are kept, in the order in which
    they were made; the present one has the place `run_number` among them.
    """

    algorithm: Algorithm
    start: CustomStart | None = None
    branches: Branches = ()
    other_runs: tuple[Branches, ...] = ()
    run_number: int = 0

    @property
    def runs(self) -> tuple[Branches, ...]:
        """The changes of every run that is kept, the present one among them."""
        return (*self.other_runs[: self.run_number], self.branches, *self.other_runs[self.run_number :])

    @property
    def starting_algorithm(self) -> Algorithm:
        """The algorithm with the K that the run begins with."""
        return with_clusters_added(self.algorithm, -clusters_added(self.branches))

    def with_branch(self, branch: Branch) -> Self:
        """A run that goes on from a change; those of the present one at later steps are not in it.

        The present one is kept, too. Of more than `MAX_RUNS` the oldest that has changes is dropped.
        """
        kept = tuple(earlier for earlier in self.branches if earlier.step_index < branch.step_index)
        runs = [*self.runs, (*kept, branch)]
        if len(runs) > MAX_RUNS:
            runs.remove(next(run for run in runs if run))
        return self._of(runs, len(runs) - 1)

    def with_run(self, number: int) -> Self:
        """Another of the runs as the present one."""
        return self._of(self.runs, number)

    def without_run(self, number: int) -> Self:
        """Drops one of several runs; for the present one the one before it is shown, or else the next."""
        runs = (*self.runs[:number], *self.runs[number + 1 :])
        return self._of(runs, max(0, self.run_number - (number <= self.run_number))) if runs else self

    def _of(self, runs: Sequence[Branches], number: int) -> Self:
        """The pane with these runs, of which one is the present one."""
        added = clusters_added(runs[number]) - clusters_added(self.branches)
        others = (*runs[:number], *runs[number + 1 :])
        return replace(
            self,
            algorithm=with_clusters_added(self.algorithm, added),
            branches=runs[number],
            other_runs=others,
            run_number=number,
        )
