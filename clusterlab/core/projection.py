"""A flat view of points with any number of features: columns, principal components, or an embedding."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol, TypeVar

import numpy as np

from clusterlab.core.formatting import format_count, format_list, format_percent
from clusterlab.core.frozen import freeze
from clusterlab.core.points import Units
from clusterlab.kernels.typing import Floats

T = TypeVar("T")
COMPONENT_PREFIX = "PC "


class Features(Protocol):
    """What a view is made of: the values (n, d) of some points, and the way to a person's units."""

    @property
    def values(self) -> Floats:
        """The points (n, d), centered and scaled."""

    @property
    def d(self) -> int:
        """How many features there are."""

    @property
    def units(self) -> Units:
        """The way from the values to a person's units."""

    def cached(self, key: Hashable, build: Callable[[], T]) -> T:
        """What `build` gives, kept."""


@dataclass(frozen=True, eq=False)
class View:
    """A linear map (d, 2) from inside coordinates to the plane, and what its two axes say; (d, m) on boards.

    A place on an axis in a person's units is `origin + step * place`, one pair an axis. `arrows` are
    named directions whose `tips` (m, 2) lie as far out as each of them counts. `bounds` (2, 2) are the
    corners of what is seen at first, where that is not the points' own extent; `depth` (d,) points out
    of the plane. Where points have `places` (n, 2) of their own, other positions are only mapped.
    """

    axes: tuple[str, ...]
    matrix: Floats
    origin: Floats
    step: Floats
    equal: bool
    badge: str = ""
    arrows: tuple[str, ...] = ()
    tips: Floats | None = None
    bounds: Floats | None = None
    depth: Floats | None = None
    places: Floats | None = None

    def __post_init__(self) -> None:
        freeze(self)

    @property
    def shows_all_features(self) -> bool:
        """Whether the plane shows all there is: only then do regions mean what they look like."""
        return len(self.matrix) == 2 and self.places is None

    @property
    def linear(self) -> bool:
        """Whether ellipses stay ellipses, and ways straight."""
        return True

    @property
    def is_invertible(self) -> bool:
        """Whether a place on the plane is one among the points, where a center can be put."""
        return True

    @property
    def without_axis_labels(self) -> "View":
        """The same view without the numbers along its axes."""
        return replace(self, axes=("", ""))

    def plot_positions(self, places: Floats) -> Floats:
        """Where places (..., 2) are seen on the plane (..., s, 2): once, or on a board more often."""
        return places[..., None, :]

    def embedded_positions(self, values: Floats) -> Floats | None:
        """The places of their own (n, 2) that points at inside `values` (n, d) have, if they have any."""
        return self.places

    def project(self, normalized: Floats) -> Floats:
        """Inside coordinates (..., d) on the plane (..., 2)."""
        return np.asarray(normalized @ self.matrix)

    def spread(self, covariances: Floats) -> Floats:
        """Covariances (..., d, d) as seen on the plane (..., 2, 2)."""
        return np.asarray(self.matrix.T @ covariances @ self.matrix)

    def unproject(self, place: Floats, near: Floats) -> Floats:
        """The inside position whose shadow is `place` (2,) and which is nearest to `near` (d,)."""
        return np.asarray(near + np.linalg.pinv(self.matrix.T) @ (place - self.project(near)))


@dataclass(frozen=True, eq=False)
class Embedded(View):
    """Points at `places` of their own, which no map explains; any position is seen where the nearest of the
    clustered `values` (n, d) is. Spreads and ways have no meaning here."""

    values: Floats = field(default_factory=lambda: np.zeros((0, 0)))

    @property
    def linear(self) -> bool:
        """Whether ellipses stay ellipses, and ways straight: nothing stays as it was."""
        return False

    @property
    def is_invertible(self) -> bool:
        """Whether a place is one among the points: nobody knows which."""
        return False

    def embedded_positions(self, values: Floats) -> Floats | None:
        """The places of the points that were embedded; others, which came later, have none."""
        return self.places if values is self.values else None

    def project(self, normalized: Floats) -> Floats:
        """Where the points nearest to some inside positions (k, d) are seen (k, 2)."""
        assert self.places is not None
        nearest = [int(((self.values - one) ** 2).sum(axis=1).argmin()) for one in normalized]
        return np.asarray(self.places[nearest])


def embedded_view(places: Floats, values: Floats, badge: str) -> Embedded:
    """The view of an embedding `places` (n, 2), whose axes have neither names nor units."""
    nothing = np.zeros((values.shape[1], 2))
    seen = np.asfortranarray(places)
    return Embedded(("", ""), nothing, np.zeros(2), np.ones(2), True, badge, places=seen, values=values)


