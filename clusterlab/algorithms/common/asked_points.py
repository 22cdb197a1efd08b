"""Points to ask about: visible ones, that can be told apart on the plane."""

import numpy as np

from clusterlab.core.projection import view_places
from clusterlab.core.question import StepPair
from clusterlab.kernels.typing import Floats, Rows

ASKED_SAMPLE = 2_000
"""Of more points a sample of so many is looked at."""
MIN_APART = 0.08
"""Points to ask about are apart by at least this share of the extent, unless the view has other axes."""


def visible_rows(pair: StepPair) -> Rows:
    """The points (m,) that are shown."""
    return np.arange(pair.points.n) if pair.shown is None else np.flatnonzero(pair.shown)


def asked_sample(pair: StepPair, rows: Rows) -> Rows:
    """At most `ASKED_SAMPLE` of some rows (m,), drawn at random."""
    if len(rows) <= ASKED_SAMPLE:
        return pair.random.permutation(rows)
    return pair.random.choice(rows, ASKED_SAMPLE, replace=False)


def apart(pair: StepPair, rows: Rows, most: int, kept: Rows | None = None) -> Rows:
    """The `kept` rows (m,) with the first of some others, up to `most`, that are apart on the plane.

    They are in the order from left to right.
    """
    found = [] if kept is None else kept.tolist()
    places = dict(zip([*found, *rows.tolist()], plane_shares(pair, [*found, *rows.tolist()]), strict=True))
    for row in rows.tolist():
        if len(found) >= most:
            break
        if all(np.hypot(*(places[row] - places[one])) >= MIN_APART for one in found):
            found.append(row)
    return np.array(sorted(found, key=lambda row: float(places[row][0])), np.intp)


def plane_shares(pair: StepPair, rows: list[int]) -> Floats:
    """Where points are on the first two axes of the view (m, 2), as shares of the extent of the points."""
    return np.asarray(view_places(pair.points, pair.view)[rows, :2] / _extent(pair))


def plane_moves(pair: StepPair, starts: Floats, ends: Floats) -> Floats:
    """How far positions (m, d) are from others on the plane (m,), as shares of the extent of the points."""
    return np.asarray(np.hypot(*(pair.view.project(ends - starts)[:, :2] / _extent(pair)).T))


def _extent(pair: StepPair) -> Floats:
    """The extent of a sample of the points along two axes (2,); 1 where they have none."""
    sample = view_places(pair.points, pair.view)[:: max(1, pair.points.n // ASKED_SAMPLE), :2]
    spans = np.ptp(sample, axis=0)
    return np.where(spans > 0, spans, 1.0)
