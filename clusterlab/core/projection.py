"""A flat view of points with any number of features: columns, principal components, or an embedding."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from clusterlab.core.cache import cached
from clusterlab.core.frozen import FrozenArrays
from clusterlab.core.message import Message
from clusterlab.core.points import Units
from clusterlab.core.principal_components import Features, component_directions, component_shares
from clusterlab.core.sharded_points import ShardedPoints
from clusterlab.kernels.typing import Floats

COMPONENT_PREFIX = "PC "
NARROW_SPAN, MIN_AXIS_EXPONENT = 1e-6, -1000
"""An axis along which the points span less is magnified, by no more than 2 to the power of 1000."""
COMPONENT_ROUNDING = 1e-13
"""Components along which the points span less than this share of the widest are rounding."""


@dataclass(frozen=True, eq=False)
class View(FrozenArrays):
    """A linear map (d, 2) from normalized coordinates to the plane, (d, m) in multi-axis views, and its axes.

    A position on an axis in the data's units is `origin + step * position`, one pair per axis. `badge` says
    on what was clustered and what of it is shown. `arrows` are named directions with `tips` (m, 2) as long
    as their loadings. `bounds` (2, 2) are the corners of the initial viewport, where that is not the extent
    of the points; `depth` (d,) is the direction out of the plane. `places` (n, 2) are the positions of the
    points where the map does not give them. `box` (12, 2, 2) are the edges of the box around the points in
    three dimensions, of which the first three are behind the points.
    """

    axes: tuple[str, ...]
    matrix: Floats
    origin: Floats
    step: Floats
    equal: bool
    badge: Message = Message()
    arrows: tuple[str, ...] = ()
    tips: Floats | None = None
    bounds: Floats | None = None
    depth: Floats | None = None
    places: Floats | None = None
    box: Floats | None = None

    @property
    def shows_all_features(self) -> bool:
        """Whether the plane shows every feature: only then are regions on it those of the clusters."""
        return len(self.matrix) == 2 and self.places is None

    @property
    def linear(self) -> bool:
        """Whether it maps ellipses to ellipses and straight lines to straight lines."""
        return True

    @property
    def is_invertible(self) -> bool:
        """Whether a position on the plane corresponds to one in feature space, where a center can be put."""
        return True

    @property
    def is_rotatable(self) -> bool:
        """Whether it is a rotated view of three dimensions."""
        return self.depth is not None

    @property
    def without_axis_labels(self) -> "View":
        """The same view without axis names and tick labels."""
        return replace(self, axes=("", ""))

    def plot_positions(self, places: Floats) -> Floats:
        """Where positions (..., 2) are drawn (..., s, 2): once on a plane, s times in a multi-axis view."""
        return places[..., None, :]

    def embedded_positions(self, values: Floats) -> Floats | None:
        """The `places` (n, 2) of the points with these normalized `values` (n, d), if they have any."""
        return self.places

    def project(self, normalized: Floats) -> Floats:
        """Normalized coordinates (..., d) on the plane (..., 2)."""
        return np.asarray(normalized @ self.matrix)

    def spread(self, covariances: Floats) -> Floats:
        """Covariances (k, d, d), or variances (k, d) along the columns, projected on the plane (k, 2, 2)."""
        if covariances.ndim == 2:
            return np.asarray((self.matrix.T * covariances[:, None, :]) @ self.matrix)
        return np.asarray(self.matrix.T @ covariances @ self.matrix)

    def unproject(self, place: Floats, near: Floats) -> Floats:
        """The normalized position that is projected on `place` (2,) and nearest to `near` (d,)."""
        largest = np.abs(self.matrix).max(axis=0)
        scale = np.where(largest > 1 / NARROW_SPAN, largest, 1.0)  # else the pseudoinverse would drop an axis
        offset = (place - self.project(near)) / scale
        return np.asarray(near + np.linalg.pinv((self.matrix / scale).T) @ offset)


@dataclass(frozen=True, eq=False)
class Embedded(View):
    """A nonlinear embedding: points at `places`; other positions are drawn at the nearest point's place.

    The nearest is searched among the clustered `values` (n, d). Covariances and straight lines have no
    image here.
    """

    values: Floats = field(default_factory=lambda: np.zeros((0, 0)))

    @property
    def linear(self) -> bool:
        """Whether it maps ellipses to ellipses and straight lines to straight lines: never."""
        return False

    @property
    def is_invertible(self) -> bool:
        """Whether a position on the plane corresponds to one in feature space: never."""
        return False

    def embedded_positions(self, values: Floats) -> Floats | None:
        """The places of the embedded points; points that were received later have none."""
        return self.places if values is self.values else None

    def project(self, normalized: Floats) -> Floats:
        """The places (k, 2) of the points nearest to normalized positions (k, d)."""
        assert self.places is not None
        nearest = [int(((self.values - one) ** 2).sum(axis=1).argmin()) for one in normalized]
        return np.asarray(self.places[nearest])


def embedded_view(places: Floats, values: Floats, badge: Message) -> Embedded:
    """The view of an embedding `places` (n, 2), whose axes have neither names nor units."""
    no_map, by_column = np.zeros((values.shape[1], 2)), np.asfortranarray(places)
    return Embedded(("", ""), no_map, np.zeros(2), np.ones(2), True, badge, places=by_column, values=values)


def column_view(
    points: Features, names: Sequence[str], pair: tuple[int, int], equal: bool, units: Units | None = None
) -> View:
    """The view of two columns, with axes in other `units` (d columns) where these are given."""
    matrix = np.zeros((points.d, 2))
    matrix[pair[0], 0] = matrix[pair[1], 1] = 1.0
    origin, step = column_axes(units or points.units)
    badge = Message()
    if points.d > 2:
        template, features = "clustered on {features}, shown on {m} of them", feature_count(points.d)
        badge = Message(template, features=features, m=len(set(pair)))
    axes, own_steps = (names[pair[0]], names[pair[1]]), step[list(pair)]
    if not equal:
        matrix, own_steps = _magnified(matrix, own_steps, np.ptp(points.values[:, list(pair)], axis=0))
    return View(axes, matrix, origin[list(pair)], own_steps, equal, badge)


def _magnified(matrix: Floats, steps: Floats, spans: Floats) -> tuple[Floats, Floats]:
    """A map (d, 2) and the steps of its axes, each narrow span (2,) magnified by a power of two to about 1.

    Else the limits of zooming, which are alike on both axes, would keep an axis flat beside a far wider one.
    """
    is_narrow = (spans > 0) & (spans < NARROW_SPAN)
    exponents = np.where(is_narrow, np.maximum(np.frexp(spans)[1], MIN_AXIS_EXPONENT), 0)
    return np.ldexp(matrix, -exponents), np.ldexp(steps, exponents)


def column_axes(units: Units) -> tuple[Floats, Floats]:
    """The origin and the step of each column's axis, in some units: (d,) each."""
    with np.errstate(over="ignore"):
        return units.positions(np.zeros(len(units.center))), np.ldexp(units.factor, units.exponent)


