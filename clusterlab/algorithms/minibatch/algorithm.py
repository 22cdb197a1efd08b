"""Mini-batch k-means (Sculley 2010) from random batches of the points, or from a stream of rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike

from clusterlab.algorithms import kmeans, minibatch
from clusterlab.algorithms.common.seeding import feasible_k
from clusterlab.algorithms.kmeans.algorithm import INIT_CHOICES, CenterInit, KMeans, KMeansFit
from clusterlab.algorithms.kmeans.nearest_center import NearestCenterAlgorithm
from clusterlab.algorithms.kmeans.over_shards import sums_over_shards
from clusterlab.algorithms.kmeans.step import KMeansStep
from clusterlab.core.algorithm import ALGORITHMS, NumberOfClusters, Objective, Seed
from clusterlab.core.cluster_reference import ClusterReference
from clusterlab.core.late_names import late_value
from clusterlab.core.message import Message
from clusterlab.core.objective import INERTIA
from clusterlab.core.params import Param, ParamError
from clusterlab.core.points import Points
from clusterlab.core.sharded_points import ShardedPoints
from clusterlab.core.step import Step
from clusterlab.core.stream import Stream
from clusterlab.kernels.nearest import assign_points, nearest
from clusterlab.kernels.reductions import fixed_order_sum
from clusterlab.kernels.typing import Floats, Rows
from clusterlab.kernels.weighted import draw_rows_by_weight

if TYPE_CHECKING:
    from clusterlab.algorithms.minibatch.step import MiniBatchStep
    from clusterlab.core.fit_script import FitScript
MAX_IDLE_BATCHES = 10
"""The run ends after this many batches in a row without improvement of the smoothed inertia."""
INITIAL_BATCHES = 5
"""A stream begins with this many batches at once; its window has the rows of as many."""
STREAM, ENDLESS = "stream", "endless"
BATCH_CHOICES = {"random": "at random", STREAM: "stream", ENDLESS: "endless stream"}
MAX_BATCHES = 50_000
"""An endless stream ends after this many batches, because all of its steps are kept."""


@dataclass(frozen=True, eq=False, kw_only=True)
class MiniBatchFit(KMeansFit):
    """The result of mini-batch k-means; `counts` (k,) are the numbers of points each center was assigned."""

    counts: Floats


@ALGORITHMS.add
@dataclass(frozen=True)
class MiniBatch(NearestCenterAlgorithm):
    """Mini-batch k-means: each point of a batch moves its nearest center toward itself by 1 / count."""

    name: ClassVar[str] = "minibatch"
    title: ClassVar[str] = "Mini-batch"
    menu_order: ClassVar[int] = 3
    phases: ClassVar[Sequence[str]] = ("start", "batch", "assign")
    takes_k: ClassVar[bool] = True
    seeded: ClassVar[bool] = True
    takes_weights: ClassVar[bool] = True
    takes_shards: ClassVar[bool] = True
    init_methods: ClassVar[Mapping[str, str]] = INIT_CHOICES
    refines_to: ClassVar[str] = "gmm"
    gap_statistic: ClassVar[bool] = True
    restarts_per_k: ClassVar[int] = 10
    scale: ClassVar[str] = "Millions of points, and streams without an end."
    objective: ClassVar[Objective] = INERTIA
    criterion: ClassVar[Objective] = INERTIA
    about = late_value("clusterlab.algorithms.minibatch.about", "MINIBATCH_ABOUT")
    questions = late_value("clusterlab.algorithms.common.questions", "BATCH_QUESTIONS")

    k: NumberOfClusters = 3
    init: CenterInit = "k-means++"
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
            only_with={"batches": ("random", STREAM)},
            rare=True,
        ),
    ] = 100
    seed: Seed = 0

    @property
    def initial_rows(self) -> int:
        """The number of rows that a stream begins with; 0 without a stream."""
        return INITIAL_BATCHES * self.batch_size if self.batches in (STREAM, ENDLESS) else 0

    @property
    def endless(self) -> bool:
        """Whether batches are read until the user stops the run."""
        return self.batches == ENDLESS

    def for_fixed_points(self) -> "MiniBatch":
        """The same parameters with batches drawn at random."""
        return replace(self, batches="random")

    def first(self, points: Points, start: Any = None) -> KMeansStep:
        """The start of k-means: given centers (k, d), the first k-means++ pick, or all centers at once.

        Raises ParamError, also where rows of a stream have weights.
        """
        if self.initial_rows and points.weights is not None:
            raise ParamError(Message("A stream takes no weights of rows: choose batches at random."))
        if self.initial_rows and isinstance(points, ShardedPoints):
            raise ParamError(Message("Points in shards are no stream: choose batches at random."))
        return self._initial_kmeans.first(points, start)

    def after(self, step: Step, points: Points) -> "KMeansStep | MiniBatchStep | None":
        """The next k-means++ pick, then batches, and at the end the assignment of all points."""
        if step.stopped:
            return None
        if isinstance(step, KMeansStep):
            if step.k < feasible_k(points, self.k):
                return self._initial_kmeans.next_lloyd_step(step, points)
            step = _initial_batch_step(step)
        assert isinstance(step, minibatch.MiniBatchStep)
        stop_reason = self._stop_reason(step)
        if self.initial_rows and not stop_reason:
            new_rows = points.next_rows(
                step.rows_received, self.batch_size if step.rows_received else self.initial_rows
            )
            if len(new_rows):
                return self._stream_batch(step, new_rows, points)
            stop_reason = Message("no more rows were received")
        return _assign(step, points, stop_reason) if stop_reason else self._random_batch(step, points)

    def with_centers(
        self, step: Step, centers: Floats, origins: Rows, points: Points
    ) -> "KMeansStep | MiniBatchStep":
        """A start step with these centers; the counts of those that there were are kept."""
        if isinstance(step, KMeansStep):
            return self._initial_kmeans.with_centers(step, centers, origins, points)
        assert isinstance(step, minibatch.MiniBatchStep)
        counts = np.where(origins < 0, 0, step.center_counts[origins])
        names = ("iteration", "rows_received", "window")
        kept: dict[str, Any] = {name: getattr(step, name) for name in names}
        return minibatch.MiniBatchStep(phase="start", positions=centers, center_counts=counts, **kept)

    def script(self, start: Step, points: Points) -> "FitScript":
        """scikit-learn's MiniBatchKMeans, which fits anew."""
        return minibatch.minibatch_script(self, feasible_k(points, self.k), points)

    def result(self, step: Step, points: Points) -> MiniBatchFit:
        """The labels, centers, counts and inertia of a last step."""
        assert isinstance(step, minibatch.MiniBatchStep)
        return MiniBatchFit.of(
            step, step.window_points(points), counts=step.center_counts, **step.figures(points)
        )

    def partial_fit(self, rows: ArrayLike, fit: MiniBatchFit | None = None) -> MiniBatchFit:
        """One batch of all rows of an array (m, d), from a start on these rows or from the centers of `fit`.

        The same as a step of a stream, whose window begins with these rows where `fit` was of `fit`. Labels
        and inertia are those of these rows. Raises ParamError where `fit` is of another algorithm or has more
        than k clusters, PointsError where the array is invalid.
        """
        if fit is None:
            points = Points(rows)
            return self._fit_after_batch(
                _initial_batch_step(self._initial_centers(points)), points.next_rows(0, points.n), points
            )
        before = fit.last
        if not isinstance(before, minibatch.MiniBatchStep) or before.k > self.k:
            template = "fit must be what mini-batch k-means found with k up to {k!s}; it was another."
            raise ParamError(Message(template, k=self.k))
        new_rows = fit.normalized(rows)
        window = before.window or Points.from_normalized(new_rows, fit.units)
        return self._fit_after_batch(before, new_rows, window)

    @cached_property
    def _initial_kmeans(self) -> KMeans:
        """The k-means whose start is used."""
        return KMeans(k=self.k, init=self.init, seed=self.seed)

    def _initial_centers(self, points: Points) -> KMeansStep:
        """The start with all k centers."""
        return kmeans.complete_start(self._initial_kmeans, self.first(points), points)

    def _fit_after_batch(self, step: "MiniBatchStep", new_rows: Floats, points: Points) -> MiniBatchFit:
        """The result after a batch of rows (m, d), in normalized coordinates."""
        step, units = self._stream_batch(step, new_rows, points), points.units
        labels, distances = nearest(new_rows, step.positions)
        return MiniBatchFit(
            labels=labels.astype(np.int64),
            centers=units.positions(step.positions),
            n_steps=step.iteration,
            stopped=Message(),
            units=units,
            last=step,
            inertia=units.squared(fixed_order_sum(distances)),
            counts=step.center_counts,
        )

    def _stop_reason(self, step: "MiniBatchStep") -> Message:
        """Why the next step is the last; empty where another batch follows."""
        idle = not self.initial_rows and step.batches_without_improvement >= MAX_IDLE_BATCHES
        if idle and step.center_counts.all():  # a center without points may still be reset
            template = "no improvement in {n} batches"
            return Message(template, n=MAX_IDLE_BATCHES)
        limit = MAX_BATCHES if self.endless else self.max_iter
        if step.iteration >= limit:
            return Message("the limit of {n:# batch|# batches} was reached", n=limit)
        return Message()

    def _stream_batch(self, step: "MiniBatchStep", new_rows: Floats, points: Points) -> "MiniBatchStep":
        """A batch of new rows (m, d), in normalized coordinates, which are appended to the window."""
        window = (
            Points.from_normalized(new_rows, points.units)
            if step.window is None
            else step.window.slide_window(new_rows)
        )
        received = replace(step, rows_received=step.rows_received + len(new_rows), window=window)
        last_rows = window.inverse_order[-len(new_rows) :]
        return minibatch.step_after_batch(received, window, last_rows, self._rng(step))

    def _random_batch(self, step: "MiniBatchStep", points: Points) -> "MiniBatchStep":
        rng, weights = self._rng(step), points.weights
        size = min(self.batch_size, points.n)
        rows = (
            rng.integers(points.n, size=size) if weights is None else draw_rows_by_weight(weights, size, rng)
        )
        return minibatch.step_after_batch(step, points, rows, rng)

    def _rng(self, step: "MiniBatchStep") -> "np.random.Generator":
        return np.random.default_rng((self.seed, 1, step.iteration))


