"""The E-step of Gaussian mixtures over some rows: log densities, responsibilities, weighted sums.

The functions here are the reference; where a native implementation is available it runs instead and returns
the same bits.
"""

import numpy as np

from clusterlab.kernels.exp import MIN_ARGUMENT, exponential
from clusterlab.kernels.gaussian_components import MAX_TRIANGULAR_COLUMNS, GaussianComponents
from clusterlab.kernels.native import e_step as native_e_step
from clusterlab.kernels.native.dispatch import with_native
from clusterlab.kernels.typing import BLOCK, LANES, Floats, Labels, chunks, label_dtype

MAX_SQUARED_DISTANCE = 1e300
"""The cap of squared distances: points too far from every component get finite, equal densities."""
UNDECIDED_BELOW = 0.6
"""A point whose largest responsibility is lower counts as undecided."""
E_STEP_CHUNK = 32 * BLOCK
"""Rows whose moments are summed in eight lanes; then lanes are added in order, then chunks in order."""


def component_log_densities(columns: Floats, mixture: GaussianComponents) -> Floats:
    """Weighted log densities (k, m) of all components at points given as `columns` (d, m)."""
    densities = np.zeros((mixture.k, columns.shape[1]))
    with np.errstate(over="ignore", invalid="ignore"):
        for k in range(mixture.k):
            whitened = _whitened(columns - mixture.means[k, :, None], mixture.whiteners[k])
            for row in whitened if mixture.is_diagonal else whitened[::-1]:  # of triangles, short rows first
                densities[k] += row * row
    np.fmin(densities, MAX_SQUARED_DISTANCE, out=densities)
    densities *= -0.5
    densities += mixture.log_peaks[:, None]
    return densities


def log_densities(points: Floats, mixture: GaussianComponents) -> Floats:
    """The log density (n,) of the mixture at every row of `points` (n, d)."""
    found = np.empty(len(points))
    for part in chunks(len(points), E_STEP_CHUNK):
        densities = component_log_densities(points[part].T, mixture)
        found[part] = np.logaddexp.reduce(densities, axis=0)
    return found


@with_native(native_e_step.write_labels)
def write_labels(points: Floats, mixture: GaussianComponents, labels: Labels) -> bool:
    """Writes the most probable component of every row of `points` (n, d) into `labels` (n,)."""
    for part in chunks(len(points), E_STEP_CHUNK):
        labels[part] = _best(component_log_densities(points[part].T, mixture))[0]
    return True


@with_native(native_e_step.write_responsibilities)
def write_responsibilities(points: Floats, mixture: GaussianComponents, found: Floats) -> bool:
    """Writes the responsibilities of the components for every row of `points` (n, d) into `found` (n, k)."""
    for part in chunks(len(points), E_STEP_CHUNK):
        densities = component_log_densities(points[part].T, mixture)
        found[part] = _normalize(densities, _best(densities)[1])[0].T
    return True


@with_native(native_e_step.e_step_sums)
def e_step_sums(
    points: Floats,
    mixture: GaussianComponents,
    origins: Floats,
    labels: Labels,
    weights: Floats | None = None,
    lowest: float = MIN_ARGUMENT,
) -> tuple[Floats, Floats]:
    """The sums of an E-step over the rows of `points` (n, d); writes their `labels` (n,).

    Three sums over rows, of the greatest log density and of the numbers of undecided and underflowed rows;
    then per component the responsibilities and the first and second moments about its row of `origins`
    (k, d). The second array holds the rows' total densities relative to the greatest, in products of eight,
    so that eight rows need one logarithm.

    Responsibilities are 0 where the log density is lower than the greatest of its row by -`lowest`.

    With `weights` (n,) all sums but the number of underflowed rows are weighted. The first is then that of
    the log densities, and the second array is empty.
    """
    if weights is not None:
        return _weighted_sums(points, mixture, origins, labels, weights), np.empty(0)
    total, products = np.zeros(3 + mixture.k * mixture.n_moments), []
    for part in chunks(len(points), E_STEP_CHUNK):
        row_sums, own, responsibilities = _sums_of_rows(points[part], mixture, labels[part], lowest)
        total += np.concatenate([row_sums, *_moments(points[part].T, responsibilities, origins, mixture)])
        products.append(own)
    return total, np.concatenate(products)


@with_native(native_e_step.sums_without_moments)
def sums_without_moments(
    points: Floats,
    mixture: GaussianComponents,
    labels: Labels,
    found: Floats | None = None,
    lowest: float = MIN_ARGUMENT,
) -> tuple[Floats, Floats]:
    """The sums of `e_step_sums` over rows, and the counts (k,) of the components in place of their moments.

    Writes the responsibilities (n, k) into `found`, too, unless that is None.
    """
    total, products = np.zeros(3 + mixture.k), []
    for part in chunks(len(points), E_STEP_CHUNK):
        row_sums, own, responsibilities = _sums_of_rows(points[part], mixture, labels[part], lowest)
        if found is not None:
            found[part] = responsibilities.T
        total += np.concatenate([row_sums, _lane_sums(responsibilities)])
        products.append(own)
    return total, np.concatenate(products)


