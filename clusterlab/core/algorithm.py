"""The base of algorithms: frozen parameters with the first step and the step after any step."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Self, TypeAlias

from numpy.typing import ArrayLike

from clusterlab.core.center_changes import CenterChanges
from clusterlab.core.fit import Fit
from clusterlab.core.memory_budget import MEMORY_BUDGET, check_memory
from clusterlab.core.message import Message
from clusterlab.core.objective import Objective as Objective
from clusterlab.core.params import DeclaredParam, Param, ParamError, declared_params, param_values, validate
from clusterlab.core.points import Points
from clusterlab.core.progress import drain
from clusterlab.core.registry import Registry
from clusterlab.core.sharded_points import ShardedPoints, too_many_for_shards
from clusterlab.core.step import Step
from clusterlab.core.written import Written

if TYPE_CHECKING:
    from clusterlab.core.about import About
    from clusterlab.core.fit_script import FitScript
    from clusterlab.core.question import Questions

NumberOfClusters: TypeAlias = Annotated[int, Param("Clusters", "The number of clusters.", 1, usual=(1, 12))]
MaxIterations: TypeAlias = Annotated[
    int,
    Param(
        "Max iterations",
        "Stop after this many iterations at the latest.",
        1,
        usual=(1, 300),
        log=True,
        rare=True,
    ),
]
Seed: TypeAlias = Annotated[int, Param("Random seed", "The same seed gives the same steps.", 0)]
ONE_RESTART = Message("restarts must be 1 where a start is given: every run would be the same.")
RESTARTS = DeclaredParam("restarts", int, 1, Param("Restarts", "The number of runs; the best is kept.", 1))


class Algorithm(CenterChanges, ABC):
    """The base of frozen dataclasses of parameters; a run is `first` and then `after` until that is None."""

    name: ClassVar[str]
    title: ClassVar[str]
    menu_order: ClassVar[int] = 99
    phases: ClassVar[Sequence[str]]
    takes_k: ClassVar[bool] = False
    """Whether it has a parameter `k`, the number of clusters."""
    seeded: ClassVar[bool] = False
    """Whether it has a parameter `seed`, so that restarts differ."""
    takes_weights: ClassVar[bool] = False
    """Whether a point of weight w counts as w equal points; if not, weighted points are refused."""
    init_methods: ClassVar[Mapping[str, str]] = MappingProxyType({})
    """The values of its parameter `init` with their words; empty where it has none."""
    soft: ClassVar[bool] = False
    """Whether its steps know how much each point belongs to each cluster."""
    finds_noise: ClassVar[bool] = False
    """Whether it leaves points outside of every cluster."""
    takes_shards: ClassVar[bool] = False  # whether it needs no array of all points: shards may hold them
    unlabeled_name: ClassVar[str] = "Noise"  # what points outside of every cluster are called
    by_hand: ClassVar[bool] = False  # whether a person makes its clusters, so that there is one step
    max_points: ClassVar[int] = 0
    """The most points that it takes; 0 where only its memory limits them."""
    scale: ClassVar[str] = ""
    """For how many points it is suited, as a sentence; empty where the most points or its memory say so."""
    has_centers: ClassVar[bool] = True
    """Whether its clusters have centers."""
    has_ellipses: ClassVar[bool] = False
    """Whether its steps show covariance ellipses."""
    refines_to: ClassVar[str] = ""
    """The name of the algorithm that can continue from its clusters; empty where none does."""
    gap_statistic: ClassVar[bool] = False
    """Whether its criterion is the inertia, to which the gap statistic applies."""
    restarts_per_k: ClassVar[int] = 1
    """How many restarts a sweep over K makes at each K unless a person asks for others."""
    variant_param: ClassVar[str] = ""
    """The parameter whose values a sweep over K can compare, such as the covariance type; empty for none."""
    objective: ClassVar[Objective]
    criterion: ClassVar[Objective]
    """The metric that is plotted over K: inertia, or an information criterion."""
    other_criteria: ClassVar[Sequence[Objective]] = ()
    """Further metrics that can be plotted over K."""
    objective_is_monotone: ClassVar[bool] = True
    """Whether each step is to improve the objective; if not, a change is neither good nor bad."""
    has_comparable_objective: ClassVar[bool] = True
    """Whether the objectives at different K can be compared, so that their curve may have a knee."""
    k_evidence: ClassVar[str] = ""
    """The name of what in its steps suggests a number of clusters; empty where nothing does."""
    memory_advice: ClassVar[Message] = Message()
    """What needs less memory where a sample of the points does not; empty where a sample always does."""
    new_row_rule: ClassVar[Message] = Message()
    """How a model assigns new rows to clusters, a sentence; empty where it assigns none."""
    no_model_reason: ClassVar[Message] = Message("it does not say how new rows are assigned")
    """Why there is no model where no new rows are assigned."""
    about: ClassVar["About | None"] = None
    """The description of the algorithm for the window and the command line."""
    questions: ClassVar["Questions"] = MappingProxyType({})  # what can be asked before a step, by its phase

    k: int  # declared by subclasses that take K
    seed: int  # and by those that are seeded

    def __post_init__(self) -> None:
        validate(self)

    @property
    def initial_rows(self) -> int:
        """How many rows of a stream it starts with; 0 where it runs on a fixed table."""
        return 0

    @property
    def endless(self) -> bool:
        """Whether it runs until it is stopped, so that its steps are computed as they are shown."""
        return False

    @property
    def weights_refusal(self) -> Message:
        """Why it takes no weights of rows, and what to do; empty where it takes them."""
        return Message() if self.takes_weights else _without_weights(self.title)

    def with_params(self, **values: Any) -> Self:
        """The same with other values of some of its parameters; raises ParamError."""
        return replace(self, **values)  # type: ignore[type-var]  # subclasses are dataclasses

    def with_k(self, k: int) -> Self:
        """The same with `k` clusters; only where it `takes_k`."""
        return self.with_params(k=k)

    def with_seed(self, seed: int) -> Self:
        """The same with another random seed; the algorithm itself where it is not `seeded`."""
        return self.with_params(seed=seed) if self.seeded else self

    def with_init(self, init: str) -> Self:
        """The same with another of its `init_methods`."""
        return self.with_params(init=init)

    def variants(self) -> Mapping[str, Self]:
        """The algorithm with each value of its `variant_param`, its own first; itself where it has none."""
        if not (name := self.variant_param):
            return {"": self}
        declared = next(item for item in declared_params(type(self)) if item.name == name)
        values = dict.fromkeys([str(param_values(self)[name]), *declared.param.choices])
        return {value: self.with_params(**{name: value}) for value in values}

    def start_key(self) -> tuple[object, ...]:
        """What a start chosen by hand depends on: it is kept while this and the class stay the same."""
        return tuple(map(param_values(self).get, ("k", "init", self.variant_param)))

    def start_from(self, step: Step, points: Points) -> Any:
        """A start of this algorithm from `step` of another, in the data's units; None if it cannot be one."""
        return step.model(points.units)["centers"]

    def for_fixed_points(self) -> "Algorithm":
        """The same algorithm for a fixed table instead of a stream."""
        return self

    @abstractmethod
    def first(self, points: Points, start: Any = None) -> Step:
        """The first step; `start` is in the units of the array that `points` were made of."""

    @abstractmethod
    def after(self, step: Step, points: Points) -> Step | None:
        """The step after `step`, a pure function of its arguments; None where the run has ended."""

    def classifier(self, written: Written, d: int) -> Step:
        """A step that assigns new positions (m, d) as the one of these `written` values did, bit for bit.

        Only where there is a `new_row_rule`. Raises WrittenError.
        """
        raise NotImplementedError

    def memory(self, n: int, d: int) -> int:
        """The bytes that a run on n points of d features needs beyond O(n d); never fewer for more points.

        Above `MEMORY_BUDGET` a person is asked first.
        """
        return 0

    def result(self, step: Step, points: Points) -> Any:
        """The fit of the last step, in the caller's row order and units."""
        return Fit.of(step, points)

    def script(self, start: Step, points: Points) -> "FitScript":
        """How a Python script fits it from `start`, its first step; without an own way clusterlab fits it.

        A script with scikit-learn is to find the same labels, or to say why it may not.
        """
        note = Message("scikit-learn has no such {title}: clusterlab fits it.", title=self.title)
        return own_script(self, points, note)

    def rank(self, step: Step, points: Points) -> Any:
        """The sort key of restarts: the least is the best."""
        value = step.objective if step.objective is not None else float("inf")
        return value if self.objective.lower_is_better else -value

    def remaining_steps(self, step: Step, points: Points) -> Iterator[Step]:
        """The steps after `step`, until the run ends."""
        while (following := self.after(step, points)) is not None:
            yield following
            step = following

    def steps(self, points: Points, start: Any = None) -> Iterator[Step]:
        """Every step of a run; raises ParamError where the points have weights that it does not take."""
        check_points(self, points)
        step = self.first(points, start)
        yield step
        yield from self.remaining_steps(step, points)

    def without_intermediate_steps(self, points: Points, start: Any = None) -> Iterator[Step]:
        """The steps of a run where only the last is needed: others may be left out to save time."""
        return self.steps(points, start)

    def fit(
        self,
        data: "ArrayLike | Points",
        restarts: int = 1,
        start: Any = None,
        memory_budget: int = MEMORY_BUDGET,
        weights: ArrayLike | None = None,
    ) -> Any:
        """The best of `restarts` runs on an array (n, d) or on prepared `Points`, as a fit.

        A row of the array counts as often as its weight (n,) says; prepared points have weights of their own.
        Raises PointsError for invalid weights, ParamError where the algorithm takes none, and
        TooManyPointsError where more than `memory_budget` bytes, at least 1 GiB, are needed.
        """
        points = Points.of(data, weights)
        check_points(self, points)
        check_memory(self, points.n, points.d, memory_budget)
        if start is not None and RESTARTS.validated(restarts) != 1:
            raise ParamError(ONE_RESTART)
        if start is None:
            return self.result(best_restart(self, points, restarts)[1], points)
        for step in self.without_intermediate_steps(points, start):
            last_step = step  # the others are freed one by one
        return self.result(last_step, points)


