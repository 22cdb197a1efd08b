"""Many starts of one algorithm: where each of them ends, by the way in which it began."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import isfinite
from typing import Any

from clusterlab.core.algorithm import Algorithm
from clusterlab.core.formatting import format_number, format_percent
from clusterlab.core.params import declared_params
from clusterlab.core.points import Points
from clusterlab.core.worker import TaskQueue
from clusterlab.session.state.session import Session, data_key

N_STARTS = 100
INIT_METHODS = ("random-points", "k-means++")
"""The two ways of starting that are held side by side."""
BEST_TOLERANCE = 0.01
"""An end counts as good as the best within this share of it."""


@dataclass(frozen=True)
class FinalObjective:
    """Where the run with a way of starting and a seed ended: its objective, in the units of the data."""

    init: str
    seed: int
    value: float
    collapsed: bool = False


@dataclass(frozen=True)
class MultiStartRequest:
    """The runs of an algorithm, whatever its seed and way of starting, on some data."""

    algorithm: Algorithm
    data: tuple[object, ...]


def init_methods_of(algorithm: Algorithm) -> dict[str, str]:
    """The ways of starting that are compared, in words; none where an algorithm lacks one, or seeds."""
    offered = next(
        (item.param.choices for item in declared_params(type(algorithm)) if item.name == "init"), None
    )
    if not offered or not hasattr(algorithm, "seed") or not set(INIT_METHODS) <= set(offered):
        return {}
    return {init: offered[init] for init in INIT_METHODS}


def multi_start_runs(
    algorithm: Algorithm, points: Points, many: int = N_STARTS
) -> Iterator[FinalObjective | None]:
    """The end of each start, the ways by turns; None between them, so that whoever drains it can stop."""
    key = algorithm.objective.key
    for seed in range(many):
        for init in init_methods_of(algorithm):
            changes: Any = {"init": init, "seed": seed}
            begun = replace(algorithm, **changes)  # type: ignore[type-var]
            for step in begun.without_intermediate_steps(points):
                last = step
                yield None
            value = last.figures(points).get(key)
            if value is not None:
                yield FinalObjective(init, seed, value, bool(getattr(last, "collapsed", ())))


class MultiStart:
    """Runs many starts on a lane when a person asks for them; other data or parameters let go of them."""

    def __init__(self, task_queue: TaskQueue) -> None:
        self._lane = task_queue
        self._requested: MultiStartRequest | None = None
        self._points: Points | None = None
        self.final_objectives: list[FinalObjective] = []
        self.busy = False

    def follow(self, session: Session, points: Points) -> bool:
        """Takes over what is on screen; says whether the starts of before are no longer its own."""
        changes: Any = {"init": INIT_METHODS[0], "seed": 0} if init_methods_of(session.algorithm) else {}
        algorithm: Any = session.algorithm.for_fixed_points()
        request = MultiStartRequest(replace(algorithm, **changes), data_key(session))
        if request == self._requested:
            return False
        self._requested, self._points = request, points
        self.cancel()
        self.final_objectives = []
        return True

    def start(self) -> None:
        """Begins with all starts anew."""
        if self._requested is None or self._points is None:
            return
        algorithm, points = self._requested.algorithm, self._points
        self.final_objectives, self.busy = [], True
        self._lane.start(lambda: multi_start_runs(algorithm, points))

    def tick(self) -> tuple[bool, Exception | None]:
        """Takes what came: whether there is more to show, and an error to tell."""
        if not self.busy:
            return False, None
        ended, failure = not self._lane.running, self._lane.failure()
        came = [item for item in self._lane.take() if item is not None]
        self.final_objectives += came
        self.busy = not ended
        return bool(came) or ended, failure

    def cancel(self) -> bool:
        """Stops; what came stays. Says whether something was stopped."""
        stopped, self.busy = self.busy, False
        self._lane.cancel()
        return stopped


def best_final_objective(final_objectives: Sequence[FinalObjective], lower_is_better: bool) -> float | None:
    """The best of all ends; where there are sound ones, those that collapsed do not count."""
    values = [final_objective.value for final_objective in _without_collapsed(final_objectives)]
    return (min(values) if lower_is_better else max(values)) if values else None


def _without_collapsed(final_objectives: Sequence[FinalObjective]) -> Sequence[FinalObjective]:
    return [
        final_objective for final_objective in final_objectives if not final_objective.collapsed
    ] or final_objectives


def init_method_summary(final_objectives: Sequence[FinalObjective], init: str, lower_is_better: bool) -> str:
    """What the starts of one way come to: its best, and how many end near the best of all."""
    best, own = (
        best_final_objective(final_objectives, lower_is_better),
        [one for one in final_objectives if one.init == init],
    )
    if best is None or not own:
        return ""
    if not isfinite(best):
        return format_number(best)
    sound, collapsed = set(_without_collapsed(final_objectives)), sum(one.collapsed for one in own)
    near = sum(one in sound and abs(one.value - best) <= BEST_TOLERANCE * abs(best) for one in own)
    share, of_them = (
        format_percent(near / len(own)),
        format_number(best_final_objective(own, lower_is_better)),
    )
    words = f"best {of_them} · {share} within 1 % of the best of all"
    return f"{words} · {collapsed:,} of {len(own):,} collapsed" if collapsed else words