def _initial_batch_step(step: KMeansStep) -> "MiniBatchStep":
    """The centers of a start, with counts of 0."""
    return minibatch.MiniBatchStep(phase="start", positions=step.positions, center_counts=np.zeros(step.k))


def _assign(step: "MiniBatchStep", points: Points, stop_reason: Message) -> "MiniBatchStep":
    """The last step: all points, or those of the window, assigned to their nearest centers."""
    window = step.window if isinstance(points, Stream) else None
    own = window or points
    labels = None
    if isinstance(own, ShardedPoints):
        inertia, _, counts = sums_over_shards(own, step.positions)
    else:
        labels, inertia, _, counts, _ = assign_points(own.blocks, step.positions, None, own.weights)
    empty = [ClusterReference(cluster) for cluster in np.flatnonzero(counts == 0).tolist()]
    notes = [Message("Without points: {clusters}.", clusters=empty)] if empty else []
    if window is not None:
        template = "{received:# row|# rows} received; the last {n} are kept."
        notes.append(Message(template, received=step.rows_received, n=window.n))
    return replace(
        step,
        phase="assign",
        objective=inertia,
        labels=labels,
        stopped=stop_reason,
        rows=None,
        batch_counts=None,
        resets=(),
        notes=tuple(notes),
        window=window,
    )
