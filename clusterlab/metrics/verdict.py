"""How many clusters there are, in words: the K of each criterion, and what they conclude together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from clusterlab.core.algorithm import Algorithm
from clusterlab.core.message import Message, join, sentences
from clusterlab.metrics.k_sweep import SweepEntry, best_k, sweep_gap, sweep_knee, why_no_sweep_gap

SEPARATED_SILHOUETTE, WELL_SEPARATED_SILHOUETTE = 0.5, 0.6
"""Mean silhouettes from which clusters count as separated (Kaufman and Rousseeuw 1990) and well separated."""
MIN_RESPONSIBILITY = 0.95
"""Gaussian components fitted to uniform points on a line have mean responsibilities of 0.94 for their own
points: clusters need more."""
MIN_STANDARD_ERRORS = 5.0
"""A gap that exceeds another by this many standard errors is more than chance: half circles exceed 15,
uniform points never reached 3."""
STRONG_DIFFERENCE = 10.0
"""A criterion that is better by this much is very strong evidence (Kass and Raftery 1995)."""
TRY_DBSCAN = Message("Groups that are not compact are for DBSCAN to find.")
ONLY_CURVED_STRUCTURE = Message("There is structure, but none that is compact: look with DBSCAN.")


@dataclass(frozen=True)
class Verdict:
    """The conclusion of a sweep in words, and the K of each criterion, None where it has none.

    `k` is the number of clusters that there is evidence for (of compact clusters where the algorithm finds no
    others); None where there is no evidence or it is contradictory.
    """

    words: Message
    k: int | None
    knee: int | None
    silhouette_k: int | None
    gap_k: int | None
    criterion_k: int | None


def verdict(algorithm: Algorithm, found: Sequence[SweepEntry]) -> Verdict | None:
    """What a complete sweep, in the order of K, concludes about the number of clusters; None for one K."""
    if len(found) < 2:
        return None
    criteria = _Criteria(algorithm, found)
    conclude = (
        _conclude_from_gap
        if algorithm.gap_statistic
        else _conclude_from_criterion
        if algorithm.finds_compact_clusters
        else _conclude_from_evidence
    )
    concluded_k, conclusion = conclude(criteria)
    words = join([criteria.summary, conclusion], ": ")
    return Verdict(words, concluded_k, criteria.knee, criteria.silhouette, criteria.gap, criteria.criterion)


def best_sweep_name(sweeps: Mapping[str, Sequence[SweepEntry]], algorithm: Algorithm) -> str | None:
    """The name of the sweep with the best criterion; collapsed fits count only where all have collapsed."""
    key, sign = algorithm.criterion.key, 1 if algorithm.criterion.lower_is_better else -1
    ranks = {
        name: min((entry.collapsed, sign * value) for entry, value in known)
        for name, found in sweeps.items()
        if (known := [(entry, value) for entry in found if (value := entry.value(key)) is not None])
    }
    return min(ranks, key=ranks.__getitem__) if ranks else None


class _Criteria:
    """The K that each criterion chooses in a sweep."""

    def __init__(self, algorithm: Algorithm, found: Sequence[SweepEntry]) -> None:
        criterion = algorithm.criterion
        self.entries = {entry.k: entry for entry in found}
        self.knee = sweep_knee(algorithm, found)
        self.silhouette = best_k(found, "silhouette", lowest=False)
        self.gap, self.why_no_gap = sweep_gap(found), why_no_sweep_gap(found)
        counts = criterion is not algorithm.objective
        self.criterion = best_k(found, criterion.key, criterion.lower_is_better) if counts else None
        self.name, self._key = criterion.name, criterion.key
        self.evidence, self.suggested_k = algorithm.k_evidence, found[-1].step.suggested_k

    @property
    def summary(self) -> Message:
        """The K of each criterion, of those that have one."""
        evidence = self.evidence[:1].upper() + self.evidence[1:]
        chosen = [
            ("{evidence} {k}", "{evidence} {k}", self.suggested_k),
            ("{criterion} {k}", "{criterion} {k}", self.criterion),
            ("Knee {k}", "knee {k}", self.knee),
            ("Silhouette {k}", "silhouette {k}", self.silhouette),
            ("Gap {k}", "gap {k}", self.gap),
        ]
        found = [(first, later, k) for first, later, k in chosen if k is not None]
        names = {"evidence": evidence, "criterion": self.name}
        return join(
            [
                Message(later if place else first, k=k, **names)
                for place, (first, later, k) in enumerate(found)
            ],
            " · ",
        )

    @property
    def best_silhouette(self) -> float:
        """The greatest mean silhouette; 0 where there is none."""
        found = None if self.silhouette is None else self.entries[self.silhouette].silhouette
        return 0.0 if found is None else found

    @property
    def gap_is_known(self) -> bool:
        """Whether K begins at 1 and every gap is defined."""
        gaps = [entry.gap for entry in self.entries.values()]
        return 1 in self.entries and all(gap is not None and gap.value is not None for gap in gaps)

    @property
    def is_compact(self) -> bool:
        """Whether the clusters with the greatest mean silhouette count as separated."""
        return self.best_silhouette >= SEPARATED_SILHOUETTE

    def components_separated_at(self, k: int) -> bool:
        """Whether the components at a K hardly overlap."""
        found = self.entries[k].min_mean_responsibility
        return found is not None and found >= MIN_RESPONSIBILITY

    def is_strong_at(self, k: int) -> bool:
        """Whether the criterion at a K is much better than at 1, or one of them is not known."""
        one, other = (self.entries[at].value(self._key) if at in self.entries else None for at in (1, k))
        return one is None or other is None or abs(one - other) > STRONG_DIFFERENCE

    def exceeds_chance(self, k: int, other: int) -> bool:
        """Whether the gap at a K exceeds that at another by more than chance."""
        one, two = self.entries[k].gap, self.entries[other].gap
        if one is None or two is None or two.value is None:
            return False
        return one.exhausted or (
            one.value is not None and one.value - MIN_STANDARD_ERRORS * one.error > two.value
        )

    @property
    def has_structure(self) -> bool:
        """Whether the gap at any K exceeds that at 1 by more than chance."""
        return 1 in self.entries and any(self.exceeds_chance(k, 1) for k in self.entries if k > 1)


def _conclude_from_gap(criteria: _Criteria) -> tuple[int | None, Message]:
    """The conclusion from gap and silhouettes; the knee does not count, since almost any curve has one."""
    gap, silhouette = criteria.gap, criteria.silhouette
    if silhouette is None or all(entry.gap is None for entry in criteria.entries.values()):
        return None, sentences(_not_enough_evidence(criteria), TRY_DBSCAN)
    if gap == silhouette and criteria.exceeds_chance(silhouette, 1):
        return silhouette, _compact_clusters(criteria)
    if gap == silhouette:
        chance = "no clear evidence of compact clusters, for chance alone can make such a gap."
        return None, sentences(Message(chance), TRY_DBSCAN)
    if _silhouette_outweighs_gap(criteria):
        template = "{k} compact clusters, where the gap is far above that of {gap}."
        return silhouette, Message(template, k=silhouette, gap=gap)
    if _gap_peaks_at_silhouette(criteria):
        template = (
            "{k} compact clusters, where the gap is highest."
            if criteria.is_compact
            else "{k} clusters, though not far apart, where the gap is highest."
        )
        return silhouette, Message(template, k=silhouette)
    if gap == 1:
        hint = ONLY_CURVED_STRUCTURE if criteria.has_structure else TRY_DBSCAN
        return None, sentences(Message("no clear evidence of compact clusters."), hint)
    if gap is None:
        return _conclude_without_gap_choice(criteria)
    return None, sentences(_disagreement(silhouette, gap), TRY_DBSCAN)


def _conclude_without_gap_choice(criteria: _Criteria) -> tuple[int | None, Message]:
    """The conclusion where the gap chooses no K: no evidence where it grows to the end, else none."""
    if criteria.gap_is_known:
        template = "no clear evidence of compact clusters, for the gap {reason}."
        return None, sentences(Message(template, reason=criteria.why_no_gap), TRY_DBSCAN)
    return None, Message("no conclusion, for the gap {reason}.", reason=criteria.why_no_gap)


def _silhouette_outweighs_gap(criteria: _Criteria) -> bool:
    """Whether the K of the silhouettes is well separated and its gap exceeds that at the gap's own choice.

    The gap's rule stops at the first K that the next one does not exceed, though a later one may.
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
    """Whether knee, silhouettes and the highest gap agree on one K, and that gap exceeds chance.

    Where clusters lie in pairs the gap falls before it rises, so its rule chooses 1. For half circles the gap
    rises to the last K, which is no peak, and where no curve has its knee.
    """
    gaps = {
        k: entry.gap.value
        for k, entry in criteria.entries.items()
        if entry.gap and entry.gap.value is not None
    }
    if 1 not in gaps or criteria.silhouette not in gaps:
        return False
    highest = max(gaps, key=gaps.__getitem__)
    all_agree = criteria.knee == criteria.silhouette == highest
    return all_agree and criteria.exceeds_chance(highest, 1)


