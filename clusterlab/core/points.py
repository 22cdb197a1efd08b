"""The immutable table of points: normalized once, without rounding, and sorted into a spatial order."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any, Self, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clusterlab.core.cache import cached
from clusterlab.core.checked_arrays import PointsError, bounded_table, checked_weights
from clusterlab.core.frozen import FrozenArrays, freeze
from clusterlab.core.message import Message
from clusterlab.core.normalization import normalize_within
from clusterlab.kernels.blocks import Blocks
from clusterlab.kernels.morton import spatial_order
from clusterlab.kernels.reductions import fixed_order_sum
from clusterlab.kernels.typing import Flags, Floats, Rows, rows_at

MAX_COORDINATE = 1e150
"""The bound of normalized coordinates, so that their squares are finite."""

ROWS_ALONE: dict[str, Any] = {"weights": None, "categories": {}, "source_rows": None, "numbers": None}
"""What points that are rows of numbers have besides."""
LogDensity = TypeVar("LogDensity", float, Floats)


@dataclass(frozen=True, eq=False)
class Units(FrozenArrays):
    """The transform from normalized coordinates: times 2**exponent, + center, times factor, + shift."""

    exponent: int
    center: Floats
    factor: Floats
    shift: Floats

    def positions(self, normalized: ArrayLike) -> Floats:
        """Positions (..., d) in the data's units."""
        with np.errstate(over="ignore"):
            scaled = _times_power(normalized, self.exponent) + self.center
            return np.asarray(scaled * self.factor + self.shift)

    def covariances(self, normalized: ArrayLike) -> Floats:
        """Covariances (..., d, d) in the data's units squared."""
        with np.errstate(over="ignore"):
            scaled = _times_power(normalized, 2 * self.exponent)
            return np.asarray(scaled * self.factor * self.factor[:, None])

    def component_covariances(self, normalized: Floats) -> Floats:
        """Covariances (k, d, d), or the variances (k, d) in place of these, in the data's units squared."""
        return self.variances(normalized) if normalized.ndim == 2 else self.covariances(normalized)

    def variances(self, normalized: ArrayLike) -> Floats:
        """Variances (..., d) of the columns in the data's units squared."""
        with np.errstate(over="ignore"):
            scaled = _times_power(normalized, 2 * self.exponent)
            return np.asarray(scaled * self.factor * self.factor)

    def normalized(self, positions: ArrayLike) -> Floats:
        """Positions (..., d) in the data's units, in normalized coordinates."""
        with np.errstate(over="ignore"):
            centered = (np.asarray(positions, float) - self.shift) / self.factor - self.center
            scaled = np.ldexp(centered, -self.exponent)
        return np.asarray(np.minimum(np.maximum(scaled, -MAX_COORDINATE), MAX_COORDINATE))

    def normalized_covariances(self, covariances: ArrayLike) -> Floats:
        """Covariances (..., d, d) in the data's units squared, in normalized coordinates."""
        with np.errstate(over="ignore"):
            scaled = np.asarray(covariances, float) / self.factor / self.factor[:, None]
            return np.asarray(np.ldexp(scaled, -2 * self.exponent))

    def normalized_variances(self, variances: ArrayLike) -> Floats:
        """Variances (..., d) of the columns in the data's units squared, in normalized coordinates."""
        with np.errstate(over="ignore"):
            scaled = np.asarray(variances, float) / self.factor / self.factor
            return np.asarray(np.ldexp(scaled, -2 * self.exponent))

    def squared(self, value: float) -> float:
        """A sum of squared distances in the units of the array of `Points`; infinite on overflow."""
        with np.errstate(over="ignore"):
            return float(np.ldexp(value, 2 * self.exponent))

    def distance(self, value: float) -> float:
        """A distance in the units of the array of `Points`."""
        with np.errstate(over="ignore"):
            return float(np.ldexp(value, self.exponent))

    def log_density(self, value: LogDensity) -> LogDensity:
        """A log density at a point, or some (n,), in the units of the array of `Points`."""
        return value - len(self.center) * self.exponent * math.log(2)

    def followed_by(self, factor: Floats, shift: Floats) -> "Units":
        """The same transform followed by another one, times `factor` (d,), + `shift` (d,)."""
        return Units(self.exponent, self.center, self.factor * factor, self.shift * factor + shift)


def _times_power(values: ArrayLike, exponent: int) -> Floats:
    """Values times 2**exponent, which multiplication finds in a tenth of the time of `ldexp`, to the bit."""
    power = np.ldexp(1.0, exponent)
    if 0 < power < np.inf:
        return np.asarray(np.asarray(values, float) * power)
    return np.asarray(np.ldexp(np.asarray(values, float), exponent))


