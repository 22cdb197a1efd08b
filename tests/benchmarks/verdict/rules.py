"""The answer of the program and of other rules on a table, and whether an answer is right, open or wrong."""

from hashlib import sha256
from json import dumps, loads
from pathlib import Path
from tempfile import gettempdir

import numpy as np

from clusterlab import GaussianMixture, KMeans, Points
from clusterlab.metrics.cluster_count.how_many import how_many
from clusterlab.metrics.k_sweep import best_k, entries, full_sweep, sweep
from tests.benchmarks.verdict.data import Family

Answer = tuple[int, ...]
"""Every K that a rule names; several where it says that two are right. Empty for none or open."""
KS, RESTARTS, REFERENCES = range(1, 11), 6, 12
CACHE = Path(gettempdir()) / "clusterlab-verdict"
"""The answers of the other rules, by the bytes of the table: sweeps cost more than rules."""


def answers(table: np.ndarray) -> dict[str, Answer | None]:
    """The answer of each rule; None where it says that K is open."""
    return {"ours": ours(table), **cached_answers(table)}


def ours(table: np.ndarray) -> Answer | None:
    """What the program says."""
    found = how_many(table)
    if found.kind == "open":
        return None
    return found.alternatives or (() if found.k is None else (found.k,))


def cached_answers(table: np.ndarray) -> dict[str, Answer | None]:
    """The answers of the other rules, which are computed once for each table."""
    key = sha256(np.ascontiguousarray(table).tobytes() + str(table.shape).encode()).hexdigest()
    kept = CACHE / f"{key}.json"
    if kept.exists():
        found = loads(kept.read_text(encoding="utf-8"))
    else:
        found = other_answers(Points(table))
        CACHE.mkdir(exist_ok=True)
        kept.write_text(dumps(found), encoding="utf-8")
    return {rule: None if found[rule] is None else tuple(found[rule]) for rule in RULES[1:]}


def other_answers(points: Points) -> dict[str, Answer | None]:
    """The answers of other rules to the sweeps of k-means and of mixtures with full covariances."""
    partitions = entries(full_sweep(KMeans(), points, KS, RESTARTS, REFERENCES))
    mixtures = entries(sweep(GaussianMixture(), points, KS))
    gap, silhouette = first_se_max(partitions), best_k(partitions, "silhouette", lowest=False)
    bic = best_k(mixtures, "bic", lowest=True)
    return {
        "gap (clusGap)": () if gap in (None, 1) else (gap,),
        "silhouette": () if silhouette is None else (silhouette,),
        "BIC": () if bic in (None, 1) else (bic,),
    }


def first_se_max(partitions) -> int | None:
    """The K of R's `clusGap` with `firstSEmax`: the least whose gap is within one standard error of the first
    local maximum."""
    known = [(e.k, e.gap.value, e.gap.error) for e in partitions if e.gap and e.gap.value is not None]
    if not known:
        return None
    falls = [i for i in range(len(known) - 1) if known[i + 1][1] < known[i][1]]
    _, top, error = known[falls[0] if falls else -1]
    return next(k for k, value, _ in known if value >= top - error)


def grade(family: Family, answer: Answer | None) -> str:
    """Whether an answer is right, open or wrong.

    Where there are clusters, to see none is open; where two numbers are right, so is one of them alone.
    """
    if not family.answers:
        return "open" if answer is None else "wrong" if answer else "right"
    if not answer:
        return "open"
    if family.two_fold:
        return (
            "right" if set(answer) == family.answers else "open" if set(answer) < family.answers else "wrong"
        )
    return "right" if set(answer) <= family.answers else "wrong"


RULES: tuple[str, ...] = ("ours", "gap (clusGap)", "silhouette", "BIC")
