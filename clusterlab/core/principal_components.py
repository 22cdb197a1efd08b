"""The principal components of points: their directions and shares of the variance (Pearson 1901)."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from clusterlab.core.cache import cached
from clusterlab.core.points import Units
from clusterlab.kernels.parallel import on_one_blas_thread
from clusterlab.kernels.typing import Floats

LEAST_GRAM_SPREAD = 1e-4
"""Products of rows square the ratio of lengths: where variances differ more, directions would be inexact."""


class Features(Protocol):
    """What views are computed from: the values (n, d) of points, and their units."""

    @property
    def values(self) -> Floats:
        """The points (n, d), in normalized coordinates."""

    @property
    def d(self) -> int:
        """How many features there are."""

    @property
    def units(self) -> Units:
        """The transform from the values to the data's units."""


def components(points: Features) -> tuple[Floats, Floats]:
    """Principal directions (d, r) as columns, largest variance first, and their shares of the variance (r,).

    r is d, or n - 1 where there are fewer points than features: beyond, no variance is left. At least 1.
    """
    return cached(points, "PCA", lambda: _components(points.values))


def component_directions(points: Features, indices: Sequence[int]) -> Floats:
    """The directions of chosen principal components (d, m); zero where no variance is left."""
    directions = components(points)[0]
    missing = max(*indices, 0) + 1 - directions.shape[1]
    if missing > 0:
        directions = np.hstack([directions, np.zeros((points.d, missing))])
    return np.asarray(directions[:, list(indices)])


def component_shares(points: Features) -> Floats:
    """The share of the variance of each of d principal components (d,)."""
    found = components(points)[1]
    return np.append(found, np.zeros(points.d - len(found)))


def _components(values: Floats) -> tuple[Floats, Floats]:
    n, d = values.shape
    spread, directions = _components_of_few_rows(values) if n < d else _components_of_covariance(values)
    largest = np.abs(directions).argmax(axis=0)
    directions = directions * np.sign(directions[largest, np.arange(directions.shape[1])])
    return directions, spread / (spread.sum() or 1.0)


def _components_of_covariance(values: Floats) -> tuple[Floats, Floats]:
    """The variances (d,) along the principal directions, and these directions (d, d)."""
    spread, directions = np.linalg.eigh(np.atleast_2d(np.cov(values.T, ddof=0)))
    return np.maximum(spread[::-1], 0), directions[:, ::-1]


@on_one_blas_thread
def _components_of_few_rows(values: Floats) -> tuple[Floats, Floats]:
    """The same of fewer rows than columns, (r,) and (d, r), without a (d, d) matrix."""
    rank, centered = max(len(values) - 1, 1), values - values.mean(axis=0)
    spread, scores = (found[..., -rank:][..., ::-1] for found in np.linalg.eigh(centered @ centered.T))
    if spread[-1] > LEAST_GRAM_SPREAD * spread[0]:
        return spread, (centered.T @ scores) / np.sqrt(spread)
    lengths, directions = np.linalg.svd(centered, full_matrices=False)[1:]
    return lengths[:rank] ** 2, directions[:rank].T
