"""The charts over K: swept in the background, kept for data and algorithms that come back."""

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from clusterlab.algorithms.gmm.covariances import KINDS
from clusterlab.core.algorithm import Algorithm
from clusterlab.core.points import Points
from clusterlab.core.progress import Progress
from clusterlab.core.worker import Lane
from clusterlab.metrics.gap import SHOWN
from clusterlab.metrics.k_sweep import SweepEntry, full_sweep, gapped
from clusterlab.session.state.session import Session, data_of

RESTARTS = 10
KEPT = 24
FARTHEST = 50
"""The greatest K that the charts go to."""


@dataclass(frozen=True)
class Asked:
    """What a person wants swept: K from 1 to `last`, how many references, every kind of covariance or one."""

    last: int = 10
    references: int = SHOWN
    every_kind: bool = False


@dataclass(eq=False)
class Curve:
    """The sweep of one algorithm on some data, as far as it has come: what is known of each K."""

    algorithm: Algorithm
    known: dict[int, SweepEntry] = field(default_factory=dict)
    ends: set[tuple[int, int]] = field(default_factory=set)

    def entries(self, asked: Asked) -> list[SweepEntry]:
        """What is known of the K that are asked for, in their order."""
        return [self.known[k] for k in sorted(self.known) if k <= asked.last]

    def complete(self, asked: Asked) -> bool:
        """Whether all is known that is asked for."""
        return any(last >= asked.last and of == self._references(asked) for last, of in self.ends)

    def finish(self, asked: Asked) -> None:
        """All is known now that is asked for."""
        self.ends.add((asked.last, self._references(asked)))

    def share(self, asked: Asked) -> float:
        """Which part of what is asked for is known, about."""
        found = self.entries(asked)
        wanted = [asked.last, 1, asked.last if self._references(asked) else 0]
        silhouettes = any(entry.silhouette_of is not None for entry in found)
        gaps = sum(entry.gap is not None for entry in found)
        return (len(found) + silhouettes + gaps) / sum(wanted)

    def _references(self, asked: Asked) -> int:
        return asked.references if gapped(self.algorithm) else 0


@dataclass(frozen=True)
class _Item:
    """Something more of a curve; None says that the curve is complete."""

    curve: Curve
    entry: SweepEntry | Progress | None


class Sweeper:
    """Fills in the charts over K on a lane; starts again only when data or algorithm really changed."""

    def __init__(self, lane: Lane) -> None:
        self._lane = lane
        self._kept: OrderedDict[Any, Curve] = OrderedDict()
        self._key: Any = None
        self.asked = Asked()
        self.points: Points | None = None
        self.lines: dict[str, Curve] = {}
        self.stopped = False

    @property
    def curve(self) -> Curve | None:
        """The sweep of the algorithm itself."""
        return next(iter(self.lines.values()), None)

    @property
    def complete(self) -> bool:
        """Whether every line is known whole."""
        return bool(self.lines) and all(line.complete(self.asked) for line in self.lines.values())

    @property
    def busy(self) -> bool:
        """Whether a sweep goes on or its end is still to be seen, so that ticks are wanted."""
        return bool(self.lines) and not (self.stopped or self.complete)

    @property
    def share(self) -> float:
        """How far the sweep is, from 0 to 1."""
        shares = [
            1.0 if line.complete(self.asked) else line.share(self.asked) for line in self.lines.values()
        ]
        return sum(shares) / len(shares) if shares else 0.0

    def entries(self) -> dict[str, Sequence[SweepEntry]]:
        """What is known, the algorithm's own line first."""
        return {name: curve.entries(self.asked) for name, curve in self.lines.items()}

    def ask(self, session: Session, points: Points, asked: Asked | None = None) -> bool:
        """Shows the sweep of a session whatever its K and seed; says whether it is another than before.

        An algorithm that finds K by itself has none, nor one that needs more memory than it may take.
        """
        asked = asked or self.asked
        key = (*data_of(session), general(session.algorithm), asked) if not why_not(session, points) else None
        if key == self._key:
            return False
        self._key, self.points, self.asked, self.stopped = key, points, asked, False
        self._lane.cancel()
        self.lines = {} if key is None else self._lines(session)
        self.go_on()
        return True

    def go_on(self) -> None:
        """Begins with what is not known yet, again if it was stopped."""
        points, asked, self.stopped = self.points, self.asked, False
        missing = [curve for curve in self.lines.values() if not curve.complete(asked)]
        if missing and points is not None:
            self._lane.start(lambda: _items(missing, points, asked))

    def tick(self) -> tuple[bool, Exception | None]:
        """Takes what came in since the last tick: whether a curve grew, and an error to tell."""
        ended, failure, grew = not self._lane.running, self._lane.failure(), False
        for item in self._lane.take():
            if isinstance(item.entry, SweepEntry):
                item.curve.known[item.entry.k] = item.entry
            elif item.entry is None:
                item.curve.finish(self.asked)
            grew = grew or not isinstance(item.entry, Progress)
        if ended and self.busy:
            self.stopped = grew = True  # it failed
        return grew, failure

    def cancel(self) -> bool:
        """Stops the sweep; what is drawn stays. Says whether there was one."""
        if not self.busy:
            return False
        self._lane.cancel()
        self.stopped = True
        return True

    def _lines(self, session: Session) -> dict[str, Curve]:
        """The curves on the charts by name: the algorithm's own, then those of the other covariances."""
        own: Any = general(session.algorithm)
        kind = getattr(own, "covariance", "")
        others = [name for name in KINDS if name != kind] if kind and self.asked.every_kind else []
        asked = {kind: own} | {name: replace(own, covariance=name) for name in others}
        return {name: self._known((*data_of(session), one), one) for name, one in asked.items()}

    def _known(self, key: Any, algorithm: Algorithm) -> Curve:
        curve = self._kept.pop(key, None) or Curve(algorithm)
        self._kept[key] = curve
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return curve


def why_not(session: Session, points: Points) -> str:
    """Why K is not swept, in a sentence; empty where it is."""
    if not session.k:
        return f"{session.algorithm.title} finds K by itself."
    if session.algorithm.memory(points.n, points.d) > session.room:
        return "K is not swept: that would take more memory than was allowed."
    return ""


def restarts_of(algorithm: Algorithm) -> int:
    """How many starts each K gets: ten for a method whose result hangs on its start."""
    return 1 if algorithm.soft or not hasattr(algorithm, "seed") else RESTARTS


def general(algorithm: Algorithm) -> Algorithm:
    """The algorithm whatever its K and its seed: the same sweep serves them all."""
    still = algorithm.still()
    seedless = replace(still, seed=0) if hasattr(still, "seed") else still  # type: ignore[type-var]
    return replace(seedless, k=1)  # type: ignore[type-var]


def _items(curves: Sequence[Curve], points: Points, asked: Asked) -> Iterator[_Item]:
    """What is missing of some curves, one after the other."""
    for curve in curves:
        algorithm, known = curve.algorithm, dict(curve.known)
        found = full_sweep(
            algorithm, points, range(1, asked.last + 1), restarts_of(algorithm), asked.references, known
        )
        for item in found:
            yield _Item(curve, item)
        yield _Item(curve, None)
