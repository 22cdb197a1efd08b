"""An algorithm: frozen parameters that know the first step and the step after any step."""

from abc import ABC, abstractmethod
from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from typing import Annotated, Any, ClassVar, TypeAlias

from numpy.typing import ArrayLike

from clusterlab.core.about import About
from clusterlab.core.fit import Fit
from clusterlab.core.memory_budget import MEMORY_BUDGET, check_memory
from clusterlab.core.objective import Objective as Objective
from clusterlab.core.params import DeclaredParam, Param, ParamError, validate
from clusterlab.core.points import Points
from clusterlab.core.progress import drain
from clusterlab.core.registry import Registry
from clusterlab.core.step import Step
from clusterlab.kernels.typing import Floats

MaxIterations: TypeAlias = Annotated[
    int,
    Param("Max iterations", "Stop after this many iterations at the latest.", 1, usual=(1, 300), log=True),
]
Seed: TypeAlias = Annotated[int, Param("Random seed", "The same seed gives the same steps.", 0)]
RESTARTS = DeclaredParam("restarts", int, 1, Param("Restarts", "The best of so many runs is kept.", 1))


class Algorithm(ABC):
    """Frozen parameters, `first` and `after`; everything else follows from these."""

    name: ClassVar[str]
    title: ClassVar[str]
    menu_order: ClassVar[int] = 99
    soft: ClassVar[bool] = False
    has_centers: ClassVar[bool] = True
    """Whether its clusters have centers."""
    phases: ClassVar[Sequence[str]]
    objective: ClassVar[Objective]
    criterion: ClassVar[Objective]
    """The figure that is drawn over K: inertia, or a criterion that counts parameters."""
    other_criteria: ClassVar[Sequence[Objective]] = ()
    """More figures that can be drawn over K."""
    objective_is_monotone: ClassVar[bool] = True
    """Whether its steps are to improve the objective; if not, a change is neither good nor bad."""
    has_comparable_objective: ClassVar[bool] = True
    """Whether the objectives at different K can be compared, so that their curve may have a knee."""
    finds_compact_clusters: ClassVar[bool] = True
    """Whether its clusters are compact; else they may have any shape."""
    k_evidence: ClassVar[str] = ""
    """What its steps find that speaks for a number of clusters, in few words; empty where nothing does."""
    about: ClassVar[About | None] = None
    """What a person should know of it."""

    def __post_init__(self) -> None:
        validate(self)

    @property
    def initial_rows(self) -> int:
        """With how many rows it begins where more keep coming; 0 where all are there from the start."""
        return 0

    @property
    def endless(self) -> bool:
        """Whether it goes on until a person stops it, so that its steps are made while they are seen."""
        return False

    def for_fixed_points(self) -> "Algorithm":
        """The same on points that are all there from the start."""
        return self

    @abstractmethod
    def first(self, points: Points, start: Any = None) -> Step:
        """The first moment; `start` is given in the units of the array that made `points`."""

    @abstractmethod
    def after(self, step: Step, points: Points) -> Step | None:
        """The moment after `step`, from its arguments alone; None where the run has ended."""

    def with_center_moved(self, step: Step, cluster: int, position: Floats, points: Points) -> Step:
        """`step` with the center of one cluster put at `position` (d,), ready for `after`; raises ParamError."""
        raise ParamError(f"{self.title} has no centers that could be put elsewhere.")

    def memory(self, n: int, d: int) -> int:
        """The bytes that a run on n points of d features needs beyond what grows with n and d alone.

        Never fewer for more points; above 1 GiB a person is asked first.
        """
        return 0

    def result(self, step: Step, points: Points) -> Any:
        """The last step as a fit, in the caller's row order and units."""
        return Fit.of(step, points)

    def rank(self, step: Step, points: Points) -> Any:
        """What decides between restarts: less is better."""
        value = step.objective if step.objective is not None else float("inf")
        return value if self.objective.lower_is_better else -value

    def remaining_steps(self, step: Step, points: Points) -> Iterator[Step]:
        """The steps after `step`, to the end."""
        following = self.after(step, points)
        while following is not None:
            yield following
            following = self.after(following, points)

    def steps(self, points: Points, start: Any = None) -> Iterator[Step]:
        """Every step of a run."""
        step = self.first(points, start)
        yield step
        yield from self.remaining_steps(step, points)

    def without_intermediate_steps(self, points: Points, start: Any = None) -> Iterator[Step]:
        """The last step of a run, and before it only what comes of itself: for whoever wants the end."""
        return self.steps(points, start)

    def fit(
        self,
        data: "ArrayLike | Points",
        restarts: int = 1,
        start: Any = None,
        memory_budget: int = MEMORY_BUDGET,
    ) -> Any:
        """The best of `restarts` runs on an array (n, d) or on prepared `Points`, as a fit.

        Raises TooManyPointsError where more than `memory_budget` bytes, at least 1 GiB, are needed.
        """
        points = Points.of(data)
        check_memory(self, points.n, points.d, memory_budget)
        if start is not None and RESTARTS.validated(restarts) != 1:
            raise ParamError("restarts must be 1 where a start is given: every run would be the same.")
        if start is None:
            return self.result(best_restart(self, points, restarts)[1], points)
        for step in self.without_intermediate_steps(points, start):
            last_step = step  # the others are let go one by one
        return self.result(last_step, points)


def best_restart(algorithm: Algorithm, points: Points, restarts: int) -> tuple[Algorithm, Step]:
    """The best of `restarts` runs, restart r with seed + r: its algorithm and its last step."""
    return drain(search_best_restart(algorithm, points, restarts))


def search_best_restart(
    algorithm: Algorithm, points: Points, restarts: int
) -> Generator[int, None, tuple[Algorithm, Step]]:
    """As `best_restart`, with a pause after every iteration that names the restart: one run can be long."""
    if RESTARTS.validated(restarts) > 1 and not hasattr(algorithm, "seed"):
        raise ParamError(f"restarts must be 1 for {algorithm.name}: without a seed every run is the same.")
    best: tuple[Algorithm, Step] | None = None
    for restart in range(restarts):
        candidate = _with_restart_seed(algorithm, restart)
        for step in candidate.without_intermediate_steps(points):
            last_step = step
            yield restart
        if best is None or candidate.rank(last_step, points) < best[0].rank(best[1], points):
            best = candidate, last_step
    assert best is not None
    return best


def _with_restart_seed(algorithm: Algorithm, restart: int) -> Algorithm:
    """The same algorithm with seed + `restart`; the first run needs no seed."""
    if not restart:
        return algorithm
    return replace(algorithm, seed=algorithm.seed + restart)  # type: ignore[type-var, attr-defined]


ALGORITHMS: Registry[Algorithm] = Registry("clusterlab.algorithms")
