"""The same algorithm over many K: the best of some restarts for each, and how good it is."""

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from clusterlab.core.algorithm import Algorithm, best_of
from clusterlab.core.formatting import count
from clusterlab.core.params import ParamError
from clusterlab.core.points import Points
from clusterlab.core.progress import Progress, telling
from clusterlab.core.step import Step
from clusterlab.kernels.typing import Labels
from clusterlab.metrics.calinski_davies import Scatter, scatter
from clusterlab.metrics.gap import Gap, gap_at, gap_choice
from clusterlab.metrics.gap_references import References
from clusterlab.metrics.knee import knee
from clusterlab.metrics.overlap import certainty
from clusterlab.metrics.silhouette import measured


@dataclass(frozen=True, eq=False)
class SweepEntry:
    """The winner at one K: what was asked and made, its last step, its seed and its figures.

    `figures` are in the units of the matrix that made the points. `silhouette` is None where it is
    not defined; it was computed on `silhouette_of` points, None where nobody looked yet. `gap` is
    None where nobody looked, or the algorithm has none; `certainty` where it is a hard one.
    """

    k: int
    made: int
    step: Step
    seed: int
    figures: dict[str, float]
    scatter: Scatter
    silhouette: float | None = None
    silhouette_of: int | None = None
    gap: Gap | None = None
    certainty: float | None = None
    notes: tuple[str, ...] = ()

    @property
    def collapsed(self) -> bool:
        """Whether a component of a mixture has collapsed."""
        return bool(getattr(self.step, "collapsed", ()))

    def value(self, key: str) -> float | None:
        """A figure or a measure by its name, or None where there is none."""
        measures = {
            "silhouette": self.silhouette,
            "calinski_harabasz": self.scatter.calinski_harabasz,
            "davies_bouldin": self.scatter.davies_bouldin,
            "gap": None if self.gap is None else self.gap.value,
        }
        return measures[key] if key in measures else self.figures.get(key)


Items = Iterator[Progress | SweepEntry]


def sweep(algorithm: Algorithm, points: Points, ks: Iterable[int], restarts: int = 1) -> Items:
    """One entry for each of `ks`, with a word of progress after every step on the way.

    This is the elbow alone; `full_sweep` adds to it. K ends where there are no more distinct
    points, and the last entry says so. Raises ParamError where not even the first K can be made.
    """
    reachable, notes = reach(points, list(ks))
    for place, k in enumerate(reachable):
        asking = replace(algorithm, k=k)  # type: ignore[type-var]
        done, of = place * restarts, len(reachable) * restarts
        winner, step = yield from _won(asking, points, restarts, done, of)
        yield _entry(k, winner, step, points, notes if k == reachable[-1] else ())


def full_sweep(
    algorithm: Algorithm,
    points: Points,
    ks: Iterable[int],
    restarts: int = 1,
    references: int = 0,
    known: Mapping[int, SweepEntry] | None = None,
) -> Items:
    """A sweep, and then again each entry with its silhouette, and at last with its gap.

    What is `known` of some K is taken as it is. Without `references` there are no gaps, nor for an
    algorithm that improves something else than the inertia.
    """
    asked, kept = list(ks), known or {}
    reachable, notes = reach(points, asked)
    old = [kept[k] for k in reachable if k in kept]
    fresh = [k for k in reachable if k not in kept]
    if old and old[-1].k == reachable[-1]:
        old[-1] = replace(old[-1], notes=(*old[-1].step.notes, *notes))
    elbow = sweep(algorithm, points, [k for k in asked if k in fresh or k > reachable[-1]], restarts)
    items = with_silhouettes(_both(old, elbow if fresh else iter(())), points)
    return with_gaps(items, points, references if gapped(algorithm) else 0)


def with_silhouettes(items: Iterable[Progress | SweepEntry], points: Points, seed: int = 0) -> Items:
    """A sweep, and then once more each entry, with its silhouette: one pass serves every K."""
    found: list[SweepEntry] = []
    for item in items:
        if isinstance(item, SweepEntry) and item.silhouette_of is None:
            found.append(item)
        yield item
    widths = yield from measured(points, [_labels(entry) for entry in found], seed)
    for entry, one in zip(found, widths, strict=True):
        yield replace(
            entry,
            silhouette=None if one is None else one.mean,
            silhouette_of=0 if one is None else one.size,
        )


