"""Gaussian mixtures: log densities by log-sum-exp, and the moments from which bells are made anew."""

from dataclasses import dataclass
from math import log, pi

import numpy as np

from clusterlab.kernels import gaussian_components
from clusterlab.kernels.gaussian_components import GaussianComponents
from clusterlab.kernels.parallel import on_one_blas_thread, run_pieces, split_rows
from clusterlab.kernels.reductions import cluster_sums
from clusterlab.kernels.typing import Floats, Labels, chunks, label_dtype

MIN_COUNT = np.finfo(float).tiny / np.finfo(float).eps
"""A bell with less of the points than this has no mean that could be computed."""
MIN_PARALLEL_WORK = 2_000_000
"""So much work is done before a second thread would have begun."""


@dataclass(frozen=True, eq=False)
class Expectation:
    """What an E-step finds out about n points, with the moments about the given places.

    `labels` (n,) name the most probable component, `log_likelihood` is the total; `counts` (k,),
    `first_moments` (k, d) and `second_moments` (k, d, d) are sums weighted by the shares, of bells along the axes
    only the diagonals of `second_moments`; `undecided` points have no share of 60 %, `underflowed` points are too
    far from every bell for a number.
    """

    labels: Labels
    log_likelihood: float
    counts: Floats
    first_moments: Floats
    second_moments: Floats
    undecided: int
    underflowed: int


@on_one_blas_thread
def prepare_components(
    means: Floats, covariances: Floats, weights: Floats, is_diagonal: bool = False
) -> GaussianComponents:
    """Components of `means` (k, d), `covariances` (k, d, d), positive definite, and `weights` (k,).

    Each covariance is taken apart as a correlation matrix: then columns of very different size do no
    harm, and unlike a Cholesky factor the eigenvalues cannot fail where rounding ate a small one.
    A rotation, which no length notices, then makes the whiteners triangles. Of bells `is_diagonal`
    only the diagonals of the covariances count.
    """
    d = means.shape[1]
    sizes = np.sqrt(np.diagonal(covariances, axis1=1, axis2=2))
    volumes = np.log(sizes).sum(axis=1)
    if is_diagonal:
        whiteners = 1 / sizes
    else:
        values, vectors = np.linalg.eigh(covariances / sizes[:, :, None] / sizes[:, None, :])
        values = np.maximum(values, d * np.finfo(float).eps)
        triangles = np.linalg.qr(vectors.swapaxes(1, 2) / np.sqrt(values)[:, :, None], mode="r")
        whiteners = triangles / sizes[:, None, :]
        volumes = volumes + np.log(values).sum(axis=1) / 2
    with np.errstate(divide="ignore"):
        return GaussianComponents(means, whiteners, np.log(weights) - volumes - d / 2 * log(2 * pi))


def component_log_densities(columns: Floats, mixture: GaussianComponents) -> Floats:
    """Weighted log density of every component at points given as `columns` (d, m): (k, m)."""
    return gaussian_components.component_log_densities(columns, mixture)


@on_one_blas_thread
def most_probable(points: Floats, mixture: GaussianComponents) -> Labels:
    """The most probable component of every row of `points` (n, d): (n,); ties go to the lowest."""
    labels = np.zeros(len(points), label_dtype(mixture.k))

    def piece(start: int, stop: int) -> None:
        gaussian_components.write_labels(points[start:stop], mixture, labels[start:stop])

    run_pieces(split_rows(len(points), gaussian_components.CHUNK), piece, _is_small(points, mixture))
    return labels


@on_one_blas_thread
def responsibilities(points: Floats, mixture: GaussianComponents) -> Floats:
    """The responsibilities of the components for every row of `points` (n, d): (n, k), rows sum to 1.

    The shares of each component lie side by side in memory.
    """
    found = np.empty((len(points), mixture.k), order="F")

    def piece(start: int, stop: int) -> None:
        gaussian_components.write_responsibilities(points[start:stop], mixture, found[start:stop])

    run_pieces(split_rows(len(points), gaussian_components.CHUNK), piece, _is_small(points, mixture))
    return found


@on_one_blas_thread
def expectation(points: Floats, mixture: GaussianComponents, origins: Floats | None = None) -> Expectation:
    """One E-step over the rows of `points` (n, d), with moments about the means or about `origins` (k, d).

    Nothing of size (n, k) is kept. Sums are taken per piece and then in the order of the pieces.
    (Dempster, Laird and Rubin 1977; log-sum-exp as in Blanchard, Higham and Higham 2021.)
    """
    origins = mixture.means if origins is None else origins
    labels = np.empty(len(points), label_dtype(mixture.k))
    parts: dict[int, Floats] = {}

    def piece(start: int, stop: int) -> None:
        sums, products = gaussian_components.e_step_sums(
            points[start:stop], mixture, origins, labels[start:stop]
        )
        sums[0] += np.log(products).sum()
        parts[start] = sums

    run_pieces(split_rows(len(points), gaussian_components.CHUNK), piece, _is_small(points, mixture))
    total = np.add.accumulate([parts[start] for start in sorted(parts)])[-1]
    likelihood, undecided, underflowed = total[:3].tolist()
    moments = gaussian_components.unpack_moments(total[3:], mixture)
    return Expectation(labels, likelihood, *moments, int(undecided), int(underflowed))


def means_and_covariances(
    origins: Floats, counts: Floats, first_moments: Floats, second_moments: Floats
) -> tuple[Floats, Floats]:
    """Means (k, d) and covariances (k, d, d), ddof 0, from moments about the places `origins` (k, d).

    A component that has no points stays where it is, and its covariance is zero.
    """
    safe_counts = np.where(counts > MIN_COUNT, counts, np.inf)
    shift = first_moments / safe_counts[:, None]
    return origins + shift, second_moments / safe_counts[:, None, None] - shift[:, :, None] * shift[
        :, None, :
    ]


@on_one_blas_thread
def hard_moments(points: Floats, labels: Labels, places: Floats) -> tuple[Floats, Floats, Floats]:
    """Means (k, d), covariances (k, d, d), ddof 0, and sizes (k,) of labeled rows of `points` (n, d).

    In two passes. A cluster without points stays at its place in `places` (k, d), with no covariance.
    """
    k, d = places.shape
    sums, sizes = cluster_sums(points, labels, k)
    means = np.where(sizes[:, None] > 0, sums / np.maximum(sizes, 1)[:, None], places)
    counts, first_moments, second_moments = np.zeros(k), np.zeros((k, d)), np.zeros((k, d, d))
    for part in chunks(len(points)):
        own = (labels[part] == np.arange(k)[:, None]).astype(float)
        _add_moments(points[part].T, own, means, counts, first_moments, second_moments)
    return (*means_and_covariances(means, counts, first_moments, second_moments), sizes)


def _add_moments(
    columns: Floats,
    parts: Floats,
    origins: Floats,
    counts: Floats,
    first_moments: Floats,
    second_moments: Floats,
) -> None:
    """Adds the moments of one chunk, `columns` (d, m) with memberships `parts` (k, m)."""
    counts += parts.sum(axis=1)
    for k, place in enumerate(origins):
        away = columns - place[:, None]
        first_moments[k] += away @ parts[k]
        away *= parts[k]
        second_moments[k] += away @ away.T


def _is_small(points: Floats, mixture: GaussianComponents) -> bool:
    """Whether there is so little to do that one thread does it soonest."""
    n, d = points.shape
    return bool(n * mixture.k * (8 + (d if mixture.is_diagonal else d * d)) < MIN_PARALLEL_WORK)