def _conclude_from_criterion(criteria: _Criteria) -> tuple[int | None, Message]:
    """The conclusion from a criterion that counts parameters, and from whether the components overlap.

    The silhouette is not decisive, since components of a mixture may be elongated or nested.
    """
    best = criteria.criterion
    if best is None:
        first, later = "Too little is known to tell.", "too little is known to tell."
        return None, sentences(Message(later if criteria.summary else first), TRY_DBSCAN)
    if 1 not in criteria.entries:
        template = "no conclusion, for it takes the {criterion} of K = 1."
        return None, Message(template, criterion=criteria.name)
    if sum(not entry.collapsed for entry in criteria.entries.values()) < 2:
        return None, sentences(Message("too many of the fits have collapsed to tell."), TRY_DBSCAN)
    if best == 1:
        template = "one component is enough, so there is no clear evidence of compact clusters."
    elif not criteria.is_strong_at(best):
        template = "{k} components fit hardly better than one: no clear evidence of compact clusters."
    elif not criteria.components_separated_at(best):
        template = "{k} components fit best but overlap: no clear evidence of compact clusters."
    elif best == criteria.silhouette and criteria.best_silhouette >= WELL_SEPARATED_SILHOUETTE:
        return best, _compact_clusters(criteria)
    else:
        return best, Message("{k} clusters, bells that hardly overlap.", k=best)
    return None, sentences(Message(template, k=best), TRY_DBSCAN)