def with_gaps(items: Iterable[Progress | SweepEntry], points: Points, how_many: int, seed: int = 0) -> Items:
    """A sweep, and then once more each entry, with its gap to `how_many` references, the least K first."""
    found: dict[int, SweepEntry] = {}
    for item in items:
        if isinstance(item, SweepEntry):
            found[item.k] = item
        yield item
    missing = [
        entry for k, entry in sorted(found.items()) if entry.gap is None or entry.gap.references != how_many
    ]
    if not how_many or not missing:
        return
    references = References.like(points, how_many, seed)
    for place, entry in enumerate(missing):
        if entry.k > references.size or entry.step.objective is None:
            return
        pace = Progress(place, len(missing))
        finding = gap_at(entry.k, entry.step.objective, references)
        one = yield from telling(lambda _, pace=pace: pace, finding)  # type: ignore[misc]
        yield replace(entry, gap=one)


def entries(items: Iterable[Progress | SweepEntry]) -> list[SweepEntry]:
    """The entries of a sweep in the order of K, each as it came last."""
    return sorted(
        {item.k: item for item in items if isinstance(item, SweepEntry)}.values(), key=lambda entry: entry.k
    )


def gapped(algorithm: Algorithm) -> bool:
    """Whether the gap statistic speaks of what an algorithm improves."""
    return algorithm.criterion.key == "inertia"


def sweep_knee(algorithm: Algorithm, found: Sequence[SweepEntry]) -> int | None:
    """The knee of the objective over K; None where that figure counts parameters or cannot be compared."""
    if algorithm.criterion is not algorithm.objective or not algorithm.kneed:
        return None
    heights = [entry.step.objective for entry in found]
    return knee(
        [entry.k for entry in found], [float("nan") if height is None else height for height in heights]
    )


def sweep_gap(found: Sequence[SweepEntry]) -> int | None:
    """The K that the gap statistic chooses, or None where it is not known for all, or chooses none."""
    gaps = [entry.gap for entry in found if entry.gap is not None]
    return gap_choice([entry.k for entry in found][: len(gaps)], gaps)


def best_k(found: Sequence[SweepEntry], key: str, lowest: bool) -> int | None:
    """The K with the lowest or highest figure or measure of those that have one, or None.

    Fits with a collapsed component count only where there are no others.
    """
    known = {entry: value for entry in found if (value := entry.value(key)) is not None}
    ranks = {entry: (entry.collapsed, value if lowest else -value) for entry, value in known.items()}
    return min(ranks, key=ranks.__getitem__).k if ranks else None


def reach(points: Points, ks: list[int]) -> tuple[list[int], tuple[str, ...]]:
    """The K of `ks` for which there are enough distinct points, and a sentence where some were cut.

    Raises ParamError where there are none.
    """
    if not ks:
        raise ParamError("k must name at least one number of clusters.")
    limit = points.distinct(max(ks))
    kept = [k for k in ks if k <= limit]
    if not kept:
        raise ParamError(f"k must be at most {limit} (the number of distinct points); it was {min(ks)}.")
    if len(kept) == len(ks):
        return kept, ()
    return kept, (f"K ends at {kept[-1]}: there {_are(limit)} only {count(limit, 'distinct point')}.",)


def _are(n: int) -> str:
    return "is" if n == 1 else "are"


def _both(first: Iterable[SweepEntry], then: Items) -> Items:
    yield from first
    yield from then


def _won(
    algorithm: Algorithm, points: Points, restarts: int, done: int, of: int
) -> Generator[Progress, None, tuple[Algorithm, Step]]:
    """The winner at one K and its last step, where `done` of `of` restarts went before."""
    found = yield from telling(
        lambda restart: Progress(done + restart, of), best_of(algorithm, points, restarts)
    )
    yield Progress(done + restarts, of)
    return found


def _entry(k: int, winner: Algorithm, step: Step, points: Points, notes: tuple[str, ...]) -> SweepEntry:
    assert step.labels is not None
    return SweepEntry(
        k=k,
        made=step.k,
        step=step,
        seed=getattr(winner, "seed", 0),
        figures=step.figures(points),
        scatter=scatter(points, step.labels),
        certainty=certainty(step, points),
        notes=(*step.notes, *notes),
    )


def _labels(entry: SweepEntry) -> Labels:
    assert entry.step.labels is not None
    return entry.step.labels
