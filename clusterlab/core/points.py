"""The table of points: centered and scaled once, kept in spatial order, never changed."""

import math
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clusterlab.core.errors import UserError
from clusterlab.kernels.blocks import Blocks
from clusterlab.kernels.morton import spatial_order
from clusterlab.kernels.typing import Floats, Rows, as_float_table

T = TypeVar("T")
MAX_CACHED = 16
MAX_COORDINATE = 1e150
"""Inside coordinates end here, so that their squares are numbers; nothing is told apart so far away."""


class PointsError(UserError):
    """An array that cannot be clustered; its text is a sentence for a person."""


@dataclass(frozen=True, eq=False)
class Units:
    """The way from inside to a person's units: times 2**exponent, plus center, times factor, plus shift."""

    exponent: int
    center: Floats
    factor: Floats
    shift: Floats

    def positions(self, normalized: ArrayLike) -> Floats:
        """Positions (..., d) in a person's units."""
        with np.errstate(over="ignore"):
            scaled = np.ldexp(np.asarray(normalized, float), self.exponent) + self.center
            return np.asarray(scaled * self.factor + self.shift)

    def covariances(self, normalized: ArrayLike) -> Floats:
        """Covariances (..., d, d) in a person's units, squared."""
        with np.errstate(over="ignore"):
            scaled = np.ldexp(np.asarray(normalized, float), 2 * self.exponent)
            return np.asarray(scaled * self.factor * self.factor[:, None])

    def normalized(self, positions: ArrayLike) -> Floats:
        """Positions (..., d) given in a person's units, in inside coordinates."""
        with np.errstate(over="ignore"):
            centered = (np.asarray(positions, float) - self.shift) / self.factor - self.center
            return np.clip(np.ldexp(centered, -self.exponent), -MAX_COORDINATE, MAX_COORDINATE)

    def normalized_covariances(self, covariances: ArrayLike) -> Floats:
        """Covariances (..., d, d) given in a person's units, in inside coordinates."""
        with np.errstate(over="ignore"):
            scaled = np.asarray(covariances, float) / self.factor / self.factor[:, None]
            return np.asarray(np.ldexp(scaled, -2 * self.exponent))

    def squared(self, value: float) -> float:
        """A sum of squared distances in the matrix's units; infinite where no number can hold it."""
        with np.errstate(over="ignore"):
            return float(np.ldexp(value, 2 * self.exponent))

    def distance(self, value: float) -> float:
        """A distance in the matrix's units."""
        with np.errstate(over="ignore"):
            return float(np.ldexp(value, self.exponent))

    def log_density(self, value: float) -> float:
        """A log density at one point in the matrix's units."""
        return value - len(self.center) * self.exponent * math.log(2)

    def followed_by(self, factor: Floats, shift: Floats) -> "Units":
        """The same way with one more stretch: times `factor`, plus `shift`, a column each."""
        return Units(self.exponent, self.center, self.factor * factor, self.shift * factor + shift)


