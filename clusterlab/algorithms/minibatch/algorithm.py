"""Mini-batch k-means: centers follow small random batches (Sculley 2010), or rows that keep coming."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike

from clusterlab.algorithms.common.seeding import reachable
from clusterlab.algorithms.kmeans.algorithm import INERTIA, STARTS, KMeans, KMeansFit
from clusterlab.algorithms.kmeans.step import KMeansStep
from clusterlab.algorithms.minibatch.about import MINIBATCH
from clusterlab.algorithms.minibatch.step import MiniBatchStep, Reset
from clusterlab.core.about import About
from clusterlab.core.algorithm import ALGORITHMS, Algorithm, Objective, Seed
from clusterlab.core.formatting import count, listing
from clusterlab.core.params import Param, ParamError
from clusterlab.core.points import Points
from clusterlab.core.step import Step
from clusterlab.core.stream import Stream
from clusterlab.kernels.nearest import assigned, nearest
from clusterlab.kernels.reductions import cluster_sums, total
from clusterlab.kernels.typing import Floats, Rows

PATIENCE = 10
"""So many batches without improvement end the run."""
STARVING = 0.01
"""A center that was given less than this share of what the busiest was given is put elsewhere."""
REST = 10
"""Between two looks for starving centers so many points are drawn for each center."""
HEAD = 5
"""A stream begins with so many batches at once, and the rows of so many are kept on the canvas."""
STREAM, ENDLESS = "stream", "endless"
WAYS = {"random": "at random", STREAM: "stream", ENDLESS: "endless stream"}
MOST_BATCHES = 50_000
"""Even an endless stream ends after so many batches, for a person can go back to each of them."""


@dataclass(frozen=True, eq=False, kw_only=True)
class MiniBatchFit(KMeansFit):
    """Centers after some batches; `counts` (k,) says how many points each was ever given."""

    counts: Floats


@ALGORITHMS.add
@dataclass(frozen=True)
class MiniBatch(Algorithm):
    """k-means from small random batches: each drawn point pulls its nearest center by 1/v of the way."""

    name: ClassVar[str] = "minibatch"
    title: ClassVar[str] = "Mini-batch"
    place: ClassVar[int] = 3
    phases: ClassVar[Sequence[str]] = ("start", "batch", "assign")
    objective: ClassVar[Objective] = INERTIA
    criterion: ClassVar[Objective] = INERTIA
    about: ClassVar[About | None] = MINIBATCH

    k: Annotated[int, Param("Clusters", "How many centers to place.", 1, usual=(1, 12))] = 3
    init: Annotated[str, Param("Start from", "How the first centers are chosen.", choices=STARTS)] = (
        "k-means++"
    )
    batch_size: Annotated[
        int,
        Param(
            "Batch size",
            "How many points a batch draws, with replacement; never more than there are.",
            1,
            usual=(10, 10_000),
            log=True,
        ),
    ] = 100
    batches: Annotated[
        str,
        Param(
            "Batches",
            "Drawn at random from the points there are; or a stream: the next rows of the file or the "
            "generator, which keep coming. An endless stream goes on until you stop it or no more rows come.",
            choices=WAYS,
        ),
    ] = "random"
    max_iter: Annotated[
        int,
        Param(
            "Max batches",
            "Stop after this many batches at the latest; an endless stream goes on.",
            1,
            usual=(1, 1000),
            log=True,
        ),
    ] = 100
    seed: Seed = 0

    @property
    def awaits(self) -> int:
        """How many rows a stream begins with."""
        return HEAD * self.batch_size if self.batches in (STREAM, ENDLESS) else 0

    @property
    def endless(self) -> bool:
        """Whether batches come until a person stops them."""
        return self.batches == ENDLESS

    def still(self) -> "MiniBatch":
        """The same with batches drawn at random."""
        return replace(self, batches="random")

    def first(self, points: Points, start: Any = None) -> KMeansStep:
        """The start of k-means: given centers (k, d), the first pick of k-means++, or all centers at once."""
        return self._prelude.first(points, start)

    def after(self, step: Step, points: Points) -> KMeansStep | MiniBatchStep | None:
        """The next pick, then one batch after another, and at the end every point with its nearest center."""
        if step.stopped:
            return None
        if isinstance(step, KMeansStep):
            if step.k < reachable(points, self.k):
                return self._prelude.after(step, points)
            step = _begun(step)
        assert isinstance(step, MiniBatchStep)
        closing = self._closing(step)
        if self.awaits and not closing:
            newest = points.coming(step.seen, self.batch_size if step.seen else self.awaits)
            if len(newest):
                return self._streamed(step, newest, points)
            closing = "no more rows came"
        return _assign(step, points, closing) if closing else self._batch(step, points)

    def moved(self, step: Step, cluster: int, place: Floats, points: Points) -> KMeansStep | MiniBatchStep:
        """The same centers but one, with the next pick or batch to come; the counts stay."""
        if isinstance(step, KMeansStep):
            return self._prelude.moved(step, cluster, place, points)
        assert isinstance(step, MiniBatchStep)
        positions = step.positions.copy()
        positions[cluster] = place
        kept: dict[str, Any] = {name: getattr(step, name) for name in ("iteration", "v", "seen", "window")}
        return MiniBatchStep(phase="start", positions=positions, **kept)

    def result(self, step: Step, points: Points) -> MiniBatchFit:
        """Labels, centers, counts and inertia of the last step."""
        assert isinstance(step, MiniBatchStep)
        return MiniBatchFit.of(step, step.among(points), counts=step.v, **step.figures(points))

    def partial_fit(self, rows: ArrayLike, fit: MiniBatchFit | None = None) -> MiniBatchFit:
        """One batch of all rows of an array (m, d): after a start from these rows, or after those of `fit`.

        So goes a stream, step for step. Labels and inertia are those of these rows. Raises ParamError
        where `fit` has more clusters than k, PointsError where the array cannot be clustered.
        """
        if fit is None:
            points = Points(rows)
            return self._fitted(_begun(self._picked(points)), points.coming(0, points.n), points)
        before = fit.last
        if not isinstance(before, MiniBatchStep) or before.window is None or before.k > self.k:
            raise ParamError(f"fit must be what partial_fit found with k = {self.k}; it was another.")
        return self._fitted(before, fit.inside(rows), before.window)

    @property
    def _prelude(self) -> KMeans:
        """The k-means that makes the first centers."""
        return KMeans(k=self.k, init=self.init, seed=self.seed)

    def _picked(self, points: Points) -> KMeansStep:
        """All centers of the start."""
        step = self.first(points)
        while step.k < reachable(points, self.k):
            following = self._prelude.after(step, points)
            assert following is not None
            step = following
        return step

    def _fitted(self, step: MiniBatchStep, newest: Floats, points: Points) -> MiniBatchFit:
        """What a batch of rows (m, d), in inside coordinates, made of the centers."""
        step, units = self._streamed(step, newest, points), points.units
        labels, distances = nearest(newest, step.positions)
        return MiniBatchFit(
            labels=labels.astype(np.int64),
            centers=units.positions(step.positions),
            n_steps=step.iteration,
            stopped="",
            units=units,
            last=step,
            inertia=units.squared(total(distances)),
            counts=step.v,
        )

    def _closing(self, step: MiniBatchStep) -> str:
        """Why the next step is the last; empty where another batch follows."""
        if not self.awaits and step.idle >= PATIENCE and step.v.all():
            # a center that was never given a point gets its chance
            return f"{PATIENCE} batches in a row did not lower the smoothed inertia"
        most = MOST_BATCHES if self.endless else self.max_iter
        if step.iteration >= most:
            return f"the limit of {count(most, 'batch', 'batches')} was reached"
        return ""

    def _streamed(self, step: MiniBatchStep, newest: Floats, points: Points) -> MiniBatchStep:
        """The batch of the rows (m, d) that came newest, which move the window on."""
        window = Points.within(newest, points.units) if step.window is None else step.window.moved_on(newest)
        come = replace(step, seen=step.seen + len(newest), window=window)
        return self._pulled(come, window, window.places[-len(newest) :], self._chance(step))

    def _batch(self, step: MiniBatchStep, points: Points) -> MiniBatchStep:
        rng = self._chance(step)
        rows = rng.integers(points.n, size=min(self.batch_size, points.n))
        return self._pulled(step, points, rows, rng)

    def _chance(self, step: MiniBatchStep) -> np.random.Generator:
        return np.random.default_rng((self.seed, 1, step.iteration))

    def _pulled(
        self, step: MiniBatchStep, points: Points, rows: Rows, rng: np.random.Generator
    ) -> MiniBatchStep:
        """The centers after a batch has pulled them, and those that starve put on rows of it."""
        batch = points.values[rows]
        labels, distances = nearest(batch, step.positions)
        sums, given = cluster_sums(batch, labels, step.k)
        v = step.v + given
        positions = step.positions + (sums - given[:, None] * step.positions) / np.maximum(v, 1)[:, None]
        drawn = step.drawn + len(rows)
        resets: tuple[Reset, ...] = ()
        if drawn >= REST * step.k:
            starving = np.flatnonzero(v < STARVING * v.max())
            resets = _resets(points, rows, positions, starving, rng)
            positions, v = _after_resets(points, positions, v, resets)
            drawn = 0 if len(resets) == len(starving) else drawn  # else the next batch goes on with it
        told = _smoothed(step, total(distances) / len(rows), len(rows), points.n)
        return MiniBatchStep(
            phase="batch",
            iteration=step.iteration + 1,
            positions=positions,
            v=v,
            rows=rows,
            given=given,
            drawn=drawn,
            resets=resets,
            seen=step.seen,
            window=step.window,
            **told,
        )


def _begun(step: KMeansStep) -> MiniBatchStep:
    """The centers of a start, which were given no points yet."""
    return MiniBatchStep(phase="start", positions=step.positions, v=np.zeros(step.k))


def _smoothed(step: MiniBatchStep, inertia: float, drawn: int, n: int) -> dict[str, Any]:
    """The smoothed inertia after a batch with this `inertia` per point, and whether it improved.

    The first batch counts for nothing: its centers are those of the start (as scikit-learn has it).
    """
    if step.phase == "start" and not step.iteration:
        return {"objective": n * inertia}
    share = min(1.0, 2.0 * drawn / (n + 1))
    smoothed = inertia if step.smoothed is None else step.smoothed * (1 - share) + inertia * share
    better = step.least is None or smoothed < step.least
    return {
        "objective": n * smoothed,
        "smoothed": smoothed,
        "least": smoothed if better else step.least,
        "idle": 0 if better else step.idle + 1,
    }


def _resets(
    points: Points, rows: Rows, positions: Floats, starving: Rows, rng: np.random.Generator
) -> tuple[Reset, ...]:
    """The starving centers, each with a row of the batch on which no center stands: at most half of them."""
    if not len(starving):
        return ()
    taken, free = {place.tobytes() for place in positions + 0.0}, []
    for row in rng.permutation(np.unique(rows)).tolist():
        place = (points.values[row] + 0.0).tobytes()
        if place not in taken:
            taken.add(place)
            free.append(row)
    return tuple(
        Reset(int(cluster), row)
        for cluster, row in zip(starving, free[: max(1, len(rows) // 2)], strict=False)
    )


def _after_resets(
    points: Points, positions: Floats, v: Floats, resets: tuple[Reset, ...]
) -> tuple[Floats, Floats]:
    """Centers and counts once starving centers stand on their rows, with the least count of the others."""
    if not resets:
        return positions, v
    clusters = [reset.cluster for reset in resets]
    positions[clusters] = points.values[[reset.row for reset in resets]]
    v[clusters] = np.delete(v, np.flatnonzero(v < STARVING * v.max())).min()
    return positions, v


def _assign(step: MiniBatchStep, points: Points, closing: str) -> MiniBatchStep:
    """Every point that is there with its nearest center: the first and only look at all of them."""
    window = step.window if isinstance(points, Stream) else None
    labels, inertia, _, counts, _ = assigned((window or points).blocks, step.positions)
    empty = [str(cluster + 1) for cluster in np.flatnonzero(counts == 0)]
    notes: tuple[str, ...] = (f"No point is nearest to cluster {listing(empty)}.",) if empty else ()
    if window is not None:
        notes += (f"{count(step.seen, 'row')} came; these are the last {window.n:,}.",)
    return replace(
        step,
        phase="assign",
        objective=inertia,
        labels=labels,
        stopped=closing,
        rows=None,
        given=None,
        resets=(),
        notes=notes,
        window=window,
    )
