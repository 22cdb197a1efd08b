"""How many clusters there are, in words: what each criterion says, and whether together they say anything."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from clusterlab.core.algorithm import Algorithm
from clusterlab.metrics.k_sweep import SweepEntry, best_k, gapped, sweep_gap, sweep_knee

APART, WELL_APART = 0.5, 0.6
"""Mean silhouettes from which clusters count as apart (Kaufman and Rousseeuw 1990), and as well apart."""
SURELY = 0.95
"""Whoever fits bells to the parts of a line that is evenly full of points gives these shares of 0.94 in their
own bell: clusters need more."""
SURE = 5.0
"""So many standard errors above another, a gap is more than chance: half circles exceed 15, evenly spread
points never reached 3."""
NOTHING = "no clear evidence of compact clusters"
STRONG = 10.0
"""A criterion that is better by so much is very strong evidence (Kass and Raftery 1995)."""
ELSEWHERE = "Groups that are not compact are for DBSCAN to find."
CURVED = "There is structure, but none that is compact: look with DBSCAN."
UNTOLD = "too little is known to tell clusters from chance."


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
    saying = _Saying(algorithm, found)
    conclude = _of_gap if gapped(algorithm) else _of_criterion if algorithm.compact else _of_evidence
    claimed, conclusion = conclude(saying)
    words = f"{saying.heads}: {conclusion}" if saying.heads else conclusion[:1].upper() + conclusion[1:]
    return Verdict(words, claimed, saying.knee, saying.silhouette, saying.gap, saying.criterion)


def best_line(lines: Mapping[str, Sequence[SweepEntry]], algorithm: Algorithm) -> str | None:
    """Of several sweeps by name, that with the best criterion of all; collapsed fits lose to sound ones."""
    key, sign = algorithm.criterion.key, 1 if algorithm.criterion.lower_is_better else -1
    ranks = {
        name: min((entry.collapsed, sign * value) for entry, value in known)
        for name, found in lines.items()
        if (known := [(entry, value) for entry in found if (value := entry.value(key)) is not None])
    }
    return min(ranks, key=ranks.__getitem__) if ranks else None


class _Saying:
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
        self.evidence, self.found = algorithm.evidence, found[-1].step.speaks_for

    @property
    def heads(self) -> str:
        """The K of each criterion, those that have one."""
        said = {self.evidence: self.found, self.name: self.criterion, "knee": self.knee}
        said |= {"silhouette": self.silhouette, "gap": self.gap}
        words = " · ".join(f"{name} {k}" for name, k in said.items() if k is not None)
        return words[:1].upper() + words[1:]

    @property
    def width(self) -> float:
        """The mean silhouette where it is greatest; 0 where there is none."""
        found = None if self.silhouette is None else self.entries[self.silhouette].silhouette
        return 0.0 if found is None else found

    def sure_at(self, k: int) -> bool:
        """Whether points at a K belong to hardly any cluster but their own."""
        found = self.entries[k].certainty
        return found is not None and found >= SURELY

    def strong_at(self, k: int) -> bool:
        """Whether the criterion at a K is much better than at 1, as far as that is known."""
        one, other = (self.entries[at].value(self._key) if at in self.entries else None for at in (1, k))
        return one is None or other is None or abs(one - other) > STRONG

    def beyond_chance(self, k: int, other: int) -> bool:
        """Whether the gap at a K is above that at another by more than chance."""
        one, two = self.entries[k].gap, self.entries[other].gap
        if one is None or two is None or two.value is None:
            return False
        return one.exhausted or (one.value is not None and one.value - SURE * one.error > two.value)

    @property
    def structured(self) -> bool:
        """Whether at any K the inertia falls more than it would by chance."""
        return 1 in self.entries and any(self.beyond_chance(k, 1) for k in self.entries if k > 1)


def _of_gap(saying: _Saying) -> tuple[int | None, str]:
    """What to conclude from gap and silhouettes; the knee is named, but finds one in almost any curve."""
    gap, silhouette = saying.gap, saying.silhouette
    if silhouette is None or all(entry.gap is None for entry in saying.entries.values()):
        return None, f"{UNTOLD} {ELSEWHERE}"
    if gap == silhouette and saying.beyond_chance(silhouette, 1):
        return silhouette, _clusters(silhouette, saying.width)
    if gap == silhouette:
        return None, f"{NOTHING}, for chance alone can make such a gap. {ELSEWHERE}"
    if _outdone(saying):
        return (
            silhouette,
            f"{_clusters(silhouette, saying.width)[:-1]}, where the gap is far above that of {gap}.",
        )
    if _peaks(saying):
        return silhouette, f"{_clusters(silhouette, saying.width)[:-1]}, where the gap is highest."
    if gap == 1:
        return None, f"{NOTHING}. {CURVED if saying.structured else ELSEWHERE}"
    if gap is None:
        return None, f"{NOTHING}, for the gap grows to the end. {ELSEWHERE}"
    return None, f"they disagree, so {_between(silhouette, gap)} is open. {ELSEWHERE}"


def _outdone(saying: _Saying) -> bool:
    """Whether the K of the silhouettes is well apart and has a gap beyond that of the gap's own choice.

    The gap stops at the first K that the next one does not outdo, though one farther on may.
    """
    gap, silhouette = saying.gap, saying.silhouette
    if gap is None or silhouette is None or silhouette < gap or saying.width < WELL_APART:
        return False
    return saying.beyond_chance(silhouette, gap)


def _peaks(saying: _Saying) -> bool:
    """Whether knee, silhouettes and the highest gap of all agree, and that gap is beyond chance.

    Where groups lie in pairs the gap falls before it rises, so its first choice is 1. That of half circles
    rises to the end: there the highest is no peak.
    """
    gaps = {
        k: entry.gap.value for k, entry in saying.entries.items() if entry.gap and entry.gap.value is not None
    }
    if 1 not in gaps or saying.silhouette not in gaps:
        return False
    top = max(gaps, key=gaps.__getitem__)
    agreed = saying.knee == saying.silhouette == top
    return agreed and top < max(saying.entries) and saying.beyond_chance(top, 1)


def _of_criterion(saying: _Saying) -> tuple[int | None, str]:
    """What to conclude from a criterion that counts parameters, and whether its components overlap.

    Clusters of a mixture may be long or lie one in another: of these a silhouette says little.
    """
    best = saying.criterion
    if best is None:
        return None, f"too little is known to tell. {ELSEWHERE}"
    if sum(not entry.collapsed for entry in saying.entries.values()) < 2:
        return None, f"too many of the fits have collapsed to tell. {ELSEWHERE}"
    if best == 1:
        return None, f"one component is enough, so there is {NOTHING}. {ELSEWHERE}"
    if not saying.strong_at(best):
        return None, f"{best} components fit hardly better than one: {NOTHING}. {ELSEWHERE}"
    if not saying.sure_at(best):
        return None, f"{best} components fit best but overlap: {NOTHING}. {ELSEWHERE}"
    if best == saying.silhouette and saying.width >= WELL_APART:
        return best, _clusters(best, saying.width)
    return best, f"{best} clusters, bells that hardly overlap."


def _of_evidence(saying: _Saying) -> tuple[int | None, str]:
    """What to conclude where clusters may have any shape: of these a silhouette does not speak."""
    if not saying.evidence:
        return None, f"{UNTOLD} The silhouette speaks of compact clusters alone."
    if saying.found is None:
        return None, f"no {saying.evidence} stands out, so there is no clear evidence of clusters."
    if saying.found == 1:
        return None, "there is no clear evidence of more than one cluster."
    return saying.found, f"{saying.found} clusters, which may have any shape."


def _clusters(k: int, width: float) -> str:
    return f"{k} compact clusters." if width >= APART else f"{k} clusters, though not far apart."


def _between(one: int, other: int) -> str:
    """Both numbers, the lesser first."""
    low, high = sorted((one, other))
    return f"whether there are {low} or {high} clusters" if high - low == 1 else f"any K from {low} to {high}"
