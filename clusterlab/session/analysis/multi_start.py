"""Many starts of one algorithm: where each of them ends, by the way in which it began."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import isfinite
from typing import Any

from clusterlab.core.algorithm import Algorithm
from clusterlab.core.formatting import number, percent
from clusterlab.core.params import declared
from clusterlab.core.points import Points
from clusterlab.core.worker import Lane
from clusterlab.session.state.session import Session, data_of

MANY = 100
WAYS = ("random-points", "k-means++")
"""The two ways of starting that are held side by side."""
NEAR = 0.01
"""An end counts as good as the best within this share of it."""


@dataclass(frozen=True)
class Ending:
    """Where the run with a way of starting and a seed ended: its objective, in the units of the data."""

    way: str
    seed: int
    value: float
    collapsed: bool = False


@dataclass(frozen=True)
class Asked:
    """The runs of an algorithm, whatever its seed and way of starting, on some data."""

    algorithm: Algorithm
    data: tuple[object, ...]


def ways_of(algorithm: Algorithm) -> dict[str, str]:
    """The ways of starting that are compared, in words; none where an algorithm lacks one, or seeds."""
    offered = next((item.param.choices for item in declared(type(algorithm)) if item.name == "init"), None)
    if not offered or not hasattr(algorithm, "seed") or not set(WAYS) <= set(offered):
        return {}
    return {way: offered[way] for way in WAYS}


def starts(algorithm: Algorithm, points: Points, many: int = MANY) -> Iterator[Ending | None]:
    """The end of each start, the ways by turns; None between them, so that whoever drains it can stop."""
    key = algorithm.objective.key
    for seed in range(many):
        for way in ways_of(algorithm):
            changes: Any = {"init": way, "seed": seed}
            begun = replace(algorithm, **changes)  # type: ignore[type-var]
            for step in begun.hurried(points):
                last = step
                yield None
            value = last.figures(points).get(key)
            if value is not None:
                yield Ending(way, seed, value, bool(getattr(last, "collapsed", ())))


class Restarter:
    """Runs many starts on a lane when a person asks for them; other data or parameters let go of them."""

    def __init__(self, lane: Lane) -> None:
        self._lane = lane
        self._asked: Asked | None = None
        self._points: Points | None = None
        self.endings: list[Ending] = []
        self.busy = False

    def look(self, session: Session, points: Points) -> bool:
        """Takes over what is on screen; says whether the starts of before are no longer its own."""
        changes: Any = {"init": WAYS[0], "seed": 0} if ways_of(session.algorithm) else {}
        asked = Asked(replace(session.algorithm.still(), **changes), data_of(session))  # type: ignore[type-var]
        if asked == self._asked:
            return False
        self._asked, self._points = asked, points
        self.cancel()
        self.endings = []
        return True

    def start(self) -> None:
        """Begins with all starts anew."""
        if self._asked is None or self._points is None:
            return
        algorithm, points = self._asked.algorithm, self._points
        self.endings, self.busy = [], True
        self._lane.start(lambda: starts(algorithm, points))

    def tick(self) -> tuple[bool, Exception | None]:
        """Takes what came: whether there is more to show, and an error to tell."""
        if not self.busy:
            return False, None
        ended, failure = not self._lane.running, self._lane.failure()
        came = [item for item in self._lane.take() if item is not None]
        self.endings += came
        self.busy = not ended
        return bool(came) or ended, failure

    def cancel(self) -> bool:
        """Stops; what came stays. Says whether something was stopped."""
        stopped, self.busy = self.busy, False
        self._lane.cancel()
        return stopped


def best_of(endings: Sequence[Ending], lower_is_better: bool) -> float | None:
    """The best of all ends; where there are sound ones, those that collapsed do not count."""
    values = [ending.value for ending in _sound(endings)]
    return (min(values) if lower_is_better else max(values)) if values else None


def _sound(endings: Sequence[Ending]) -> Sequence[Ending]:
    return [ending for ending in endings if not ending.collapsed] or endings


def words_of(endings: Sequence[Ending], way: str, lower_is_better: bool) -> str:
    """What the starts of one way come to: its best, and how many end near the best of all."""
    best, own = best_of(endings, lower_is_better), [one for one in endings if one.way == way]
    if best is None or not own:
        return ""
    if not isfinite(best):
        return number(best)
    sound, collapsed = set(_sound(endings)), sum(one.collapsed for one in own)
    near = sum(one in sound and abs(one.value - best) <= NEAR * abs(best) for one in own)
    share, of_them = percent(near / len(own)), number(best_of(own, lower_is_better))
    words = f"best {of_them} · {share} within 1 % of the best of all"
    return f"{words} · {collapsed:,} of {len(own):,} collapsed" if collapsed else words
