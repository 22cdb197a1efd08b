"""The dip test: whether values have more than one mode, also along the line between two groups of points."""

import numpy as np

from clusterlab.kernels.typing import Floats, Rows

UNIFORM_QUANTILE_SIZES = (8, 10, 15, 20, 30, 50, 100, 200, 500, 1000, 2000, 5000)
UNIFORM_QUANTILES = (0.486, 0.505, 0.525, 0.542, 0.556, 0.573, 0.591, 0.605, 0.616, 0.618, 0.621, 0.626)
"""The 99 % quantiles of sqrt(n) times the dip of n uniform values, from 20,000 random samples each, of 4,000
where n is 1,000 or more."""


def dip(values: Floats) -> float:
    """The greatest distance between the distribution function of `values` (n,) and the nearest unimodal one.

    From 1 / (2 n) to 1/4, without a unit. The modal interval is narrowed until the greatest convex minorant
    and the least concave majorant within it are no farther apart than the distribution function is from them
    outside. (Hartigan and Hartigan 1985; Hartigan 1985, algorithm AS 217.)
    """
    steps = _Steps(values)
    low, high, dip_count = 0, len(steps.at) - 1, 1.0
    while low < high:
        minorant, majorant = steps.convex_minorant(low, high), steps.concave_majorant(low, high)
        height, left, right = steps.widest(minorant, majorant)
        if height <= dip_count:
            break
        dip_count = max(
            dip_count, steps.excess_over(minorant, low, left), steps.lack_below(majorant, right, high)
        )
        if (left, right) == (low, high):
            break
        low, high = left, right
    return dip_count / (2 * steps.n)


def is_multimodal(values: Floats) -> bool:
    """Whether the dip of `values` (n,) exceeds the 99 % quantile of as many uniform values.

    Uniform values have the greatest dips among unimodal ones, nearly. Never for fewer than 8 values.
    """
    n = len(values)
    if n < UNIFORM_QUANTILE_SIZES[0]:
        return False
    limit = np.interp(np.log(n), np.log(UNIFORM_QUANTILE_SIZES), UNIFORM_QUANTILES)
    return bool(dip(values) * np.sqrt(n) > limit)


class _Steps:
    """A distribution function as counts: below and up to each distinct value."""

    def __init__(self, values: Floats) -> None:
        self.at, counts = np.unique(np.asarray(values, float), return_counts=True)
        self.n = len(values)
        self.up_to: Floats = np.cumsum(counts).astype(float)
        self.below: Floats = self.up_to - counts

    def convex_minorant(self, low: int, high: int) -> Rows:
        """The vertices of the greatest convex function below the steps from `low` to `high`."""
        return _hull(self.at, self.below, low, high)

    def concave_majorant(self, low: int, high: int) -> Rows:
        """The vertices of the least concave function above the steps from `low` to `high`."""
        return _hull(self.at, -self.up_to, low, high)

    def widest(self, minorant: Rows, majorant: Rows) -> tuple[float, int, int]:
        """The greatest height between both, and the vertices of minorant and majorant around it."""
        under = self._majorant_at(majorant, minorant) - self.below[minorant]
        over = self.up_to[majorant] - self._minorant_at(minorant, majorant)
        if under.max() >= over.max():
            left = int(minorant[under.argmax()])
            return float(under.max()), left, int(majorant[np.searchsorted(majorant, left)])
        right = int(majorant[over.argmax()])
        return float(over.max()), int(minorant[np.searchsorted(minorant, right, side="right") - 1]), right

    def excess_over(self, minorant: Rows, low: int, left: int) -> float:
        """How far the steps from `low` to before `left` rise above the minorant."""
        rows = np.arange(low, left)
        return float((self.up_to[rows] - self._minorant_at(minorant, rows)).max(initial=0.0))

    def lack_below(self, majorant: Rows, right: int, high: int) -> float:
        """How far the steps after `right` to `high` fall below the majorant."""
        rows = np.arange(right + 1, high + 1)
        return float((self._majorant_at(majorant, rows) - self.below[rows]).max(initial=0.0))

    def _minorant_at(self, minorant: Rows, rows: Rows) -> Floats:
        return np.asarray(np.interp(self.at[rows], self.at[minorant], self.below[minorant]))

    def _majorant_at(self, majorant: Rows, rows: Rows) -> Floats:
        return np.asarray(np.interp(self.at[rows], self.at[majorant], self.up_to[majorant]))


def _hull(x: Floats, y: Floats, low: int, high: int) -> Rows:
    """The vertices of the lower convex hull of the places (x, y) from `low` to `high`."""
    found: list[int] = []
    places = list(zip(x.tolist(), y.tolist(), strict=True))
    for row in range(low, high + 1):
        while len(found) > 1 and _is_above(places[found[-1]], places[found[-2]], places[row]):
            found.pop()
        found.append(row)
    return np.array(found)


def _is_above(middle: tuple[float, float], left: tuple[float, float], right: tuple[float, float]) -> bool:
    """Whether a place is on or above the line through two others."""
    rise, run = right[1] - left[1], right[0] - left[0]
    return (middle[1] - left[1]) * run >= rise * (middle[0] - left[0])
