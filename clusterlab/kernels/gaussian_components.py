"""Rows of points beside Gaussian bells: densities, shares, and the sums of an E-step over some rows.

What stands here is the definition; where a compiled twin can be called it is, and gives the same bits.
"""

from dataclasses import dataclass

import numpy as np

from clusterlab.kernels.exp import exponential
from clusterlab.kernels.native import gaussian_components as native_gaussian_components
from clusterlab.kernels.native.nearest import with_native
from clusterlab.kernels.typing import BLOCK, LANES, Floats, Labels, chunks, label_dtype

MAX_SQUARED_DISTANCE = 1e300
"""Squared distances end here, so that a point beyond every bell still has finite, equal densities."""
UNDECIDED_BELOW = 0.6
CHUNK = 32 * BLOCK
"""Moments are summed over so many rows in eight lanes, then lanes in order, then chunks in order."""
MAX_TRIANGULAR_COLUMNS = 64
"""Beyond so many columns matrix products, whose bits nobody promises, are the faster by far."""


@dataclass(frozen=True, eq=False)
class GaussianComponents:
    """Gaussian components made ready for many points.

    `whiteners` turn a difference from the mean (k, d) into one whose squared length is the squared
    Mahalanobis distance: upper triangles (k, d, d) or, where all bells lie along the axes, factors
    (k, d). `log_peaks` (k,) are the weighted log densities at the means.
    """

    means: Floats
    whiteners: Floats
    log_peaks: Floats

    @property
    def k(self) -> int:
        """How many components there are."""
        return len(self.means)

    @property
    def is_diagonal(self) -> bool:
        """Whether no component is tilted against the axes."""
        return self.whiteners.ndim == 2

    @property
    def n_moments(self) -> int:
        """How many moments a component has: its count, the first ones and the second ones."""
        d = int(self.means.shape[1])
        return 1 + d + (d if self.is_diagonal else d * (d + 1) // 2)

    @property
    def uses_matrix_products(self) -> bool:
        """Whether there are so many columns that matrix products do the work."""
        return not self.is_diagonal and self.means.shape[1] > MAX_TRIANGULAR_COLUMNS


def component_log_densities(columns: Floats, mixture: GaussianComponents) -> Floats:
    """Weighted log density of every component at points given as `columns` (d, m): (k, m)."""
    densities = np.zeros((mixture.k, columns.shape[1]))
    with np.errstate(over="ignore", invalid="ignore"):
        for k in range(mixture.k):
            for row in _whitened(columns - mixture.means[k, :, None], mixture.whiteners[k]):
                densities[k] += row * row
    np.fmin(densities, MAX_SQUARED_DISTANCE, out=densities)
    densities *= -0.5
    densities += mixture.log_peaks[:, None]
    return densities


@with_native(native_gaussian_components.write_labels)
def write_labels(points: Floats, mixture: GaussianComponents, labels: Labels) -> bool:
    """Writes the most probable component of every row of `points` (n, d) into `labels` (n,)."""
    for part in chunks(len(points), CHUNK):
        labels[part] = _best(component_log_densities(points[part].T, mixture))[0]
    return True


@with_native(native_gaussian_components.write_responsibilities)
def write_responsibilities(points: Floats, mixture: GaussianComponents, found: Floats) -> bool:
    """Writes the shares of the components in every row of `points` (n, d) into `found` (n, k)."""
    for part in chunks(len(points), CHUNK):
        densities = component_log_densities(points[part].T, mixture)
        found[part] = _normalize(densities, _best(densities)[1])[0].T
    return True


@with_native(native_gaussian_components.e_step_sums)
def e_step_sums(
    points: Floats, mixture: GaussianComponents, origins: Floats, labels: Labels
) -> tuple[Floats, Floats]:
    """The sums of an E-step over the rows of `points` (n, d); writes their `labels` (n,).

    The sums are those of the greatest log densities, of undecided and of lost rows, and then for each
    component of its shares, first moments and second moments about its place in `origins` (k, d). With
    them come the sums of the rows' densities relative to the greatest, eight of them multiplied.
    """
    total, products = np.zeros(3 + mixture.k * mixture.n_moments), []
    for part in chunks(len(points), CHUNK):
        columns = points[part].T
        densities = component_log_densities(columns, mixture)
        labels[part], top = _best(densities)
        responsibilities, sums = _normalize(densities, top)
        undecided = np.count_nonzero(sums * UNDECIDED_BELOW > 1)  # the largest share is 1 / sums
        row_sums = np.array(
            [float(_lane_sums(top)), undecided, np.count_nonzero(top < -MAX_SQUARED_DISTANCE / 4)]
        )
        total += np.concatenate([row_sums, *_moments(columns, responsibilities, origins, mixture)])
        products.append(_lane_products(sums))
    return total, np.concatenate(products)


def unpack_moments(sums: Floats, mixture: GaussianComponents) -> tuple[Floats, Floats, Floats]:
    """Counts (k,), first moments (k, d) and second moments (k, d, d), symmetric, from their sums in a row."""
    k, d = mixture.means.shape
    table, second_moments = sums.reshape(k, -1), np.zeros((k, d, d))
    rows, columns = (np.arange(d),) * 2 if mixture.is_diagonal else np.triu_indices(d)
    second_moments[:, rows, columns] = second_moments[:, columns, rows] = table[:, 1 + d :]
    return table[:, 0].copy(), table[:, 1 : 1 + d].copy(), second_moments


def _whitened(differences: Floats, whitener: Floats) -> Floats:
    """Differences (d, m) from a mean as their whitener turns them: each a sum from left to right."""
    if whitener.ndim == 1:
        return differences * whitener[:, None]
    if len(whitener) > MAX_TRIANGULAR_COLUMNS:
        return np.asarray(whitener @ differences)
    whitened = np.zeros_like(differences)
    for column, row in enumerate(differences):
        whitened[: column + 1] += whitener[: column + 1, column, None] * row
    return whitened


def _best(densities: Floats) -> tuple[Labels, Floats]:
    """The component of greatest density, the lowest among equals, and that density: (m,) each."""
    labels = np.zeros(densities.shape[1], label_dtype(len(densities)))
    top = densities[0].copy()
    for k in range(1, len(densities)):
        labels[densities[k] > top] = k
        np.maximum(top, densities[k], out=top)
    return labels, top


def _normalize(densities: Floats, top: Floats) -> tuple[Floats, Floats]:
    """The densities (k, m), overwritten by shares that sum to 1, and their sums relative to the greatest."""
    sums = np.zeros(len(top))
    for own in densities:
        own[:] = exponential(own - top)
        sums += own
    densities *= 1 / sums
    return densities, sums


def _moments(
    columns: Floats, responsibilities: Floats, origins: Floats, mixture: GaussianComponents
) -> list[Floats]:
    """The moments of each component in turn, of `columns` (d, m) with shares `responsibilities` (k, m)."""
    found = []
    for own, place in zip(responsibilities, origins, strict=True):
        differences = columns - place[:, None]
        weighed = own * differences
        found += [np.atleast_1d(_lane_sums(own)), _lane_sums(weighed)]
        if mixture.is_diagonal:
            found.append(_lane_sums(weighed * differences))
        elif mixture.uses_matrix_products:
            found.append((weighed @ differences.T)[np.triu_indices(len(differences))])
        else:
            found += [_lane_sums(row * differences[column:]) for column, row in enumerate(weighed)]
    return found


def _lane_sums(values: Floats) -> Floats:
    """Sums of `values` (..., m) over the last axis: rows in eight lanes in turn, then the lanes in order."""
    lanes = _padded(values, LANES, 0.0).reshape(*values.shape[:-1], -1, LANES)
    sums = np.einsum("...rl->...l", lanes)
    return np.asarray(np.add.accumulate(sums, axis=-1)[..., -1])


def _lane_products(sums: Floats) -> Floats:
    """The products of the rows of each lane of each block of `sums` (m,): no more than eight of them."""
    rows = _padded(sums, BLOCK, 1.0).reshape(-1, BLOCK // LANES, LANES)
    return np.asarray(np.multiply.accumulate(rows, axis=1)[:, -1].ravel())


def _padded(values: Floats, multiple: int, fill_value: float) -> Floats:
    """Values (..., m) with so many fillers that m is a multiple of `multiple`."""
    missing = -values.shape[-1] % multiple
    if not missing:
        return values
    fillers = np.full((*values.shape[:-1], missing), fill_value)
    return np.concatenate([values, fillers], axis=-1)
