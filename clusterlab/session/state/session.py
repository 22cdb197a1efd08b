"""Everything a person chose, frozen, and what each new choice does to the others."""

from dataclasses import dataclass, field, replace
from typing import Any

from clusterlab.core.algorithm import ALGORITHMS, Algorithm
from clusterlab.core.formatting import format_count
from clusterlab.core.memory_budget import MEMORY_BUDGET
from clusterlab.core.params import declared_params
from clusterlab.datasets.generators.shape import SHAPES, Shape
from clusterlab.kernels.typing import Floats
from clusterlab.session.state.layers import DEFAULT_LAYERS
from clusterlab.session.state.prepared import Source
from clusterlab.session.state.view_choice import ViewChoice


@dataclass(frozen=True, eq=False)
class CustomStart:
    """Where a run begins by a person's will, in the data's units."""

    value: Any
    words: str


@dataclass(frozen=True, eq=False)
class Branch:
    """After step `step_index`, the center of one cluster was put at `position` (d,), in inside coordinates."""

    step_index: int
    cluster: int
    position: Floats


@dataclass(frozen=True)
class Pane:
    """One algorithm of a comparison, and what a hand did to its run."""

    algorithm: Algorithm
    start: CustomStart | None = None
    branches: tuple[Branch, ...] = ()


@dataclass(frozen=True)
class Session:
    """What a person chose: data, algorithm, and how to look at them.

    `reduce` 0 clusters on all features, `sample` 0 all rows; `memory_budget` is how many bytes may be taken.
    The algorithm is that of the selected pane; others stand `before` and `after` it, and are seen where the
    session `compares` them. A `zoo` shows all algorithms on other data instead.
    """

    source: Source
    algorithm: Algorithm
    columns: tuple[str, ...] | None = None
    scaling: str = "none"
    reduce: int = 0
    sample: int = 0
    memory_budget: int = MEMORY_BUDGET
    view: ViewChoice | None = None
    start: CustomStart | None = None
    branches: tuple[Branch, ...] = ()
    layers: frozenset[str] = field(default=DEFAULT_LAYERS)
    before: tuple[Pane, ...] = ()
    after: tuple[Pane, ...] = ()
    compares: bool = False
    zoo: bool = False

    @property
    def visible_panes(self) -> tuple[object, ...]:
        """What is seen beside the selected pane."""
        return (self.zoo, self.before, self.after) if self.compares else ()

    @property
    def k(self) -> int:
        """How many clusters are asked for."""
        return int(getattr(self.algorithm, "k", 0))


def opening() -> Session:
    """What the program opens with: groups that touch, and a start from which a run takes some steps."""
    session = Session(SHAPES.all()["blobs"](), ALGORITHMS.all()["kmeans"]())
    changes: Any = {"groups": 4, "spread": 1.5, "seed": 2}
    shape: Any = session.source
    return with_param(replace(session, source=replace(shape, **changes)), "k", 4)


def with_source(session: Session, source: Source) -> Session:
    """Other data; what was chosen about the columns of the old falls away."""
    if isinstance(source, Shape) and type(source) is type(session.source):
        return _with_same_axes(session, source)
    everything: Any = {
        "columns": None,
        "scaling": "none",
        "reduce": 0,
        "sample": 0,
        "room": MEMORY_BUDGET,
        "view": None,
    }
    return _with_new_points(session, source=source, **everything)


def with_algorithm(session: Session, algorithm: Algorithm) -> Session:
    """Another algorithm or other parameters of it; a run by hand falls away."""
    start = session.start if session.start and _keeps_start(session.algorithm, algorithm) else None
    return replace(_without_zoo(session), algorithm=algorithm, start=start, branches=())


def with_param(session: Session, name: str, value: Any) -> Session:
    """One parameter of the algorithm changed; raises ParamError."""
    return with_algorithm(session, replace(session.algorithm, **{name: value}))  # type: ignore[type-var]


def with_start(session: Session, start: CustomStart | None) -> Session:
    """Another start by hand, or none."""
    return replace(session, start=start, branches=())


