"""Gaussian mixtures on two threads: labels, responsibilities, the E-step and moments of clusters."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial, reduce
from math import exp, log

import numpy as np

from clusterlab.kernels import e_step
from clusterlab.kernels.exp import MIN_ARGUMENT
from clusterlab.kernels.gaussian_components import GaussianComponents
from clusterlab.kernels.parallel import on_one_blas_thread, run_pieces, split_rows
from clusterlab.kernels.reductions import (
    cluster_averages,
    cluster_deviations,
    cluster_sums,
)
from clusterlab.kernels.typing import Floats, Labels, Rows, chunks, label_dtype
from clusterlab.kernels.weighted import weighted_cluster_sums

MIN_COUNT = np.finfo(float).tiny / np.finfo(float).eps
"""A component with a smaller count has no accurate mean: its sums may be subnormal numbers."""
NEGLIGIBLE_SHIFT = 1e-4
"""The square of a mean's distance from where moments are taken, as a harmless share of the variance."""
HardMoments = tuple[Floats, Floats, Floats]
"""Means (k, d), covariances (k, d, d) or variances (k, d), and sizes (k,) of clusters."""
NEGLIGIBLE, MIN_SURE_COUNT = -64.0, 1.0
"""Shares below exp(NEGLIGIBLE) are left out where they are less than a rounding error of all moments.

They are not if a component has a smaller count than MIN_SURE_COUNT, or rows are very far from all components.
"""
MIN_PARALLEL_WORK = 2_000_000
"""With less work, in multiplications, starting a second thread takes longer than it saves."""


@dataclass(frozen=True, eq=False)
class Expectation:
    """The result of an E-step over n points, with moments about given origins.

    `labels` (n,) are the most probable components, `log_likelihood` is the total. `counts` (k,),
    `first_moments` (k, d) and `second_moments` (k, d, d), for diagonal components their diagonals (k, d), are
    weighted by the responsibilities. `undecided` points have no responsibility of 60 %; `underflowed` points
    are too far from every component for a finite squared distance. Of weighted points all but the last are
    sums of weights. There are no labels where parts were added, no moments where no M-step follows, and
    `shares`, the responsibilities (n, k), in place of the moments where they are fewer numbers.
    """

    labels: Labels | None
    log_likelihood: float
    counts: Floats
    first_moments: Floats | None
    second_moments: Floats | None
    undecided: float
    underflowed: int
    shares: Floats | None = None


@on_one_blas_thread
def most_probable(points: Floats, mixture: GaussianComponents) -> Labels:
    """The most probable component (n,) of every row of `points` (n, d); ties go to the lowest."""
    labels = np.zeros(len(points), label_dtype(mixture.k))

    def piece(start: int, stop: int) -> None:
        e_step.write_labels(points[start:stop], mixture, labels[start:stop])

    run_pieces(split_rows(len(points), e_step.E_STEP_CHUNK), piece, _is_small(points, mixture))
    return labels


@on_one_blas_thread
def responsibilities(points: Floats, mixture: GaussianComponents) -> Floats:
    """The responsibilities (n, k) of the components for every row of `points` (n, d); rows sum to 1.

    The responsibilities of each component are contiguous in memory.
    """
    found = np.empty((len(points), mixture.k), order="F")

    def piece(start: int, stop: int) -> None:
        e_step.write_responsibilities(points[start:stop], mixture, found[start:stop])

    run_pieces(split_rows(len(points), e_step.E_STEP_CHUNK), piece, _is_small(points, mixture))
    return found


