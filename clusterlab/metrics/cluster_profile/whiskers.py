"""The whiskers of a box plot, and the values beyond them."""

from dataclasses import dataclass

import numpy as np

from clusterlab.kernels.typing import Floats

WHISKER_REACH = 1.5
"""How many interquartile ranges whiskers reach beyond the quartiles at most (Tukey 1977)."""
MAX_DRAWN_OUTLIERS = 50
"""Of more values beyond the whiskers so many are drawn; all are counted."""


@dataclass(frozen=True)
class Whiskers:
    """The ends of the whiskers, NaN without values, and how many `outliers` lie beyond them.

    `drawn` are these, ascending; of many some, of evenly spaced ranks.
    """

    low: float = float("nan")
    high: float = float("nan")
    outliers: int = 0
    drawn: tuple[float, ...] = ()


NO_WHISKERS = Whiskers()
"""Those of no values."""


def whiskers(values: Floats, quartiles: tuple[float, float]) -> Whiskers:
    """Whiskers to the last of the values (n,) within 1.5 interquartile ranges of the quartiles (Tukey 1977).

    Without such a value a whisker ends at its quartile. Raises ValueError without values.
    """
    low, high = quartiles
    reach = WHISKER_REACH * (high - low)
    beyond = (values < low - reach) | (values > high + reach)
    inside, outliers = values[~beyond], np.sort(values[beyond])
    ranks = np.linspace(0, len(outliers) - 1, min(len(outliers), MAX_DRAWN_OUTLIERS)).round().astype(np.intp)
    ends = min(low, float(inside.min(initial=low))), max(high, float(inside.max(initial=high)))
    return Whiskers(*ends, len(outliers), tuple(outliers[ranks].tolist()))
