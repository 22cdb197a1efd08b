"""Rows of points beside Gaussian bells: densities, shares, and the sums of an E-step over some rows.

What stands here is the definition; where a compiled twin can be called it is, and gives the same bits.
"""

from dataclasses import dataclass

import numpy as np

from clusterlab.kernels.exp import exponential
from clusterlab.kernels.native import gaussian_components as native_gaussian_components
from clusterlab.kernels.native.nearest import twin
from clusterlab.kernels.typing import BLOCK, LANES, Floats, Labels, chunks, label_type

FARTHEST = 1e300
"""Squared distances end here, so that a point beyond every bell still has finite, equal densities."""
UNDECIDED = 0.6
CHUNK = 32 * BLOCK
"""Moments are summed over so many rows in eight lanes, then lanes in order, then chunks in order."""
MANY = 64
"""Beyond so many columns matrix products, whose bits nobody promises, are the faster by far."""


@dataclass(frozen=True, eq=False)
class Bells:
    """Gaussian components made ready for many points.

    `whiteners` turn a difference from the mean (k, d) into one whose squared length is the squared
    Mahalanobis distance: upper triangles (k, d, d) or, where all bells lie along the axes, factors
    (k, d). `heights` (k,) are the weighted log densities at the means.
    """

    means: Floats
    whiteners: Floats
    heights: Floats

    @property
    def k(self) -> int:
        """How many components there are."""
        return len(self.means)

    @property
    def along_axes(self) -> bool:
        """Whether no component is tilted against the axes."""
        return self.whiteners.ndim == 2

    @property
    def moments(self) -> int:
        """How many moments a component has: its count, the first ones and the second ones."""
        d = int(self.means.shape[1])
        return 1 + d + (d if self.along_axes else d * (d + 1) // 2)

    @property
    def by_products(self) -> bool:
        """Whether there are so many columns that matrix products do the work."""
        return not self.along_axes and self.means.shape[1] > MANY


def log_densities(columns: Floats, mixture: Bells) -> Floats:
    """Weighted log density of every component at points given as `columns` (d, m): (k, m)."""
    densities = np.zeros((mixture.k, columns.shape[1]))
    with np.errstate(over="ignore", invalid="ignore"):
        for k in range(mixture.k):
            for row in _whitened(columns - mixture.means[k, :, None], mixture.whiteners[k]):
                densities[k] += row * row
    np.fmin(densities, FARTHEST, out=densities)
    densities *= -0.5
    densities += mixture.heights[:, None]
    return densities


@twin(native_gaussian_components.choose)
def choose(points: Floats, mixture: Bells, labels: Labels) -> bool:
    """Writes the most probable component of every row of `points` (n, d) into `labels` (n,)."""
    for part in chunks(len(points), CHUNK):
        labels[part] = _best(log_densities(points[part].T, mixture))[0]
    return True


@twin(native_gaussian_components.share)
def share(points: Floats, mixture: Bells, found: Floats) -> bool:
    """Writes the shares of the components in every row of `points` (n, d) into `found` (n, k)."""
    for part in chunks(len(points), CHUNK):
        densities = log_densities(points[part].T, mixture)
        found[part] = _shared(densities, _best(densities)[1])[0].T
    return True


@twin(native_gaussian_components.expect)
def expect(points: Floats, mixture: Bells, about: Floats, labels: Labels) -> tuple[Floats, Floats]:
    """The sums of an E-step over the rows of `points` (n, d); writes their `labels` (n,).

    The sums are those of the greatest log densities, of undecided and of lost rows, and then for each
    component of its shares, first moments and second moments about its place in `about` (k, d). With
    them come the sums of the rows' densities relative to the greatest, eight of them multiplied.
    """
    total, products = np.zeros(3 + mixture.k * mixture.moments), []
    for part in chunks(len(points), CHUNK):
        columns = points[part].T
        densities = log_densities(columns, mixture)
        labels[part], top = _best(densities)
        parts, sums = _shared(densities, top)
        undecided = np.count_nonzero(sums * UNDECIDED > 1)  # the largest share is 1 / sums
        told = np.array([float(_in_lanes(top)), undecided, np.count_nonzero(top < -FARTHEST / 4)])
        total += np.concatenate([told, *_moments(columns, parts, about, mixture)])
        products.append(_multiplied(sums))
    return total, np.concatenate(products)


def unfolded(sums: Floats, mixture: Bells) -> tuple[Floats, Floats, Floats]:
    """Counts (k,), first moments (k, d) and second moments (k, d, d), symmetric, from their sums in a row."""
    k, d = mixture.means.shape
    table, seconds = sums.reshape(k, -1), np.zeros((k, d, d))
    rows, columns = (np.arange(d),) * 2 if mixture.along_axes else np.triu_indices(d)
    seconds[:, rows, columns] = seconds[:, columns, rows] = table[:, 1 + d :]
    return table[:, 0].copy(), table[:, 1 : 1 + d].copy(), seconds


def _whitened(away: Floats, whitener: Floats) -> Floats:
    """Differences (d, m) from a mean as their whitener turns them: each a sum from left to right."""
    if whitener.ndim == 1:
        return away * whitener[:, None]
    if len(whitener) > MANY:
        return np.asarray(whitener @ away)
    white = np.zeros_like(away)
    for column, row in enumerate(away):
        white[: column + 1] += whitener[: column + 1, column, None] * row
    return white


def _best(densities: Floats) -> tuple[Labels, Floats]:
    """The component of greatest density, the lowest among equals, and that density: (m,) each."""
    labels = np.zeros(densities.shape[1], label_type(len(densities)))
    top = densities[0].copy()
    for k in range(1, len(densities)):
        labels[densities[k] > top] = k
        np.maximum(top, densities[k], out=top)
    return labels, top


def _shared(densities: Floats, top: Floats) -> tuple[Floats, Floats]:
    """The densities (k, m), overwritten by shares that sum to 1, and their sums relative to the greatest."""
    sums = np.zeros(len(top))
    for own in densities:
        own[:] = exponential(own - top)
        sums += own
    densities *= 1 / sums
    return densities, sums


def _moments(columns: Floats, parts: Floats, about: Floats, mixture: Bells) -> list[Floats]:
    """The moments of each component in turn, of `columns` (d, m) with shares `parts` (k, m)."""
    found = []
    for own, place in zip(parts, about, strict=True):
        away = columns - place[:, None]
        weighed = own * away
        found += [np.atleast_1d(_in_lanes(own)), _in_lanes(weighed)]
        if mixture.along_axes:
            found.append(_in_lanes(weighed * away))
        elif mixture.by_products:
            found.append((weighed @ away.T)[np.triu_indices(len(away))])
        else:
            found += [_in_lanes(row * away[column:]) for column, row in enumerate(weighed)]
    return found


def _in_lanes(values: Floats) -> Floats:
    """Sums of `values` (..., m) over the last axis: rows in eight lanes in turn, then the lanes in order."""
    lanes = _padded(values, LANES, 0.0).reshape(*values.shape[:-1], -1, LANES)
    sums = np.einsum("...rl->...l", lanes)
    return np.asarray(np.add.accumulate(sums, axis=-1)[..., -1])


def _multiplied(sums: Floats) -> Floats:
    """The products of the rows of each lane of each block of `sums` (m,): no more than eight of them."""
    rows = _padded(sums, BLOCK, 1.0).reshape(-1, BLOCK // LANES, LANES)
    return np.asarray(np.multiply.accumulate(rows, axis=1)[:, -1].ravel())


def _padded(values: Floats, whole: int, filler: float) -> Floats:
    """Values (..., m) with so many fillers that m is a multiple of `whole`."""
    missing = -values.shape[-1] % whole
    if not missing:
        return values
    fillers = np.full((*values.shape[:-1], missing), filler)
    return np.concatenate([values, fillers], axis=-1)
