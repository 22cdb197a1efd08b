"""A flat view of points with any number of features: two columns, or the first two principal components."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from clusterlab.core.frozen import freeze
from clusterlab.core.points import Points
from clusterlab.core.words import percent
from clusterlab.kernels.arrays import Floats


@dataclass(frozen=True, eq=False)
class View:
    """A linear map (d, 2) from inside coordinates to the plane, and what its two axes say.

    A place on an axis in a person's units is `origin + step * place`, one pair an axis.
    """

    axes: tuple[str, str]
    matrix: Floats
    origin: Floats
    step: Floats
    equal: bool
    badge: str = ""

    def __post_init__(self) -> None:
        freeze(self)

    @property
    def flat(self) -> bool:
        """Whether the plane shows all there is: only then do regions mean what they look like."""
        return len(self.matrix) == 2

    def project(self, inside: Floats) -> Floats:
        """Inside coordinates (..., d) on the plane (..., 2)."""
        return np.asarray(inside @ self.matrix)

    def spread(self, covariances: Floats) -> Floats:
        """Covariances (..., d, d) as seen on the plane (..., 2, 2)."""
        return np.asarray(self.matrix.T @ covariances @ self.matrix)

    def lift(self, place: Floats, near: Floats) -> Floats:
        """The inside position whose shadow is `place` (2,) and which is nearest to `near` (d,)."""
        return np.asarray(near + np.linalg.pinv(self.matrix.T) @ (place - self.project(near)))


def column_view(points: Points, names: Sequence[str], pair: tuple[int, int], equal: bool) -> View:
    """The view of two columns in their own units."""
    matrix = np.zeros((points.d, 2))
    matrix[pair[0], 0] = matrix[pair[1], 1] = 1.0
    units = points.units
    step = np.ldexp(units.factor[list(pair)], units.exponent)
    origin = units.positions(np.zeros(points.d))[list(pair)]
    return View((names[pair[0]], names[pair[1]]), matrix, origin, step, equal)


def line_view(points: Points, name: str) -> View:
    """The view of a single column: along the first axis, at height zero."""
    origin, step = points.units.positions([0.0]), np.ldexp(points.units.factor, points.units.exponent)
    return View((name, ""), np.array([[1.0, 0.0]]), np.append(origin, 0), np.append(step, 1), False)


def component_view(points: Points, equal: bool) -> View:
    """The view of the first two principal components, with the share of the variance that they hold."""
    directions, shares = points.memo("PCA", lambda: _components(points))
    matrix = directions[:, :2]
    origin = -points.values.mean(axis=0) @ matrix
    step = np.ldexp(1.0, points.units.exponent)
    badge = f"clustered on {points.d} features, shown on 2 principal components ({percent(shares[:2].sum())})"
    names = (f"PC 1 ({percent(shares[0])} of the variance)", f"PC 2 ({percent(shares[1])})")
    return View(names, matrix, origin * step, np.full(2, step), equal, badge)


def _components(points: Points) -> tuple[Floats, Floats]:
    """Principal directions (d, d) as columns, largest variance first, and their shares of the variance."""
    spread, directions = np.linalg.eigh(np.cov(points.values.T, ddof=0))
    spread, directions = np.maximum(spread[::-1], 0), directions[:, ::-1]
    largest = np.abs(directions).argmax(axis=0)
    directions = directions * np.sign(directions[largest, np.arange(points.d)])
    return directions, spread / (spread.sum() or 1.0)