def expectation(
    points: Floats,
    mixture: GaussianComponents,
    origins: Floats | None = None,
    weights: Floats | None = None,
) -> Expectation:
    """One E-step over the rows of `points` (n, d), with moments about the means or about `origins` (k, d).

    No array of size (n, k) is kept. Sums are taken per piece and added in the order of the pieces. Shares
    below e^-64 are left out where they are less than a rounding error. With `weights` (n,) a row counts as
    often as its weight says, and no share is left out.
    (Dempster, Laird and Rubin 1977; log-sum-exp as in Blanchard, Higham and Higham 2021.)
    """
    origins = mixture.means if origins is None else origins
    if weights is not None:
        return expectation_down_to(MIN_ARGUMENT, points, mixture, origins, weights)
    return without_negligible(
        lambda lowest: expectation_down_to(lowest, points, mixture, origins), mixture, len(points)
    )


def has_few_shares(points: Floats, mixture: GaussianComponents) -> bool:
    """Whether the responsibilities (n, k) of `points` (n, d) are fewer than diagonal moments."""
    return mixture.is_diagonal and points.shape[0] <= points.shape[1]


def expectation_of_few(points: Floats, mixture: GaussianComponents) -> Expectation:
    """One E-step as by `expectation`, with the responsibilities in place of the moments.

    Moments follow by `moments_of_shares`, which the last E-step of a run does without.
    """
    return without_negligible(partial(_shares_down_to, points, mixture), mixture, len(points))


def expectation_without_moments(points: Floats, mixture: GaussianComponents) -> Expectation:
    """One E-step as by `expectation`, with the counts alone: the last one of a run."""
    return without_negligible(
        lambda lowest: expectation_down_to(lowest, points, mixture, None), mixture, len(points)
    )


def _shares_down_to(points: Floats, mixture: GaussianComponents, lowest: float) -> Expectation:
    labels = np.empty(len(points), label_dtype(mixture.k))
    shares = np.empty((len(points), mixture.k), order="F")
    sums, products = e_step.sums_without_moments(points, mixture, labels, shares, lowest)
    likelihood, undecided, underflowed = sums[:3].tolist()
    likelihood += float(np.log(products).sum())
    return Expectation(labels, likelihood, sums[3:], None, None, int(undecided), int(underflowed), shares)


def moments_of_shares(points: Floats, shares: Floats, origins: Floats) -> tuple[Floats, Floats]:
    """The first and second moments (k, d) of diagonal components about `origins` (k, d).

    `shares` (n, k) are the responsibilities for `points` (n, d). Those that are 0 take no time, and of many
    columns nearly all are.
    """
    components, rows = np.nonzero(shares.T)
    ends = np.searchsorted(components, np.arange(len(origins) + 1))
    return cluster_deviations(points, rows, ends, origins, shares[rows, components])


def without_negligible(
    expectation_of: Callable[[float], Expectation], mixture: GaussianComponents, n: int
) -> Expectation:
    """An E-step over all `n` rows without negligible shares, or with every share where these count.

    `expectation_of` makes it as `expectation_down_to`.
    """
    found = expectation_of(NEGLIGIBLE)
    return found if _are_negligible(found, mixture, n) else expectation_of(MIN_ARGUMENT)


def _are_negligible(found: Expectation, mixture: GaussianComponents, n: int) -> bool:
    """Whether the shares left out of the sums over `n` rows are less than a rounding error of each of them.

    A share of exp(-s) is that of a squared distance of at most twice s + the highest log peak - the greatest
    log density of the row. The sum of these bounds that of the shares, and of their second moments.
    """
    least = found.counts.min()
    squares = 2 * (n * (mixture.log_peaks.max() - NEGLIGIBLE + log(mixture.k)) - found.log_likelihood)
    return bool(least >= MIN_SURE_COUNT and exp(NEGLIGIBLE) * squares <= np.finfo(float).eps * least)


