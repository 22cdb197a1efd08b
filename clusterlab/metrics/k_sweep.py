"""The same algorithm over many K: the best of some restarts for each, and how good it is."""

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from clusterlab.core.algorithm import Algorithm, search_best_restart
from clusterlab.core.message import Message
from clusterlab.core.params import ParamError
from clusterlab.core.points import Points
from clusterlab.core.progress import Progress, map_progress
from clusterlab.core.step import Step
from clusterlab.kernels.typing import Labels
from clusterlab.metrics.calinski_davies import SeparationScores, separation_scores
from clusterlab.metrics.cluster_flow import ClusterFlow, cluster_flow
from clusterlab.metrics.gap import Gap, gap_at, gap_choice, why_no_gap_choice
from clusterlab.metrics.gap_references import CLUSTERED_BY, REFERENCE_STARTS, UniformReferences
from clusterlab.metrics.knee import knee
from clusterlab.metrics.overlap import min_mean_responsibility
from clusterlab.metrics.silhouette import silhouettes_with_progress
from clusterlab.metrics.stability import Stability, search_stability

NO_WEIGHTED_GAP = Message("The gap statistic does not count weights, so it is left out.")


@dataclass(frozen=True, eq=False)
class SweepEntry:
    """The best restart at one K: K as asked for and as made, its last step, its seed and its figures.

    `figures` are in the units of the matrix that made the points. `silhouette` is None where it is
    not defined; it was computed on `silhouette_of` points, None before it was computed. `gap` is None
    before it was computed and for an algorithm without one, `min_mean_responsibility` for a hard clustering,
    and `stability` unless it is computed. `flow` is that from the entry of the K before in the sweep, None at
    the first.
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
    stability: Stability | None = None
    flow: ClusterFlow | None = None
    notes: tuple[Message, ...] = ()

    @property
    def collapsed(self) -> bool:
        """Whether a component of a mixture has collapsed."""
        return bool(self.step.collapsed)

    def value(self, key: str) -> float | None:
        """A figure or a metric by its key, or None where there is none."""
        metrics = {
            "silhouette": self.silhouette,
            "calinski_harabasz": self.separation_scores.calinski_harabasz,
            "davies_bouldin": self.separation_scores.davies_bouldin,
            "gap": None if self.gap is None else self.gap.value,
        }
        return metrics[key] if key in metrics else self.figures.get(key)


Items = Iterator[Progress | SweepEntry]


def sweep(algorithm: Algorithm, points: Points, ks: Iterable[int], restarts: int = 1) -> Items:
    """One entry for each of `ks`, with the progress after every step.

    Without silhouettes and gaps, which `full_sweep` adds. K ends where there are no more distinct
    points, which a note of the last entry says. Raises ParamError where not even the first K can be made.
    """
    feasible, notes = feasible_ks(points, list(ks))
    for index, k in enumerate(feasible):
        algorithm_at_k = algorithm.with_k(k)
        done, of = index * restarts, len(feasible) * restarts
        winner, step = yield from _best_run(algorithm_at_k, points, restarts, done, of)
        yield _entry(k, winner, step, points, notes if k == feasible[-1] else ())


def full_sweep(
    algorithm: Algorithm,
    points: Points,
    ks: Iterable[int],
    restarts: int = 1,
    references: int = 0,
    known: Mapping[int, SweepEntry] | None = None,
) -> Items:
    """A sweep with flows, then each entry again with its silhouette, and then with its gap.

    `known` entries are not computed again. Without `references` there are no gaps, nor for an
    algorithm whose criterion is not the inertia, nor for points with weights, which references do not have.
    """
    asked, kept = list(ks), known or {}
    feasible, notes = feasible_ks(points, asked)
    reused = [kept[k] for k in feasible if k in kept]
    new_ks = [k for k in feasible if k not in kept]
    if reused and reused[-1].k == feasible[-1]:
        reused[-1] = replace(reused[-1], notes=(*reused[-1].step.notes, *notes))
    new = sweep(algorithm, points, [k for k in asked if k in new_ks or k > feasible[-1]], restarts)
    items = with_silhouettes(with_flows(_chained(reused, new if new_ks else iter(())), points), points)
    starts = restarts if algorithm.name == CLUSTERED_BY else REFERENCE_STARTS
    has_gaps = algorithm.gap_statistic and points.weights is None
    return with_gaps(items, points, references if has_gaps else 0, starts=starts)


def with_flows(items: Iterable[Progress | SweepEntry], points: Points) -> Items:
    """A sweep whose entries have the flow from the K before; the windows of streams have different points."""
    before: SweepEntry | None = None
    for item in items:
        if not isinstance(item, SweepEntry):
            yield item
            continue
        if before is not None and all(e.step.window_points(points) is points for e in (before, item)):
            item = replace(item, flow=cluster_flow(_labels(before), _labels(item), points.weights))
        before = item
        yield item


def with_silhouettes(items: Iterable[Progress | SweepEntry], points: Points, seed: int = 0) -> Items:
    """A sweep, then each entry again with its silhouette: all K are computed in one pass."""
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


def with_gaps(
    items: Iterable[Progress | SweepEntry],
    points: Points,
    n_draws: int,
    seed: int = 0,
    starts: int = REFERENCE_STARTS,
) -> Items:
    """A sweep, then each entry again with its gap to `n_draws` references, the least K first.

    k-means is run `starts` times on each reference, as on the points.
    """
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
        inertia = entry.step.inertia(points)
        if entry.k > references.size or inertia is None:
            return
        progress = Progress(index, len(missing))
        gap_computation = gap_at(entry.k, inertia, references, starts)
        one = yield from map_progress(lambda _, progress=progress: progress, gap_computation)  # type: ignore[misc]
        yield replace(entry, gap=one)


def with_stability(
    found: Iterable[SweepEntry], algorithm: Algorithm, points: Points, resamples: int
) -> Iterator[Progress | SweepEntry]:
    """Each entry of a sweep again, with the stability of its clusters; and the progress."""
    for entry in found:
        work = search_stability(algorithm.with_k(entry.k), points, _labels(entry), resamples)
        yield replace(entry, stability=(yield from work))


def entries(items: Iterable[Progress | SweepEntry]) -> list[SweepEntry]:
    """The entries of a sweep in the order of K, of each K the latest."""
    return sorted(
        {item.k: item for item in items if isinstance(item, SweepEntry)}.values(), key=lambda entry: entry.k
    )


def sweep_knee(algorithm: Algorithm, found: Sequence[SweepEntry]) -> int | None:
    """The knee of the objective over K; None where that is not the criterion or cannot be compared over K."""
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


def why_no_sweep_gap(found: Sequence[SweepEntry]) -> Message:
    """Why `sweep_gap` chooses no K where there are gaps, as the end of a sentence about the gap."""
    gaps = [entry.gap for entry in found if entry.gap is not None]
    return why_no_gap_choice([entry.k for entry in found][: len(gaps)], gaps)


def best_k(found: Sequence[SweepEntry], key: str, lowest: bool) -> int | None:
    """The K with the lowest or highest figure or metric; None where fewer than two K have one.

    Fits with a collapsed component count only where there are no others.
    """
    known = {entry: value for entry in found if (value := entry.value(key)) is not None}
    ranks = {entry: (entry.collapsed, value if lowest else -value) for entry, value in known.items()}
    return min(ranks, key=ranks.__getitem__).k if len(ranks) > 1 else None


def best_sweep_name(sweeps: Mapping[str, Sequence[SweepEntry]], algorithm: Algorithm) -> str | None:
    """The name of the sweep with the best criterion; collapsed fits count only where all have collapsed."""
    key, sign = algorithm.criterion.key, 1 if algorithm.criterion.lower_is_better else -1
    ranks = {
        name: min((entry.collapsed, sign * value) for entry, value in known)
        for name, found in sweeps.items()
        if (known := [(entry, value) for entry in found if (value := entry.value(key)) is not None])
    }
    return min(ranks, key=ranks.__getitem__) if ranks else None


def feasible_ks(points: Points, ks: list[int]) -> tuple[list[int], tuple[Message, ...]]:
    """The K of `ks` for which there are enough distinct points, and a note where some were cut.

    Raises ParamError where there are none.
    """
    if not ks:
        raise ParamError(Message("k must name at least one number of clusters."))
    limit = points.distinct(max(ks))
    kept = [k for k in ks if k <= limit]
    if not kept:
        template = "k must be at most {limit!s} (the number of distinct points); it was {k!s}."
        raise ParamError(Message(template, limit=limit, k=min(ks)))
    if len(kept) == len(ks):
        return kept, ()
    template = "K ends at {k!s}: there {n:is|are} only {n:# distinct point|# distinct points}."
    return kept, (Message(template, k=kept[-1], n=limit),)


def _chained(first: Iterable[SweepEntry], then: Items) -> Items:
    yield from first
    yield from then


def _best_run(
    algorithm: Algorithm, points: Points, restarts: int, done: int, of: int
) -> Generator[Progress, None, tuple[Algorithm, Step]]:
    """The best restart at one K and its last step, where `done` of `of` restarts are already done."""
    found = yield from map_progress(
        lambda restart: Progress(done + restart, of), search_best_restart(algorithm, points, restarts)
    )
    yield Progress(done + restarts, of)
    return found


def _entry(k: int, winner: Algorithm, step: Step, points: Points, notes: tuple[Message, ...]) -> SweepEntry:
    assert step.labels is not None
    return SweepEntry(
        k=k,
        made=step.k,
        step=step,
        seed=winner.seed if winner.seeded else 0,
        figures=step.figures(points),
        separation_scores=separation_scores(points, step.labels),
        min_mean_responsibility=min_mean_responsibility(step, points),
        notes=(*step.notes, *notes),
    )


def _labels(entry: SweepEntry) -> Labels:
    assert entry.step.labels is not None
    return entry.step.labels
