"""Many random starts of one algorithm: the final objective of each, by init method."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isfinite

from clusterlab.core.algorithm import Algorithm, check_weights
from clusterlab.core.message import Message, join
from clusterlab.core.params import param_values
from clusterlab.core.points import Points
from clusterlab.core.worker import TaskQueue
from clusterlab.session.analysis.queued_analysis import QueuedAnalysis
from clusterlab.session.state.session import Session, data_key

N_STARTS = 100
INIT_METHODS = ("random-points", "k-means++")
"""The two init methods that are compared."""
OWN_INIT = ""
"""The key of the init method that the algorithm has chosen, where it lacks one of the two."""
BEST_TOLERANCE = 0.01
"""A final objective within this share of the best counts as the best."""


@dataclass(frozen=True)
class FinalObjective:
    """The objective at the end of the run with an init method and a seed, in the units of the data."""

    init: str
    seed: int
    value: float
    collapsed: bool = False

    @property
    def words(self) -> Message:
        """The seed and the objective."""
        template = "Seed {seed!s}: {value} (collapsed)" if self.collapsed else "Seed {seed!s}: {value}"
        return Message(template, seed=self.seed, value=self.value)


@dataclass(frozen=True)
class MultiStartRequest:
    """The runs of an algorithm on some data; seed and compared init methods are set to fixed values."""

    algorithm: Algorithm
    data: tuple[object, ...]


def init_methods_of(algorithm: Algorithm) -> dict[str, str]:
    """The init methods whose starts are run, with their words; none where an algorithm has no random starts.

    An algorithm that is seeded but lacks one of the compared two is run with its own init method.
    """
    if not algorithm.seeded:
        return {}
    offered = algorithm.init_methods
    if set(INIT_METHODS) <= set(offered):
        return {init: offered[init] for init in INIT_METHODS}
    return {OWN_INIT: offered.get(str(param_values(algorithm).get("init")), "seeds")}


def with_init_and_seed(algorithm: Algorithm, init: str, seed: int) -> Algorithm:
    """The algorithm with the init method of some key of `init_methods_of` and a seed."""
    return (algorithm if init == OWN_INIT else algorithm.with_init(init)).with_seed(seed)


def multi_start_runs(
    algorithm: Algorithm, points: Points, many: int = N_STARTS
) -> Iterator[FinalObjective | None]:
    """The final objective of each start, the init methods in turn, with a pause (None) after every step.

    Raises ParamError where the points have weights that the algorithm does not take.
    """
    check_weights(algorithm, points)
    key = algorithm.objective.key
    for seed in range(many):
        for init in init_methods_of(algorithm):
            for step in with_init_and_seed(algorithm, init, seed).without_intermediate_steps(points):
                last = step
                yield None
            value = last.figures(points).get(key)
            if value is not None:
                yield FinalObjective(init, seed, value, bool(last.collapsed))


class MultiStart(QueuedAnalysis):
    """Runs many starts on a task queue on demand; other data or parameters discard their results."""

    shows_end = True

    def __init__(self, task_queue: TaskQueue) -> None:
        super().__init__(task_queue)
        self._requested: MultiStartRequest | None = None
        self._points: Points | None = None
        self.final_objectives: list[FinalObjective] = []

    @property
    def is_ready(self) -> bool:
        """Whether the starts can be run: the points are known, and none is being run."""
        return self._points is not None and not self.busy

    def follow(self, session: Session, points: Points | None) -> bool:
        """Follows the chosen session; returns whether the results of before were discarded.

        `points` are None while they are read.
        """
        algorithm = session.algorithm.for_fixed_points()
        for init in list(init_methods_of(algorithm))[:1]:
            algorithm = with_init_and_seed(algorithm, init, 0)
        request = MultiStartRequest(algorithm, data_key(session))
        self._points = points
        if request == self._requested:
            return False
        self._requested = request
        self.cancel()
        self.final_objectives = []
        return True

    def start(self) -> None:
        """Runs all starts, again if they have been run."""
        if self._requested is None or self._points is None:
            return
        algorithm, points = self._requested.algorithm, self._points
        self.final_objectives = []
        self._compute(lambda: multi_start_runs(algorithm, points))

    def _take(self, item: FinalObjective | None) -> bool:
        if item is not None:
            self.final_objectives.append(item)
        return item is not None


def best_final_objective(final_objectives: Sequence[FinalObjective], lower_is_better: bool) -> float | None:
    """The best of all final objectives; collapsed ones count only where all have collapsed."""
    values = [final_objective.value for final_objective in _without_collapsed(final_objectives)]
    return (min(values) if lower_is_better else max(values)) if values else None


def _without_collapsed(final_objectives: Sequence[FinalObjective]) -> Sequence[FinalObjective]:
    return [
        final_objective for final_objective in final_objectives if not final_objective.collapsed
    ] or final_objectives


def init_method_summary(
    final_objectives: Sequence[FinalObjective], init: str, lower_is_better: bool
) -> Message:
    """The best final objective of an init method, and the share of its starts that reach the best of all."""
    best, own = (
        best_final_objective(final_objectives, lower_is_better),
        [one for one in final_objectives if one.init == init],
    )
    if best is None or not own:
        return Message()
    if not isfinite(best):
        return Message("{best}", best=best)
    sound, collapsed = set(_without_collapsed(final_objectives)), sum(one.collapsed for one in own)
    near = sum(one in sound and abs(one.value - best) <= BEST_TOLERANCE * abs(best) for one in own)
    words = Message("{near!s} of {n:# start|# starts} reached the best result", near=near, n=len(own))
    if not collapsed:
        return words
    return join([words, Message("{collapsed} of {n} collapsed", collapsed=collapsed, n=len(own))], " · ")