def _sums_of_rows(
    points: Floats, mixture: GaussianComponents, labels: Labels, lowest: float
) -> tuple[Floats, Floats, Floats]:
    """The three sums over rows of one chunk (m, d), the products of total densities, and responsibilities.

    Writes the `labels` (m,).
    """
    densities = component_log_densities(points.T, mixture)
    labels[:], top = _best(densities)
    responsibilities, sums = _normalize(densities, top, lowest)
    undecided = np.count_nonzero(sums * UNDECIDED_BELOW > 1)  # the largest responsibility is 1 / sums
    underflowed = np.count_nonzero(top < -MAX_SQUARED_DISTANCE / 4)
    return np.array([float(_lane_sums(top)), undecided, underflowed]), _lane_products(sums), responsibilities


def _weighted_sums(
    points: Floats, mixture: GaussianComponents, origins: Floats, labels: Labels, weights: Floats
) -> Floats:
    """The weighted sums of `e_step_sums`, with those of the log densities in place of the greatest ones."""
    total = np.zeros(3 + mixture.k * mixture.n_moments)
    for part in chunks(len(points), E_STEP_CHUNK):
        columns, own = points[part].T, weights[part]
        densities = component_log_densities(columns, mixture)
        labels[part], top = _best(densities)
        responsibilities, sums = _normalize(densities, top)
        undecided = own[sums * UNDECIDED_BELOW > 1].sum()
        underflowed = np.count_nonzero(top < -MAX_SQUARED_DISTANCE / 4)
        row_sums = np.array([float(_lane_sums(own * (top + np.log(sums)))), undecided, underflowed])
        responsibilities *= own
        total += np.concatenate([row_sums, *_moments(columns, responsibilities, origins, mixture)])
    return total


def unpack_moments(sums: Floats, mixture: GaussianComponents) -> tuple[Floats, Floats, Floats]:
    """Counts (k,), first moments (k, d) and second moments from their flat `sums`.

    Second moments are symmetric matrices (k, d, d), or for diagonal components their diagonals (k, d).
    """
    k, d = mixture.means.shape
    table = sums.reshape(k, -1)
    counts, first_moments, distinct = table[:, 0].copy(), table[:, 1 : 1 + d].copy(), table[:, 1 + d :]
    if mixture.is_diagonal:
        return counts, first_moments, distinct.copy()
    second_moments, (rows, columns) = np.zeros((k, d, d)), np.triu_indices(d)
    second_moments[:, rows, columns] = second_moments[:, columns, rows] = distinct
    return counts, first_moments, second_moments


def _whitened(differences: Floats, whitener: Floats) -> Floats:
    """Whitened differences (d, m) from a mean; each entry is summed from left to right."""
    if whitener.ndim == 1:
        return differences * whitener[:, None]
    if len(whitener) > MAX_TRIANGULAR_COLUMNS:
        return np.asarray(whitener @ differences)
    whitened = np.zeros_like(differences)
    for column, row in enumerate(differences):
        whitened[: column + 1] += whitener[: column + 1, column, None] * row
    return whitened


def _best(densities: Floats) -> tuple[Labels, Floats]:
    """The component of greatest density, of equals the lowest, and that density: (m,) each."""
    labels = np.zeros(densities.shape[1], label_dtype(len(densities)))
    top = densities[0].copy()
    for k in range(1, len(densities)):
        labels[densities[k] > top] = k
        np.maximum(top, densities[k], out=top)
    return labels, top


def _normalize(densities: Floats, top: Floats, lowest: float = MIN_ARGUMENT) -> tuple[Floats, Floats]:
    """Responsibilities (k, m), written over log densities, and the sums (m,) relative to the greatest."""
    sums = np.zeros(len(top))
    for own in densities:
        own -= top
        own[:] = np.where(own > lowest, exponential(own), 0.0)
        sums += own
    densities *= 1 / sums
    return densities, sums


def _moments(
    columns: Floats, responsibilities: Floats, origins: Floats, mixture: GaussianComponents
) -> list[Floats]:
    """The moments of each component in turn, of `columns` (d, m) weighted by `responsibilities` (k, m)."""
    found = []
    for own, origin in zip(responsibilities, origins, strict=True):
        differences = columns - origin[:, None]
        weighted = own * differences
        found += [np.atleast_1d(_lane_sums(own)), _lane_sums(weighted)]
        if mixture.is_diagonal:
            found.append(_lane_sums(weighted * differences))
        elif mixture.uses_matrix_products:
            found.append((weighted @ differences.T)[np.triu_indices(len(differences))])
        else:
            found += [_lane_sums(row * differences[column:]) for column, row in enumerate(weighted)]
    return found


def _lane_sums(values: Floats) -> Floats:
    """Sums of `values` (..., m) over the last axis, in eight interleaved lanes that are added in order."""
    lanes = _padded(values, LANES, 0.0).reshape(*values.shape[:-1], -1, LANES)
    sums = np.einsum("...rl->...l", lanes)
    return np.asarray(np.add.accumulate(sums, axis=-1)[..., -1])


def _lane_products(sums: Floats) -> Floats:
    """The products of `sums` (m,) in each lane of each block, of at most eight rows each."""
    rows = _padded(sums, BLOCK, 1.0).reshape(-1, BLOCK // LANES, LANES)
    return np.asarray(np.multiply.accumulate(rows, axis=1)[:, -1].ravel())


def _padded(values: Floats, multiple: int, fill_value: float) -> Floats:
    """`values` (..., m), padded with `fill_value` until m is a multiple of `multiple`."""
    missing = -values.shape[-1] % multiple
    if not missing:
        return values
    padding = np.full((*values.shape[:-1], missing), fill_value)
    return np.concatenate([values, padding], axis=-1)
