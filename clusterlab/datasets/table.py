"""Tables as they were loaded or generated, and the selection of columns and rows to cluster."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from clusterlab.core.cache import cached
from clusterlab.core.errors import UserError
from clusterlab.core.message import Message, sentences
from clusterlab.datasets.feature_doubts import CALENDAR_YEAR, feature_doubt
from clusterlab.datasets.missing_values import filled
from clusterlab.datasets.source_rows import SourceRows
from clusterlab.datasets.value_ranges import ValueRanges, value_ranges
from clusterlab.kernels.typing import Floats

if TYPE_CHECKING:
    from clusterlab.datasets.readers.read_options import ReadOptions

Integers: TypeAlias = NDArray[np.int64]
Number = TypeVar("Number", bound=np.generic)
TEXT_COLUMN = Message("text")
DATES = Message("dates or times")
TRUTH_VALUES = Message("true and false")
CATEGORIES = Message("category declared in the file")
NESTED = Message("each of its cells holds several values")
"""The reasons why text columns and others cannot be clustered."""
NOT_CHOSEN = Message("not chosen")
VALUES_MISSING = "{missing} of {rows} values missing"
"""The template of the reason why a column is left out that would cost too many rows."""
SAMPLE_SEED = 0
"""The random seed of samples: the same table gives the same sample."""
MAX_MISSING_SHARE = 0.1
"""A column without values in a larger share of the rows would cost these rows, and is left out by default."""


class LoadError(UserError):
    """Data that cannot be used; its message says what is wrong, where, and what to do."""


class EmptyTableError(LoadError):
    """Data without a single cell."""


class NoRowsError(LoadError):
    """Data called `name` that have a header of these `columns` and nothing below."""

    def __init__(self, name: str, columns: Sequence[str]) -> None:
        template = "{name} has a header but no rows; open a file that holds data."
        super().__init__(Message(template, name=name))
        self.name, self.columns = name, tuple(columns)

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.name, self.columns)


@dataclass(frozen=True, eq=False)
class Table:
    """Named numeric columns, the text columns, and the true groups, if known.

    `values` is (n, d), NaN where a cell is missing; `texts` holds one text per row for each text
    column, and `reasons` say why it is text; `truth` is (n,) labels or None. `read_as` says how a file was
    read, with what was detected; `order` are all columns as they stand in it, `sheets` the sheets, arrays or
    files in one that holds several. `unreadable` counts the cells in columns of numbers that are neither a
    number nor empty, and `question` says what can be read in two ways, which the option of reading `asked`
    decides. `logged` has the names in the file of columns that are logarithms, and `unlogged` is the table
    before. Views draw the units of two columns equally long if it has `equal_axes`. Of a sample of a larger
    source, `source` has the rows. The arrays are made read-only.
    """

    name: str
    columns: tuple[str, ...]
    values: Floats
    texts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    truth: Integers | None = None
    notes: tuple[Message, ...] = ()
    reasons: dict[str, Message] = field(default_factory=dict)
    read_as: "ReadOptions | None" = None
    order: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()
    unreadable: int = 0
    question: Message = Message()
    asked: str = "decimal"
    logged: dict[str, str] = field(default_factory=dict)
    unlogged: "Table | None" = None
    equal_axes: bool = False
    source: SourceRows | None = None

    def __post_init__(self) -> None:
        values = np.ascontiguousarray(self.values, dtype=np.float64)
        if values.ndim != 2 or values.shape[1] != len(self.columns):
            raise ValueError(f"values of shape {values.shape} do not fit {len(self.columns)} columns.")
        object.__setattr__(self, "values", _frozen(values))
        object.__setattr__(self, "order", self.order or (*self.columns, *self.texts))
        if self.truth is not None:
            object.__setattr__(self, "truth", _frozen(np.ascontiguousarray(self.truth, dtype=np.int64)))

    @cached_property
    def has_missing(self) -> bool:
        """Whether a numeric column has a missing value."""
        return bool(np.isnan(self.values[:, ~self.ranges.complete]).any())

    @property
    def ranges(self) -> ValueRanges:
        """The least and the greatest value of each numeric column."""
        return cached(self, "ranges", lambda: value_ranges(self.values))

    @property
    def rows(self) -> int:
        """How many rows the table has."""
        return len(self.values)

    @property
    def row_numbers(self) -> Integers:
        """The number of each row in the source (n,), from 1."""
        return (np.arange(self.rows) if self.source is None else self.source.numbers.astype(np.int64)) + 1

    def row_number(self, row: int) -> int:
        """The number in the source, from 1, of a 0-based row."""
        return (row if self.source is None else int(self.source.numbers[row])) + 1


@dataclass(frozen=True, eq=False)
class Selection:
    """The part of a table that is clustered.

    `matrix` is (m, d) without missing values, `kept` the (m,) 0-based row numbers of the table that
    it holds, `dropped` how many rows have missing values; `left_out` has the reason for every other column.
    `of` is the number of complete rows that a random sample was drawn from, `chosen_of` that from which a
    person chose rows, else 0. `filled` counts the missing values that were filled as `missing` says.
    `weights` (m,) are those of the rows in the column `weight_column`, where one was chosen;
    `column_weights` those of the columns, where they are not 1.
    """

    columns: tuple[str, ...]
    matrix: Floats
    kept: Integers
    dropped: int
    left_out: dict[str, Message]
    of: int = 0
    missing: str = "drop"
    filled: int = 0
    weight_column: str = ""
    weights: Floats | None = None
    chosen_of: int = 0
    column_weights: dict[str, float] = field(default_factory=dict)


def selected_rows(selection: Selection, places: Integers) -> Selection:
    """The rows of a selection at these places (m,), in their order."""
    own = None if selection.weights is None else _frozen(selection.weights[places])
    matrix, kept = np.ascontiguousarray(selection.matrix[places]), _frozen(selection.kept[places])
    return replace(selection, matrix=_frozen(matrix), kept=kept, weights=own)


def sampled(selection: Selection, rows: int) -> Selection:
    """A random sample of `rows` rows of a selection, in their order; all of it if it has no more."""
    if not 0 < rows < (available := len(selection.matrix)):
        return selection
    drawn = np.sort(np.random.default_rng(SAMPLE_SEED).choice(available, rows, replace=False))
    return replace(selected_rows(selection, drawn), of=selection.of or available)


def select(table: Table, columns: Iterable[str] | None = None, missing: str = "drop") -> Selection:
    """The named columns, or all that vary and are nearly complete, and the rows without missing values there.

    Columns that look like row numbers or identifiers are left out where others remain. Where `missing` is a
    kind of filling, no column is left out for its missing values, and only rows without any value are. Raises
    LoadError for an unknown column, no numeric column, and when no row is complete.
    """
    left_out = {name: table.reasons.get(name, TEXT_COLUMN) for name in table.texts}
    if columns is None:
        chosen = _varying(table, left_out)
        chosen = _nearly_complete(table, chosen, left_out) if missing == "drop" else chosen
        chosen = _without_identifiers(table, chosen, left_out)
    else:
        chosen = _positions(table, columns)
    if not chosen:
        raise _nothing_chosen(table)
    names, of = (
        tuple(table.columns[i] for i in chosen),
        0 if table.source is None else table.source.sampled_of,
    )
    for i in sorted(set(range(len(table.columns))).difference(chosen)):
        left_out.setdefault(table.columns[i], NOT_CHOSEN)
    if missing == "drop":
        matrix, kept = _complete(table, chosen)
        return Selection(names, _frozen(matrix), _frozen(kept), table.rows - len(kept), left_out, of)
    matrix, kept, gaps = _filled(table, chosen, missing)
    dropped = table.rows - len(kept)
    return Selection(names, _frozen(matrix), _frozen(kept), dropped, left_out, of, missing, gaps)


def unlikely_features(table: Table) -> dict[str, Message]:
    """The numeric columns that are probably no feature (a year, a row number), each with a reason."""
    return cached(table, "unlikely features", lambda: _unlikely_features(table))


def _unlikely_features(table: Table) -> dict[str, Message]:
    columns = zip(table.columns, table.values.T, strict=True)
    doubts = {name: feature_doubt(name, column) for name, column in columns}
    return {name: doubt for name, doubt in doubts.items() if doubt}


def doubtful_features(table: Table, columns: Sequence[str]) -> dict[str, Message]:
    """Those of the columns that are probably no features, with reasons; none where all of them are."""
    doubts = {name: reason for name, reason in unlikely_features(table).items() if name in columns}
    return doubts if len(doubts) < len(columns) else {}


def unknown_column(table: Table, name: str, columns: Sequence[str], numeric: bool = False) -> LoadError:
    """The error for a column that does not exist; the existing `columns` may be the `numeric` ones only."""
    import difflib  # slow to import

    matches = difflib.get_close_matches(name.lower(), [c.lower() for c in columns], n=1, cutoff=0.5)
    suggestion = next((c for c in columns if [c.lower()] == matches), "")
    template = "{table} has no column {name!r}; the columns are {columns}."
    if suggestion:
        template = "{table} has no column {name!r}; did you mean {suggestion!r}? The columns are {columns}."
    elif numeric:
        template = "{table} has no column {name!r}; the numeric columns are {columns}."
    listed = _listed(columns)
    return LoadError(Message(template, table=table.name, name=name, suggestion=suggestion, columns=listed))


def _varying(table: Table, left_out: dict[str, Message]) -> list[int]:
    """The columns that vary; where none does, those that have values at all."""
    low, varies = table.ranges.low.tolist(), table.ranges.low < table.ranges.high
    filled = np.flatnonzero(~np.isnan(table.ranges.low)).tolist()
    chosen = np.flatnonzero(varies).tolist() or filled or list(range(len(table.columns)))
    for i in sorted(set(range(len(table.columns))).difference(chosen)):
        left_out[table.columns[i]] = (
            Message("no values") if np.isnan(low[i]) else Message("constant ({value:short})", value=low[i])
        )
    return chosen


def _without_identifiers(table: Table, chosen: list[int], left_out: dict[str, Message]) -> list[int]:
    """The chosen columns without row numbers and identifiers, if others remain."""
    doubts = doubtful_features(table, [table.columns[i] for i in chosen])
    identifiers = {name: reason for name, reason in doubts.items() if reason != CALENDAR_YEAR}
    left_out |= identifiers
    return [i for i in chosen if table.columns[i] not in identifiers]


def _nearly_complete(table: Table, chosen: list[int], left_out: dict[str, Message]) -> list[int]:
    """The chosen columns without those that would cost more than a tenth of the rows, if others remain."""
    missing, places = np.zeros(len(chosen), np.int64), np.array(chosen, np.intp)
    gaps = ~table.ranges.complete[places]
    missing[gaps] = table.rows - np.isfinite(table.values[:, places[gaps]]).sum(axis=0)
    costly = missing > max(MAX_MISSING_SHARE * table.rows, 1)
    if costly.all():
        costly = missing > missing.min(initial=table.rows)
    for i in np.flatnonzero(costly).tolist():
        counts = {"missing": int(missing[i]), "rows": table.rows}
        left_out[table.columns[chosen[i]]] = Message(VALUES_MISSING, **counts)
    return [i for i, without in zip(chosen, costly.tolist(), strict=True) if not without]


def numeric_position(table: Table, name: str) -> int:
    """The index of a numeric column; raises LoadError where there is none of that name."""
    if name in table.columns:
        return table.columns.index(name)
    if name in table.texts:
        template = "The column {name!r} holds text; choose from {columns}."
        raise LoadError(Message(template, name=name, columns=_listed(table.columns)))
    raise unknown_column(table, name, table.columns, numeric=True)


def _positions(table: Table, names: Iterable[str]) -> list[int]:
    """The indices of numeric columns, each once; raises LoadError as `numeric_position`."""
    places = {name: i for i, name in enumerate(table.columns)}
    return [
        places[name] if name in places else numeric_position(table, name) for name in dict.fromkeys(names)
    ]


def _complete(table: Table, chosen: Sequence[int]) -> tuple[Floats, Integers]:
    """The chosen columns in the rows without missing values, and the numbers of those rows."""
    matrix = table.values if list(chosen) == list(range(len(table.columns))) else table.values[:, chosen]
    is_complete = table.ranges.complete[chosen].all()
    kept = np.arange(table.rows) if is_complete else np.flatnonzero(np.isfinite(matrix).all(axis=1))
    if not len(kept):
        names = _listed([table.columns[i] for i in chosen])
        template = "Every row of {table} has a missing value in the columns {names}; choose fewer columns."
        raise LoadError(Message(template, table=table.name, names=names))
    if len(kept) < table.rows:
        matrix = matrix[kept]
    return np.ascontiguousarray(matrix), kept.astype(np.int64)


def empty_error(name: str) -> EmptyTableError:
    """The error for a file without a table."""
    return EmptyTableError(Message("{name} is empty; open a file that holds a table.", name=name))


def no_numbers_error(name: str, *more: Message) -> LoadError:
    """The error for a table called `name` without numbers, with sentences that say more."""
    template = "{name} has no numeric column; clustering needs at least one column of numbers."
    return LoadError(sentences(Message(template, name=name), *more))


def _filled(table: Table, chosen: Sequence[int], missing: str) -> tuple[Floats, Integers, int]:
    """The chosen columns in the rows with any value, filled; the numbers of these; how many were filled."""
    matrix = table.values[:, chosen]
    gaps = np.isnan(matrix)
    kept = np.flatnonzero(~gaps.all(axis=1))
    empty = np.flatnonzero(gaps.all(axis=0))
    if len(empty):
        template = "Every cell of the column {name!r} is missing; leave it out."
        raise LoadError(Message(template, name=table.columns[chosen[int(empty[0])]]))
    matrix, count = matrix[kept], int(gaps[kept].sum())
    return np.ascontiguousarray(filled(matrix, missing) if count else matrix), kept.astype(np.int64), count


def _nothing_chosen(table: Table) -> LoadError:
    if not table.columns:
        return no_numbers_error(table.name)
    return LoadError(Message("No column is chosen; choose from {columns}.", columns=_listed(table.columns)))


def _listed(names: Sequence[str]) -> Message:
    """The first 20 names, and how many more there are."""
    if len(names) <= 20:
        return Message("{names:commas}", names=tuple(names))
    return Message("{names:commas} and {more!s} more", names=tuple(names[:20]), more=len(names) - 20)


def _frozen(array: NDArray[Number]) -> NDArray[Number]:
    array.setflags(write=False)
    return array