def own_script(algorithm: Algorithm, points: Points, note: Message) -> "FitScript":
    """The fit of an algorithm by clusterlab itself, with a note that says why."""
    from clusterlab.core.fit_script import ROW_WEIGHTS, FitScript, call_code

    kind = f"ALGORITHMS.all()[{algorithm.name!r}]"
    weights = "" if points.weights is None else f", weights={ROW_WEIGHTS}"
    lines = (
        f"algorithm = {call_code(kind, param_values(algorithm))}",
        f"labels = algorithm.fit(rows{weights}).labels",
    )
    imports = ("from clusterlab.core.algorithm import ALGORITHMS",)
    return FitScript(imports, lines, (note,), given_start=False)


def best_restart(algorithm: Algorithm, points: Points, restarts: int) -> tuple[Algorithm, Step]:
    """The best of `restarts` runs, restart r with seed + r: its algorithm and its last step."""
    return drain(search_best_restart(algorithm, points, restarts))


def search_best_restart(
    algorithm: Algorithm,
    points: Points,
    restarts: int,
    seen: Callable[[Algorithm, Step], object] = lambda algorithm, step: None,
) -> Generator[int, None, tuple[Algorithm, Step]]:
    """As `best_restart`, as a generator that yields the index of the restart after every iteration.

    `seen` is called with the algorithm of the restart and each step.
    """
    if RESTARTS.validated(restarts) > 1 and not algorithm.seeded:
        template = "restarts must be 1 for {name}: without a seed every run is the same."
        raise ParamError(Message(template, name=algorithm.name))
    check_points(algorithm, points)
    best: tuple[Algorithm, Step] | None = None
    for restart in range(restarts):
        candidate = _with_restart_seed(algorithm, restart)
        for step in candidate.without_intermediate_steps(points):
            last_step = step
            seen(candidate, step)
            yield restart
        if best is None or candidate.rank(last_step, points) < best[0].rank(best[1], points):
            best = candidate, last_step
    assert best is not None
    return best


