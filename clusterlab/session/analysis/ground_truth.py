"""Known labels beside the step on screen: how well they agree, and where they do not."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from clusterlab.core.worker import Lane
from clusterlab.datasets.ground_truth import GENERATED, Known, known
from clusterlab.datasets.table import Table
from clusterlab.kernels.typing import Labels, Rows
from clusterlab.session.analysis.agreement import Agreement, agreement, classes_of
from clusterlab.session.state.prepared import Prepared

MOST_CLASSES = 50
"""A column of more different words than this names rows, not classes."""
LIVE = 5_000
"""Up to so many points the comparison follows every step; beyond, it waits until a step stays."""


@dataclass(frozen=True, eq=False)
class Compared:
    """An agreement, its labeling, and the points (m,) whose cluster stands for another class."""

    agreement: Agreement
    labels: Labels
    misplaced: Rows


def offered(prepared: Prepared) -> list[str]:
    """What may be known of rows: the generated groups, or columns of classes that are not clustered on."""
    table = prepared.table
    if table.truth is not None:
        return [GENERATED]
    spare = [name for name in table.columns if name not in prepared.selection.columns]
    return [name for name in (*table.texts, *spare) if _few(table, name)]


def compared(one: Known, prepared: Prepared, labels: Labels) -> Iterator[Compared]:
    """The clusters of a step beside known classes."""
    found, classes = agreement(one, prepared, labels), classes_of(one, prepared)
    table = found.confusion
    if table is None:
        yield Compared(found, labels, np.zeros(0, np.intp))
        return
    stands = np.append(table.matched, -1)  # for noise, which is the last of all by its number -1
    padded = np.where(labels < len(table.matched), labels, -1)
    misplaced = np.flatnonzero((classes >= 0) & (stands[padded] != classes))
    yield Compared(found, labels, misplaced)


class Knower:
    """Compares the step on screen with the chosen known labels, on a lane."""

    def __init__(self, lane: Lane) -> None:
        self._lane = lane
        self._prepared: Prepared | None = None
        self._asked: tuple[object, ...] = ()
        self._going: tuple[object, ...] | None = None
        self._chosen: dict[str, str] = {}
        self.names: list[str] = []
        self.name = ""
        self.known: Known | None = None
        self.found: Compared | None = None

    @property
    def busy(self) -> bool:
        """Whether a comparison is on its way."""
        return self._going is not None

    def look(self, prepared: Prepared, labels: Labels | None, resting: bool) -> bool:
        """Follows what is on screen; says whether what is known became another."""
        other = prepared is not self._prepared
        if other:
            self._prepared = prepared
            self.names = offered(prepared)
            chosen = self._chosen.get(prepared.table.name, "")
            self._take(chosen if chosen in self.names else next(iter(self.names), ""))
        asked = (self.name, labels)
        if labels is None:
            other = other or self.found is not None
            self._drop()
        elif (
            not _same(asked, self._asked)
            and self.known is not None
            and (prepared.points.n <= LIVE or resting)
        ):
            self._start(self.known, prepared, labels)
        return other

    def choose(self, name: str) -> None:
        """Other known labels from now on; they are remembered for the table."""
        if self._prepared is not None and name in self.names:
            self._chosen[self._prepared.table.name] = name
            self._take(name)

    def tick(self) -> tuple[bool, Exception | None]:
        """Takes what came: whether there is something to show, and an error to tell."""
        if self._going is None:
            return False, None
        ended, failure, came = not self._lane.running, self._lane.failure(), self._lane.take()
        for item in came:
            self.found = item
        if ended:
            self._going = None
        return bool(came), failure

    def cancel(self) -> bool:
        """Stops a comparison; says whether one was on its way."""
        stopped, self._going = self._going is not None, None
        self._lane.cancel()
        return stopped

    def _take(self, name: str) -> None:
        assert self._prepared is not None
        self._drop()
        self.name, self.known = name, known(self._prepared.table, name) if name else None

    def _drop(self) -> None:
        """Lets go of what was found, and of what is still on its way."""
        self.cancel()
        self._asked, self.found = (), None

    def _start(self, one: Known, prepared: Prepared, labels: Labels) -> None:
        self._asked = self._going = (self.name, labels)
        self._lane.start(lambda: compared(one, prepared, labels))


def _few(table: Table, name: str) -> bool:
    return 1 < len(known(table, name).classes) <= MOST_CLASSES


def _same(one: tuple[object, ...], other: tuple[object, ...]) -> bool:
    return len(one) == len(other) and all(a is b for a, b in zip(one, other, strict=True))
