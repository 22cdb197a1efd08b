"""Kinds of dots: how much of each pixel around its place a dot of some shape and size covers."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from clusterlab.kernels.typing import Floats

Shares = NDArray[np.uint32]

PHASES = 8  # positions within a pixel, along each axis, that a stamp is drawn for
CORNERED = ("triangle", "diamond")  # their corners are 1.16 radii from the middle, and soft as far as a pixel
FULL = 256  # the share of a pixel that is covered whole


@dataclass(frozen=True)
class Stamp:
    """A kind of dot: its shape, radius in pixels with the rim, opacity, and width of the rim."""

    shape: str = "disc"
    radius: float = 3.0
    opacity: float = 1.0
    rim: float = 0.0

    @property
    def reach(self) -> int:
        """How many pixels from the one that its place is in it may cover."""
        cornered = self.shape in CORNERED
        return int(np.ceil(1.16 * self.radius + 1 if cornered else self.radius + 0.5))


@dataclass(frozen=True, eq=False)
class Tables:
    """The stamps of some kinds, each on (2 `reach` + 1) squared pixels.

    `whole` and `inner` (kinds, phases, side, side) are the covered share of each pixel, and the share
    of that which is not rim, of 256.
    """

    reach: int
    whole: Shares
    inner: Shares


@lru_cache(8)
def tables(kinds: tuple[Stamp, ...]) -> Tables:
    """The stamps of `kinds` for every phase, kept: they are the same from picture to picture."""
    reach = max(kind.reach for kind in kinds)
    within = (np.arange(PHASES) + 0.5) / PHASES
    pixel = np.arange(-reach, reach + 1) + 0.5
    x = pixel[None, None, None, :] - within[None, :, None, None]
    y = pixel[None, None, :, None] - within[:, None, None, None]
    far = np.hypot(x, y)  # of all kinds, since it takes the longest
    whole = np.zeros((len(kinds), *far.shape), np.uint32)
    inner = np.zeros_like(whole)
    for number, kind in enumerate(kinds):
        some = slice(reach - kind.reach, reach + kind.reach + 1)  # beyond, a small one covers nothing
        part = (..., some, some)
        covered, filled = _shares(kind, x[..., some], y[..., some, :], far[part])
        whole[number][part], inner[number][part] = np.rint(covered), np.rint(filled)
    return Tables(reach, _as_table(whole), _as_table(inner))


def _shares(kind: Stamp, x: Floats, y: Floats, far: Floats) -> tuple[Floats, Floats]:
    """How much of each pixel is covered, and of that no rim, of `FULL`."""
    outside = SHAPES[kind.shape](x, y, far, kind.radius)
    covered = np.clip(0.5 - outside, 0, 1)
    if not kind.rim:
        return covered * (kind.opacity * FULL), np.where(covered > 0, float(FULL), 0.0)
    filled = np.clip(0.5 - outside - kind.rim, 0, 1)
    inner: Floats = np.divide(filled, covered, out=np.zeros_like(filled), where=covered > 0)
    return covered * (kind.opacity * FULL), inner * FULL


def _as_table(table: Shares) -> Shares:
    table = table.reshape(len(table), PHASES**2, *table.shape[3:])
    table.setflags(write=False)
    return table


def _disc(x: Floats, y: Floats, far: Floats, radius: float) -> Floats:
    return np.asarray(far - radius)


def _square(x: Floats, y: Floats, far: Floats, radius: float) -> Floats:
    return np.asarray(np.maximum(abs(x), abs(y)) - 0.86 * radius)


def _diamond(x: Floats, y: Floats, far: Floats, radius: float) -> Floats:
    return np.asarray((abs(x) + abs(y)) * 0.7071 - 0.82 * radius)


def _triangle(x: Floats, y: Floats, far: Floats, radius: float) -> Floats:
    slope = 0.866 * abs(x) - 0.5 * y
    return np.asarray(np.maximum(slope, y) - 0.58 * radius)


def _hollow(x: Floats, y: Floats, far: Floats, radius: float) -> Floats:
    return np.asarray(abs(far - 0.68 * radius) - 0.32 * radius)


def _cross(x: Floats, y: Floats, far: Floats, radius: float) -> Floats:
    across = np.maximum(abs(x), abs(y)) - radius
    return np.asarray(np.maximum(across, np.minimum(abs(x), abs(y)) - 0.36 * radius))


SHAPES: dict[str, Callable[[Floats, Floats, Floats, float], Floats]] = {
    "disc": _disc,
    "square": _square,
    "diamond": _diamond,
    "triangle": _triangle,
    "hollow": _hollow,
    "cross": _cross,
}