def _with_restart_seed(algorithm: Algorithm, restart: int) -> Algorithm:
    """The same algorithm with seed + `restart`; the first restart keeps its seed."""
    return algorithm.with_seed(algorithm.seed + restart) if restart else algorithm


def check_points(algorithm: Algorithm, points: Points) -> None:
    """Raises ParamError for weights, and TooManyPointsError for shards, that the algorithm does not take."""
    check_weights(algorithm, points)
    if isinstance(points, ShardedPoints) and not algorithm.takes_shards:
        raise too_many_for_shards(algorithm, points)


def check_weights(algorithm: Algorithm, points: Points) -> None:
    """Raises ParamError where the points have weights and the algorithm takes none."""
    if points.weights is not None and algorithm.weights_refusal:
        raise ParamError(algorithm.weights_refusal)


def _without_weights(title: str) -> Message:
    template = "{title} takes no weights of rows: choose another algorithm, or no weights."
    return Message(template, title=title)


def check_class(kind: type[Algorithm]) -> None:
    """Raises TypeError where a class is no algorithm or lacks a declaration that every one must have."""
    if not issubclass(kind, Algorithm):
        raise TypeError(f"{kind.__name__} is no subclass of Algorithm")
    missing = [name for name in ("title", "phases", "objective", "criterion") if not hasattr(kind, name)]
    if missing:
        raise TypeError(f"{kind.__name__} does not declare {', '.join(missing)}")
    if not (isinstance(kind.name, str) and isinstance(kind.menu_order, int)):
        raise TypeError(f"{kind.__name__} must declare a name that is a text and a whole menu_order")
    kind()


ALGORITHMS: Registry[Algorithm] = Registry("clusterlab.algorithms", "clusterlab.algorithms", check_class)
