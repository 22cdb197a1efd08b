"""Views of several axes side by side: a scatter plot of every two, and parallel coordinates."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TypeVar

import numpy as np

from clusterlab.core.formatting import format_count
from clusterlab.core.projection import Features, View, column_axes
from clusterlab.kernels.typing import Floats, Rows

B = TypeVar("B", bound="MultiAxisView")
PAD = 0.07
"""Between the edge of a small plot and its points, of its width."""
MAX_LINE_SEGMENTS = 6_000
"""Of so many straight pieces the lines across parallel axes consist at most; more are a ground without a
figure, and slow to paint."""
LINES_SEED = 0
MATRIX_BOUNDS = np.array([[0.04, 0.07], [0.96, 0.96]])
"""What is seen of a matrix at first, as a share: the small plots have margins of their own already."""


@dataclass(frozen=True, eq=False)
class MultiAxisView(View):
    """A linear map (d, m) to `m` axes, of which `axis_limits` (2, m) has the least and the greatest place.

    Here `bounds` are the corners of the board, on which each point is seen at several spots.
    """

    axis_limits: Floats = field(default_factory=lambda: np.zeros((2, 0)))

    @property
    def shows_all_features(self) -> bool:
        """Whether the plane shows all there is: a board is no plane among the points."""
        return False

    @property
    def is_invertible(self) -> bool:
        """Whether a place is one among the points: a board is no plane among them."""
        return False

    @property
    def without_axis_labels(self) -> "View":
        """A board says nothing without its names, and leaves out what has no room by itself."""
        return self

    @property
    def m(self) -> int:
        """How many axes there are."""
        return len(self.axes)

    def axis_fractions(self, places: Floats) -> Floats:
        """How far from the least to the greatest place of their axes some places (..., m) are."""
        return np.asarray((places - self.axis_limits[0]) / (self.axis_limits[1] - self.axis_limits[0]))


class ScatterMatrix(MultiAxisView):
    """A small plot for every two axes, below the histograms of all: the lower half of a square."""

    @property
    def pairs(self) -> list[tuple[int, int]]:
        """The axis across and the axis up of each small plot."""
        return [(across, up) for up in range(self.m) for across in range(up)]

    def plot_positions(self, places: Floats) -> Floats:
        """Where on the board places (..., m) are seen, once in each small plot: (..., s, 2)."""
        within = PAD + (1 - 2 * PAD) * self.axis_fractions(places)
        pairs = np.array(self.pairs)
        inside = np.stack([within[..., pairs[:, 0]], within[..., pairs[:, 1]]], axis=-1)
        return np.asarray(inside + np.array([self.corner(*pair) for pair in self.pairs]))

    def corner(self, across: int, up: int) -> tuple[int, int]:
        """The lower left corner of a small plot, each of which is 1 wide and high."""
        return across, self.m - 1 - up

    def values_at(self, plot_positions: Floats, across: int, up: int) -> Floats:
        """Where on the two axes of a small plot some spots (..., 2) of the board lie."""
        within = (plot_positions - np.array(self.corner(across, up)) - PAD) / (1 - 2 * PAD)
        low, high = self.axis_limits[:, [across, up]]
        return np.asarray(low + within * (high - low))

    def pair(self, across: int, up: int) -> View:
        """The view of a small plot, from places on all axes (m,) to those on its two; the same each time."""
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
    """An upright line for each axis, beside each other, and across them a line for each of `rows` (r,).

    The rows are mixed: in their own order, which is spatial, one cluster would lie on the others.
    """

    rows: Rows = field(default_factory=lambda: np.zeros(0, np.intp))

    def plot_positions(self, places: Floats) -> Floats:
        """Where the line of places (..., m) crosses each axis: (..., m, 2)."""
        across = np.broadcast_to(np.arange(self.m, dtype=float), places.shape)
        return np.stack([across, self.axis_fractions(places)], axis=-1)


def parallel_view(
    points: Features, names: Sequence[str], chosen: Sequence[int], left_out: bool
) -> ParallelCoordinates:
    """The `chosen` columns as parallel coordinates (Inselberg 1985), with lines for as many points as can be
    told apart: of more than those, a random sample."""
    m = len(chosen)
    bounds = np.array([[-0.4, -0.02], [m - 0.6, 1.15]])
    view = _multi_axis_view(ParallelCoordinates, points, names, list(chosen), left_out, bounds)
    shuffled = np.random.default_rng(LINES_SEED).permutation(len(points.values))
    return replace(view, rows=shuffled[: MAX_LINE_SEGMENTS // (m - 1)])


def matrix_view(
    points: Features, names: Sequence[str], chosen: Sequence[int], left_out: bool
) -> ScatterMatrix:
    """A plot of every two of the `chosen` columns; `left_out` says that there was no room for others."""
    m = len(chosen)
    view = _multi_axis_view(ScatterMatrix, points, names, list(chosen), left_out, m * MATRIX_BOUNDS)
    return replace(view, badge=f"{view.badge} · click a plot to open it")


def _multi_axis_view(
    kind: type[B], points: Features, names: Sequence[str], columns: list[int], left_out: bool, bounds: Floats
) -> B:
    """Some columns in their own units, each as long as the others."""
    origin, step = column_axes(points)
    d, m = points.d, len(columns)
    shown = "all shown" if m == d else f"shown on {'the first ' if left_out else ''}{m} of them"
    return kind(
        tuple(names[i] for i in columns),
        np.eye(d)[:, columns],
        origin[columns],
        step[columns],
        equal=False,
        badge=f"clustered on {format_count(d, 'feature')}, {shown}",
        bounds=bounds,
        axis_limits=_axis_limits(points.values[:, columns]),
    )


def _axis_limits(values: Floats) -> Floats:
    """The least and the greatest value of each column (2, m), apart where they are the same."""
    low, high = values.min(axis=0), values.max(axis=0)
    return np.where(high > low, [low, high], [low - 0.5, low + 0.5])
