"""Spatial order: points that are near each other in space become near each other in memory."""

import numpy as np
from numpy.typing import NDArray

from clusterlab.kernels.arrays import Floats, Rows

BITS = 16
MARGIN = 1e-6
"""Values on a grid often lie on the edge of a cell, and ranges are often equal: rounding must not decide."""


def spatial_order(points: Floats) -> Rows:
    """The rows of `points` (n, d) in the order of a 16-bit Morton code: (n,).

    The code interleaves the bits of up to four columns of greatest range (Morton 1966); equal
    codes keep their order.
    """
    return np.argsort(_morton(points), kind="stable")


def _morton(points: Floats) -> NDArray[np.uint16]:
    low, high = points.min(axis=0), points.max(axis=0)
    ranges = high - low
    widest = np.argsort(-np.round(ranges / (ranges.max() or 1.0), 6), kind="stable")[:4]
    widest = widest[ranges[widest] > 0]
    code = np.zeros(len(points), np.uint16)
    if not len(widest):
        return code
    bits = BITS // len(widest)
    for place, column in enumerate(widest):
        share = (points[:, column] - low[column]) / ranges[column]
        cell = np.minimum(share * 2**bits + MARGIN, 2**bits - 1).astype(np.uint16)
        code |= _spread(cell, bits, len(widest)) << np.uint16(place)
    return code


def _spread(cell: NDArray[np.uint16], bits: int, step: int) -> NDArray[np.uint16]:
    """The low `bits` of each cell number, moved `step` places apart."""
    spread = np.zeros_like(cell)
    for bit in range(bits):
        spread |= ((cell >> np.uint16(bit)) & np.uint16(1)) << np.uint16(bit * step)
    return spread
