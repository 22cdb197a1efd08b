"""What the evidence concludes together about the number of clusters."""

from collections import Counter
from dataclasses import dataclass

from clusterlab.metrics.cluster_count.statistics import CountStatistics
from clusterlab.metrics.cluster_count.votes import Votes, best_mixture

MIN_VOTES = 3
"""So many of the five kinds of evidence must suggest a K for compact clusters."""
MIN_COMPACT = 0.97
"""Components with a lower mean responsibility overlap."""


@dataclass(frozen=True)
class Conclusion:
    """The number of clusters `k`, None where there is none or it is open, and their kind.

    `kind` is compact, overlapping, curved, open or none. `alternatives` holds every number that is said: none
    where there is one answer, a coarse and a fine one, or the numbers that are open.
    """

    kind: str
    k: int | None = None
    alternatives: tuple[int, ...] = ()


def conclude(votes: Votes, statistics: CountStatistics) -> Conclusion:
    """The conclusion from the votes of gap, silhouette, modes, mixtures and density.

    A K that three of them suggest is that of compact clusters; without one, regions of low density divide
    clusters of any shape. Two that agree, gap or mixtures among them, leave K open.
    """
    suggested = _suggested(votes)
    if suggested is not None and votes.count(suggested) >= MIN_VOTES:
        kind = "overlapping" if _overlaps(statistics, suggested) else "compact"
        return Conclusion(kind, suggested, _coarse_and_fine(votes, suggested))
    if votes.coarse > 1:
        return Conclusion("curved", votes.coarse)
    if suggested is not None and votes.count(suggested) > 1 and suggested in (votes.gap, votes.mixture):
        return Conclusion("open", None, (suggested,))
    return Conclusion("none")


def _suggested(votes: Votes) -> int | None:
    """The K above 1 that most kinds of evidence suggest, the greatest of several."""
    every = {*votes.tests, votes.silhouette, votes.coarse, votes.fine} - {None, 1}
    return max((k for k in every if k is not None), key=lambda k: (votes.count(k), k), default=None)


def _coarse_and_fine(votes: Votes, k: int) -> tuple[int, ...]:
    """Two numbers where clusters lie in groups: `k` and another that two kinds of evidence suggest."""
    fine = Counter([*votes.tests, votes.fine])
    finer = [other for other, count in fine.items() if other is not None and other > k and count > 1]
    if finer and votes.coarse == k:
        return k, max(finer)
    coarser = votes.silhouette
    if coarser is not None and coarser == votes.coarse and 1 < coarser < k:
        return coarser, k
    return ()


def _overlaps(statistics: CountStatistics, k: int) -> bool:
    """Whether the components of the best mixture overlap, where that has `k` of them."""
    best = best_mixture(statistics)
    if best is None or best.k != k or best.min_mean_responsibility is None:
        return False
    return best.min_mean_responsibility < MIN_COMPACT
