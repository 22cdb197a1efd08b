"""How many clusters there are, in words: what each criterion says, and whether together they say anything."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from clusterlab.core.algorithm import Algorithm
from clusterlab.metrics.k_sweep import SweepEntry, best_k, has_gap_statistic, sweep_gap, sweep_knee

SEPARATED_SILHOUETTE, WELL_SEPARATED_SILHOUETTE = 0.5, 0.6
"""Mean silhouettes from which clusters count as apart (Kaufman and Rousseeuw 1990), and as well apart."""
MIN_RESPONSIBILITY = 0.95
"""Whoever fits bells to the parts of a line that is evenly full of points gives these shares of 0.94 in their
own bell: clusters need more."""
MIN_STANDARD_ERRORS = 5.0
"""So many standard errors above another, a gap is more than chance: half circles exceed 15, evenly spread
points never reached 3."""
NO_EVIDENCE = "no clear evidence of compact clusters"
STRONG_DIFFERENCE = 10.0
"""A criterion that is better by so much is very strong evidence (Kass and Raftery 1995)."""
TRY_DBSCAN = "Groups that are not compact are for DBSCAN to find."
ONLY_CURVED_STRUCTURE = "There is structure, but none that is compact: look with DBSCAN."
NOT_ENOUGH_EVIDENCE = "too little is known to tell clusters from chance."


@dataclass(frozen=True)
class Verdict:
    """What the criteria say of a sweep: the K of each, None where it has none, and all of it in words.

    `k` is the number of clusters that there is evidence for, of compact ones where the algorithm makes no
    others; None where there is none or it is contradictory.
    """

    words: str
    k: int | None
    knee: int | None
    silhouette_k: int | None
    gap_k: int | None
    criterion_k: int | None


def verdict(algorithm: Algorithm, found: Sequence[SweepEntry]) -> Verdict | None:
    """What a complete sweep, in the order of K, says of how many clusters there are; None of a single K."""
    if len(found) < 2:
        return None
    criteria = _Criteria(algorithm, found)
    conclude = (
        _conclude_from_gap
        if has_gap_statistic(algorithm)
        else _conclude_from_criterion
        if algorithm.finds_compact_clusters
        else _conclude_from_evidence
    )
    concluded_k, conclusion = conclude(criteria)
    words = (
        f"{criteria.summary}: {conclusion}" if criteria.summary else conclusion[:1].upper() + conclusion[1:]
    )
    return Verdict(words, concluded_k, criteria.knee, criteria.silhouette, criteria.gap, criteria.criterion)


def best_sweep_name(sweeps: Mapping[str, Sequence[SweepEntry]], algorithm: Algorithm) -> str | None:
    """Of several sweeps by name, that with the best criterion of all; collapsed fits lose to sound ones."""
    key, sign = algorithm.criterion.key, 1 if algorithm.criterion.lower_is_better else -1
    ranks = {
        name: min((entry.collapsed, sign * value) for entry, value in known)
        for name, found in sweeps.items()
        if (known := [(entry, value) for entry in found if (value := entry.value(key)) is not None])
    }
    return min(ranks, key=ranks.__getitem__) if ranks else None


class _Criteria:
    """What each criterion says of a sweep."""

    def __init__(self, algorithm: Algorithm, found: Sequence[SweepEntry]) -> None:
        criterion = algorithm.criterion
        self.entries = {entry.k: entry for entry in found}
        self.knee = sweep_knee(algorithm, found)
        self.silhouette = best_k(found, "silhouette", lowest=False)
        self.gap = sweep_gap(found)
        counts = criterion is not algorithm.objective
        self.criterion = best_k(found, criterion.key, criterion.lower_is_better) if counts else None
        self.name, self._key = criterion.name, criterion.key
        self.evidence, self.found = algorithm.k_evidence, found[-1].step.suggested_k

    @property
    def summary(self) -> str:
        """The K of each criterion, those that have one."""
        k_by_criterion = {self.evidence: self.found, self.name: self.criterion, "knee": self.knee}
        k_by_criterion |= {"silhouette": self.silhouette, "gap": self.gap}
        words = " · ".join(f"{name} {k}" for name, k in k_by_criterion.items() if k is not None)
        return words[:1].upper() + words[1:]

    @property
    def best_silhouette(self) -> float:
        """The mean silhouette where it is greatest; 0 where there is none."""
        found = None if self.silhouette is None else self.entries[self.silhouette].silhouette
        return 0.0 if found is None else found

    def components_separated_at(self, k: int) -> bool:
        """Whether points at a K belong to hardly any cluster but their own."""
        found = self.entries[k].min_mean_responsibility
        return found is not None and found >= MIN_RESPONSIBILITY

    def is_strong_at(self, k: int) -> bool:
        """Whether the criterion at a K is much better than at 1, as far as that is known."""
        one, other = (self.entries[at].value(self._key) if at in self.entries else None for at in (1, k))
        return one is None or other is None or abs(one - other) > STRONG_DIFFERENCE

    def exceeds_chance(self, k: int, other: int) -> bool:
        """Whether the gap at a K is above that at another by more than chance."""
        one, two = self.entries[k].gap, self.entries[other].gap
        if one is None or two is None or two.value is None:
            return False
        return one.exhausted or (
            one.value is not None and one.value - MIN_STANDARD_ERRORS * one.error > two.value
        )

    @property
    def has_structure(self) -> bool:
        """Whether at any K the inertia falls more than it would by chance."""
        return 1 in self.entries and any(self.exceeds_chance(k, 1) for k in self.entries if k > 1)


def _conclude_from_gap(criteria: _Criteria) -> tuple[int | None, str]:
    """What to conclude from gap and silhouettes; the knee is named, but finds one in almost any curve."""
    gap, silhouette = criteria.gap, criteria.silhouette
    if silhouette is None or all(entry.gap is None for entry in criteria.entries.values()):
        return None, f"{NOT_ENOUGH_EVIDENCE} {TRY_DBSCAN}"
    if gap == silhouette and criteria.exceeds_chance(silhouette, 1):
        return silhouette, _clusters_text(silhouette, criteria.best_silhouette)
    if gap == silhouette:
        return None, f"{NO_EVIDENCE}, for chance alone can make such a gap. {TRY_DBSCAN}"
    if _silhouette_outweighs_gap(criteria):
        return (
            silhouette,
            f"{_clusters_text(silhouette, criteria.best_silhouette)[:-1]}, where the gap is far above that of {gap}.",
        )
    if _gap_peaks_at_silhouette(criteria):
        return (
            silhouette,
            f"{_clusters_text(silhouette, criteria.best_silhouette)[:-1]}, where the gap is highest.",
        )
    if gap == 1:
        return None, f"{NO_EVIDENCE}. {ONLY_CURVED_STRUCTURE if criteria.has_structure else TRY_DBSCAN}"
    if gap is None:
        return None, f"{NO_EVIDENCE}, for the gap grows to the end. {TRY_DBSCAN}"
    return None, f"they disagree, so {_range_text(silhouette, gap)} is open. {TRY_DBSCAN}"


def _silhouette_outweighs_gap(criteria: _Criteria) -> bool:
    """Whether the K of the silhouettes is well apart and has a gap beyond that of the gap's own choice.

    The gap stops at the first K that the next one does not outdo, though one farther on may.
    """
    gap, silhouette = criteria.gap, criteria.silhouette
    if (
        gap is None
        or silhouette is None
        or silhouette < gap
        or criteria.best_silhouette < WELL_SEPARATED_SILHOUETTE
    ):
        return False
    return criteria.exceeds_chance(silhouette, gap)


def _gap_peaks_at_silhouette(criteria: _Criteria) -> bool:
    """Whether knee, silhouettes and the highest gap of all agree, and that gap is beyond chance.

    Where groups lie in pairs the gap falls before it rises, so its first choice is 1. That of half circles
    rises to the end: there the highest is no peak.
    """
    gaps = {
        k: entry.gap.value
        for k, entry in criteria.entries.items()
        if entry.gap and entry.gap.value is not None
    }
    if 1 not in gaps or criteria.silhouette not in gaps:
        return False
    top = max(gaps, key=gaps.__getitem__)
    all_agree = criteria.knee == criteria.silhouette == top
    return all_agree and top < max(criteria.entries) and criteria.exceeds_chance(top, 1)


def _conclude_from_criterion(criteria: _Criteria) -> tuple[int | None, str]:
    """What to conclude from a criterion that counts parameters, and whether its components overlap.

    Clusters of a mixture may be long or lie one in another: of these a silhouette says little.
    """
    best = criteria.criterion
    if best is None:
        return None, f"too little is known to tell. {TRY_DBSCAN}"
    if sum(not entry.collapsed for entry in criteria.entries.values()) < 2:
        return None, f"too many of the fits have collapsed to tell. {TRY_DBSCAN}"
    if best == 1:
        return None, f"one component is enough, so there is {NO_EVIDENCE}. {TRY_DBSCAN}"
    if not criteria.is_strong_at(best):
        return None, f"{best} components fit hardly better than one: {NO_EVIDENCE}. {TRY_DBSCAN}"
    if not criteria.components_separated_at(best):
        return None, f"{best} components fit best but overlap: {NO_EVIDENCE}. {TRY_DBSCAN}"
    if best == criteria.silhouette and criteria.best_silhouette >= WELL_SEPARATED_SILHOUETTE:
        return best, _clusters_text(best, criteria.best_silhouette)
    return best, f"{best} clusters, bells that hardly overlap."


def _conclude_from_evidence(criteria: _Criteria) -> tuple[int | None, str]:
    """What to conclude where clusters may have any shape: of these a silhouette does not speak."""
    if not criteria.evidence:
        return None, f"{NOT_ENOUGH_EVIDENCE} The silhouette speaks of compact clusters alone."
    if criteria.found is None:
        return None, f"no {criteria.evidence} stands out, so there is no clear evidence of clusters."
    if criteria.found == 1:
        return None, "there is no clear evidence of more than one cluster."
    return criteria.found, f"{criteria.found} clusters, which may have any shape."


def _clusters_text(k: int, best_silhouette: float) -> str:
    return (
        f"{k} compact clusters."
        if best_silhouette >= SEPARATED_SILHOUETTE
        else f"{k} clusters, though not far apart."
    )


def _range_text(one: int, other: int) -> str:
    """Both numbers, the lesser first."""
    low, high = sorted((one, other))
    return f"whether there are {low} or {high} clusters" if high - low == 1 else f"any K from {low} to {high}"
