"""Pairwise distances summed over clusters, a few rows at a time so that memory stays bounded."""

import numpy as np

from clusterlab.kernels.native import distances as native
from clusterlab.kernels.native.dispatch import with_native
from clusterlab.kernels.neighbors import broadcast_squared_distances
from clusterlab.kernels.parallel import on_one_blas_thread
from clusterlab.kernels.typing import Floats, Rows, chunks

POINTS_AT_ONCE = 64
"""Points whose distances to the rows are held at a time."""


def distance_sums(points: Floats, part: slice, starts: Rows, membership: Floats | None) -> Floats:
    """Sums (m, k) of Euclidean distances from the rows `part` of `points` (n, d) to each cluster's points.

    Points are sorted into contiguous groups that start at `starts` (g,), the first at 0. `membership` (g, k)
    is 1 where a group is part of a cluster, else 0; clusters may overlap. Without it each group is a cluster.
    In units of the points; the result does not depend on the number of threads.
    """
    part = slice(*part.indices(len(points)))
    sums = group_distance_sums(points, part, starts)
    return sums if membership is None else _products(sums, membership)


@on_one_blas_thread
def _products(sums: Floats, membership: Floats) -> Floats:
    return np.asarray(sums @ membership)


@with_native(native.group_distance_sums)
def group_distance_sums(points: Floats, part: slice, starts: Rows) -> Floats:
    """Sums (m, g) of the distances from the rows `part` of `points` (n, d) to each group, added in order."""
    rows, groups = points[part], np.repeat(np.arange(len(starts)), np.diff(starts, append=len(points)))
    sums = np.zeros((len(rows), len(starts)))
    for few in chunks(len(points), POINTS_AT_ONCE):
        distances = np.sqrt(broadcast_squared_distances(points[few, None], rows[None]))
        for group, own in zip(groups[few], distances, strict=True):
            sums[:, group] += own
    return sums
