"""Histograms of a scatter matrix, stacked by cluster or by the values of a column."""

import numpy as np

from clusterlab.core.multi_axis_view import ScatterMatrix
from clusterlab.core.projection import View
from clusterlab.datasets.column_codes import PointCodes, code_groups
from clusterlab.kernels.typing import Flags, Floats, Labels, chunks

HISTOGRAM_BINS = 24
COUNTED_AT_ONCE = 1 << 16  # points counted at a time, so that their copies stay in the cache


def stacked_histograms(
    view: View,
    places: Floats,
    labels: Labels | None,
    is_hidden: Flags,
    weights: Floats | None,
    column_codes: PointCodes | None,
) -> Floats | None:
    """The histograms of a scatter matrix by cluster or by the groups of a column, without hidden clusters."""
    if not isinstance(view, ScatterMatrix):
        return None
    if column_codes is None:
        return _histograms(view, places, labels, len(is_hidden) - 1, weights) * ~is_hidden
    if labels is not None and is_hidden.any():
        weights = np.where(is_hidden[labels], 0.0, 1.0 if weights is None else weights)
    return _histograms(view, places, *code_groups(column_codes), weights)


def _histograms(
    view: ScatterMatrix, places: Floats, labels: Labels | None, k: int, weights: Floats | None
) -> Floats:
    """The number or weight of the points of each cluster, noise last, in each bin of each axis."""
    found = np.zeros((view.m, HISTOGRAM_BINS * (k + 1)))
    for part in chunks(len(places), COUNTED_AT_ONCE):
        own = np.intp(-1) if labels is None else labels[part].astype(np.intp)
        for axis, (low, high) in enumerate(view.axis_limits.T):
            bins = ((places[part, axis] - low) * (HISTOGRAM_BINS / (high - low))).astype(np.intp)
            cells = np.clip(bins, 0, HISTOGRAM_BINS - 1) * (k + 1) + own % (k + 1)
            counted = None if weights is None else weights[part]
            found[axis] += np.bincount(cells, counted, minlength=HISTOGRAM_BINS * (k + 1))
    return found.reshape(view.m, HISTOGRAM_BINS, k + 1)
