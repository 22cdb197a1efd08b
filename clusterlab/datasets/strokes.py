"""Strokes of a brush: paths along which points are dropped, erased or scattered."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, NamedTuple

import numpy as np

from clusterlab.core.params import Param, validate
from clusterlab.datasets.drawn_points import DrawnPoints
from clusterlab.kernels.typing import Flags, Floats, Rows

SPACING = 0.5
"""The way between two dabs of a stroke, in radii."""
JITTER_SHARE = 0.25
"""How far a dab scatters points, as a share of how far the brush drops them from its middle."""
MIN_BRUSH_RADIUS, MAX_BRUSH_RADIUS = 1e-300, 1e300
MAX_DROPPED_AT_ONCE = 100_000
"""So many points are dropped on a part of a path at most, by dabs that are farther apart then."""
STROKE_SEED = 0
"""The random seed of strokes, beside their number: the same strokes drop the same points."""
EDITS_BY_STROKE = {"brush": "Brush", "eraser": "Eraser", "move": "Move", "jitter": "Jitter"}
"""What a stroke does to points, with titles."""
SPREADS = {"normal": "normal", "uniform": "uniform"}


@dataclass(frozen=True)
class Brush:
    """A brush whose `radii` are in the units of the two axes.

    Each dab drops `rate` points in a `group`: uniformly within the radius, or normally with half of it as
    standard deviation, as the `spread` says.
    """

    radii: tuple[float, float]
    rate: int = 8
    spread: str = "normal"
    group: str = ""

    def offsets(self, draws: np.random.Generator, n: int) -> Floats:
        """Random offsets (n, 2) from the middle."""
        if self.spread == "normal":
            return np.asarray(draws.standard_normal((n, 2)) * np.divide(self.radii, 2))
        length, angle = np.sqrt(draws.random(n)), 2 * np.pi * draws.random(n)
        directions = np.stack([np.cos(angle), np.sin(angle)], axis=1)
        return np.asarray(length[:, None] * directions * self.radii)


@dataclass(frozen=True)
class StrokeOptions:
    """What a person chooses of the next strokes: what they do, and how their brush is."""

    kind: Annotated[str, Param("Stroke", "What a stroke does.", choices=EDITS_BY_STROKE)] = "brush"
    radius: Annotated[
        float,
        Param(
            "Radius",
            "The radius of the brush, in the units of the horizontal axis. Keys: [ and ].",
            MIN_BRUSH_RADIUS,
            MAX_BRUSH_RADIUS,
            usual=(0.1, 5),
            log=True,
            only_with={"kind": ("brush", "eraser", "jitter")},
        ),
    ] = 1.0
    rate: Annotated[
        int,
        Param(
            "Points",
            "How many points a dab drops; a stroke dabs each half radius.",
            1,
            10_000,
            usual=(1, 200),
            log=True,
            only_with={"kind": ("brush",)},
        ),
    ] = 8
    spread: Annotated[
        str,
        Param(
            "Spread",
            "Normal: half the radius is the standard deviation. Uniform: evenly within the radius.",
            choices=SPREADS,
            only_with={"kind": ("brush", "jitter")},
        ),
    ] = "normal"

    def __post_init__(self) -> None:
        validate(self)

    def brush(self, ratios: tuple[float, float], group: str) -> Brush:
        """The brush whose radii are so many times the chosen one; points are dropped in a group."""
        return Brush((self.radius * ratios[0], self.radius * ratios[1]), self.rate, self.spread, group)


class PathPart(NamedTuple):
    """The part of a path from `start` to `end` (2,), with the places (m, 2) of the dabs on it."""

    start: Floats
    end: Floats
    dabs: Floats

    def near(self, places: Floats, radii: tuple[float, float]) -> Flags:
        """Which of some places (n, 2) lie within the radii of the part."""
        relative, along = (places - self.start) / radii, (self.end - self.start) / radii
        squared = float(along @ along)
        share = np.clip(relative @ along / squared, 0, 1) if squared else np.zeros(len(places))
        return np.asarray(((relative - share[:, None] * along) ** 2).sum(axis=1) <= 1)


class Stroke:
    """One stroke of a kind of `STROKES`: `drawn` are the points after the path so far."""

    def __init__(self, kind: str, drawn: DrawnPoints, brush: Brush) -> None:
        self.drawn, self._apply, self._brush = drawn, STROKES[kind], brush
        self._draws = np.random.default_rng((STROKE_SEED, drawn.strokes))
        self._place: Floats | None = None
        self._way_since_dab = 0.0

    def go_to(self, place: Floats) -> None:
        """Continues the path to a place (2,); the first one is a dab."""
        start = place if self._place is None else self._place
        part = PathPart(start, place, self._dabs(place))
        self._place = place
        self.drawn = self._apply(self.drawn, self._brush, part, self._draws)

    def _dabs(self, place: Floats) -> Floats:
        """The places (m, 2) of the dabs on the way to a place, which follow each other at equal distances."""
        if self._place is None:
            return place[None]
        way = place - self._place
        length = float(np.hypot(*(way / self._brush.radii)))
        count = int((self._way_since_dab + length) / SPACING)
        distances = SPACING * np.arange(1, count + 1) - self._way_since_dab
        self._way_since_dab += length - SPACING * count
        return np.asarray(self._place + way * (distances / (length or 1.0))[:, None])


class SelectionMove:
    """Points that are moved together: `drawn` are all points after the way so far."""

    def __init__(self, drawn: DrawnPoints, points: Rows) -> None:
        self.drawn = self._before = drawn
        self._points = points
        self._start: Floats | None = None

    def go_to(self, place: Floats) -> None:
        """Moves the points as far as from the first place (2,) to this one."""
        self._start = place if self._start is None else self._start
        by = place - self._start
        self.drawn = self._before.moved(self._points, by) if by.any() else self._before


def _drop(drawn: DrawnPoints, brush: Brush, part: PathPart, draws: np.random.Generator) -> DrawnPoints:
    if not len(part.dabs):
        return drawn
    apart = -(-len(part.dabs) * brush.rate // MAX_DROPPED_AT_ONCE)
    middles = np.repeat(part.dabs[::apart], brush.rate, axis=0)
    return drawn.with_points(middles + brush.offsets(draws, len(middles)), brush.group)


def _erase(drawn: DrawnPoints, brush: Brush, part: PathPart, draws: np.random.Generator) -> DrawnPoints:
    touched = part.near(drawn.places, brush.radii)
    return drawn.only(~touched) if touched.any() else drawn


def _scatter(drawn: DrawnPoints, brush: Brush, part: PathPart, draws: np.random.Generator) -> DrawnPoints:
    """Moves each point on the way; several dabs add up as independent ones do."""
    points = np.flatnonzero(part.near(drawn.places, brush.radii))
    if not len(part.dabs) or not len(points):
        return drawn
    size = JITTER_SHARE * np.sqrt(len(part.dabs))
    return drawn.moved(points, size * brush.offsets(draws, len(points)))


STROKES: Mapping[str, Callable[[DrawnPoints, Brush, PathPart, np.random.Generator], DrawnPoints]] = {
    "brush": _drop,
    "eraser": _erase,
    "jitter": _scatter,
}
"""The kinds of strokes."""
