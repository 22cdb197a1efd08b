"""Multi-axis views: scatter-plot matrix and parallel coordinates."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TypeVar

import numpy as np

from clusterlab.core.message import Message
from clusterlab.core.points import Units
from clusterlab.core.principal_components import Features
from clusterlab.core.projection import View, column_axes, feature_count
from clusterlab.kernels.typing import Floats, Rows

B = TypeVar("B", bound="MultiAxisView")
PAD = 0.07
"""The margin between the edge of a cell and its points, as a share of its width."""
MAX_LINE_SEGMENTS = 6_000
"""At most so many line segments are drawn in parallel coordinates: more hide each other and paint slowly."""
LINES_SEED = 0
"""The random seed of the sample of points that have a line."""
MATRIX_BOUNDS = np.array([[0.04, 0.07], [0.96, 0.96]])
"""The initial viewport of a scatter matrix, as a share of its extent: the cells have margins of their own."""


@dataclass(frozen=True, eq=False)
class MultiAxisView(View):
    """A linear map (d, m) to `m` axes; each point is drawn several times in one figure.

    `axis_limits` (2, m) are the least and the greatest position on each axis, `bounds` the corners of the
    whole figure.
    """

    axis_limits: Floats = field(default_factory=lambda: np.zeros((2, 0)))

    @property
    def shows_all_features(self) -> bool:
        """Whether the plane shows every feature: a multi-axis view is no plane."""
        return False

    @property
    def is_invertible(self) -> bool:
        """Whether a position on the figure corresponds to one in feature space: never."""
        return False

    @property
    def without_axis_labels(self) -> "View":
        """The view itself, which means nothing without its names."""
        return self

    @property
    def m(self) -> int:
        """How many axes there are."""
        return len(self.axes)

    def axis_fractions(self, places: Floats) -> Floats:
        """Positions (..., m) as fractions of the range of their axes, 0 at the least."""
        return np.asarray((places - self.axis_limits[0]) / (self.axis_limits[1] - self.axis_limits[0]))


class ScatterMatrix(MultiAxisView):
    """A scatter plot of every two axes, below the histograms on the diagonal: the lower half of a matrix."""

    @property
    def pairs(self) -> list[tuple[int, int]]:
        """The horizontal and the vertical axis of each scatter plot."""
        return [(across, up) for up in range(self.m) for across in range(up)]

    def plot_positions(self, places: Floats) -> Floats:
        """Where positions (..., m) are drawn, once in each scatter plot: (..., s, 2)."""
        within = PAD + (1 - 2 * PAD) * self.axis_fractions(places)
        pairs = np.array(self.pairs)
        inside = np.stack([within[..., pairs[:, 0]], within[..., pairs[:, 1]]], axis=-1)
        return np.asarray(inside + np.array([self.corner(*pair) for pair in self.pairs]))

    def corner(self, across: int, up: int) -> tuple[int, int]:
        """The lower left corner of a cell, each of which is 1 wide and high."""
        return across, self.m - 1 - up

    def values_at(self, plot_positions: Floats, across: int, up: int) -> Floats:
        """The positions on the two axes of a cell of points (..., 2) of the figure."""
        within = (plot_positions - np.array(self.corner(across, up)) - PAD) / (1 - 2 * PAD)
        low, high = self.axis_limits[:, [across, up]]
        return np.asarray(low + within * (high - low))

    def pair(self, across: int, up: int) -> View:
        """The view of a cell, from positions on all axes (m,) to those on its two; always the same object."""
        return self._pairs[across, up]

    @cached_property
    def _pairs(self) -> dict[tuple[int, int], View]:
        chosen = [(across, up) for up in range(self.m) for across in range(up + 1)]
        return {(across, up): self._pair_view([across, up]) for across, up in chosen}

    def _pair_view(self, chosen: list[int]) -> View:
        axes = (self.axes[chosen[0]], self.axes[chosen[1]])
        return View(axes, np.eye(self.m)[:, chosen], self.origin[chosen], self.step[chosen], False)


@dataclass(frozen=True, eq=False)
class ParallelCoordinates(MultiAxisView):
    """Parallel vertical axes, and a line across them for each of `rows` (r,).

    The rows are shuffled: drawn in their own order, which is spatial, one cluster would cover the others.
    """

    rows: Rows = field(default_factory=lambda: np.zeros(0, np.intp))

    def plot_positions(self, places: Floats) -> Floats:
        """Where the line of positions (..., m) crosses each axis: (..., m, 2)."""
        across = np.broadcast_to(np.arange(self.m, dtype=float), places.shape)
        return np.stack([across, self.axis_fractions(places)], axis=-1)


def parallel_view(
    points: Features, names: Sequence[str], chosen: Sequence[int], left_out: bool, units: Units | None = None
) -> ParallelCoordinates:
    """The `chosen` columns as parallel coordinates (Inselberg 1985), with lines for all points or a sample.

    `left_out` says that other columns had no room. The axes are in other `units` where these are given.
    """
    bounds, axes = np.array([[0.0, 0.0], [len(chosen) - 1.0, 1.0]]), units or points.units
    view = _multi_axis_view(ParallelCoordinates, points, names, list(chosen), left_out, bounds, axes)
    shuffled = np.random.default_rng(LINES_SEED).permutation(len(points.values))
    return replace(view, rows=shuffled[: MAX_LINE_SEGMENTS // (len(chosen) - 1)])


def matrix_view(
    points: Features, names: Sequence[str], chosen: Sequence[int], left_out: bool, units: Units | None = None
) -> ScatterMatrix:
    """The scatter matrix of the `chosen` columns; `left_out` says that other columns had no room.

    The axes are in other `units` where these are given.
    """
    bounds, axes = len(chosen) * MATRIX_BOUNDS, units or points.units
    return _multi_axis_view(ScatterMatrix, points, names, list(chosen), left_out, bounds, axes)


def _multi_axis_view(
    kind: type[B],
    points: Features,
    names: Sequence[str],
    columns: list[int],
    left_out: bool,
    bounds: Floats,
    units: Units,
) -> B:
    """A multi-axis view of columns in some units, each scaled to the same length."""
    origin, step = column_axes(units)
    d, m = points.d, len(columns)
    template = "clustered on {features}, all shown"
    if m < d:
        template = "clustered on {features}, shown on {m} of them"
        if left_out:
            template = "clustered on {features}, shown on the first {m} of them"
    return kind(
        tuple(names[i] for i in columns),
        np.eye(d)[:, columns],
        origin[columns],
        step[columns],
        equal=False,
        badge=Message(template, features=feature_count(d), m=m),
        bounds=bounds,
        axis_limits=_axis_limits(points.values[:, columns]),
    )


def _axis_limits(values: Floats) -> Floats:
    """The least and the greatest value of each column (2, m), widened where they are equal."""
    low, high = values.min(axis=0), values.max(axis=0)
    return np.where(high > low, [low, high], [low - 0.5, low + 0.5])