def with_branch(session: Session, branch: Branch) -> Session:
    """A center put elsewhere at some step; branches that left the run later fall away."""
    kept = tuple(earlier for earlier in session.branches if earlier.step_index < branch.step_index)
    return replace(session, branches=(*kept, branch))


def with_columns(session: Session, columns: tuple[str, ...]) -> Session:
    """Other columns; the run by hand falls away."""
    view = session.view if session.view and session.view.fits(columns) else None
    reduce = session.reduce if session.reduce < len(columns) else 0
    return _with_new_points(session, columns=columns, view=view, reduce=reduce)


def with_scaling(session: Session, scaling: str) -> Session:
    """Other scaling; the run by hand falls away."""
    return _with_new_points(session, scaling=scaling)


def with_reduction(session: Session, components: int) -> Session:
    """Clustering on so many components, 0 for all features; the run by hand falls away."""
    return _with_new_points(session, reduce=components)


def with_sample(session: Session, rows: int) -> Session:
    """Clustering a random sample of so many rows, 0 for all; the run by hand falls away."""
    return _with_new_points(session, sample=rows)


def with_memory_budget(session: Session, memory_budget: int) -> Session:
    """So many bytes may be taken."""
    return replace(session, memory_budget=memory_budget)


def with_shared_params(target: Any, source: Any, names: tuple[str, ...]) -> Any:
    """`target` with those of the named parameters that `source` declares too."""
    theirs = {item.name for item in declared_params(type(source))}
    shared = {item.name for item in declared_params(type(target))} & theirs & set(names)
    return replace(target, **{name: getattr(source, name) for name in shared})


def same_data(one: Session, other: Session) -> bool:
    """Whether two sessions cluster the same points."""
    return data_key(one) == data_key(other)


def data_key(session: Session) -> tuple[object, ...]:
    """All that says which points are clustered; where rows keep coming, how many there are first."""
    rows = session.sample, session.algorithm.initial_rows
    return session.source, session.columns, session.scaling, session.reduce, *rows


def same_run(one: Session, other: Session) -> bool:
    """Whether two sessions take the same steps, apart from branches."""
    return same_data(one, other) and one.algorithm == other.algorithm and one.start is other.start


def same_steps(one: Session, other: Session) -> bool:
    """Whether two sessions differ in nothing but how their steps are looked at."""
    return (
        same_run(one, other) and one.branches == other.branches and one.visible_panes == other.visible_panes
    )


def scaling_label(session: Session) -> str:
    """What was done to the columns before they were clustered, in few words: none, z-score, or more."""
    if not session.reduce:
        return session.scaling
    scaled = "z-scored, " if session.scaling == "z-score" else ""
    return f"{scaled}{format_count(session.reduce, 'component')}"


def seed_labels(session: Session) -> list[str]:
    """The random seeds that a person needs to see the same again."""
    owners = {"seed": session.algorithm, "data seed": session.source}
    seeds = {words: getattr(owner, "seed", None) for words, owner in owners.items()}
    return [f"{words} {seed}" for words, seed in seeds.items() if seed is not None]


def _keeps_start(old: Algorithm, new: Algorithm) -> bool:
    """A start by hand holds while the algorithm, the number of clusters and the way to start stay."""
    same = all(getattr(old, name, None) == getattr(new, name, None) for name in ("k", "init", "covariance"))
    return type(old) is type(new) and same


def _with_same_axes(session: Session, source: Shape) -> Session:
    """The same shape made anew: what was chosen about its columns stays while they do."""
    same = getattr(session.source, "dimensions", 2) == getattr(source, "dimensions", 2)
    view, reduce = (session.view, session.reduce) if same else (None, 0)
    return _with_new_points(session, source=source, view=view, reduce=reduce)


def _with_new_points(session: Session, **changes: Any) -> Session:
    """Other points, so that what hands did to the runs of all panes falls away."""
    before, after = (tuple(Pane(p.algorithm) for p in side) for side in (session.before, session.after))
    alone = _without_zoo(session)
    return replace(alone, before=before, after=after, start=None, branches=(), **changes)


def _without_zoo(session: Session) -> Session:
    """What is chosen beside a zoo is seen by itself."""
    return replace(session, compares=False, zoo=False) if session.zoo else session
