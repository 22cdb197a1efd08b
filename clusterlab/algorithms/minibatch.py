"""Mini-batch k-means: centers follow small random batches of points (Sculley 2010)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, ClassVar

import numpy as np

from clusterlab.algorithms.kmeans import INERTIA, STARTS, KMeans, KMeansFit
from clusterlab.algorithms.kmeansstep import KMeansStep
from clusterlab.algorithms.seeding import reachable
from clusterlab.core.about import About, Example
from clusterlab.core.algorithm import ALGORITHMS, Algorithm, Objective, Seed
from clusterlab.core.marks import Centers, Dots, Links, Mark, Regions, Rings
from clusterlab.core.params import Param
from clusterlab.core.points import Points, Units
from clusterlab.core.steps import Step
from clusterlab.core.words import count, listing
from clusterlab.kernels.arrays import Floats, Labels, Rows
from clusterlab.kernels.nearest import assigned, nearest
from clusterlab.kernels.sums import cluster_sums, total

SMOOTHED = Objective(
    "Smoothed inertia",
    "smoothed_inertia",
    lower_is_better=True,
    help="An estimate of the inertia: that of each batch before its update, per point and averaged over "
    "the batches with weights that fade, times the number of points.",
)
PATIENCE = 10
"""So many batches without improvement end the run."""
STARVING = 0.01
"""A center that was given less than this share of what the busiest was given is put elsewhere."""
REST = 10
"""Between two looks for starving centers so many points are drawn for each center."""
NAMED = 6
"""Up to so many clusters their counts are told one by one."""


@dataclass(frozen=True)
class Reset:
    """A center that was given too few points, and the row that it was put on."""

    cluster: int
    row: int


@dataclass(frozen=True, eq=False, kw_only=True)
class MiniBatchStep(Step):
    """Centers (k, d) and v (k,), how many points each was ever given.

    A batch also holds its rows (b,) as they were drawn, how many of them each center was given (k,),
    the `smoothed` inertia per point, the `least` it has been, for how many batches it was not less
    (`idle`), and how many points were drawn since starving centers were looked for (`drawn`).
    """

    positions: Floats
    v: Floats
    rows: Rows | None = None
    given: Floats | None = None
    smoothed: float | None = None
    least: float | None = None
    idle: int = 0
    drawn: int = 0
    resets: tuple[Reset, ...] = ()

    @property
    def centers(self) -> Floats:
        """The centers (k, d), in inside coordinates."""
        return self.positions

    @property
    def estimate(self) -> Objective | None:
        """Only the last assign looks at every point."""
        return None if self.phase == "assign" else SMOOTHED

    def marks(self, points: Points) -> tuple[Mark, ...]:
        """Points by the center that is nearest now, the batch ringed, and the centers.

        The labels are found for the picture alone: the batch needs none of them.
        """
        labels = assigned(points.blocks, self.positions).labels if self.labels is None else self.labels
        return (
            Regions(self.classify, self.k),
            Links(labels, self.positions),
            Dots(labels),
            *self._rings(),
            Centers(self.positions),
        )

    def caption(self, points: Points, before: Step | None) -> str:
        """What happened, with the numbers of this very step."""
        words = {"start": self._start_words, "batch": self._batch_words, "assign": self._assign_words}
        return " ".join([words[self.phase](points), *self.notes])

    def classify(self, places: Floats) -> Labels:
        """The nearest center of each place."""
        return nearest(places, self.positions)[0]

    def figures(self, points: Points) -> dict[str, float]:
        """The inertia where every point was looked at, else its estimate."""
        if self.objective is None:
            return {}
        key = INERTIA.key if self.estimate is None else SMOOTHED.key
        return {key: points.units.squared(self.objective)}

    def model(self, units: Units) -> dict[str, Any]:
        """The centers, and how many points each was given."""
        return {"centers": units.positions(self.positions), "counts": self.v}

    def _rings(self) -> tuple[Mark, ...]:
        rings = [] if self.rows is None else [Rings(np.unique(self.rows), "batch")]
        if self.resets:
            rings.append(Rings(np.array([reset.row for reset in self.resets]), "took a starving center"))
        return tuple(rings)

    def _start_words(self, points: Points) -> str:
        return "A center was put elsewhere; the next batch goes on from here."

    def _batch_words(self, points: Points) -> str:
        assert self.rows is not None
        assert self.given is not None
        drawn = f"{count(len(self.rows), 'point')} drawn"
        low, high = int(self.v.min()), int(self.v.max())
        told = f"v = {_numbers(self.v)}" if self.k <= NAMED else f"v is {low:,} to {high:,}"
        if self.k <= NAMED:
            drawn = f"{drawn}: {_numbers(self.given)} for {_clusters(self.k)}"
        words = f"{drawn}. Each pulls its center by 1/v of the way; {told}."
        names = [f"{reset.cluster + 1} to row {points.order[reset.row] + 1:,}" for reset in self.resets]
        return words + (f" Starved of points, cluster {listing(names)} went elsewhere." if names else "")

    def _assign_words(self, points: Points) -> str:
        return f"Each of {count(points.n, 'point')} joins its nearest center."


ABOUT = About(
    idea=(
        "k-means without looking at every point: each step draws a small random batch and gives its points "
        "to their nearest centers. A center moves toward each point that it is given by 1/v of the way, "
        "where v counts all points it was ever given, so it settles down. Centers end close to those of "
        "k-means, after far less work on very many points."
    ),
    formula="v ← v + b,   c ← c + (Σ batch points given to c  −  b c) / v",
    shape="Round clusters, similar in size and spread, as k-means.",
    assignment="Hard: each point belongs to one cluster.",
    parameters="K, the start, the batch size and at most how many batches.",
    sensitive=(
        "The batch size: small batches are noisy. The start and the scale of the features, as in k-means. "
        "Small clusters: few of their points are drawn."
    ),
    use="When there are too many points for k-means, or when they keep coming.",
    avoid="When there is time for k-means, whose inertia is a little lower; and wherever k-means fails.",
    shines=Example("blobs", {"points": 10_000, "groups": 4, "seed": 3}, {"k": 4}),
    fails=Example("stretched", {"seed": 2}, {"k": 3}),
    pseudocode=(
        (("start",), "choose K centers;  v = 0 for each"),
        ((), "repeat"),
        (("batch",), "    draw a batch of points at random"),
        (("batch",), "    each of them joins its nearest center"),
        (("batch",), "    for each center and its b points of the batch:"),
        (("batch",), "        v ← v + b;  move it by (sum of points − b c) / v"),
        (("batch",), "    put centers that starve on points of the batch"),
        ((), "until 10 batches did not lower the smoothed inertia"),
        (("assign",), "each of all points joins its nearest center"),
    ),
)


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
    about: ClassVar[About | None] = ABOUT

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
    max_iter: Annotated[
        int,
        Param("Max batches", "Stop after this many batches at the latest.", 1, usual=(1, 1000), log=True),
    ] = 100
    seed: Seed = 0

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
            step = MiniBatchStep(phase="start", positions=step.positions, v=np.zeros(step.k))
        assert isinstance(step, MiniBatchStep)
        closing = self._closing(step)
        return _assign(step, points, closing) if closing else self._batch(step, points)

    def moved(self, step: Step, cluster: int, place: Floats, points: Points) -> KMeansStep | MiniBatchStep:
        """The same centers but one, with the next pick or batch to come; the counts stay."""
        if isinstance(step, KMeansStep):
            return self._prelude.moved(step, cluster, place, points)
        assert isinstance(step, MiniBatchStep)
        positions = step.positions.copy()
        positions[cluster] = place
        return MiniBatchStep(phase="start", iteration=step.iteration, positions=positions, v=step.v)

    def result(self, step: Step, points: Points) -> KMeansFit:
        """Labels, centers and inertia of the last step."""
        return KMeansFit.of(step, points, **step.figures(points))

    @property
    def _prelude(self) -> KMeans:
        """The k-means that makes the first centers."""
        return KMeans(k=self.k, init=self.init, seed=self.seed)

    def _closing(self, step: MiniBatchStep) -> str:
        """Why the next step is the last; empty where another batch follows."""
        if step.idle >= PATIENCE and step.v.all():  # a center that was never given a point gets its chance
            return f"{PATIENCE} batches in a row did not lower the smoothed inertia"
        if step.iteration >= self.max_iter:
            return f"the limit of {count(self.max_iter, 'batch', 'batches')} was reached"
        return ""

    def _batch(self, step: MiniBatchStep, points: Points) -> MiniBatchStep:
        rng = np.random.default_rng((self.seed, 1, step.iteration))
        rows = rng.integers(points.n, size=min(self.batch_size, points.n))
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
            **told,
        )


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
    """Every point with its nearest center: the first and only look at all of them."""
    labels, inertia, _, counts, _ = assigned(points.blocks, step.positions)
    empty = [str(cluster + 1) for cluster in np.flatnonzero(counts == 0)]
    bare = (f"No point is nearest to cluster {listing(empty)}.",) if empty else ()
    return replace(
        step,
        phase="assign",
        objective=inertia,
        labels=labels,
        stopped=closing,
        rows=None,
        given=None,
        resets=(),
        notes=bare,
    )


def _numbers(values: Floats) -> str:
    return listing([f"{int(value):,}" for value in values])


def _clusters(k: int) -> str:
    return "the one cluster" if k == 1 else f"clusters 1 to {k}"
