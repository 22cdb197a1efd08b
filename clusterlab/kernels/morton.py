"""Spatial order: points that are near each other in space become near each other in memory."""

import numpy as np
from numpy.typing import NDArray

from clusterlab.kernels.parallel import on_one_blas_thread
from clusterlab.kernels.typing import Floats, Rows

BITS = 16
MARGIN = 1e-6
"""Values on a grid often lie on the edge of a cell, and ranges are often equal: rounding must not decide."""
ALWAYS_USED, MIN_RANGE_DIVISOR = 4, 8
"""The four widest columns count; others only where they have an eighth of the range of the widest."""
N_COMPONENTS = 12
SAMPLE_ROWS, SAMPLE_COLUMNS = 4096, 256
"""So many rows and columns are enough to tell the principal directions by."""
ROUNDING_STEPS = 64.0
"""Directions are rounded to so many steps: the last bits of an eigenvector differ between machines."""


def spatial_order(points: Floats) -> Rows:
    """The rows of `points` (n, d) in the order of a 16-bit Morton code: (n,).

    The code interleaves the bits of all columns, or where these are more than sixteen of their
    principal components, the widest first (Morton 1966); equal codes keep their order.
    """
    columns = points.T if points.shape[1] <= BITS else _principal_scores(points)
    return np.argsort(_morton_codes(columns), kind="stable")


@on_one_blas_thread
def _principal_scores(points: Floats) -> Floats:
    """The points along the directions in which some of them, evenly drawn, vary most: (AXES, n)."""
    sample = points[:: -(-len(points) // SAMPLE_ROWS)]
    widest = np.argsort(-np.ptp(sample, axis=0), kind="stable")[:SAMPLE_COLUMNS]
    sample = sample[:, widest] - sample[:, widest].mean(axis=0)
    axes = np.linalg.eigh(sample.T @ sample)[1].T[: -N_COMPONENTS - 1 : -1]
    largest = np.take_along_axis(axes, np.abs(axes).argmax(axis=1)[:, None], axis=1)
    return np.asarray(np.rint(axes / largest * ROUNDING_STEPS) @ points[:, widest].T)


def _morton_codes(columns: Floats) -> NDArray[np.uint16]:
    low, high = columns.min(axis=1), columns.max(axis=1)
    ranges = high - low
    widest = np.argsort(-np.round(ranges / (ranges.max() or 1.0), 6), kind="stable")
    least = np.where(np.arange(len(widest)) < ALWAYS_USED, 0, ranges.max() / MIN_RANGE_DIVISOR)
    widest = widest[ranges[widest] > least]
    code = np.zeros(columns.shape[1], np.uint16)
    for rank, column in enumerate(widest):
        bits = _bit_positions(rank, len(widest))
        share = (columns[column] - low[column]) / ranges[column]
        cell = np.minimum(share * 2 ** len(bits) + MARGIN, 2 ** len(bits) - 1).astype(np.uint16)
        code |= _spread_bits(cell, bits)
    return code


def _bit_positions(rank: int, columns: int) -> list[int]:
    """The bits of the code that are those of the column of a `rank`, of so many `columns`, the lowest first.

    All have as many bits, the wider ones below the others; what is left over goes to the widest.
    """
    left = BITS % columns
    return [rank] * (rank < left) + list(range(left + rank, BITS, columns))


def _spread_bits(cell: NDArray[np.uint16], bits: list[int]) -> NDArray[np.uint16]:
    """The bits of each cell number, the lowest first, moved to `bits`."""
    spread = np.zeros_like(cell)
    for bit, position in enumerate(bits):
        spread |= ((cell >> np.uint16(bit)) & np.uint16(1)) << np.uint16(position)
    return spread
