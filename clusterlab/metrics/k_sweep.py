"""The same algorithm over many K: the best of some restarts for each, and how good it is."""

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from clusterlab.core.algorithm import Algorithm, search_best_restart
from clusterlab.core.formatting import format_count
from clusterlab.core.params import ParamError
from clusterlab.core.points import Points
from clusterlab.core.progress import Progress, map_progress
from clusterlab.core.step import Step
from clusterlab.kernels.typing import Labels
from clusterlab.metrics.calinski_davies import SeparationScores, separation_scores
from clusterlab.metrics.gap import Gap, gap_at, gap_choice
from clusterlab.metrics.gap_references import UniformReferences
from clusterlab.metrics.knee import knee
from clusterlab.metrics.overlap import min_mean_responsibility
from clusterlab.metrics.silhouette import silhouettes_with_progress


@dataclass(frozen=True, eq=False)
class SweepEntry:
    """The winner at one K: what was asked and made, its last step, its seed and its figures.

    `figures` are in the units of the matrix that made the points. `silhouette` is None where it is
    not defined; it was computed on `silhouette_of` points, None where nobody looked yet. `gap` is
    None where nobody looked, or the algorithm has none; `min_mean_responsibility` where it is a hard one.
    """

    k: int
    made: int
    step: Step
    seed: int
    figures: dict[str, float]
    separation_scores: SeparationScores
    silhouette: float | None = None
    silhouette_of: int | None = None
    gap: Gap | None = None
    min_mean_responsibility: float | None = None
    notes: tuple[str, ...] = ()

    @property
    def collapsed(self) -> bool:
        """Whether a component of a mixture has collapsed."""
        return bool(getattr(self.step, "collapsed", ()))

    def value(self, key: str) -> float | None:
        """A figure or a measure by its name, or None where there is none."""
        measures = {
            "silhouette": self.silhouette,
            "calinski_harabasz": self.separation_scores.calinski_harabasz,
            "davies_bouldin": self.separation_scores.davies_bouldin,
            "gap": None if self.gap is None else self.gap.value,
        }
        return measures[key] if key in measures else self.figures.get(key)


Items = Iterator[Progress | SweepEntry]


def sweep(algorithm: Algorithm, points: Points, ks: Iterable[int], restarts: int = 1) -> Items:
    """One entry for each of `ks`, with a word of progress after every step on the way.

    This is the elbow alone; `full_sweep` adds to it. K ends where there are no more distinct
    points, and the last entry says so. Raises ParamError where not even the first K can be made.
    """
    reachable, notes = feasible_ks(points, list(ks))
    for index, k in enumerate(reachable):
        algorithm_at_k = replace(algorithm, k=k)  # type: ignore[type-var]
        done, of = index * restarts, len(reachable) * restarts
        winner, step = yield from _best_run(algorithm_at_k, points, restarts, done, of)
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
    reachable, notes = feasible_ks(points, asked)
    known_sweep = [kept[k] for k in reachable if k in kept]
    new_ks = [k for k in reachable if k not in kept]
    if known_sweep and known_sweep[-1].k == reachable[-1]:
        known_sweep[-1] = replace(known_sweep[-1], notes=(*known_sweep[-1].step.notes, *notes))
    elbow = sweep(algorithm, points, [k for k in asked if k in new_ks or k > reachable[-1]], restarts)
    items = with_silhouettes(_chained(known_sweep, elbow if new_ks else iter(())), points)
    return with_gaps(items, points, references if has_gap_statistic(algorithm) else 0)


def with_silhouettes(items: Iterable[Progress | SweepEntry], points: Points, seed: int = 0) -> Items:
    """A sweep, and then once more each entry, with its silhouette: one pass serves every K."""
    found: list[SweepEntry] = []
    for item in items:
        if isinstance(item, SweepEntry) and item.silhouette_of is None:
            found.append(item)
        yield item
    widths = yield from silhouettes_with_progress(points, [_labels(entry) for entry in found], seed)
    for entry, one in zip(found, widths, strict=True):
        yield replace(
            entry,
            silhouette=None if one is None else one.mean,
            silhouette_of=0 if one is None else one.size,
        )


def with_gaps(items: Iterable[Progress | SweepEntry], points: Points, n_draws: int, seed: int = 0) -> Items:
    """A sweep, and then once more each entry, with its gap to `n_draws` references, the least K first."""
    found: dict[int, SweepEntry] = {}
    for item in items:
        if isinstance(item, SweepEntry):
            found[item.k] = item
        yield item
    missing = [
        entry for k, entry in sorted(found.items()) if entry.gap is None or entry.gap.references != n_draws
    ]
    if not n_draws or not missing:
        return
    references = UniformReferences.for_points(points, n_draws, seed)
    for index, entry in enumerate(missing):
        if entry.k > references.size or entry.step.objective is None:
            return
        progress = Progress(index, len(missing))
        gap_computation = gap_at(entry.k, entry.step.objective, references)
        one = yield from map_progress(lambda _, progress=progress: progress, gap_computation)  # type: ignore[misc]
        yield replace(entry, gap=one)


def entries(items: Iterable[Progress | SweepEntry]) -> list[SweepEntry]:
    """The entries of a sweep in the order of K, each as it came last."""
    return sorted(
        {item.k: item for item in items if isinstance(item, SweepEntry)}.values(), key=lambda entry: entry.k
    )


def has_gap_statistic(algorithm: Algorithm) -> bool:
    """Whether the gap statistic speaks of what an algorithm improves."""
    return algorithm.criterion.key == "inertia"


def sweep_knee(algorithm: Algorithm, found: Sequence[SweepEntry]) -> int | None:
    """The knee of the objective over K; None where that figure counts parameters or cannot be compared."""
    if algorithm.criterion is not algorithm.objective or not algorithm.has_comparable_objective:
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


def feasible_ks(points: Points, ks: list[int]) -> tuple[list[int], tuple[str, ...]]:
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
    return kept, (f"K ends at {kept[-1]}: there {_are(limit)} only {format_count(limit, 'distinct point')}.",)


def _are(n: int) -> str:
    return "is" if n == 1 else "are"


def _chained(first: Iterable[SweepEntry], then: Items) -> Items:
    yield from first
    yield from then


def _best_run(
    algorithm: Algorithm, points: Points, restarts: int, done: int, of: int
) -> Generator[Progress, None, tuple[Algorithm, Step]]:
    """The winner at one K and its last step, where `done` of `of` restarts went before."""
    found = yield from map_progress(
        lambda restart: Progress(done + restart, of), search_best_restart(algorithm, points, restarts)
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
        separation_scores=separation_scores(points, step.labels),
        min_mean_responsibility=min_mean_responsibility(step, points),
        notes=(*step.notes, *notes),
    )


def _labels(entry: SweepEntry) -> Labels:
    assert entry.step.labels is not None
    return entry.step.labels
