"""Gaussian mixtures: log densities by log-sum-exp, and the moments from which bells are made anew."""

from dataclasses import dataclass
from math import log, pi

import numpy as np

from clusterlab.kernels.arrays import Floats, Labels, chunks, label_type
from clusterlab.kernels.sums import cluster_sums
from clusterlab.kernels.threads import on_one_blas_thread

FARTHEST = 1e300
"""Squared distances end here, so that a point beyond every bell still has finite, equal densities."""
UNDECIDED = 0.6
NOBODY = np.finfo(float).tiny / np.finfo(float).eps
"""A bell with less of the points than this has no mean that could be computed."""


@dataclass(frozen=True, eq=False)
class Bells:
    """Gaussian components made ready for many points.

    `whiteners` (k, d, d) turn a difference from the mean (k, d) into one whose squared length is the
    squared Mahalanobis distance; `heights` (k,) are the weighted log densities at the means.
    """

    means: Floats
    whiteners: Floats
    heights: Floats

    @property
    def k(self) -> int:
        """How many components there are."""
        return len(self.means)


@dataclass(frozen=True, eq=False)
class Expectation:
    """What an E-step finds out about n points, with the moments about the given places.

    `labels` (n,) name the most probable component, `log_likelihood` is the total; `counts` (k,),
    `firsts` (k, d) and `seconds` (k, d, d) are sums weighted by the shares; `undecided` points have
    no share of 60 %, `lost` points are too far from every bell for a number.
    """

    labels: Labels
    log_likelihood: float
    counts: Floats
    firsts: Floats
    seconds: Floats
    undecided: int
    lost: int


def bells(means: Floats, covariances: Floats, weights: Floats) -> Bells:
    """Components of `means` (k, d), `covariances` (k, d, d), positive definite, and `weights` (k,).

    Each covariance is taken apart as a correlation matrix: then columns of very different size do no
    harm, and unlike a Cholesky factor the eigenvalues cannot fail where rounding ate a small one.
    """
    d = means.shape[1]
    sizes = np.sqrt(np.diagonal(covariances, axis1=1, axis2=2))
    correlations = covariances / sizes[:, :, None] / sizes[:, None, :]
    values, vectors = np.linalg.eigh(correlations)
    values = np.maximum(values, d * np.finfo(float).eps)
    whiteners = vectors.swapaxes(1, 2) / np.sqrt(values)[:, :, None] / sizes[:, None, :]
    volumes = np.log(values).sum(axis=1) / 2 + np.log(sizes).sum(axis=1)
    with np.errstate(divide="ignore"):
        return Bells(means, whiteners, np.log(weights) - volumes - d / 2 * log(2 * pi))


def log_densities(columns: Floats, mixture: Bells) -> Floats:
    """Weighted log density of every component at points given as `columns` (d, m): (k, m)."""
    densities = np.empty((mixture.k, columns.shape[1]))
    with np.errstate(over="ignore", invalid="ignore"):
        for k in range(mixture.k):
            white = mixture.whiteners[k] @ (columns - mixture.means[k, :, None])
            white *= white
            np.fmin(white.sum(axis=0), FARTHEST, out=densities[k])
    densities *= -0.5
    densities += mixture.heights[:, None]
    return densities


@on_one_blas_thread
def most_probable(points: Floats, mixture: Bells) -> Labels:
    """The most probable component of every row of `points` (n, d): (n,); ties go to the lowest."""
    labels = np.zeros(len(points), label_type(mixture.k))
    for part in chunks(len(points)):
        labels[part] = _best(log_densities(points[part].T, mixture))[0]
    return labels


@on_one_blas_thread
def shares(points: Floats, mixture: Bells) -> Floats:
    """The responsibilities of the components for every row of `points` (n, d): (n, k), rows sum to 1."""
    found = np.empty((len(points), mixture.k))
    for part in chunks(len(points)):
        densities = log_densities(points[part].T, mixture)
        found[part] = _shared(densities, _best(densities)[1])[0].T
    return found


@on_one_blas_thread
def expectation(points: Floats, mixture: Bells, about: Floats | None = None) -> Expectation:
    """One E-step over the rows of `points` (n, d), with moments about the means or about `about` (k, d).

    Nothing of size (n, k) is kept. Sums are taken per chunk and then in chunk order. (Dempster,
    Laird and Rubin 1977; log-sum-exp as in Blanchard, Higham and Higham 2021.)
    """
    about = mixture.means if about is None else about
    k, d = about.shape
    labels = np.empty(len(points), label_type(k))
    counts, firsts, seconds = np.zeros(k), np.zeros((k, d)), np.zeros((k, d, d))
    total, undecided, lost = 0.0, 0, 0
    for part in chunks(len(points)):
        columns = points[part].T
        densities = log_densities(columns, mixture)
        labels[part], top = _best(densities)
        parts, sums = _shared(densities, top)
        total += float((np.log(sums) + top).sum())
        undecided += int(np.count_nonzero(sums * UNDECIDED > 1))  # the largest share is 1 / sums
        lost += int(np.count_nonzero(top < -FARTHEST / 4))
        _add_moments(columns, parts, about, counts, firsts, seconds)
    return Expectation(labels, total, counts, firsts, seconds, undecided, lost)


def centered(about: Floats, counts: Floats, firsts: Floats, seconds: Floats) -> tuple[Floats, Floats]:
    """Means (k, d) and covariances (k, d, d), ddof 0, from moments about the places `about` (k, d).

    A component that has no points stays where it is, and its covariance is zero.
    """
    there = np.where(counts > NOBODY, counts, np.inf)
    shift = firsts / there[:, None]
    return about + shift, seconds / there[:, None, None] - shift[:, :, None] * shift[:, None, :]


@on_one_blas_thread
def hard_moments(points: Floats, labels: Labels, places: Floats) -> tuple[Floats, Floats, Floats]:
    """Means (k, d), covariances (k, d, d), ddof 0, and sizes (k,) of labeled rows of `points` (n, d).

    In two passes. A cluster without points stays at its place in `places` (k, d), with no covariance.
    """
    k, d = places.shape
    sums, sizes = cluster_sums(points, labels, k)
    means = np.where(sizes[:, None] > 0, sums / np.maximum(sizes, 1)[:, None], places)
    counts, firsts, seconds = np.zeros(k), np.zeros((k, d)), np.zeros((k, d, d))
    for part in chunks(len(points)):
        own = (labels[part] == np.arange(k)[:, None]).astype(float)
        _add_moments(points[part].T, own, means, counts, firsts, seconds)
    return (*centered(means, counts, firsts, seconds), sizes)


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
    densities -= top
    np.exp(densities, out=densities)
    sums = densities.sum(axis=0)
    densities /= sums
    return densities, sums


def _add_moments(
    columns: Floats, parts: Floats, about: Floats, counts: Floats, firsts: Floats, seconds: Floats
) -> None:
    """Adds the moments of one chunk, `columns` (d, m) with shares `parts` (k, m)."""
    counts += parts.sum(axis=1)
    roots = np.sqrt(parts)
    for k, place in enumerate(about):
        away = columns - place[:, None]
        firsts[k] += away @ parts[k]
        away *= roots[k]  # half of the share on either side keeps the product exactly symmetric
        seconds[k] += away @ away.T
