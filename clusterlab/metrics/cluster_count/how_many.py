"""How many clusters some points have, with the evidence for it."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from clusterlab.core.cache import cached
from clusterlab.core.message import Message
from clusterlab.core.points import Points
from clusterlab.core.progress import Progress, drain
from clusterlab.core.stream import Stream
from clusterlab.kernels.typing import Floats
from clusterlab.metrics.cluster_count.conclusion import Conclusion, conclude
from clusterlab.metrics.cluster_count.evidence import Evidence, list_evidence
from clusterlab.metrics.cluster_count.statistics import MAX_COUNTED_K, CountStatistics, gather_statistics
from clusterlab.metrics.cluster_count.votes import count_votes

MAX_DOMINANCE, MIN_DOMINANCE = 100.0, 10.0
"""A column whose standard deviation exceeds that of every other by the first factor decides alone, so columns
are scaled first; from the second factor they are scaled if the columns as they are show no clusters."""


@dataclass(frozen=True)
class ClusterCount:
    """How many clusters there are: the answer in `words`, and `notes` on what it was drawn from.

    `k` is the number to use, None where there is no clear evidence or it is open. `kind` is compact,
    overlapping, curved, open or none. `alternatives` holds all numbers that the words name, where these are
    several or open, ascending. `outliers` points were set aside. `scaled` is the column, from 1, that
    outweighs all others, where columns were scaled equally for this answer; else None. `used` of `of` points
    were looked at.
    """

    k: int | None
    alternatives: tuple[int, ...]
    kind: str
    evidence: tuple[Evidence, ...]
    words: Message
    notes: tuple[Message, ...]
    outliers: int
    scaled: int | None
    used: int
    of: int

    @property
    def suggested_ks(self) -> tuple[int, ...]:
        """Every number of clusters that the words name, ascending."""
        return self.alternatives or (() if self.k is None else (self.k,))


def how_many(data: ArrayLike | Points, seed: int = 0) -> ClusterCount:
    """How many clusters an array (n, d), or prepared `Points`, has; the same seed gives the same answer.

    Of more than 4,000 points, or 1,000 of many columns, a random sample is used. Raises PointsError.
    """
    points = Points.of(data)
    return cached(points, ("cluster count", seed), lambda: drain(count_clusters(points, seed)))


def count_clusters(
    points: Points, seed: int = 0, names: Sequence[str] = ()
) -> Generator[Progress, None, ClusterCount]:
    """As `how_many`, as a generator that yields its progress every few milliseconds.

    Columns are named in the notes if their `names` are given. Of a stream the first rows are looked at.
    Weights are not counted, which a note says.
    """
    found = yield from _count_of_columns(_counted_once(points), seed, names)
    if points.weights is not None:
        unweighted = Message("Rows were counted once, without their weights.")
        return replace(found, notes=(*found.notes, unweighted))
    if not isinstance(points, Stream):
        return found
    return replace(found, notes=(*found.notes, Message("From the first {n} rows of the stream.", n=points.n)))


def _counted_once(points: Points) -> Points:
    """The points without weights; those of weight 0 are left out."""
    if points.weights is None:
        return points
    rows = points.to_row_order(points.values)[points.to_row_order(points.weights) > 0]
    return Points.from_normalized(rows, points.units)


def _count_of_columns(
    points: Points, seed: int, names: Sequence[str]
) -> Generator[Progress, None, ClusterCount]:
    """The answer for the columns as they are, or scaled equally where one outweighs all others."""
    column, dominance = _dominant_column(points.values)
    if dominance < MAX_DOMINANCE:
        found = yield from _count(points, seed)
        if found.k is not None or dominance < MIN_DOMINANCE:
            return found
    scaled = yield from _count(Points(_scaled(points.values)), seed)
    if dominance < MAX_DOMINANCE and scaled.k is None:
        return found
    return _with_scaling(scaled, column, names)


def _count(points: Points, seed: int) -> Generator[Progress, None, ClusterCount]:
    """The answer for points as they are."""
    statistics = yield from gather_statistics(points, seed)
    votes = count_votes(statistics)
    conclusion = conclude(votes, statistics)
    return ClusterCount(
        k=conclusion.k,
        alternatives=conclusion.alternatives,
        kind=conclusion.kind,
        evidence=list_evidence(votes, statistics, conclusion),
        words=_answer(conclusion, statistics),
        notes=tuple(_conditions(statistics, seed)),
        outliers=statistics.outliers,
        scaled=None,
        used=statistics.points.n + statistics.outliers,
        of=statistics.of,
    )


def _answer(conclusion: Conclusion, statistics: CountStatistics) -> Message:
    """The answer in a sentence."""
    k, both = conclusion.k, conclusion.alternatives
    if conclusion.kind == "none":
        return Message("No clear evidence of clusters.")
    if conclusion.kind == "open":
        return Message("Perhaps {k} clusters: the evidence is divided.", k=both[0])
    if both:
        return Message("{coarse} large or {fine} small clusters.", coarse=both[0], fine=both[1])
    if k == statistics.points.distinct(MAX_COUNTED_K + 1):
        return Message("{k} clusters, one for each distinct point.", k=k)
    templates = {
        "compact": "{k} clusters.",
        "overlapping": "{k} overlapping clusters.",
        "curved": "{k} clusters of curved or elongated shape.",
    }
    return Message(templates[conclusion.kind], k=k)


def _conditions(statistics: CountStatistics, seed: int) -> list[Message]:
    """Outliers that were set aside, and the sample and the components that were used."""
    used, found = statistics.points.n + statistics.outliers, []
    if statistics.outliers:
        found.append(Message("{n:# outlier was|# outliers were} set aside.", n=statistics.outliers))
    if used < statistics.of:
        template = "From a random sample of {used} of {of} points (seed {seed!s})."
        found.append(Message(template, used=used, of=statistics.of, seed=seed))
    if statistics.points.d < statistics.columns:
        template = "From the first {m} principal components of {d} columns."
        found.append(Message(template, m=statistics.points.d, d=statistics.columns))
    return found


def _with_scaling(count: ClusterCount, column: int, names: Sequence[str]) -> ClusterCount:
    """The answer with a note that columns were scaled, and why."""
    name = names[column] if names else Message("column {n!s}", n=column + 1)
    template = "Columns were scaled equally, since {column} would outweigh all others."
    return replace(count, notes=(*count.notes, Message(template, column=name)), scaled=column + 1)


def _dominant_column(values: Floats) -> tuple[int, float]:
    """The column of the greatest standard deviation, and how many times as great it is as the next one.

    1 for a single column; constant columns do not count.
    """
    deviations = values.std(axis=0)
    order = np.argsort(-deviations, kind="stable")
    if len(order) < 2 or deviations[order[1]] == 0:
        return int(order[0]), 1.0
    return int(order[0]), float(deviations[order[0]] / deviations[order[1]])


def _scaled(values: Floats) -> Floats:
    """Each column divided by its standard deviation, constant columns as they are: (n, d)."""
    deviations = values.std(axis=0)
    return np.asarray(values / np.where(deviations > 0, deviations, 1.0))
