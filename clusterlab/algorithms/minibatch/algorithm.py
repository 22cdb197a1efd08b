"""Mini-batch k-means: centers follow small random batches (Sculley 2010), or rows that keep coming."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike

from clusterlab.algorithms.common.seeding import feasible_k
from clusterlab.algorithms.kmeans.algorithm import INERTIA, INIT_CHOICES, KMeans, KMeansFit
from clusterlab.algorithms.kmeans.step import KMeansStep
from clusterlab.algorithms.minibatch.about import MINIBATCH_ABOUT
from clusterlab.algorithms.minibatch.step import CenterReset, MiniBatchStep
from clusterlab.core.about import About
from clusterlab.core.algorithm import ALGORITHMS, Algorithm, Objective, Seed
from clusterlab.core.formatting import format_count, format_list
from clusterlab.core.params import Param, ParamError
from clusterlab.core.points import Points
from clusterlab.core.step import Step
from clusterlab.core.stream import Stream
from clusterlab.kernels.nearest import assign_points, nearest
from clusterlab.kernels.reductions import cluster_sums, fixed_order_sum
from clusterlab.kernels.typing import Floats, Rows

MAX_IDLE_BATCHES = 10
"""So many batches without improvement end the run."""
REASSIGNMENT_RATIO = 0.01
"""A center that was given less than this share of what the busiest was given is put elsewhere."""
RESET_INTERVAL = 10
"""Between two looks for starving centers so many points are drawn for each center."""
INITIAL_BATCHES = 5
"""A stream begins with so many batches at once, and the rows of so many are kept on the canvas."""
STREAM, ENDLESS = "stream", "endless"
BATCH_CHOICES = {"random": "at random", STREAM: "stream", ENDLESS: "endless stream"}
MAX_BATCHES = 50_000
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
    menu_order: ClassVar[int] = 3
    phases: ClassVar[Sequence[str]] = ("start", "batch", "assign")
    objective: ClassVar[Objective] = INERTIA
    criterion: ClassVar[Objective] = INERTIA
    about: ClassVar[About | None] = MINIBATCH_ABOUT

    k: Annotated[int, Param("Clusters", "How many centers to place.", 1, usual=(1, 12))] = 3
    init: Annotated[str, Param("Start from", "How the first centers are chosen.", choices=INIT_CHOICES)] = (
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
            choices=BATCH_CHOICES,
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
    def initial_rows(self) -> int:
        """How many rows a stream begins with."""
        return INITIAL_BATCHES * self.batch_size if self.batches in (STREAM, ENDLESS) else 0

    @property
    def endless(self) -> bool:
        """Whether batches come until a person stops them."""
        return self.batches == ENDLESS

    def for_fixed_points(self) -> "MiniBatch":
        """The same with batches drawn at random."""
        return replace(self, batches="random")

    def first(self, points: Points, start: Any = None) -> KMeansStep:
        """The start of k-means: given centers (k, d), the first pick of k-means++, or all centers at once."""
        return self._initial_kmeans.first(points, start)

    def after(self, step: Step, points: Points) -> KMeansStep | MiniBatchStep | None:
        """The next pick, then one batch after another, and at the end every point with its nearest center."""
        if step.stopped:
            return None
        if isinstance(step, KMeansStep):
            if step.k < feasible_k(points, self.k):
                return self._initial_kmeans.after(step, points)
            step = _initial_batch_step(step)
        assert isinstance(step, MiniBatchStep)
        stop_reason = self._stop_reason(step)
        if self.initial_rows and not stop_reason:
            new_rows = points.next_rows(
                step.rows_received, self.batch_size if step.rows_received else self.initial_rows
            )
            if len(new_rows):
                return self._stream_batch(step, new_rows, points)
            stop_reason = "no more rows came"
        return _assign(step, points, stop_reason) if stop_reason else self._random_batch(step, points)

    def with_center_moved(
        self, step: Step, cluster: int, position: Floats, points: Points
    ) -> KMeansStep | MiniBatchStep:
        """The same centers but one, with the next pick or batch to come; the counts stay."""
        if isinstance(step, KMeansStep):
            return self._initial_kmeans.with_center_moved(step, cluster, position, points)
        assert isinstance(step, MiniBatchStep)
        positions = step.positions.copy()
        positions[cluster] = position
        kept: dict[str, Any] = {
            name: getattr(step, name) for name in ("iteration", "center_counts", "rows_received", "window")
        }
        return MiniBatchStep(phase="start", positions=positions, **kept)

    def result(self, step: Step, points: Points) -> MiniBatchFit:
        """Labels, centers, counts and inertia of the last step."""
        assert isinstance(step, MiniBatchStep)
        return MiniBatchFit.of(
            step, step.window_points(points), counts=step.center_counts, **step.figures(points)
        )

    def partial_fit(self, rows: ArrayLike, fit: MiniBatchFit | None = None) -> MiniBatchFit:
        """One batch of all rows of an array (m, d): after a start from these rows, or after those of `fit`.

        So goes a stream, step for step. Labels and inertia are those of these rows. Raises ParamError
        where `fit` has more clusters than k, PointsError where the array cannot be clustered.
        """
        if fit is None:
            points = Points(rows)
            return self._fit_after_batch(
                _initial_batch_step(self._initial_centers(points)), points.next_rows(0, points.n), points
            )
        before = fit.last
        if not isinstance(before, MiniBatchStep) or before.window is None or before.k > self.k:
            raise ParamError(f"fit must be what partial_fit found with k = {self.k}; it was another.")
        return self._fit_after_batch(before, fit.normalized(rows), before.window)

    @property
    def _initial_kmeans(self) -> KMeans:
        """The k-means that makes the first centers."""
        return KMeans(k=self.k, init=self.init, seed=self.seed)

    def _initial_centers(self, points: Points) -> KMeansStep:
        """All centers of the start."""
        step = self.first(points)
        while step.k < feasible_k(points, self.k):
            following = self._initial_kmeans.after(step, points)
            assert following is not None
            step = following
        return step

    def _fit_after_batch(self, step: MiniBatchStep, new_rows: Floats, points: Points) -> MiniBatchFit:
        """What a batch of rows (m, d), in inside coordinates, made of the centers."""
        step, units = self._stream_batch(step, new_rows, points), points.units
        labels, distances = nearest(new_rows, step.positions)
        return MiniBatchFit(
            labels=labels.astype(np.int64),
            centers=units.positions(step.positions),
            n_steps=step.iteration,
            stopped="",
            units=units,
            last=step,
            inertia=units.squared(fixed_order_sum(distances)),
            counts=step.center_counts,
        )

    def _stop_reason(self, step: MiniBatchStep) -> str:
        """Why the next step is the last; empty where another batch follows."""
        if (
            not self.initial_rows
            and step.batches_without_improvement >= MAX_IDLE_BATCHES
            and step.center_counts.all()
        ):
            # a center that was never given a point gets its chance
            return f"{MAX_IDLE_BATCHES} batches in a row did not lower the smoothed inertia"
        most = MAX_BATCHES if self.endless else self.max_iter
        if step.iteration >= most:
            return f"the limit of {format_count(most, 'batch', 'batches')} was reached"
        return ""

    def _stream_batch(self, step: MiniBatchStep, new_rows: Floats, points: Points) -> MiniBatchStep:
        """The batch of the rows (m, d) that came newest, which move the window on."""
        window = (
            Points.from_normalized(new_rows, points.units)
            if step.window is None
            else step.window.slide_window(new_rows)
        )
        received = replace(step, rows_received=step.rows_received + len(new_rows), window=window)
        return self._step_after_batch(
            received, window, window.inverse_order[-len(new_rows) :], self._rng(step)
        )

    def _random_batch(self, step: MiniBatchStep, points: Points) -> MiniBatchStep:
        rng = self._rng(step)
        rows = rng.integers(points.n, size=min(self.batch_size, points.n))
        return self._step_after_batch(step, points, rows, rng)

    def _rng(self, step: MiniBatchStep) -> np.random.Generator:
        return np.random.default_rng((self.seed, 1, step.iteration))

    def _step_after_batch(
        self, step: MiniBatchStep, points: Points, rows: Rows, rng: np.random.Generator
    ) -> MiniBatchStep:
        """The centers after a batch has pulled them, and those that starve put on rows of it."""
        batch = points.values[rows]
        labels, distances = nearest(batch, step.positions)
        sums, batch_counts = cluster_sums(batch, labels, step.k)
        center_counts = step.center_counts + batch_counts
        positions = (
            step.positions
            + (sums - batch_counts[:, None] * step.positions) / np.maximum(center_counts, 1)[:, None]
        )
        drawn = step.drawn + len(rows)
        resets: tuple[CenterReset, ...] = ()
        if drawn >= RESET_INTERVAL * step.k:
            starving = np.flatnonzero(center_counts < REASSIGNMENT_RATIO * center_counts.max())
            resets = _choose_resets(points, rows, positions, starving, rng)
            positions, center_counts = _apply_resets(points, positions, center_counts, resets)
            drawn = 0 if len(resets) == len(starving) else drawn  # else the next batch goes on with it
        smoothed_fields = _smoothed_inertia_fields(
            step, fixed_order_sum(distances) / len(rows), len(rows), points.n
        )
        return MiniBatchStep(
            phase="batch",
            iteration=step.iteration + 1,
            positions=positions,
            center_counts=center_counts,
            rows=rows,
            batch_counts=batch_counts,
            drawn=drawn,
            resets=resets,
            rows_received=step.rows_received,
            window=step.window,
            **smoothed_fields,
        )


def _initial_batch_step(step: KMeansStep) -> MiniBatchStep:
    """The centers of a start, which were given no points yet."""
    return MiniBatchStep(phase="start", positions=step.positions, center_counts=np.zeros(step.k))


def _smoothed_inertia_fields(step: MiniBatchStep, inertia: float, drawn: int, n: int) -> dict[str, Any]:
    """The smoothed inertia after a batch with this `inertia` per point, and whether it improved.

    The first batch counts for nothing: its centers are those of the start (as scikit-learn has it).
    """
    if step.phase == "start" and not step.iteration:
        return {"objective": n * inertia}
    share = min(1.0, 2.0 * drawn / (n + 1))
    smoothed = inertia if step.smoothed is None else step.smoothed * (1 - share) + inertia * share
    better = step.best_smoothed is None or smoothed < step.best_smoothed
    return {
        "objective": n * smoothed,
        "smoothed": smoothed,
        "best_smoothed": smoothed if better else step.best_smoothed,
        "batches_without_improvement": 0 if better else step.batches_without_improvement + 1,
    }


def _choose_resets(
    points: Points, rows: Rows, positions: Floats, starving: Rows, rng: np.random.Generator
) -> tuple[CenterReset, ...]:
    """The starving centers, each with a row of the batch on which no center stands: at most half of them."""
    if not len(starving):
        return ()
    occupied, free = {position.tobytes() for position in positions + 0.0}, []
    for row in rng.permutation(np.unique(rows)).tolist():
        position = (points.values[row] + 0.0).tobytes()
        if position not in occupied:
            occupied.add(position)
            free.append(row)
    return tuple(
        CenterReset(int(cluster), row)
        for cluster, row in zip(starving, free[: max(1, len(rows) // 2)], strict=False)
    )


def _apply_resets(
    points: Points, positions: Floats, center_counts: Floats, resets: tuple[CenterReset, ...]
) -> tuple[Floats, Floats]:
    """Centers and counts once starving centers stand on their rows, with the least count of the others."""
    if not resets:
        return positions, center_counts
    clusters = [reset.cluster for reset in resets]
    positions[clusters] = points.values[[reset.row for reset in resets]]
    center_counts[clusters] = np.delete(
        center_counts, np.flatnonzero(center_counts < REASSIGNMENT_RATIO * center_counts.max())
    ).min()
    return positions, center_counts


def _assign(step: MiniBatchStep, points: Points, stop_reason: str) -> MiniBatchStep:
    """Every point that is there with its nearest center: the first and only look at all of them."""
    window = step.window if isinstance(points, Stream) else None
    labels, inertia, _, counts, _ = assign_points((window or points).blocks, step.positions)
    empty = [str(cluster + 1) for cluster in np.flatnonzero(counts == 0)]
    notes: tuple[str, ...] = (f"No point is nearest to cluster {format_list(empty)}.",) if empty else ()
    if window is not None:
        notes += (f"{format_count(step.rows_received, 'row')} came; these are the last {window.n:,}.",)
    return replace(
        step,
        phase="assign",
        objective=inertia,
        labels=labels,
        stopped=stop_reason,
        rows=None,
        batch_counts=None,
        resets=(),
        notes=notes,
        window=window,
    )