def line_view(points: Features, name: str, units: Units | None = None) -> View:
    """The view of a single column, along the horizontal axis, in other `units` where these are given."""
    origin, step = column_axes(units or points.units)
    return View((name, ""), np.array([[1.0, 0.0]]), np.append(origin, 0), np.append(step, 1), False)


def component_view(
    points: Features, equal: bool, pair: tuple[int, int] = (0, 1), names: Sequence[str] = ()
) -> View:
    """The view of two principal components, with the share of the variance that they explain.

    With the `names` (d,) of the columns it has their loadings as arrows.
    """
    matrix, shares = component_directions(points, pair), component_shares(points)
    origin = -points.values.mean(axis=0) @ matrix
    steps = np.full(2, np.ldexp(1.0, points.units.exponent))
    first, second = (component_name(i) for i in pair)
    share, features = shares[list(set(pair))].sum(), feature_count(points.d)
    if pair == (0, 1):
        template = "clustered on {features}, shown on 2 principal components ({share:percent})"
        badge = Message(template, features=features, share=share)
    else:
        template = "clustered on {features}, shown on {first} and {second} ({share:percent})"
        badge = Message(template, features=features, first=first, second=second, share=share)
    axes = (
        Message("{name} ({share:percent} of the variance)", name=first, share=shares[pair[0]]),
        Message("{name} ({share:percent})", name=second, share=shares[pair[1]]),
    )
    origin = origin * steps
    if not equal:
        spans = np.ptp(points.values @ matrix, axis=0)
        spans = np.where(spans > COMPONENT_ROUNDING * spans.max(), spans, 0.0)
        matrix, steps = _magnified(matrix, steps, spans)
    return View(axes, matrix, origin, steps, equal, badge, tuple(names), matrix)


