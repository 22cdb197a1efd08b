"""Calls of the compiled kernel of mixtures; what it cannot take is left to the numpy reference."""

from typing import TYPE_CHECKING

import numpy as np

from clusterlab.kernels.native import loader
from clusterlab.kernels.native.nearest import (
    BYTES,
    DOUBLE,
    _address,
    _are_labels,
    _column_major,
    _row_major_centers,
    _stride,
)
from clusterlab.kernels.typing import BLOCK, LANES, Floats, Labels

if TYPE_CHECKING:
    from clusterlab.kernels.gaussian_components import GaussianComponents

TILE_ROWS = 256
"""Rows of a tile of the compiled kernel."""


def write_labels(points: Floats, mixture: "GaussianComponents", labels: Labels) -> bool | None:
    """Writes the labels."""
    table = _table(points, mixture)
    if table is None or not _are_labels(labels, len(table), mixture.k):
        return None
    _call(table, mixture, mixture.means, labels=labels)
    return True


def write_responsibilities(points: Floats, mixture: "GaussianComponents", found: Floats) -> bool | None:
    """Writes the shares."""
    table = _table(points, mixture)
    if table is None or not _are_responsibilities(found, table, mixture):
        return None
    _call(table, mixture, mixture.means, found=found)
    return True


def e_step_sums(
    points: Floats, mixture: "GaussianComponents", origins: Floats, labels: Labels
) -> tuple[Floats, Floats] | None:
    """The sums of an E-step, and the products of the sums of rows."""
    table = _table(points, mixture)
    if (
        table is None
        or not _are_labels(labels, len(table), mixture.k)
        or origins.shape != mixture.means.shape
    ):
        return None
    places = _row_major_centers(origins, points.shape[1])
    if places is None:
        return None
    totals = np.zeros(3 + mixture.k * mixture.n_moments)
    products = np.empty(-(-len(table) // BLOCK) * LANES)
    _call(table, mixture, places, labels=labels, totals=totals, products=products)
    return totals, products


def _table(points: Floats, mixture: "GaussianComponents") -> Floats | None:
    """The points in columns, where they and the mixture are what C can take."""
    if mixture.uses_matrix_products or points.shape[1:] != mixture.means.shape[1:]:
        return None
    k, d = mixture.means.shape
    shapes = (k, d), (k, d) if mixture.is_diagonal else (k, d, d), (k,)
    parts = mixture.means, mixture.whiteners, mixture.log_peaks
    fit = all(part.shape == shape for part, shape in zip(parts, shapes, strict=True))
    return _column_major(points) if k and fit and all(part.dtype == DOUBLE for part in parts) else None


def _are_responsibilities(found: Floats, table: Floats, mixture: "GaussianComponents") -> bool:
    """Whether these are numbers, one for each row and component, those of a component side by side."""
    if found.dtype != DOUBLE or found.shape != (len(table), mixture.k) or not found.flags.aligned:
        return False
    return found.strides[0] == BYTES and found.strides[1] % BYTES == 0


def _call(
    table: Floats,
    mixture: "GaussianComponents",
    origins: Floats,
    labels: Labels | None = None,
    found: Floats | None = None,
    totals: Floats | None = None,
    products: Floats | None = None,
) -> None:
    (n, d), k = table.shape, mixture.k
    parts = mixture.means, mixture.whiteners, mixture.log_peaks, origins
    contiguous = [np.ascontiguousarray(part) for part in parts]
    scratch = np.empty((k + 13 + 2 * d) * TILE_ROWS + (k * mixture.n_moments + 4) * LANES)
    loader.functions["kern_mixture"](
        *(_address(table), _stride(table), n, d),
        *map(_address, contiguous),
        *(k, mixture.is_diagonal, _address(scratch)),
        *(_address(labels), 1 if labels is None else labels.itemsize),
        *(_address(found), 0 if found is None else found.strides[1] // BYTES),
        *(_address(totals), _address(products)),
    )