@on_one_blas_thread
def expectation_down_to(
    lowest: float,
    points: Floats,
    mixture: GaussianComponents,
    origins: Floats | None,
    weights: Floats | None = None,
) -> Expectation:
    """An E-step without the responsibilities of log densities lower than the greatest by -`lowest`.

    Of moments it has the counts alone where there are no `origins`.
    """
    labels = np.empty(len(points), label_dtype(mixture.k))
    parts: dict[int, Floats] = {}

    def piece(start: int, stop: int) -> None:
        rows, own = slice(start, stop), None if weights is None else weights[start:stop]
        if origins is None:
            found = e_step.sums_without_moments(points[rows], mixture, labels[rows], None, lowest)
        else:
            found = e_step.e_step_sums(points[rows], mixture, origins, labels[rows], own, lowest)
        sums, products = found
        sums[0] += np.log(products).sum()
        parts[start] = sums

    run_pieces(split_rows(len(points), e_step.E_STEP_CHUNK), piece, _is_small(points, mixture))
    total = reduce(np.add, (parts[start] for start in sorted(parts)))
    likelihood, undecided, underflowed = total[:3].tolist()
    moments: tuple[Floats, Floats | None, Floats | None] = total[3:], None, None
    if origins is not None:
        moments = e_step.unpack_moments(total[3:], mixture)
    undecided = int(undecided) if weights is None else undecided
    return Expectation(labels, likelihood, *moments, undecided, int(underflowed))


def add_expectations(one: Expectation, other: Expectation) -> Expectation:
    """The result of an E-step over the points of two, with moments about the same origins."""
    added = {name: own for name, own in vars(one).items() if name not in ("labels", "shares")}
    return Expectation(None, **{name: own + getattr(other, name) for name, own in added.items()})


def add_hard_moments(one: HardMoments, other: HardMoments) -> HardMoments:
    """The means, covariances and sizes, as of `hard_moments`, of the points of two.

    (Chan, Golub and LeVeque 1983, by the parallel axis theorem.)
    """
    (means, covariances, sizes), (other_means, other_covariances, other_sizes) = one, other
    counts = sizes + other_sizes
    shares = np.divide(other_sizes, counts, out=np.zeros_like(counts), where=counts > 0)
    between = other_means - means
    if covariances.ndim == 2:
        products, of_other, of_both = between * between, shares[:, None], (shares * (1 - shares))[:, None]
    else:
        products = between[:, :, None] * between[:, None, :]
        of_other, of_both = shares[:, None, None], (shares * (1 - shares))[:, None, None]
    pooled = covariances * (1 - of_other) + other_covariances * of_other + products * of_both
    return means + between * shares[:, None], pooled, counts


def means_and_covariances(
    origins: Floats, counts: Floats, first_moments: Floats, second_moments: Floats
) -> tuple[Floats, Floats]:
    """Means (k, d) and covariances (k, d, d), ddof 0, from moments about `origins` (k, d).

    From second moments (k, d) follow variances (k, d). A component without points keeps its origin as its
    mean, and its covariance is zero.
    """
    safe_counts = np.where(counts > MIN_COUNT, counts, np.inf)
    shift = first_moments / safe_counts[:, None]
    if second_moments.ndim == 2:
        return origins + shift, second_moments / safe_counts[:, None] - shift * shift
    return origins + shift, second_moments / safe_counts[:, None, None] - shift[:, :, None] * shift[
        :, None, :
    ]


@on_one_blas_thread
def hard_moments(
    points: Floats,
    labels: Labels,
    centers: Floats,
    is_diagonal: bool = False,
    weights: Floats | None = None,
    are_likely_means: bool = False,
) -> HardMoments:
    """Means (k, d), covariances (k, d, d), ddof 0, and sizes (k,) of the clusters of `points` (n, d).

    Computed in two passes. An empty cluster gets its row of `centers` (k, d) and zero covariance. With
    `is_diagonal` the variances (k, d) take the place of the covariances, and where the centers
    `are_likely_means`, one pass about these may do. With `weights` (n,) a row counts as often as its weight
    says.
    """
    if weights is not None:
        points, labels, weights = points[weights > 0], labels[weights > 0], weights[weights > 0]
    if are_likely_means and is_diagonal and weights is None:
        totals = _moments_in_chunks(points, labels, centers, is_diagonal, weights)
        if _are_about_means(*totals):
            return (*means_and_covariances(centers, *totals), totals[0])
    means, sizes = _cluster_means(points, labels, centers, weights)
    totals = _moments_in_chunks(points, labels, means, is_diagonal, weights)
    return (*means_and_covariances(means, *totals), sizes)