def space_view(
    points: Features, directions_3d: Floats, names: Sequence[str], turn: float, tilt: float, equal: bool
) -> View:
    """Three named directions `directions_3d` (d, 3), rotated by `turn` and `tilt` degrees.

    Unless `equal`, each is scaled to the same extent. The bounds hold the box of the points at every turn, so
    that no point enters or leaves the viewport while it turns.
    """
    low, high = cached(
        points, ("extent", directions_3d.tobytes()), lambda: _extent(points.values @ directions_3d)
    )
    span = np.where(high > low, high - low, 1.0)
    scale = np.full(3, span.max()) if equal else span
    turned = rotation(turn, tilt)
    matrix = directions_3d / scale @ turned
    center, half = (low + high) / 2 / scale, span / scale / 2
    radius, angle = float(np.hypot(half[0], half[1])), np.radians(tilt)
    reach = np.array([radius, half[2] * abs(np.cos(angle)) + radius * abs(np.sin(angle))])
    bounds = np.stack([center @ turned[:, :2] - reach, center @ turned[:, :2] + reach])
    template, features = "clustered on {features}, shown on {axes}", feature_count(points.d)
    badge = Message(template, features=features, axes=tuple(names))
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
        box=_box_edges(center, half, turned),
    )


def _box_edges(center: Floats, half: Floats, turned: Floats) -> Floats:
    """The edges (12, 2, 2) of a box on the plane, first those at the corner that is farthest away."""
    signs = np.array([[-1.0, -1, -1], [1, -1, -1], [-1, 1, -1], [1, 1, -1]])
    signs = np.vstack([signs, signs * [1, 1, -1]])
    corners = (center + half * signs) @ turned
    ends = [(i, i | bit) for bit in (1, 2, 4) for i in range(8) if not i & bit]
    farthest = int(corners[:, 2].argmin())
    ends.sort(key=lambda pair: farthest not in pair)
    return np.asarray(corners[np.array(ends), :2])


def view_places(points: Features, view: View) -> Floats:
    """The points on the plane (n, 2) or on all axes (n, m), cached because many steps share a view.

    None (0, 2) of points in shards, which are not drawn one by one.
    """
    if isinstance(points, ShardedPoints):
        return cached(points, ("places", view), lambda: np.empty((0, 2)))
    own = view.embedded_positions(points.values)
    if own is not None:
        return own
    return cached(points, ("places", view), lambda: np.asfortranarray(view.project(points.values)))


def rotation(turn: float, tilt: float) -> Floats:
    """The rotation (3, 3) of three axes around the upright one, then tilted; columns right, up and near."""
    a, b = np.radians([turn, tilt])
    right = [np.cos(a), np.sin(a), 0.0]
    up = [np.sin(a) * -np.sin(b), np.cos(a) * np.sin(b), np.cos(b)]
    return np.array([right, up, np.cross(right, up)]).T


def component_name(index: int) -> str:
    """The name of a principal component, counted from 1; it is also how the command line calls it."""
    return f"{COMPONENT_PREFIX}{index + 1}"


def feature_count(d: int) -> Message:
    """How many features there are, as badges say it."""
    return Message("{d:# feature|# features}", d=d)


def with_clustered_features(badge: Message, features: Message) -> Message:
    """A badge that says that not all features were clustered, but what `features` says."""
    return Message(badge.template, **{**badge.values, "features": features}) if badge else badge


def _extent(values: Floats) -> tuple[Floats, Floats]:
    return values.min(axis=0), values.max(axis=0)