def column_view(points: Features, names: Sequence[str], pair: tuple[int, int], equal: bool) -> View:
    """The view of two columns in their own units."""
    matrix = np.zeros((points.d, 2))
    matrix[pair[0], 0] = matrix[pair[1], 1] = 1.0
    origin, step = column_axes(points)
    badge = f"clustered on {points.d} features, shown on {len(set(pair))} of them" if points.d > 2 else ""
    axes = (names[pair[0]], names[pair[1]])
    return View(axes, matrix, origin[list(pair)], step[list(pair)], equal, badge)


def column_axes(points: Features) -> tuple[Floats, Floats]:
    """Where zero is on each column's axis and how long a step on it is, in a person's units: (d,) each."""
    units = points.units
    return units.positions(np.zeros(points.d)), np.ldexp(units.factor, units.exponent)


def line_view(points: Features, name: str) -> View:
    """The view of a single column: along the first axis, at height zero."""
    origin, step = column_axes(points)
    return View((name, ""), np.array([[1.0, 0.0]]), np.append(origin, 0), np.append(step, 1), False)


def component_view(
    points: Features, equal: bool, pair: tuple[int, int] = (0, 1), names: Sequence[str] = ()
) -> View:
    """The view of two principal components, with the share of the variance that they hold.

    With the `names` (d,) of the columns it has their loadings as arrows.
    """
    directions, shares = components(points)
    matrix = directions[:, list(pair)]
    origin = -points.values.mean(axis=0) @ matrix
    step = np.ldexp(1.0, points.units.exponent)
    first, second = (component_name(i) for i in pair)
    together = format_percent(shares[list(set(pair))].sum())
    shown = "2 principal components" if pair == (0, 1) else f"{first} and {second}"
    badge = f"clustered on {points.d} features, shown on {shown} ({together})"
    axes = (
        f"{first} ({format_percent(shares[pair[0]])} of the variance)",
        f"{second} ({format_percent(shares[pair[1]])})",
    )
    return View(axes, matrix, origin * step, np.full(2, step), equal, badge, tuple(names), matrix)


def space_view(
    points: Features, directions_3d: Floats, names: Sequence[str], turn: float, tilt: float, equal: bool
) -> View:
    """Three directions `directions_3d` (d, 3) by their names, turned and tilted by so many degrees onto the plane.

    Where their units cannot be compared, each is as long as the others. What is seen is a ball around
    the middle of the points, so that nothing moves in or out while it turns.
    """
    low, high = points.cached(
        ("extent", directions_3d.tobytes()), lambda: _extent(points.values @ directions_3d)
    )
    span = np.where(high > low, high - low, 1.0)
    scale = np.full(3, span.max()) if equal else span
    turned = rotation(turn, tilt)
    matrix = directions_3d / scale @ turned
    center, radius = (low + high) / 2 / scale @ turned[:, :2], float(np.linalg.norm(span / scale)) / 2
    bounds = np.stack([center - radius, center + radius])
    badge = f"clustered on {format_count(points.d, 'feature')}, shown on {format_list(list(names))} · drag turns it"
    plane = np.ascontiguousarray(matrix[:, :2])
    return View(
        ("", ""),
        plane,
        np.zeros(2),
        np.ones(2),
        True,
        badge,
        tuple(names),
        turned[:, :2],
        bounds,
        matrix[:, 2],
    )


def rotation(turn: float, tilt: float) -> Floats:
    """How three axes appear when turned around the upright one and tilted: (3, 3), right, up and near."""
    a, b = np.radians([turn, tilt])
    right = [np.cos(a), np.sin(a), 0.0]
    up = [np.sin(a) * -np.sin(b), np.cos(a) * np.sin(b), np.cos(b)]
    return np.array([right, up, np.cross(right, up)]).T


def component_name(index: int) -> str:
    """What a principal component is called, counted from 1."""
    return f"{COMPONENT_PREFIX}{index + 1}"


def components(points: Features) -> tuple[Floats, Floats]:
    """Principal directions (d, d) as columns, largest variance first, and their shares of the variance."""
    return points.cached("PCA", lambda: _components(points.values))


def _components(values: Floats) -> tuple[Floats, Floats]:
    d = values.shape[1]
    spread, directions = np.linalg.eigh(np.atleast_2d(np.cov(values.T, ddof=0)))
    spread, directions = np.maximum(spread[::-1], 0), directions[:, ::-1]
    largest = np.abs(directions).argmax(axis=0)
    directions = directions * np.sign(directions[largest, np.arange(d)])
    return directions, spread / (spread.sum() or 1.0)


def _extent(values: Floats) -> tuple[Floats, Floats]:
    return values.min(axis=0), values.max(axis=0)
