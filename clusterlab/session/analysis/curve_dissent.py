"""Whether the curve of an algorithm over K says otherwise than the answer about the data, and why."""

from collections.abc import Sequence

from clusterlab.core.algorithm import Algorithm
from clusterlab.core.message import Message
from clusterlab.metrics.cluster_count.how_many import ClusterCount
from clusterlab.metrics.cluster_count.reasons import why_other_k
from clusterlab.metrics.cluster_count.votes import is_separated
from clusterlab.metrics.k_sweep import SweepEntry, best_k

SILHOUETTE_NAME = "silhouette"


def curve_dissent(algorithm: Algorithm, found: Sequence[SweepEntry], count: ClusterCount) -> Message:
    """A sentence where the best K of a complete sweep is none that the answer names; else empty.

    Also empty where the evidence says the same of the silhouette.
    """
    name, k = _favorite(algorithm, found)
    if k is None or k in (count.suggested_ks or (1,)):
        return Message()
    if any((line.source, line.k) == (name, k) for line in count.evidence):
        return Message()
    template = "{algorithm}: the {criterion} favors K = {k!s}{reason}."
    reason = _reason(name, found, count, k)
    return Message(template, algorithm=algorithm.title, criterion=name, k=k, reason=reason)


def _favorite(algorithm: Algorithm, found: Sequence[SweepEntry]) -> tuple[str, int | None]:
    """What an algorithm offers to compare K, by name, and the K that it favors."""
    if algorithm.k_evidence:
        return algorithm.k_evidence, found[-1].step.suggested_k if found else None
    criterion = algorithm.criterion
    if criterion is algorithm.objective:
        return SILHOUETTE_NAME, best_k(found, "silhouette", lowest=False)
    return criterion.name, best_k(found, criterion.key, criterion.lower_is_better)


def _reason(name: str, found: Sequence[SweepEntry], count: ClusterCount, k: int) -> Message:
    """Why the curve favors `k`, where that can be tested."""
    if count.scaled is not None:
        return Message("; its columns are not scaled")
    favorite = next(entry for entry in found if entry.k == k)
    is_mixture = favorite.value("bic") is not None
    if is_mixture and k > 1 and not is_separated(favorite):
        return Message(", but its components overlap")
    kind = count.kind if name == SILHOUETTE_NAME else ""
    return why_other_k(k, count.k, kind, {entry.k: entry.step.labels for entry in found})
