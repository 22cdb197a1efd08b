"""k-means in half-steps: start, assign, update (Lloyd 1982), with k-means++ picks as steps of their own."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import sqrt
from typing import Annotated, Any, ClassVar

import numpy as np

from clusterlab.algorithms.kmeanscard import KMEANS
from clusterlab.algorithms.seeding import (
    given_centers,
    pick,
    potential,
    random_box,
    random_points,
    reachable,
    shortage,
    uniform_row,
)
from clusterlab.core.about import About
from clusterlab.core.algorithm import ALGORITHMS, Algorithm, MaxIterations, Objective, Seed
from clusterlab.core.fits import Fit
from clusterlab.core.marks import Centers, Dots, Links, Mark, Regions, Rings
from clusterlab.core.params import Param
from clusterlab.core.points import Points, Units
from clusterlab.core.steps import Step
from clusterlab.core.words import count, listing, number, percent
from clusterlab.kernels.arrays import Floats, Labels, Rows
from clusterlab.kernels.nearest import assigned, filled, nearest, own_total
from clusterlab.kernels.sums import cluster_sums

INERTIA = Objective(
    "Inertia",
    "inertia",
    lower_is_better=True,
    help="The sum of the squared distances of the points to their own centers.",
)
EPSILON = float(np.finfo(float).eps)
ROUNDING = 1e-12
"""So great a share of an inertia may be rounding."""
STARTS = {
    "k-means++": "k-means++ (greedy)",
    "k-means++-plain": "k-means++ (plain)",
    "random-points": "random points",
    "random-box": "random box",
}


@dataclass(frozen=True)
class Move:
    """A point that an empty cluster took from another."""

    row: int
    donor: int
    cluster: int


@dataclass(frozen=True, eq=False, kw_only=True)
class KMeansStep(Step):
    """Centers (k, d); at a pick, the row that was picked and from which candidates.

    An assign also holds the sums (k, d) and counts (k,) of its clusters and the total of its squared
    distances, from which the update follows without another pass. An update also holds the moves that
    filled empty clusters and the sum of the squared moves of the centers.
    """

    positions: Floats
    sums: Floats | None = None
    counts: Floats | None = None
    total: float | None = None
    picked: int | None = None
    candidates: Rows | None = None
    changed: int | None = None
    moves: tuple[Move, ...] = ()
    shift: float | None = None

    @property
    def centers(self) -> Floats:
        """The centers (k, d), in inside coordinates."""
        return self.positions

    def marks(self, points: Points) -> tuple[Mark, ...]:
        """Points by label or by D^2, centers, links, regions, and a ring around what this step is about."""
        centers, regions = Centers(self.positions), Regions(self.classify, self.k)
        if self.labels is None:
            return (regions, Dots(weights=self._chances(points)), *self._rings(), centers)
        return (
            regions,
            Links(self.labels, self.positions),
            Dots(self.labels),
            *self._rings(),
            centers,
        )

    def caption(self, points: Points, before: Step | None) -> str:
        """What happened, with the numbers of this very step."""
        words = {"start": self._start_words, "assign": self._assign_words, "update": self._update_words}
        return " ".join([words[self.phase](points, before), *self.notes])

    def classify(self, places: Floats) -> Labels:
        """The nearest center of each place."""
        return nearest(places, self.positions)[0]

    def figures(self, points: Points) -> dict[str, float]:
        """The inertia."""
        return {} if self.objective is None else {"inertia": points.units.squared(self.objective)}

    def model(self, units: Units) -> dict[str, Any]:
        """The centers."""
        return {"centers": units.positions(self.positions)}

    def _chances(self, points: Points) -> Floats | None:
        """What the next draw goes by, where a draw made this step."""
        return None if self.picked is None else potential(points, self.positions).distances

    def _rings(self) -> tuple[Mark, ...]:
        rings = []
        if self.candidates is not None and len(self.candidates) > 1:
            rings.append(Rings(np.unique(self.candidates), "candidates"))
        if self.picked is not None:
            rings.append(Rings(np.array([self.picked]), "picked"))
        if self.moves:
            rings.append(Rings(np.array([move.row for move in self.moves]), "moved to an empty cluster"))
        return tuple(rings)

    def _start_words(self, points: Points, before: Step | None) -> str:
        if self.labels is not None:
            return "A center was put elsewhere; next, each point joins its nearest center."
        if self.picked is None:
            return f"{count(self.k, 'center')} to start from."
        row = f"row {points.order[self.picked] + 1:,}"
        if before is None or before.centers is None:
            return f"The first center is {row}, drawn at random. Points are as large as their D²."
        earlier = potential(points, before.centers)
        share = earlier.distances[self.picked] / earlier.total
        several = self.candidates is not None and len(self.candidates) > 1
        among = f", the best of {len(self.candidates)} candidates" if several else ""  # type: ignore[arg-type]
        far = number(points.units.squared(float(earlier.distances[self.picked])))
        return f"Center {self.k} is {row}{among}: its D² of {far} gave it a chance of {percent(share)}."

    def _assign_words(self, points: Points, before: Step | None) -> str:
        if self.changed is None:
            return f"Each of {count(points.n, 'point')} joins its nearest center."
        return f"{self.changed:,} of {count(points.n, 'point')} changed cluster."

    def _update_words(self, points: Points, before: Step | None) -> str:
        if before is None or before.centers is None or len(before.centers) != self.k:
            return "Each center moves to the mean of its points."
        far = np.sqrt(((self.positions - before.centers) ** 2).sum(axis=1))
        moved = number(points.units.distance(float(far.max())))
        words = (
            f"Each center moves to the mean of its points; cluster {far.argmax() + 1} moved most, by {moved}."
        )
        names = [f"{move.cluster + 1} took row {points.order[move.row] + 1:,}" for move in self.moves]
        return words + (f" Empty cluster {listing(names)}, the farthest from its center." if names else "")


@dataclass(frozen=True, eq=False, kw_only=True)
class KMeansFit(Fit):
    """A finished k-means; `inertia` is in squared units of the data."""

    centers: Floats
    inertia: float


@ALGORITHMS.add
@dataclass(frozen=True)
class KMeans(Algorithm):
    """Lloyd's k-means: assign every point to its nearest center, move every center to its mean, repeat."""

    name: ClassVar[str] = "kmeans"
    title: ClassVar[str] = "k-means"
    place: ClassVar[int] = 1
    phases: ClassVar[Sequence[str]] = ("start", "assign", "update")
    objective: ClassVar[Objective] = INERTIA
    criterion: ClassVar[Objective] = INERTIA
    about: ClassVar[About | None] = KMEANS

    k: Annotated[int, Param("Clusters", "How many centers to place.", 1, usual=(1, 12))] = 3
    init: Annotated[str, Param("Start from", "How the first centers are chosen.", choices=STARTS)] = (
        "k-means++"
    )
    max_iter: MaxIterations = 300
    tol: Annotated[
        float,
        Param(
            "Tolerance",
            "Stop when the squared moves of the centers sum to no more than this share of the mean variance "
            "of a feature. 0 runs until no point changes cluster.",
            0,
        ),
    ] = 0.0
    seed: Seed = 0

    def first(self, points: Points, start: Any = None) -> KMeansStep:
        """The start: given centers (k, d), the first pick of k-means++, or all centers at once."""
        if start is not None:
            return KMeansStep(
                phase="start",
                positions=given_centers(points, start, self.k),
                notes=shortage(points, self.k),
            )
        k = reachable(points, self.k)
        if self.init in ("random-points", "random-box"):
            draw = random_points if self.init == "random-points" else random_box
            return KMeansStep(
                phase="start", positions=draw(points, k, self.seed), notes=shortage(points, self.k)
            )
        row = uniform_row(points, self.seed)
        return KMeansStep(
            phase="start", positions=points.values[[row]], picked=row, notes=shortage(points, self.k)
        )

    def after(self, step: Step, points: Points) -> KMeansStep | None:
        """The next pick, an assign after a start or an update, an update after an assign."""
        assert isinstance(step, KMeansStep)
        if step.stopped:
            return None
        if step.phase == "assign":
            return self._update(step, points)
        if step.phase == "start" and step.k < reachable(points, self.k):
            return self._next_pick(step, points)
        return self._assign(step, points)

    def moved(self, step: Step, cluster: int, place: Floats, points: Points) -> KMeansStep:
        """The same centers but one, with the next pick or an assign to come."""
        assert isinstance(step, KMeansStep)
        positions = step.positions.copy()
        positions[cluster] = place
        return replace(
            step,
            phase="start",
            positions=positions,
            objective=None,
            stopped="",
            picked=None,
            candidates=None,
            shift=None,
            notes=(),
        )

    def result(self, step: Step, points: Points) -> KMeansFit:
        """Labels, centers and inertia of the last step."""
        return KMeansFit.of(step, points, **step.figures(points))

    def _next_pick(self, step: KMeansStep, points: Points) -> KMeansStep:
        row, candidates = pick(points, step.positions, self.k, self.seed, self.init == "k-means++")
        return replace(
            step, positions=np.vstack([step.positions, points.values[row]]), picked=row, candidates=candidates
        )

    def _assign(self, step: KMeansStep, points: Points) -> KMeansStep:
        closing = self._closing(step, points)
        earlier = _labels_assigned(step)
        labels, inertia, sums, counts, changed = assigned(points.blocks, step.positions, earlier)
        if changed == 0 and earlier is not None:
            labels = earlier
            if step.objective is not None and not step.moves:
                inertia = step.objective  # of the same labels and centers: another sum would round otherwise
        return KMeansStep(
            phase="assign",
            iteration=step.iteration + (not closing),
            objective=inertia,
            labels=labels,
            positions=step.positions,
            sums=sums,
            counts=counts,
            total=inertia,
            changed=changed,
            stopped=closing or ("no point changed" if changed == 0 else ""),
            notes=shortage(points, self.k) if step.labels is None else (),
        )

    def _closing(self, step: KMeansStep, points: Points) -> str:
        """Why the next assign is the last, and counts as no iteration; empty where it is not."""
        if step.shift is None:
            return ""
        if step.shift <= self.tol * _mean_variance(points):
            return "the centers moved by no more than the tolerance"
        if step.iteration >= self.max_iter:
            return f"the limit of {count(self.max_iter, 'iteration')} was reached"
        return ""

    def _update(self, step: KMeansStep, points: Points) -> KMeansStep:
        assert step.labels is not None
        sums, counts, labels, moved = step.sums, step.counts, step.labels, list[tuple[int, int, int]]()
        if sums is None or counts is None or not counts.all():
            labels, moved = filled(points.values, step.positions, labels)
            sums, counts = cluster_sums(points.values, labels, step.k)
        positions = sums / counts[:, None]
        squares = positions - step.positions
        squares *= squares
        total = None if moved else _total_after(step, float((counts @ squares).sum()), points)
        return KMeansStep(
            phase="update",
            iteration=step.iteration,
            objective=own_total(points.values, positions, labels) if total is None else total,
            labels=labels,
            notes=step.notes,
            positions=positions,
            changed=step.changed,
            moves=tuple(Move(*move) for move in moved),
            shift=float(squares.sum()),
        )


def _total_after(step: KMeansStep, gain: float, points: Points) -> float | None:
    """The inertia after the centers of an assign `step` have moved to the means, without a pass.

    By the theorem of parallel axes it falls by the `gain`, the squared moves times the counts. None
    where the rounding of the means would show, because the clusters are narrow beside their moves.
    """
    if step.total is None:
        return None
    rounding = 16 * EPSILON * (step.total + sqrt(points.n * points.d * gain))  # points lie within -1 .. 1
    total = step.total - gain
    return total if rounding <= ROUNDING * total else None


def _mean_variance(points: Points) -> float:
    return points.memo("mean variance", lambda: float(points.values.var(axis=0).mean()))


def _labels_assigned(step: KMeansStep) -> Labels | None:
    """The labels as the last assign gave them, before points were moved into empty clusters."""
    if not step.moves or step.labels is None:
        return step.labels
    labels = step.labels.copy()
    for move in step.moves:
        labels[move.row] = move.donor
    return labels