def _cluster_means(
    points: Floats, labels: Labels, fallback_means: Floats, weights: Floats | None
) -> tuple[Floats, Floats]:
    """The means (k, d) of clusters, of empty ones their row of `fallback_means`, and the sizes (k,)."""
    k = len(fallback_means)
    sums, sizes = (
        cluster_sums(points, labels, k)
        if weights is None
        else weighted_cluster_sums(points, labels, weights, k)
    )
    averages = cluster_averages(points, labels, sums, np.where(sizes > 0, sizes, 1))
    return np.where(sizes[:, None] > 0, averages, fallback_means), sizes


def _are_about_means(counts: Floats, first_moments: Floats, second_moments: Floats) -> bool:
    """Whether moments of diagonal covariances are about so nearly the means that no digit of them cancels."""
    squared_shifts = first_moments * first_moments
    return bool((squared_shifts <= NEGLIGIBLE_SHIFT * counts[:, None] * second_moments).all())


def _moments_in_chunks(
    points: Floats, labels: Labels, means: Floats, is_diagonal: bool, weights: Floats | None
) -> tuple[Floats, Floats, Floats]:
    """The counts (k,), first (k, d) and second moments of clusters about `means` (k, d)."""
    k, d = means.shape
    totals = np.zeros(k), np.zeros((k, d)), np.zeros((k, d) if is_diagonal else (k, d, d))
    for part in chunks(len(points)):
        rows = part.start + np.argsort(labels[part], kind="stable")
        ends = np.searchsorted(labels[rows], np.arange(k + 1))
        if is_diagonal and weights is None:
            firsts, seconds = cluster_deviations(points, rows, ends, means)
            added = np.diff(ends), firsts, seconds
        else:
            added = _moments_about(points, rows, ends, means, is_diagonal, weights)
        for total, own in zip(totals, added, strict=True):
            total += own
    return totals


def _moments_about(
    points: Floats, rows: Rows, ends: Rows, means: Floats, is_diagonal: bool, weights: Floats | None
) -> tuple[Floats, Floats, Floats]:
    """The counts, first and second moments about their means of clusters, whose `rows` have these `ends`."""
    found, gathered = [], np.take(points.T, rows, axis=1, mode="clip")
    for mean, start, stop in zip(means, ends, ends[1:], strict=False):
        differences = gathered[:, start:stop]
        differences -= mean[:, None]
        own = None if weights is None else weights[rows[start:stop]]
        count = float(stop - start if own is None else own.sum())
        moments = _first_moments(differences, own), _second_moments(differences, own, is_diagonal)
        found.append((count, *moments))
    counts, firsts, seconds = map(np.array, zip(*found, strict=True))
    return counts, firsts, seconds


def _first_moments(differences: Floats, weights: Floats | None) -> Floats:
    """The sums (d,) of `differences` (d, m) with `weights` (m,)."""
    return np.asarray(differences.sum(axis=1) if weights is None else differences @ weights)


def _second_moments(differences: Floats, weights: Floats | None, is_diagonal: bool) -> Floats:
    """The sums (d, d) of products of `differences` (d, m) with `weights` (m,), or those of squares (d,)."""
    scaled = differences if weights is None else differences * np.sqrt(weights)
    return np.asarray(np.einsum("dm,dm->d", scaled, scaled) if is_diagonal else scaled @ scaled.T)


def _is_small(points: Floats, mixture: GaussianComponents) -> bool:
    """Whether there is too little work for a second thread."""
    n, d = points.shape
    return bool(n * mixture.k * (8 + (d if mixture.is_diagonal else d * d)) < MIN_PARALLEL_WORK)
