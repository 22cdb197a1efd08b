"""Each kind of evidence in one line: what it suggests, and whether that agrees with the conclusion."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from clusterlab.core.message import Message
from clusterlab.kernels.typing import Labels
from clusterlab.metrics.cluster_count.conclusion import Conclusion
from clusterlab.metrics.cluster_count.statistics import CountStatistics
from clusterlab.metrics.cluster_count.votes import Votes, best_mixture

NESTED_SHARE = 0.95
"""Clusters lie within those of another partition where each has so large a share of its points in one."""


@dataclass(frozen=True)
class Evidence:
    """What one kind of evidence suggests.

    `source` is gap, silhouette, modes, mixture or density. `k` is its number of clusters, 1 for no clusters,
    None where it cannot tell; `value` the figure behind it; `agrees` whether `k` is one that the conclusion
    names.
    """

    source: str
    k: int | None
    value: float | None
    agrees: bool
    words: Message


def list_evidence(votes: Votes, statistics: CountStatistics, conclusion: Conclusion) -> tuple[Evidence, ...]:
    """One line for each kind of evidence."""
    said = {conclusion.k, *conclusion.alternatives} - {None} or {1}
    lines = _lines(votes, statistics, conclusion)
    return tuple(Evidence(source, k, value, k in said, words) for source, k, value, words in lines)


def _lines(
    votes: Votes, statistics: CountStatistics, conclusion: Conclusion
) -> Iterator[tuple[str, int | None, float | None, Message]]:
    """The source, K, figure and words of each kind of evidence."""
    explain = _Explanation(statistics, conclusion)
    yield "gap", votes.gap, _figure(statistics, votes.gap, "gap"), explain.gap(votes.gap)
    silhouette = _figure(statistics, votes.silhouette, "silhouette")
    yield "silhouette", votes.silhouette, silhouette, explain.silhouette(votes.silhouette, silhouette)
    yield "modes", votes.modes, None, _modes(votes.modes)
    best = best_mixture(statistics)
    yield "mixture", votes.mixture, None if best is None else best.value("bic"), _mixture(votes, statistics)
    fine = votes.fine if votes.fine == conclusion.k else votes.coarse
    depth = statistics.splits[0].depth if statistics.splits else None
    yield "density", fine, depth, _density(fine, votes)


class _Explanation:
    """Why gap or silhouette prefer another K than the conclusion, where it can be tested."""

    def __init__(self, statistics: CountStatistics, conclusion: Conclusion) -> None:
        self._labels = {entry.k: entry.step.labels for entry in statistics.partitions}
        self._k, self._curved = conclusion.k, conclusion.kind == "curved"

    def gap(self, k: int | None) -> Message:
        """The words of the gap statistic."""
        if k is None:
            return Message("Gap statistic: not defined for these points.")
        if k == 1:
            return Message("Gap statistic: no K is better than 1.")
        return Message("Gap statistic: best K {k!s}{reason}.", k=k, reason=self._reason(k))

    def silhouette(self, k: int | None, value: float | None) -> Message:
        """The words of the silhouette."""
        if k is None or value is None:
            return Message("Silhouette: not defined for these points.")
        template = "Silhouette: best K {k!s} ({value:hundredths}){reason}."
        return Message(template, k=k, value=value, reason=self._reason(k))

    def _reason(self, k: int) -> Message:
        """Why another K than that of the conclusion is preferred; empty where that is not known."""
        if self._k is None or k == self._k:
            return Message()
        if self._curved:
            return Message("; it favors compact clusters")
        one, own = self._labels.get(k), self._labels.get(self._k)
        if one is None or own is None:
            return Message()
        if k < self._k and _is_within(own, one):
            return Message(", which joins clusters that are close together")
        if k > self._k and _is_within(one, own):
            return Message(", which splits clusters further")
        return Message()


def _is_within(fine: Labels, coarse: Labels) -> bool:
    """Whether each cluster of the `fine` labels (n,) lies within one of the `coarse` labels (n,)."""
    table = np.zeros((int(fine.max()) + 1, int(coarse.max()) + 1))
    np.add.at(table, (fine, coarse), 1)
    return bool((table.max(axis=1) >= NESTED_SHARE * table.sum(axis=1)).all())


def _modes(k: int) -> Message:
    if k == 1:
        return Message("Dip test: the points have one mode along the line that divides them best.")
    return Message("Dip test: {k} groups of one mode each.", k=k)


def _mixture(votes: Votes, statistics: CountStatistics) -> Message:
    best = best_mixture(statistics)
    if best is None:
        return Message("Gaussian mixtures: a component of every fit has collapsed.")
    if best.k == 1:
        return Message("Gaussian mixtures: no K has a clearly better BIC than 1.")
    kind = next(name for name, sweep in statistics.mixtures.items() if best in sweep)
    template = (
        "Gaussian mixtures: best K {k!s} by BIC ({kind} covariances), but the components overlap."
        if votes.mixture is None
        else "Gaussian mixtures: best K {k!s} by BIC ({kind} covariances)."
    )
    return Message(template, k=best.k, kind=kind)


def _density(k: int, votes: Votes) -> Message:
    if k == 1:
        return Message("Density: no sparse region divides the points.")
    if votes.fine > votes.coarse and k == votes.coarse:
        template = "Density: sparse regions divide the points into {k} groups, less sparse ones into {fine}."
        return Message(template, k=k, fine=votes.fine)
    return Message("Density: sparse regions divide the points into {k} groups.", k=k)


def _figure(statistics: CountStatistics, k: int | None, key: str) -> float | None:
    """A figure of the k-means sweep at a K."""
    return next((entry.value(key) for entry in statistics.partitions if entry.k == k), None)
