"""Calls of the compiled kernel of mixtures; what it cannot take is left to the numpy reference."""

from typing import TYPE_CHECKING

import numpy as np

from clusterlab.kernels.native import loader
from clusterlab.kernels.native.nearest import (
    BYTES,
    DOUBLE,
    _address,
    _are_labels,
    _columns,
    _places,
    _stride,
)
from clusterlab.kernels.typing import BLOCK, LANES, Floats, Labels

if TYPE_CHECKING:
    from clusterlab.kernels.gaussian_components import Bells

TALL = 256
"""Rows of a tile of the compiled kernel."""


def choose(points: Floats, mixture: "Bells", labels: Labels) -> bool | None:
    """Writes the labels."""
    table = _table(points, mixture)
    if table is None or not _are_labels(labels, len(table), mixture.k):
        return None
    _call(table, mixture, mixture.means, labels=labels)
    return True


def share(points: Floats, mixture: "Bells", found: Floats) -> bool | None:
    """Writes the shares."""
    table = _table(points, mixture)
    if table is None or not _are_shares(found, table, mixture):
        return None
    _call(table, mixture, mixture.means, found=found)
    return True


def expect(points: Floats, mixture: "Bells", about: Floats, labels: Labels) -> tuple[Floats, Floats] | None:
    """The sums of an E-step, and the products of the sums of rows."""
    table = _table(points, mixture)
    if table is None or not _are_labels(labels, len(table), mixture.k) or about.shape != mixture.means.shape:
        return None
    places = _places(about, points.shape[1])
    if places is None:
        return None
    totals = np.zeros(3 + mixture.k * mixture.moments)
    products = np.empty(-(-len(table) // BLOCK) * LANES)
    _call(table, mixture, places, labels=labels, totals=totals, products=products)
    return totals, products


def _table(points: Floats, mixture: "Bells") -> Floats | None:
    """The points in columns, where they and the mixture are what C can take."""
    if mixture.by_products or points.shape[1:] != mixture.means.shape[1:]:
        return None
    k, d = mixture.means.shape
    shapes = (k, d), (k, d) if mixture.along_axes else (k, d, d), (k,)
    parts = mixture.means, mixture.whiteners, mixture.heights
    fit = all(part.shape == shape for part, shape in zip(parts, shapes, strict=True))
    return _columns(points) if k and fit and all(part.dtype == DOUBLE for part in parts) else None


def _are_shares(found: Floats, table: Floats, mixture: "Bells") -> bool:
    """Whether these are numbers, one for each row and component, those of a component side by side."""
    if found.dtype != DOUBLE or found.shape != (len(table), mixture.k) or not found.flags.aligned:
        return False
    return found.strides[0] == BYTES and found.strides[1] % BYTES == 0


def _call(
    table: Floats,
    mixture: "Bells",
    about: Floats,
    labels: Labels | None = None,
    found: Floats | None = None,
    totals: Floats | None = None,
    products: Floats | None = None,
) -> None:
    (n, d), k = table.shape, mixture.k
    parts = mixture.means, mixture.whiteners, mixture.heights, about
    whole = [np.ascontiguousarray(part) for part in parts]
    scratch = np.empty((k + 13 + 2 * d) * TALL + (k * mixture.moments + 4) * LANES)
    loader.calls["kern_mixture"](
        *(_address(table), _stride(table), n, d),
        *map(_address, whole),
        *(k, mixture.along_axes, _address(scratch)),
        *(_address(labels), 1 if labels is None else labels.itemsize),
        *(_address(found), 0 if found is None else found.strides[1] // BYTES),
        *(_address(totals), _address(products)),
    )