def _conclude_from_evidence(criteria: _Criteria) -> tuple[int | None, Message]:
    """The conclusion where clusters may have any shape, which the silhouette does not measure."""
    k, evidence = criteria.suggested_k, criteria.evidence
    if not evidence:
        favors_compact = Message("The silhouette speaks of compact clusters alone.")
        return None, sentences(_not_enough_evidence(criteria), favors_compact)
    if k is None:
        first = "No {evidence} stands out, so there is no clear evidence of clusters."
        later = "no {evidence} stands out, so there is no clear evidence of clusters."
        return None, Message(later if criteria.summary else first, evidence=evidence)
    if k == 1:
        return None, Message("there is no clear evidence of more than one cluster.")
    return k, Message("{k} clusters, which may have any shape.", k=k)


def _not_enough_evidence(criteria: _Criteria) -> Message:
    """That no conclusion can be drawn, with a capital letter where the words begin with it."""
    first = "Too little is known to tell clusters from chance."
    later = "too little is known to tell clusters from chance."
    return Message(later if criteria.summary else first)


def _compact_clusters(criteria: _Criteria) -> Message:
    """How many clusters the silhouettes choose, and whether these are separated."""
    template = "{k} compact clusters." if criteria.is_compact else "{k} clusters, though not far apart."
    return Message(template, k=criteria.silhouette)


def _disagreement(one: int, other: int) -> Message:
    """Which numbers of clusters are open where two criteria choose different ones."""
    low, high = sorted((one, other))
    template = (
        "they disagree, so whether there are {low} or {high} clusters is open."
        if high - low == 1
        else "they disagree, so any K from {low} to {high} is open."
    )
    return Message(template, low=low, high=high)