@dataclass(frozen=True, eq=False)
class Categories(FrozenArrays):
    """A column of texts: the code of each row (n,) is the index of its text in `labels`, or -1 for none."""

    codes: NDArray[np.int64]
    labels: tuple[str, ...]

    def __post_init__(self) -> None:
        vars(self)["codes"] = np.array(self.codes)  # a copy: the caller's array is not frozen
        super().__post_init__()


@dataclass(frozen=True, eq=False, init=False, repr=False)
class Points:
    """An immutable table of points, in normalized coordinates and a spatial order of the rows.

    The subtracted center lies on a power-of-two grid coarser than the range and the scale is a power of two,
    so normalization rounds nothing: exact ties stay ties and distances keep their proportions.

    Algorithms cache results in `core.cache`, not here.
    """

    table: Floats | None
    """The points (n, d) in the caller's row order, until there are blocks."""
    order: Rows
    """The caller's row of each point: (n,)."""
    units: Units
    weights: Floats | None
    """The weight of each point (n,), in spatial order; None where all are 1. One of weight w counts as w
    equal points; one of weight 0 has a label, but does not count."""
    categories: Mapping[str, Categories]
    """Columns of texts by name, in spatial order; they take no part in distances."""
    source_rows: Rows | None
    """The row of the table of each of the caller's rows (n,), from 0; None where these are all rows."""
    numbers: Rows | None
    """The row of the source of each of the caller's rows (n,), from 0, unless it is that of the table."""

    def __init__(
        self,
        array: ArrayLike,
        weights: ArrayLike | None = None,
        categories: Mapping[str, Categories] = MappingProxyType({}),
    ) -> None:
        self._prepare(array, weights, categories)
        self.blocks  # noqa: B018 - made here: whoever uses points expects that they are prepared

    def _prepare(
        self, array: ArrayLike, weights: ArrayLike | None, categories: Mapping[str, Categories]
    ) -> None:
        """Does all but making the blocks, which an algorithm that takes few rows does without."""
        table, low, high = bounded_table(array, may_be_row_major=True)
        given = _weights_unless_1(weights, len(table))
        for name, column in categories.items():
            _check_categories(name, column, len(table))
        exponent, center = normalize_within(table, low, high)
        units = Units(exponent, center, np.ones(table.shape[1]), np.zeros(table.shape[1]))
        order = spatial_order(table, (low, high))
        in_order = {
            name: Categories(column.codes[order], column.labels) for name, column in categories.items()
        }
        own = {"weights": None if given is None else given[order], "categories": in_order}
        self._set(table=table, order=order, units=units, **ROWS_ALONE | own)
        if given is None:
            cached(self, "bounds", lambda: (low, high))

    @classmethod
    def from_normalized(cls, normalized: Floats, units: Units) -> "Points":
        """The points at positions (n, d) that are in the normalized coordinates of these units."""
        points, order = Points.__new__(Points), spatial_order(normalized)
        blocks = Blocks.of(normalized, order)
        points._set(table=None, blocks=blocks, order=order, units=units, **ROWS_ALONE)
        return points

    def _set(self, **values: Any) -> None:
        vars(self).update(values)
        vars(self)["categories"] = MappingProxyType(dict(self.categories))
        freeze(self)

    def __getstate__(self) -> dict[str, Any]:
        return {**vars(self), "categories": dict(self.categories)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self._set(**state)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def with_source_rows(self, rows: Rows, numbers: Rows | None = None) -> "Points":
        """The same points as `rows` (n,) of a table, and rows `numbers` (n,) of its source, all from 0."""
        made = Points.__new__(Points)
        made._set(**vars(self) | {"source_rows": rows, "numbers": numbers})
        return made

    def row_number(self, place: int) -> int:
        """The number of a point's row in the source, from 1, by its index in spatial order."""
        row, own = int(self.order[place]), self.source_rows if self.numbers is None else self.numbers
        return (row if own is None else int(own[row])) + 1

    def with_scaled_columns(self, exponents: NDArray[np.int64]) -> "Points":
        """The same points in the same order, each column times 2 ** its exponent (d,) in normalized units."""
        scaled, units = Points.__new__(Points), self.units
        center, factor = np.ldexp(units.center, exponents), np.ldexp(units.factor, -exponents)
        blocks = Blocks.of(np.ldexp(self.values, exponents), np.arange(self.n))
        units = Units(units.exponent, center, factor, units.shift)
        scaled._set(**vars(self) | {"blocks": blocks, "units": units})
        return scaled

    @classmethod
    def of(cls, data: "ArrayLike | Points", weights: ArrayLike | None = None) -> "Points":
        """`data` itself if it is prepared already, else the points of an array with `weights` (n,), if any.

        Raises PointsError where prepared points are given weights.
        """
        if not isinstance(data, Points):
            points = Points.__new__(Points)
            points._prepare(data, weights, {})
            return points
        if weights is not None:
            raise PointsError(Message("Points have their own weights; give these when Points are made."))
        return data

    @cached_property
    def blocks(self) -> Blocks:
        """The points in spatial order, in blocks: made when first needed, in place of the table."""
        table = self.table
        if table is None:  # another thread has just made them
            return self.blocks
        blocks = Blocks.of(table, self.order)
        vars(self).update(blocks=blocks)
        vars(self).update(table=None)
        return blocks

    @property
    def values(self) -> Floats:
        """The points (n, d), in normalized coordinates and spatial order, column-major in memory."""
        return self.blocks.points

    def take(self, places: Rows | list[int]) -> Floats:
        """The points (m, d) at some indices in spatial order."""
        table = self.table
        if table is None:
            return rows_at(self.values, places)
        return rows_at(table, self.order[places])

    @property
    def n(self) -> int:
        """How many points there are."""
        return len(self.order)

    @property
    def d(self) -> int:
        """How many features each point has."""
        return len(self.units.center)

    @property
    def total_weight(self) -> float:
        """The sum of the weights; without weights the number of points."""
        if self.weights is None:
            return self.n
        weights = self.weights
        return cached(self, "total weight", lambda: fixed_order_sum(weights))

    @property
    def n_counted(self) -> int:
        """How many points have a positive weight; without weights all."""
        return self.n if self.weights is None else int(np.count_nonzero(self.weights))

    @property
    def counted(self) -> Flags | slice:
        """Which points count, those of positive weight: (n,); a slice of all where no weight is 0."""
        if self.weights is None or self.weights.all():
            return slice(None)
        return self.weights > 0

    def to_row_order(self, in_spatial_order: NDArray[Any]) -> NDArray[Any]:
        """An array (n, ...) in spatial order, in the caller's row order."""
        rows = np.empty_like(in_spatial_order, order="C")
        rows[self.order] = in_spatial_order
        return rows

    def to_spatial_order(self, rows: NDArray[Any]) -> NDArray[Any]:
        """An array (n, ...) in the caller's row order, in spatial order."""
        return rows[self.order]

    @property
    def inverse_order(self) -> Rows:
        """The index in spatial order of each row of the caller: (n,)."""
        return cached(self, "inverse order", lambda: np.argsort(self.order))

    def next_rows(self, rows_received: int, rows: int) -> Floats:
        """Up to `rows` rows after the caller's first `rows_received`, in normalized coordinates: (m, d)."""
        return self.values[self.inverse_order[rows_received : rows_received + rows]]

    def slide_window(self, newest: Floats) -> "Points":
        """The last n rows after the `newest` (m, d) were appended, or all `newest` if these are more.

        In normalized coordinates; only of points without weights and categories, which streams do not have.
        """
        assert self.weights is None
        assert not self.categories
        rows = np.concatenate([self.to_row_order(self.values), newest])
        return Points.from_normalized(rows[-max(self.n, len(newest)) :], self.units)

    def distinct(self, limit: int) -> int:
        """How many distinct points of positive weight there are, counted up to `limit`."""
        return cached(self, ("distinct", limit), lambda: self._count_distinct_rows(limit))

    def _count_distinct_rows(self, limit: int) -> int:
        table = self.table if self.weights is None else None
        return _distinct_among(self.values[self.counted] if table is None else table, limit)


def _weights_unless_1(weights: ArrayLike | None, n: int) -> Floats | None:
    """The checked weights (n,), None where all are 1."""
    given = None if weights is None else checked_weights(weights, n)
    return None if given is None or (given == 1).all() else given


def _distinct_among(rows: Floats, limit: int) -> int:
    """How many of some rows (m, d) are distinct, counted up to `limit`."""
    seen: set[bytes] = set()
    for row in rows:
        seen.add((row + 0.0).tobytes())  # -0.0 + 0.0 is 0.0: the two zeros are equal
        if len(seen) >= limit:
            break
    return len(seen)


def _check_categories(name: str, column: Categories, n: int) -> None:
    """Raises PointsError unless a column of texts has n codes of its labels, or -1."""
    if column.codes.shape != (n,):
        template = "The categories {name!r} must be {n} codes, one for each row; the shape was {shape!s}."
        raise PointsError(Message(template, name=name, n=n, shape=column.codes.shape))
    if column.codes.dtype.kind not in "iu":
        raise PointsError(Message("The codes of the categories {name!r} must be whole numbers.", name=name))
    high = len(column.labels) - 1
    if column.codes.min() < -1 or column.codes.max() > high:
        template = "The codes of the categories {name!r} must be from -1 to {high!s}."
        raise PointsError(Message(template, name=name, high=high))
