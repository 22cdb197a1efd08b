"""Everything that a person chose, immutable, and what each change resets of the rest."""

from dataclasses import dataclass, field, fields, replace
from typing import Any, Self

from clusterlab.core.algorithm import Algorithm
from clusterlab.core.memory_budget import MEMORY_BUDGET
from clusterlab.core.message import Message, join
from clusterlab.core.params import declared_params, with_automatic_params
from clusterlab.datasets.column_transforms import log_name
from clusterlab.datasets.generators.shape import Shape
from clusterlab.datasets.row_subset import RowSubset
from clusterlab.datasets.scale import SCALED
from clusterlab.session.state.branches import Branch, Branches
from clusterlab.session.state.cluster_colors import NO_COLORS, ClusterColors
from clusterlab.session.state.cluster_names import NO_NAMES, ClusterNames
from clusterlab.session.state.cluster_order import AS_FOUND, ClusterOrder
from clusterlab.session.state.hand_partition import HandPartition
from clusterlab.session.state.layers import DEFAULT_LAYERS
from clusterlab.session.state.pane import CustomStart, Pane
from clusterlab.session.state.prepared import Source
from clusterlab.session.state.view_choice import ViewChoice


@dataclass(frozen=True)
class Session:
    """What a person chose: data, algorithms, and how to look at them.

    Columns are named as in the file: `weights` has the weights of the rows, if one was chosen, of `log` the
    logarithms are taken, and `column_weights` are those that are not 1. `rows` are those that are clustered,
    `shown_rows` those that are shown, None for all. `reduce` 0 clusters on all features, `sample` 0 all rows;
    `memory_budget` is in bytes. Points have the colors of the column `color_by`, or of their clusters where
    that is empty. `by_eye` are clusters that a person made of the rows. One of the `panes` is `selected`; all
    of them are shown where the session `compares` them, else only that one. A `zoo` shows all algorithms on
    other data instead.
    """

    source: Source
    panes: tuple[Pane, ...]
    selected: int = 0
    columns: tuple[str, ...] | None = None
    scaling: str = "none"
    missing: str = "drop"
    weights: str = ""
    rows: RowSubset | None = None
    shown_rows: RowSubset | None = None
    log: tuple[str, ...] = ()
    column_weights: tuple[tuple[str, float], ...] = ()
    reduce: int = 0
    sample: int = 0
    memory_budget: int = MEMORY_BUDGET
    view: ViewChoice | None = None
    color_by: str = ""
    names: ClusterNames = NO_NAMES
    cluster_colors: ClusterColors = NO_COLORS
    cluster_order: ClusterOrder = AS_FOUND
    by_eye: HandPartition | None = None
    layers: frozenset[str] = field(default=DEFAULT_LAYERS)
    compares: bool = False
    zoo: bool = False

    @classmethod
    def of(cls, source: Source, algorithm: Algorithm) -> Self:
        """One pane with an algorithm on some data, everything else as it is before a person chooses."""
        return cls(source, (Pane(algorithm),))

    @property
    def pane(self) -> Pane:
        """The selected pane."""
        return self.panes[self.selected]

    @property
    def algorithm(self) -> Algorithm:
        """The algorithm of the selected pane."""
        return self.pane.algorithm

    @property
    def start(self) -> CustomStart | None:
        """The start that a person gave to the run of the selected pane."""
        return self.pane.start

    @property
    def branches(self) -> Branches:
        """The changes of centers in the run of the selected pane."""
        return self.pane.branches

    @property
    def k(self) -> int:
        """The number of clusters asked for; 0 where the algorithm finds it."""
        return self.algorithm.k if self.algorithm.takes_k else 0


CLUSTER_LOOKS = ("names", "cluster_colors", "cluster_order")
DATA_CHOICES = (
    *("columns", "scaling", "weights", "log", "column_weights", "reduce", "memory_budget", "view"),
    *("rows", "shown_rows", "sample", "color_by", "by_eye", *CLUSTER_LOOKS),
)
"""What was chosen about data, and begins anew with others."""


def with_pane(session: Session, pane: Pane) -> Session:
    """Another pane in the place of the selected one."""
    place = session.selected
    return replace(session, panes=(*session.panes[:place], pane, *session.panes[place + 1 :]))


def with_source(session: Session, source: Source) -> Session:
    """Other data; what was chosen about the columns of the old data is reset."""
    if isinstance(source, Shape) and type(source) is type(session.source):
        return _with_same_axes(session, source)
    defaults: Any = {item.name: item.default for item in fields(Session) if item.name in DATA_CHOICES}
    return _with_other_units(session, source=source, **defaults)