class Points:
    """An immutable table of points; everything inside is in spatial order, everything public is not.

    The subtracted center is cut down to a power-of-two grid wider than the range and the scale is
    one power of two, so the load rounds nothing: exact ties stay ties and distances keep their proportions.
    """

    def __init__(self, array: ArrayLike) -> None:
        table = checked_table(array)
        exponent, center = _normalize(table)
        center.setflags(write=False)
        self._arrange(table, Units(exponent, center, np.ones(table.shape[1]), np.zeros(table.shape[1])))

    @classmethod
    def from_normalized(cls, normalized: Floats, units: Units) -> "Points":
        """The points at places (n, d) that are inside coordinates of these units already."""
        points = Points.__new__(Points)
        points._arrange(normalized, units)
        return points

    def _arrange(self, table: Floats, units: Units) -> None:
        """Lays the rows of a table, in inside coordinates, in spatial order."""
        self.order: Rows = spatial_order(table)
        self.blocks = Blocks.of(table, self.order)
        self.units = units
        self._stored: dict[str, Any] = {}
        self._cache: OrderedDict[Hashable, Any] = OrderedDict()
        self._cache_lock = threading.Lock()
        self.order.setflags(write=False)

    @classmethod
    def of(cls, data: "ArrayLike | Points") -> "Points":
        """`data` itself when it is prepared already, else its prepared table."""
        return data if isinstance(data, Points) else cls(data)

    @property
    def values(self) -> Floats:
        """The points (n, d), in inside coordinates and spatial order, each column in one piece of memory."""
        return self.blocks.points

    @property
    def n(self) -> int:
        """How many points there are."""
        return len(self.values)

    @property
    def d(self) -> int:
        """How many features each point has."""
        return int(self.values.shape[1])

    def to_row_order(self, normalized: NDArray[Any]) -> NDArray[Any]:
        """Something known for every point, in the caller's row order."""
        rows = np.empty_like(normalized, order="C")
        rows[self.order] = normalized
        return rows

    def to_spatial_order(self, rows: NDArray[Any]) -> NDArray[Any]:
        """Something known for every row of the caller, in spatial order."""
        return rows[self.order]

    @property
    def inverse_order(self) -> Rows:
        """Where each row of the caller stands in spatial order: (n,)."""
        return self.cached("inverse_order", lambda: np.argsort(self.order))

    def next_rows(self, rows_received: int, rows: int) -> Floats:
        """Up to so many rows after the first `rows_received` of the caller's, in inside coordinates: (m, d)."""
        return self.values[self.inverse_order[rows_received : rows_received + rows]]

    def slide_window(self, newest: Floats) -> "Points":
        """The last n rows, or all the `newest` (m, d) where these are more, once they have come, inside."""
        rows = np.concatenate([self.to_row_order(self.values), newest])
        return Points.from_normalized(rows[-max(self.n, len(newest)) :], self.units)

    def distinct(self, limit: int) -> int:
        """How many distinct points there are, counted up to `limit`."""
        return self.cached(("distinct", limit), lambda: self._count_distinct_rows(limit))

    def cached(self, key: Hashable, build: Callable[[], T]) -> T:
        """What `build` gives, kept while it is among the last used: a pure cache for what is costly."""
        try:
            return self._cache[key]  # type: ignore[no-any-return]
        except KeyError:
            value = build()
        with self._cache_lock:
            self._cache[key] = value
            while len(self._cache) > MAX_CACHED:
                self._cache.popitem(last=False)
        return value

    def stored(self, name: str) -> Any:
        """What was last remembered under a name, or None."""
        return self._stored.get(name)

    def take_stored(self, name: str, build: Callable[[], T]) -> T:
        """What was last remembered under a name, no longer remembered and so the caller's own, or what
        `build` gives."""
        found: Any = self._stored.pop(name, None)
        return build() if found is None else found

    def store(self, name: str, value: object) -> None:
        """Keeps one value under a name, in place of the one before: for what is too large to keep many of."""
        self._stored[name] = value

    def _count_distinct_rows(self, limit: int) -> int:
        seen: set[bytes] = set()
        for row in self.values:
            seen.add((row + 0.0).tobytes())  # -0.0 + 0.0 is 0.0: the two zeros are one place
            if len(seen) >= limit:
                break
        return len(seen)


def checked_table(array: ArrayLike, d: int | None = None) -> Floats:
    """A copy of `array` (n, d) as finite floats; raises PointsError with a sentence."""
    try:
        table = as_float_table(array)
    except (TypeError, ValueError, OverflowError):
        raise PointsError("The points must be numbers in a table of equally long rows.") from None
    if table.ndim != 2 or 0 in table.shape:
        raise PointsError(f"The points must be a table of rows and columns; the shape was {table.shape}.")
    if d is not None and table.shape[1] != d:
        raise PointsError(
            f"The points must have {d} columns like those of the fit; they had {table.shape[1]}."
        )
    bad = np.flatnonzero(~np.isfinite(table).all(axis=1))
    if len(bad):
        raise PointsError(
            f"{len(bad)} of {len(table)} rows hold a missing or infinite value, the first is row "
            f"{bad[0] + 1}: drop or fill them before fitting."
        )
    return table


def _normalize(table: Floats) -> tuple[int, Floats]:
    """Scales a table by a power of two and centers it on a coarse grid, in place: exponent and center."""
    first = _scale_down(table)
    center = _coarse_center(table)
    table -= center
    return first + _scale_down(table), np.ldexp(center, first)


def _scale_down(table: Floats) -> int:
    """Divides a table by the power of two that brings its values within -1 .. 1, in place: its exponent."""
    exponent = _exponent(max(table.max(), -table.min()))
    with np.errstate(over="ignore"):  # the inverse of the least numbers is none
        power = np.ldexp(1.0, -exponent)
    if np.isfinite(power) and power > 0:
        table *= power  # faster than ldexp
    else:
        np.ldexp(table, -exponent, out=table)
    return exponent


def _coarse_center(table: Floats) -> Floats:
    """The mean of each column, cut toward zero to a power of two of at least twice its range.

    Then the center is zero, or no farther from a value than that value is from zero and a multiple
    of its last bit: the difference is exact (Sterbenz 1974).
    """
    low, high = table.min(axis=0), table.max(axis=0)
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        grid = np.exp2(np.ceil(np.log2(high - low)) + 1)
        center = np.trunc(table.mean(axis=0) / grid) * grid
    return np.asarray(np.where(high > low, center, low))


def _exponent(value: float) -> int:
    return int(np.frexp(value)[1])
