"""The same algorithm over many K: the best of some restarts for each, and how good it is."""

from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from clusterlab.core.algorithm import Algorithm, best_of
from clusterlab.core.params import ParamError
from clusterlab.core.points import Points
from clusterlab.core.progress import Progress, telling
from clusterlab.core.steps import Step
from clusterlab.core.words import count
from clusterlab.measures.knee import knee
from clusterlab.measures.silhouette import Silhouettes, measured


@dataclass(frozen=True, eq=False)
class SweepEntry:
    """The winner at one K: what was asked and made, its last step, its seed and its figures.

    `figures` are in the units of the matrix that made the points. `silhouette` is None where it is
    not defined, and was computed on `silhouette_of` points.
    """

    k: int
    made: int
    step: Step
    seed: int
    figures: dict[str, float]
    silhouette: float | None
    silhouette_of: int
    notes: tuple[str, ...] = ()


def sweep(
    algorithm: Algorithm, points: Points, ks: Iterable[int], restarts: int = 1
) -> Iterator[Progress | SweepEntry]:
    """One entry for each of `ks`, with a word of progress after every step and chunk on the way.

    K ends where there are no more distinct points, and the last entry says so. Raises ParamError
    where not even the first K can be made.
    """
    asked = list(ks)
    reachable, notes = _reachable(points, asked)
    for place, k in enumerate(reachable):
        asking = replace(algorithm, k=k)  # type: ignore[type-var]
        done, of = place * restarts, len(reachable) * restarts
        winner, step, found = yield from _won(asking, points, restarts, done, of)
        yield _entry(k, winner, step, points, found, notes if k == reachable[-1] else ())


def entries(items: Iterable[Progress | SweepEntry]) -> Iterator[SweepEntry]:
    """The entries of a sweep, without the words of progress."""
    return (item for item in items if isinstance(item, SweepEntry))


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
) -> Generator[Progress, None, tuple[Algorithm, Step, Silhouettes | None]]:
    """The winner at one K, its last step and silhouettes, where `done` of `of` restarts went before."""
    tried = best_of(algorithm, points, restarts)
    winner, step = yield from telling(lambda restart: Progress(done + restart, of), tried)
    assert step.labels is not None
    silhouettes = measured(points, step.labels)
    found = yield from telling(lambda _: Progress(done + restarts, of), silhouettes)
    return winner, step, found


def _entry(
    k: int, winner: Algorithm, step: Step, points: Points, found: Silhouettes | None, notes: tuple[str, ...]
) -> SweepEntry:
    return SweepEntry(
        k=k,
        made=step.k,
        step=step,
        seed=winner.seed,  # type: ignore[attr-defined]
        figures=step.figures(points),
        silhouette=None if found is None else found.mean,
        silhouette_of=0 if found is None else found.size,
        notes=(*step.notes, *notes),
    )
