"""Gaussian mixtures: log densities by log-sum-exp, and the moments from which bells are made anew."""

from dataclasses import dataclass
from math import log, pi

import numpy as np

from clusterlab.kernels import gaussian_components
from clusterlab.kernels.gaussian_components import Bells
from clusterlab.kernels.parallel import on_one_blas_thread, pieces_of, share_out
from clusterlab.kernels.reductions import cluster_sums
from clusterlab.kernels.typing import Floats, Labels, chunks, label_type

NOBODY = np.finfo(float).tiny / np.finfo(float).eps
"""A bell with less of the points than this has no mean that could be computed."""
LITTLE = 2_000_000
"""So much work is done before a second thread would have begun."""


@dataclass(frozen=True, eq=False)
class Expectation:
    """What an E-step finds out about n points, with the moments about the given places.

    `labels` (n,) name the most probable component, `log_likelihood` is the total; `counts` (k,),
    `firsts` (k, d) and `seconds` (k, d, d) are sums weighted by the shares, of bells along the axes
    only the diagonals of `seconds`; `undecided` points have no share of 60 %, `lost` points are too
    far from every bell for a number.
    """

    labels: Labels
    log_likelihood: float
    counts: Floats
    firsts: Floats
    seconds: Floats
    undecided: int
    lost: int


@on_one_blas_thread
def bells(means: Floats, covariances: Floats, weights: Floats, along_axes: bool = False) -> Bells:
    """Components of `means` (k, d), `covariances` (k, d, d), positive definite, and `weights` (k,).

    Each covariance is taken apart as a correlation matrix: then columns of very different size do no
    harm, and unlike a Cholesky factor the eigenvalues cannot fail where rounding ate a small one.
    A rotation, which no length notices, then makes the whiteners triangles. Of bells `along_axes`
    only the diagonals of the covariances count.
    """
    d = means.shape[1]
    sizes = np.sqrt(np.diagonal(covariances, axis1=1, axis2=2))
    volumes = np.log(sizes).sum(axis=1)
    if along_axes:
        whiteners = 1 / sizes
    else:
        values, vectors = np.linalg.eigh(covariances / sizes[:, :, None] / sizes[:, None, :])
        values = np.maximum(values, d * np.finfo(float).eps)
        turned = np.linalg.qr(vectors.swapaxes(1, 2) / np.sqrt(values)[:, :, None], mode="r")
        whiteners = turned / sizes[:, None, :]
        volumes = volumes + np.log(values).sum(axis=1) / 2
    with np.errstate(divide="ignore"):
        return Bells(means, whiteners, np.log(weights) - volumes - d / 2 * log(2 * pi))


def log_densities(columns: Floats, mixture: Bells) -> Floats:
    """Weighted log density of every component at points given as `columns` (d, m): (k, m)."""
    return gaussian_components.log_densities(columns, mixture)


@on_one_blas_thread
def most_probable(points: Floats, mixture: Bells) -> Labels:
    """The most probable component of every row of `points` (n, d): (n,); ties go to the lowest."""
    labels = np.zeros(len(points), label_type(mixture.k))

    def piece(start: int, stop: int) -> None:
        gaussian_components.choose(points[start:stop], mixture, labels[start:stop])

    share_out(pieces_of(len(points), gaussian_components.CHUNK), piece, _little(points, mixture))
    return labels


@on_one_blas_thread
def shares(points: Floats, mixture: Bells) -> Floats:
    """The responsibilities of the components for every row of `points` (n, d): (n, k), rows sum to 1.

    The shares of each component lie side by side in memory.
    """
    found = np.empty((len(points), mixture.k), order="F")

    def piece(start: int, stop: int) -> None:
        gaussian_components.share(points[start:stop], mixture, found[start:stop])

    share_out(pieces_of(len(points), gaussian_components.CHUNK), piece, _little(points, mixture))
    return found


@on_one_blas_thread
def expectation(points: Floats, mixture: Bells, about: Floats | None = None) -> Expectation:
    """One E-step over the rows of `points` (n, d), with moments about the means or about `about` (k, d).

    Nothing of size (n, k) is kept. Sums are taken per piece and then in the order of the pieces.
    (Dempster, Laird and Rubin 1977; log-sum-exp as in Blanchard, Higham and Higham 2021.)
    """
    about = mixture.means if about is None else about
    labels = np.empty(len(points), label_type(mixture.k))
    parts: dict[int, Floats] = {}

    def piece(start: int, stop: int) -> None:
        sums, products = gaussian_components.expect(points[start:stop], mixture, about, labels[start:stop])
        sums[0] += np.log(products).sum()
        parts[start] = sums

    share_out(pieces_of(len(points), gaussian_components.CHUNK), piece, _little(points, mixture))
    total = np.add.accumulate([parts[start] for start in sorted(parts)])[-1]
    likelihood, undecided, lost = total[:3].tolist()
    moments = gaussian_components.unfolded(total[3:], mixture)
    return Expectation(labels, likelihood, *moments, int(undecided), int(lost))


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


def _add_moments(
    columns: Floats, parts: Floats, about: Floats, counts: Floats, firsts: Floats, seconds: Floats
) -> None:
    """Adds the moments of one chunk, `columns` (d, m) with memberships `parts` (k, m)."""
    counts += parts.sum(axis=1)
    for k, place in enumerate(about):
        away = columns - place[:, None]
        firsts[k] += away @ parts[k]
        away *= parts[k]
        seconds[k] += away @ away.T


def _little(points: Floats, mixture: Bells) -> bool:
    """Whether there is so little to do that one thread does it soonest."""
    n, d = points.shape
    return bool(n * mixture.k * (8 + (d if mixture.along_axes else d * d)) < LITTLE)