def with_algorithm(session: Session, algorithm: Algorithm) -> Session:
    """Another algorithm or other parameters; moved centers are reset, a given start if it no longer fits."""
    return with_pane(_without_zoo(session), without_branches(session.pane, algorithm))


def with_param(session: Session, name: str, value: Any) -> Session:
    """One parameter of the algorithm changed; raises ParamError."""
    return with_algorithm(session, session.algorithm.with_params(**{name: value}))


def with_k_within(session: Session, rows: int) -> Session:
    """K lowered to the number of rows in every pane that has a larger one; starts given for it are reset."""
    panes = [
        Pane(pane.algorithm.with_k(rows)) if exceeds_rows(pane.algorithm, rows) else pane
        for pane in session.panes
    ]
    return replace(session, panes=tuple(panes))


def exceeds_rows(algorithm: Algorithm, rows: int) -> bool:
    """Whether an algorithm asks for more clusters than there are rows."""
    return algorithm.takes_k and algorithm.k > rows


def with_start(session: Session, start: CustomStart | None) -> Session:
    """Another start of the selected run, None for the algorithm's own; centers that were moved are reset."""
    return with_pane(session, Pane(session.algorithm, start))


def with_branch(session: Session, branch: Branch) -> Session:
    """A run that goes on from a change of a center at some step of the selected one, which is kept, too."""
    return with_pane(session, session.pane.with_branch(branch))


def with_columns(session: Session, columns: tuple[str, ...]) -> Session:
    """Other columns, by the names that are shown; given starts and moved centers are reset."""
    view = session.view if session.view and session.view.fits(columns) else None
    reduce = session.reduce if session.reduce < len(columns) else 0
    in_file = {log_name(name): name for name in session.log}
    columns = tuple(in_file.get(name, name) for name in columns)
    return _with_other_units(session, columns=columns, view=view, reduce=reduce)


def with_scaling(session: Session, scaling: str) -> Session:
    """Other scaling; given starts and moved centers are reset."""
    return _with_other_units(session, scaling=scaling)


def with_missing(session: Session, missing: str) -> Session:
    """Another treatment of missing values; given starts and moved centers are reset."""
    return _with_new_points(session, missing=missing)


def with_weights(session: Session, column: str) -> Session:
    """Rows weighted by a column, empty for none, which is no feature then.

    The column goes by the name that is shown. Given starts and moved centers are reset.
    """
    column = {log_name(name): name for name in session.log}.get(column, column)
    columns, log = session.columns, tuple(name for name in session.log if name != column)
    if columns is not None and column in columns:
        columns = tuple(name for name in columns if name != column)
    return _with_other_units(session, weights=column, columns=columns, log=log)


def with_logarithms_of(session: Session, columns: tuple[str, ...]) -> Session:
    """Logarithms of these columns, but not of the weights of rows; given starts and the view are reset."""
    columns = tuple(name for name in columns if name != session.weights)
    return _with_other_units(session, log=columns, view=None)


def with_column_weight(session: Session, column: str, weight: float) -> Session:
    """Another weight of a column, by the name that is shown; given starts and moved centers are reset."""
    column = {log_name(name): name for name in session.log}.get(column, column)
    given = {**dict(session.column_weights), column: weight}
    kept = tuple(sorted((name, value) for name, value in given.items() if value != 1))
    return _with_other_units(session, column_weights=kept)


def with_rows(session: Session, rows: RowSubset | None) -> Session:
    """Clustering only some rows of the table, None for all; given starts and moved centers are reset."""
    return _with_other_units(session, rows=rows, sample=0)


def with_reduction(session: Session, components: int) -> Session:
    """Clustering on so many components, 0 for all features; given starts and moved centers are reset."""
    return _with_other_units(session, reduce=components)


def with_sample(session: Session, rows: int) -> Session:
    """Clustering a random sample of so many rows, 0 for all; given starts and moved centers are reset."""
    return _with_new_points(session, sample=rows)


def with_memory_budget(session: Session, memory_budget: int) -> Session:
    """Another memory budget, in bytes."""
    return replace(session, memory_budget=memory_budget)


def with_shared_params(target: Any, source: Any, names: tuple[str, ...]) -> Any:
    """`target` with the values that `source` has for the named parameters that both declare."""
    declared, others = ({item.name for item in declared_params(type(one))} for one in (target, source))
    shared = declared & others & set(names)
    return replace(target, **{name: getattr(source, name) for name in shared})


def same_data(one: Session, other: Session) -> bool:
    """Whether two sessions cluster the same points."""
    return data_key(one) == data_key(other)


