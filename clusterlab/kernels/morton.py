"""Spatial order by Morton codes: points near each other in space become near each other in memory."""

import numpy as np
from numpy.typing import NDArray

from clusterlab.kernels.parallel import on_one_blas_thread
from clusterlab.kernels.typing import Floats, Rows

BITS = 16
MARGIN = 1e-6
"""Added to cell numbers: grid values often lie on a cell's edge, where rounding must not decide."""
ALWAYS_USED, MIN_RANGE_DIVISOR = 4, 8
"""The four widest columns are used; others only where their range is over an eighth of the widest."""
N_COMPONENTS = 12
SAMPLE_ROWS, SAMPLE_COLUMNS = 4096, 256
"""The rows and columns from which principal directions are computed."""
ROUNDING_STEPS = 64.0
"""Directions are rounded to 1 / 64: the last bits of eigenvectors differ between machines."""


def spatial_order(points: Floats) -> Rows:
    """The rows of `points` (n, d) in the order of a 16-bit Morton code: (n,).

    The code interleaves the bits of the columns, widest first (Morton 1966). More than 16 columns are
    replaced by their principal components. Equal codes keep their order.
    """
    columns = points.T if points.shape[1] <= BITS else _principal_scores(points)
    return np.argsort(_morton_codes(columns), kind="stable")


@on_one_blas_thread
def _principal_scores(points: Floats) -> Floats:
    """The points along the principal directions of a sample of them: (N_COMPONENTS, n)."""
    sample = points[:: -(-len(points) // SAMPLE_ROWS)]
    widest = np.argsort(-np.ptp(sample, axis=0), kind="stable")[:SAMPLE_COLUMNS]
    sample = sample[:, widest] - sample[:, widest].mean(axis=0)
    axes = _principal_axes(sample)[:N_COMPONENTS]
    largest = np.take_along_axis(axes, np.abs(axes).argmax(axis=1)[:, None], axis=1)
    return np.asarray(np.rint(axes / largest * ROUNDING_STEPS) @ points[:, widest].T)


def _principal_axes(centered: Floats) -> Floats:
    """The principal directions of a centered table (n, d) as rows, largest variance first."""
    if len(centered) < centered.shape[1]:
        return np.linalg.svd(centered, full_matrices=False)[2]
    return np.linalg.eigh(centered.T @ centered)[1].T[::-1]


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
    """The bits of the code, lowest first, that hold the column with a `rank` by width among `columns`.

    All columns have equally many, the wider ones lower; the remaining bits go to the widest.
    """
    remaining = BITS % columns
    return [rank] * (rank < remaining) + list(range(remaining + rank, BITS, columns))


def _spread_bits(cell: NDArray[np.uint16], bits: list[int]) -> NDArray[np.uint16]:
    """The bits of each cell number, lowest first, moved to the positions `bits`."""
    spread = np.zeros_like(cell)
    for bit, position in enumerate(bits):
        spread |= ((cell >> np.uint16(bit)) & np.uint16(1)) << np.uint16(position)
    return spread
