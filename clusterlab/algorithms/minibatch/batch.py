"""One batch of mini-batch k-means: the centers after it, its resets and its smoothed inertia."""

from typing import Any

import numpy as np

from clusterlab.algorithms.minibatch.resets import REASSIGNMENT_RATIO, apply_resets, choose_resets
from clusterlab.algorithms.minibatch.step import CenterReset, MiniBatchStep
from clusterlab.core.points import Points
from clusterlab.kernels.nearest import assign_batch
from clusterlab.kernels.reductions import MEAN_ROUNDING
from clusterlab.kernels.typing import Floats, Labels, Rows

RESET_INTERVAL = 10
"""Resets are checked for each time this many points per center were drawn."""


def step_after_batch(
    step: MiniBatchStep, points: Points, rows: Rows, rng: "np.random.Generator"
) -> MiniBatchStep:
    """The centers after an update with the batch of these rows (b,), and after resets."""
    batch = points.take(rows)
    labels, inertia, sums, batch_counts, _ = assign_batch(batch, step.positions)
    center_counts = step.center_counts + batch_counts
    offsets = _offset_sums(batch, labels, sums, batch_counts, step.positions)
    positions = step.positions + offsets / np.maximum(center_counts, 1)[:, None]
    drawn, resets = step.drawn + len(rows), tuple[CenterReset, ...]()
    if drawn >= RESET_INTERVAL * step.k:
        low_count = np.flatnonzero(center_counts < REASSIGNMENT_RATIO * center_counts.max())
        resets = choose_resets(points, rows, positions, low_count, rng)
        positions, center_counts = apply_resets(points, positions, center_counts, resets)
        drawn = 0 if len(resets) == len(low_count) else drawn  # else the next batch resets the others
    smoothed_fields = _smoothed_inertia_fields(step, inertia / len(rows), len(rows), points.total_weight)
    return MiniBatchStep(
        phase="batch",
        iteration=step.iteration + 1,
        positions=positions,
        center_counts=center_counts,
        rows=rows,
        batch_counts=batch_counts,
        drawn=drawn,
        resets=resets,
        rows_received=step.rows_received,
        window=step.window,
        **smoothed_fields,
    )


def _offset_sums(batch: Floats, labels: Labels, sums: Floats, counts: Floats, positions: Floats) -> Floats:
    """The sums (k, d) of the offsets of the rows of each cluster from its center at `positions` (k, d).

    0 where a coordinate of all rows is that of the center: rounding alone moves no center.
    """
    offsets = sums - counts[:, None] * positions
    may_be_rounding = (offsets != 0) & (np.abs(offsets) <= MEAN_ROUNDING * np.abs(sums))
    for cluster in np.flatnonzero(may_be_rounding.any(axis=1)):
        equal = (batch[labels == cluster] == positions[cluster]).all(axis=0)
        offsets[cluster, equal] = 0.0
    return offsets


def _smoothed_inertia_fields(step: MiniBatchStep, inertia: float, drawn: int, n: float) -> dict[str, Any]:
    """The fields of the smoothed inertia after a batch of `drawn` points with this `inertia` per point.

    The first batch is not smoothed, because its inertia is that of the start (as in scikit-learn).
    """
    if step.phase == "start" and not step.iteration:
        return {"objective": n * inertia}
    share = min(1.0, 2.0 * drawn / (n + 1))
    smoothed = inertia if step.smoothed is None else step.smoothed * (1 - share) + inertia * share
    better = step.best_smoothed is None or smoothed < step.best_smoothed
    return {
        "objective": n * smoothed,
        "smoothed": smoothed,
        "best_smoothed": smoothed if better else step.best_smoothed,
        "batches_without_improvement": 0 if better else step.batches_without_improvement + 1,
    }
