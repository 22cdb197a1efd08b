"""The same algorithm over many K: the best of some restarts for each, and how good it is."""

from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from clusterlab.core.algorithm import Algorithm, best_of
from clusterlab.core.params import ParamError
from clusterlab.core.points import Points
from clusterlab.core.progress import Progress, telling
from clusterlab.core.steps import Step
from clusterlab.core.words import count
from clusterlab.kernels.arrays import Labels
from clusterlab.measures.knee import knee
from clusterlab.measures.silhouette import measured


@dataclass(frozen=True, eq=False)
class SweepEntry:
    """The winner at one K: what was asked and made, its last step, its seed and its figures.

    `figures` are in the units of the matrix that made the points. `silhouette` is None where it is
    not defined or not known yet; else it was computed on `silhouette_of` points.
    """

    k: int
    made: int
    step: Step
    seed: int
    figures: dict[str, float]
    silhouette: float | None = None
    silhouette_of: int = 0
    notes: tuple[str, ...] = ()


def sweep(
    algorithm: Algorithm, points: Points, ks: Iterable[int], restarts: int = 1
) -> Iterator[Progress | SweepEntry]:
    """One entry for each of `ks`, with a word of progress after every step on the way.

    This is the elbow alone; `with_silhouettes` adds to it. K ends where there are no more distinct
    points, and the last entry says so. Raises ParamError where not even the first K can be made.
    """
    asked = list(ks)
    reachable, notes = _reachable(points, asked)
    for place, k in enumerate(reachable):
        asking = replace(algorithm, k=k)  # type: ignore[type-var]
        done, of = place * restarts, len(reachable) * restarts
        winner, step = yield from _won(asking, points, restarts, done, of)
        yield _entry(k, winner, step, points, notes if k == reachable[-1] else ())


def with_silhouettes(
    items: Iterable[Progress | SweepEntry], points: Points, seed: int = 0
) -> Iterator[Progress | SweepEntry]:
    """A sweep, and then once more each entry that has a silhouette, with it: one pass serves every K."""
    found: list[SweepEntry] = []
    for item in items:
        if isinstance(item, SweepEntry):
            found.append(item)
        yield item
    widths = yield from measured(points, [_labels(entry) for entry in found], seed)
    for entry, one in zip(found, widths, strict=True):
        if one is not None:
            yield replace(entry, silhouette=one.mean, silhouette_of=one.size)


def entries(items: Iterable[Progress | SweepEntry]) -> list[SweepEntry]:
    """The entries of a sweep in the order of their first coming, each as it came last."""
    return list({item.k: item for item in items if isinstance(item, SweepEntry)}.values())


def sweep_knee(algorithm: Algorithm, found: Sequence[SweepEntry]) -> int | None:
    """The knee of the objective over K; None where the figure over K counts parameters, and has a minimum."""
    if algorithm.criterion is not algorithm.objective:
        return None
    heights = [entry.step.objective for entry in found]
    return knee(
        [entry.k for entry in found], [float("nan") if height is None else height for height in heights]
    )


def best_k(found: Sequence[SweepEntry], key: str, lowest: bool) -> int | None:
    """The K with the lowest or highest figure (or `silhouette`) of those that have one, or None."""
    known = {entry.k: _figure(entry, key) for entry in found}
    values = {k: value if lowest else -value for k, value in known.items() if value is not None}
    return min(values, key=values.__getitem__) if values else None


def _figure(entry: SweepEntry, key: str) -> float | None:
    return entry.silhouette if key == "silhouette" else entry.figures.get(key)


def _reachable(points: Points, ks: list[int]) -> tuple[list[int], tuple[str, ...]]:
    """The K of `ks` for which there are enough distinct points, and a sentence where some were cut."""
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
    return SweepEntry(
        k=k,
        made=step.k,
        step=step,
        seed=getattr(winner, "seed", 0),
        figures=step.figures(points),
        notes=(*step.notes, *notes),
    )


def _labels(entry: SweepEntry) -> Labels:
    assert entry.step.labels is not None
    return entry.step.labels
