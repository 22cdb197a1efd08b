"""Native implementations of e_step.py; see nearest.py."""

import numpy as np

from clusterlab.kernels.exp import MIN_ARGUMENT
from clusterlab.kernels.gaussian_components import GaussianComponents
from clusterlab.kernels.native import loader
from clusterlab.kernels.native.arguments import (
    BYTES,
    DOUBLE,
    address,
    are_labels,
    as_column_major,
    as_row_major,
    column_stride,
)
from clusterlab.kernels.typing import BLOCK, LANES, Floats, Labels

TILE_ROWS = 256
"""The rows of a tile, TILE_ROWS of kernels.c."""
PANEL_COLUMNS = 16
"""The columns of a panel, PANEL_COLUMNS of kernels.c."""


def write_labels(points: Floats, mixture: GaussianComponents, labels: Labels) -> bool | None:
    """Writes the most probable components."""
    table = _table(points, mixture)
    if table is None or not are_labels(labels, len(table), mixture.k):
        return None
    _call(table, mixture, labels=labels)
    return True


def write_responsibilities(points: Floats, mixture: GaussianComponents, found: Floats) -> bool | None:
    """Writes the responsibilities."""
    table = _table(points, mixture)
    if table is None or not _are_responsibilities(found, table, mixture):
        return None
    _call(table, mixture, found=found)
    return True


def e_step_sums(
    points: Floats,
    mixture: GaussianComponents,
    origins: Floats,
    labels: Labels,
    weights: Floats | None = None,
    lowest: float = MIN_ARGUMENT,
) -> tuple[Floats, Floats] | None:
    """The sums of an E-step, and the products of the rows' total densities; None for weighted rows."""
    table = _table(points, mixture) if weights is None else None
    if table is None or not are_labels(labels, len(table), mixture.k) or origins.shape != mixture.means.shape:
        return None
    origin_table = as_row_major(origins, points.shape[1])
    if origin_table is None:
        return None
    totals = np.zeros(3 + mixture.k * mixture.n_moments)
    products = np.empty(-(-len(table) // BLOCK) * LANES)
    _call(table, mixture, origin_table, labels=labels, totals=totals, products=products, lowest=lowest)
    return totals, products


def sums_without_moments(
    points: Floats, mixture: GaussianComponents, labels: Labels, found: Floats | None, lowest: float
) -> tuple[Floats, Floats] | None:
    """The sums of an E-step with counts alone, and the products of the rows' total densities."""
    table = _table(points, mixture)
    if table is None or not are_labels(labels, len(table), mixture.k):
        return None
    if found is not None and not _are_responsibilities(found, table, mixture):
        return None
    totals, products = np.zeros(3 + mixture.k), np.empty(-(-len(table) // BLOCK) * LANES)
    _call(table, mixture, labels=labels, found=found, totals=totals, products=products, lowest=lowest)
    return totals, products


def _table(points: Floats, mixture: GaussianComponents) -> Floats | None:
    """The points (n, d) with contiguous columns; None if compiled code cannot take them or the mixture."""
    if mixture.uses_matrix_products or points.shape[1:] != mixture.means.shape[1:]:
        return None
    k, d = mixture.means.shape
    shapes = (k, d), (k, d) if mixture.is_diagonal else (k, d, d), (k,)
    parts = mixture.means, mixture.whiteners, mixture.log_peaks
    fit = all(part.shape == shape for part, shape in zip(parts, shapes, strict=True))
    return as_column_major(points) if k and fit and all(part.dtype == DOUBLE for part in parts) else None


def _are_responsibilities(found: Floats, table: Floats, mixture: GaussianComponents) -> bool:
    """Whether these are floats (n, k), contiguous for each component."""
    if found.dtype != DOUBLE or found.shape != (len(table), mixture.k) or not found.flags.aligned:
        return False
    return found.strides[0] == BYTES and found.strides[1] % BYTES == 0


def _call(
    table: Floats,
    mixture: GaussianComponents,
    origins: Floats | None = None,
    labels: Labels | None = None,
    found: Floats | None = None,
    totals: Floats | None = None,
    products: Floats | None = None,
    lowest: float = MIN_ARGUMENT,
) -> None:
    """Calls kern_e_step, which computes whichever of the outputs are not None."""
    (n, d), k = table.shape, mixture.k
    parts = mixture.means, mixture.whiteners, mixture.log_peaks
    contiguous = [np.ascontiguousarray(part) for part in parts]
    n_sums = k if origins is None else k * mixture.n_moments
    by_panels = mixture.is_diagonal and d > 1
    padded_and_differences = PANEL_COLUMNS if by_panels else 2 * d
    scratch = np.empty((k + 6 + padded_and_differences) * TILE_ROWS + (n_sums + 4) * LANES)
    present = np.empty(k, np.int64)
    loader.functions["kern_e_step"](
        *(address(table), column_stride(table), n, d),
        *map(address, contiguous),
        *(address(origins), k, mixture.is_diagonal, lowest, address(scratch), address(present)),
        *(address(labels), 1 if labels is None else labels.itemsize),
        *(address(found), 0 if found is None else found.strides[1] // BYTES),
        *(address(totals), address(products)),
    )
