"""Each kind of evidence in one line: what it suggests, and whether that agrees with the conclusion."""

from collections.abc import Iterator
from dataclasses import dataclass

from clusterlab.core.message import Message
from clusterlab.metrics.cluster_count.conclusion import Conclusion
from clusterlab.metrics.cluster_count.density_splits import has_too_few_points
from clusterlab.metrics.cluster_count.reasons import why_other_k
from clusterlab.metrics.cluster_count.statistics import CountStatistics
from clusterlab.metrics.cluster_count.votes import Votes, best_mixture


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
    if has_too_few_points(statistics.points.n):
        yield "density", None, None, Message("Density: too few points to tell.")
        return
    fine = votes.fine if votes.fine == conclusion.k else votes.coarse
    depth = statistics.splits[0].depth if statistics.splits else None
    yield "density", fine, depth, _density(fine, votes)


class _Explanation:
    """The words of gap and silhouette, with the reason where they prefer another K than the conclusion."""

    def __init__(self, statistics: CountStatistics, conclusion: Conclusion) -> None:
        self._labels = {entry.k: entry.step.labels for entry in statistics.partitions}
        self._silhouettes = {entry.k: entry.value("silhouette") for entry in statistics.partitions}
        self._k, self._kind = conclusion.k, conclusion.kind

    def gap(self, k: int | None) -> Message:
        """The words of the gap statistic."""
        if k is None:
            return Message("Gap statistic: not defined for these points.")
        if k == 1:
            return Message("Gap statistic: no K is better than 1.")
        kind = "" if self._kind == "none" else self._kind  # unlike the silhouette it may favor 1
        reason = why_other_k(k, self._k, kind, self._labels)
        return Message("Gap statistic: best K {k!s}{reason}.", k=k, reason=reason)

    def silhouette(self, k: int | None, value: float | None) -> Message:
        """The words of the silhouette."""
        if k is None or value is None:
            return self._no_silhouette()
        reason = why_other_k(k, self._k, self._kind, self._labels)
        template = "Silhouette: best K {k!s} ({value:hundredths}){reason}."
        return Message(template, k=k, value=value, reason=reason)

    def _no_silhouette(self) -> Message:
        """Why the silhouette prefers no K: it is known for one alone, or for none."""
        known = [k for k, value in self._silhouettes.items() if value is not None]
        if known:
            return Message("Silhouette: known for K = {k!s} alone.", k=known[0])
        return Message("Silhouette: not defined for these points.")


def _modes(k: int) -> Message:
    if k == 1:
        return Message("Dip test: one mode along the dividing line.")
    return Message("Dip test: {k} groups of one mode each.", k=k)


def _mixture(votes: Votes, statistics: CountStatistics) -> Message:
    best = best_mixture(statistics)
    if best is None:
        return Message("Gaussian mixtures: every fit has collapsed.")
    if best.k == 1:
        return Message("Gaussian mixtures: no K is clearly better than 1 by BIC.")
    kind = next(name for name, sweep in statistics.mixtures.items() if best in sweep)
    template = "Gaussian mixtures: best K {k!s} by BIC ({kind}){but}."
    return Message(template, k=best.k, kind=kind, but=_reservation(votes.mixture, best.k))


def _reservation(groups: int | None, k: int) -> Message:
    """Why the `k` components of a mixture are not as many clusters; empty where they are."""
    if groups is None:
        return Message(", but they overlap")
    if groups == 1:
        return Message(", but all have one mode in common")
    return (
        Message() if groups == k else Message(", which form {groups} groups of one mode each", groups=groups)
    )


def _density(k: int, votes: Votes) -> Message:
    if k == 1:
        return Message("Density: no sparse region divides the points.")
    if votes.fine > votes.coarse and k == votes.coarse:
        template = "Density: sparse regions divide {k} groups, less sparse ones {fine}."
        return Message(template, k=k, fine=votes.fine)
    return Message("Density: sparse regions divide {k} groups.", k=k)


def _figure(statistics: CountStatistics, k: int | None, key: str) -> float | None:
    """A figure of the k-means sweep at a K."""
    return next((entry.value(key) for entry in statistics.partitions if entry.k == k), None)
