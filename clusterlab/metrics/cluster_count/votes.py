"""The number of clusters that each kind of evidence suggests."""

from collections.abc import Sequence
from dataclasses import dataclass

from clusterlab.metrics.cluster_count.density_splits import DensitySplit
from clusterlab.metrics.cluster_count.statistics import CountStatistics
from clusterlab.metrics.gap import gap_peak
from clusterlab.metrics.k_sweep import SweepEntry, best_k
from clusterlab.metrics.mixture_modes import count_groups

MIN_DEPTH = 0.65
"""Uniform, Gaussian and heavy-tailed points, also along curves, have splits less deep than this in 99 of 100
samples of 30 to 2,000 points."""
RELATIVE_DEPTH = 0.65
"""A split counts as deep as the deepest one from this share of its depth."""
MIN_CURVED_SHARE = 0.1
"""Groups of any shape hold at least this share of the points: gaps in a curve cut off smaller ones."""
MIN_BIC_GAIN = 10.0
"""More components must lower BIC by so much, which is very strong evidence (Kass and Raftery 1995)."""
MIN_SEPARATED = 0.95
"""The least mean responsibility of separated components; components fitted to uniform points have 0.94."""


@dataclass(frozen=True)
class Votes:
    """The K of each kind of evidence: 1 where it finds no clusters, None where it cannot tell.

    `coarse` and `fine` count the groups divided by the deepest regions of low density, and by all deep ones.
    """

    gap: int | None
    silhouette: int | None
    modes: int
    mixture: int | None
    coarse: int
    fine: int

    @property
    def tests(self) -> tuple[int | None, ...]:
        """The K of the evidence that can find no clusters, without density."""
        return self.gap, self.modes, self.mixture

    def count(self, k: int) -> int:
        """How many kinds of evidence suggest `k`."""
        return [*self.tests, self.silhouette].count(k) + (k in (self.coarse, self.fine))


def count_votes(statistics: CountStatistics) -> Votes:
    """What each kind of evidence suggests."""
    partitions = statistics.partitions
    gaps = [entry.gap for entry in partitions if entry.gap is not None]
    best = best_mixture(statistics)
    return Votes(
        gap=gap_peak([entry.k for entry in partitions][: len(gaps)], gaps),
        silhouette=best_k(partitions, "silhouette", lowest=False),
        modes=statistics.modes,
        mixture=None if best is None or not is_separated(best) else _groups(best, statistics),
        coarse=1 + len(deepest_splits(statistics.splits, statistics.points.n)),
        fine=1 + len(deep_splits(statistics.splits)),
    )


def deep_splits(splits: Sequence[DensitySplit]) -> list[DensitySplit]:
    """The splits that are deeper than those of points without clusters."""
    return [split for split in splits if split.depth >= MIN_DEPTH]


def deepest_splits(splits: Sequence[DensitySplit], n: int) -> list[DensitySplit]:
    """The splits that are nearly as deep as the deepest one, of large groups of the `n` points."""
    deep = [split for split in deep_splits(splits) if split.size >= MIN_CURVED_SHARE * n]
    return [split for split in deep if split.depth >= RELATIVE_DEPTH * deep[0].depth]


def best_mixture(statistics: CountStatistics) -> SweepEntry | None:
    """The mixture with the least BIC, over K and kinds of covariances; None where all have collapsed.

    The best one of K = 1 if it is not much worse.
    """
    known = [entry for sweep in statistics.mixtures.values() for entry in sweep if not entry.collapsed]
    best = min(known, key=_bic, default=None)
    single = min((entry for entry in known if entry.k == 1), key=_bic, default=None)
    return single if best and single and _bic(single) - _bic(best) < MIN_BIC_GAIN else best


def _groups(entry: SweepEntry, statistics: CountStatistics) -> int:
    """How many groups the components of a mixture form: those with one mode in common are one."""
    return count_groups(entry.step, statistics.points) or entry.k


def is_separated(entry: SweepEntry) -> bool:
    """Whether the components of a mixture hardly overlap."""
    return (entry.min_mean_responsibility or 0.0) >= MIN_SEPARATED


def _bic(entry: SweepEntry) -> float:
    value = entry.value("bic")
    return float("inf") if value is None else value