def data_key(session: Session) -> tuple[object, ...]:
    """Everything that determines the points that are clustered, of a stream the first ones."""
    rows = session.rows, session.sample, session.algorithm.initial_rows
    points = session.scaling, session.missing, session.weights, session.reduce
    return session.source, *_column_choices(session), *points, *rows


def _column_choices(session: Session) -> tuple[object, ...]:
    return session.columns, session.log, session.column_weights


def same_units(one: Session, other: Session) -> bool:
    """Whether the distances in the data of two sessions can be compared; those of one shape can."""
    both_shapes = isinstance(one.source, Shape) and type(one.source) is type(other.source)
    same_source = both_shapes or one.source == other.source
    features = [
        (*_column_choices(session), session.scaling, session.weights, session.rows, session.reduce)
        for session in (one, other)
    ]
    return same_source and features[0] == features[1]


def same_run(one: Session, other: Session) -> bool:
    """Whether two sessions take the same steps, apart from branches."""
    same_start = one.start is other.start and _shown_by_eye(one) == _shown_by_eye(other)
    same_algorithm = one.pane.starting_algorithm == other.pane.starting_algorithm
    return same_data(one, other) and same_algorithm and same_start


def same_steps(one: Session, other: Session) -> bool:
    """Whether two sessions differ in nothing but how their steps are shown."""
    return same_run(one, other) and one.branches == other.branches and _comparison(one) == _comparison(other)


def scaling_label(session: Session) -> str:
    """How the columns were scaled and reduced: the name of the scaling, or words where that is not all."""
    if not session.reduce and not session.column_weights:
        return session.scaling
    parts = [SCALED[session.scaling]]
    parts += [Message("weighted columns")] if session.column_weights else []
    parts += [Message("{m:# component|# components}", m=session.reduce)] if session.reduce else []
    return join(parts, ", ")


def with_appearance_of(session: Session, other: Session) -> Session:
    """A session whose steps are shown as those of another are."""
    names = ("view", "color_by", "layers", "shown_rows", "by_eye", *CLUSTER_LOOKS)
    looks: Any = {name: getattr(other, name) for name in names}
    return replace(session, **looks)


def seed_labels(session: Session) -> list[Message]:
    """The random seeds that are needed to reproduce a run."""
    algorithm, source = session.algorithm, session.source
    labels = [Message("seed {seed!s}", seed=algorithm.seed)] if algorithm.seeded else []
    labels += [Message("data seed {seed!s}", seed=source.seed)] if isinstance(source, Shape) else []
    return labels


def _shown_by_eye(session: Session) -> HandPartition | None:
    """The clusters by eye, where a pane on screen shows them."""
    shown = session.panes if session.compares else (session.pane,)
    return session.by_eye if any(pane.algorithm.by_hand for pane in shown) else None


def _comparison(session: Session) -> tuple[object, ...]:
    """What is on screen beside the selected run."""
    return (session.zoo, session.selected, session.panes) if session.compares else ()


def without_branches(pane: Pane, algorithm: Algorithm) -> Pane:
    """A pane with an algorithm and no branches.

    A given start is kept while the algorithm, the number of clusters and the init method are the same.
    """
    old = pane.starting_algorithm
    fits = type(old) is type(algorithm) and old.start_key() == algorithm.start_key()
    return Pane(algorithm, pane.start if fits else None)


def _with_same_axes(session: Session, source: Shape) -> Session:
    """Another instance of the same shape; what was chosen about columns is kept while these are the same."""
    same = isinstance(session.source, Shape) and session.source.n_columns == source.n_columns
    view, reduce, color_by = (session.view, session.reduce, session.color_by) if same else (None, 0, "")
    chosen: Any = {"view": view, "reduce": reduce, "color_by": color_by}
    return _with_new_points(session, source=source, rows=None, shown_rows=None, by_eye=None, **chosen)


def _with_other_units(session: Session, **changes: Any) -> Session:
    """Other points, whose distances differ: parameters that may follow from the points do so again."""
    new = _with_new_points(session, **changes)
    return replace(new, panes=tuple(Pane(with_automatic_params(pane.algorithm)) for pane in new.panes))


def _with_new_points(session: Session, **changes: Any) -> Session:
    """Other points, for which the starts and moved centers of all panes are reset."""
    panes = tuple(Pane(pane.algorithm) for pane in session.panes)
    return replace(_without_zoo(session), panes=panes, **changes)


def _without_zoo(session: Session) -> Session:
    """The session without the zoo, which a new choice closes."""
    return replace(session, compares=False, zoo=False) if session.zoo else session
