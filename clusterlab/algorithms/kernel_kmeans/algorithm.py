"""Kernel k-means in half-steps: k-means in a feature space that only its products of points are known of."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import floor, log
from typing import Annotated, Any, ClassVar

import numpy as np

from clusterlab.algorithms.common.moved_points import Move, among, filling, rings
from clusterlab.algorithms.common.seeding import (
    given_centers,
    random_points,
    reachable,
    shortage,
    uniform_row,
)
from clusterlab.algorithms.kernel_kmeans.feature_space import Gram, nearest_of, own_distances, seed_distances
from clusterlab.algorithms.spectral.affinity_heat_map import heat_map
from clusterlab.core.about import About, Example
from clusterlab.core.algorithm import ALGORITHMS, Algorithm, MaxIterations, Objective, Seed
from clusterlab.core.charts import Chart
from clusterlab.core.formatting import count
from clusterlab.core.marks import Dots, Mark, Regions
from clusterlab.core.params import Param
from clusterlab.core.points import Points
from clusterlab.core.step import Step
from clusterlab.kernels.gram import Kernel, drawn, feature_distances, mean_products, spreads
from clusterlab.kernels.nearest import refilled
from clusterlab.kernels.typing import Floats, Labels, Rows, chunks, label_type

SPREAD = Objective(
    "Feature inertia",
    "feature_inertia",
    lower_is_better=True,
    help="The sum of the squared distances of the points to their own centers in the feature space.",
)
KERNELS = {"rbf": "RBF", "polynomial": "polynomial", "linear": "linear"}
STARTS = {"k-means++": "k-means++ (greedy)", "random-points": "random points"}
GREATEST = 1e15
"""A gamma above this, in inside units, leaves each point alike to its twins alone."""
MOST_REGIONS = 1_000
"""Each place of a region is compared with all points, so with no more than these."""
AT_ONCE = 2_000_000
ABOUT = About(
    idea=(
        "A kernel says how alike two points are; it is their product in a feature space of more dimensions. "
        "k-means runs in that space, where curved groups can be round and apart. Centers there have no place "
        "among the data, but the distance of a point to them follows from the kernel alone."
    ),
    formula="‖φ(x) − m_c‖² = k(x, x) − 2/|c| Σ_{j∈c} k(x, x_j) + 1/|c|² Σ_{i,j∈c} k(x_i, x_j)",
    shape="Round in the feature space: with an RBF kernel curved, with a linear one as in k-means.",
    assignment="Hard: each point belongs to one cluster.",
    parameters="K, the kernel, and its gamma or degree.",
    sensitive="The start, more than k-means is; gamma: too large and every point is alike to itself only.",
    use="When groups are not separated by straight lines, and you know what makes two points alike.",
    avoid="With many points: all pairs are compared, and n × n numbers are kept.",
    shines=Example("circles", {"ratio": 0.3}, {"k": 2, "kernel": "rbf", "gamma": 8.0}),
    fails=Example("moons", settings={"k": 2, "kernel": "linear"}),
    pseudocode=(
        (("start",), "K[i, j] = k(x_i, x_j) for all pairs"),
        (("start",), "choose k points as the first centers"),
        (("assign", "update"), "repeat"),
        (("assign",), "    each point joins the cluster whose center is nearest in feature space"),
        (("update",), "    each center becomes the mean of its points there"),
        (("assign",), "until no point changes cluster"),
    ),
)


@dataclass(frozen=True, eq=False, kw_only=True)
class KernelStep(Step):
    """At a start the `seeds` (m, d) that stand for centers, later labels, which say what the centers are."""

    gram: Gram
    seeds: Floats | None = None
    clusters: int
    picked: int | None = None
    candidates: Rows | None = None
    changed: int | None = None
    moves: tuple[Move, ...] = ()
    center_labels: Labels | None = None
    """The labels whose means are the centers now: at an assign those before it, or None while seeds are."""

    dropped: ClassVar[tuple[str, ...]] = ("labels", "center_labels")

    @property
    def k(self) -> int:
        """How many clusters there are."""
        return self.clusters

    def marks(self, points: Points) -> tuple[Mark, ...]:
        """Points by label, regions where points are few, and rings around what this step is about."""
        regions = (Regions(self.classify, self.k),) if points.n <= MOST_REGIONS else ()
        return (*regions, Dots(self.labels), *rings(self.picked, self.candidates, self.moves))

    def caption(self, points: Points, before: Step | None) -> str:
        """What happened, with the numbers of this very step."""
        words = {"start": self._start_words, "assign": self._assign_words, "update": self._update_words}
        return " ".join([words[self.phase](points), *self.notes])

    def classify(self, places: Floats) -> Labels:
        """The cluster whose center is nearest in feature space to each place."""
        kernel, labels, k = self.gram.kernel, self.center_labels, self.k
        if labels is None:
            return nearest_of(seed_distances(kernel, places, self.seeds))
        lengths = spreads(mean_products(self.gram.products, labels, k), labels)
        found = [np.zeros(0, label_type(k))]  # there may be no places at all
        for part in chunks(len(places), max(1, AT_ONCE // len(labels))):
            means = mean_products(kernel.products(places[part], self.gram.places), labels, k)
            found.append(nearest_of(feature_distances(kernel.norms(places[part]), means, lengths)))
        return np.concatenate(found)

    def charts(self, points: Points) -> tuple[Chart, ...]:
        """The kernel of the points, ordered by cluster."""
        kernel, places = self.gram.kernel, self.gram.places
        words = (
            "How alike points are by the kernel: one cluster after the other, the brighter the more alike."
        )

        def alike(rows: Rows) -> Floats:
            return kernel.products(places[rows], places[rows])

        return (heat_map("Kernel, by cluster", words, self.labels, points.n, alike),)

    def figures(self, points: Points) -> dict[str, float]:
        """The inertia in feature space; with the linear kernel it is that of k-means."""
        if self.objective is None:
            return {}
        linear = self.gram.kernel.kind == "linear"
        return {"feature_inertia": points.units.squared(self.objective) if linear else self.objective}

    def _start_words(self, points: Points) -> str:
        if self.picked is None:
            return f"{count(self.k, 'center')} to start from."
        return (
            f"Center {self.k} is the image of row {points.order[self.picked] + 1:,}{among(self.candidates)}."
        )

    def _assign_words(self, points: Points) -> str:
        if self.changed is None:
            return f"Each of {count(points.n, 'point')} joins the center that is nearest in feature space."
        return f"{self.changed:,} of {count(points.n, 'point')} changed cluster."

    def _update_words(self, points: Points) -> str:
        return f"Each center becomes the mean of its points in feature space.{filling(self.moves, points)}"


@ALGORITHMS.add
@dataclass(frozen=True)
class KernelKMeans(Algorithm):
    """Kernel k-means: k-means in a feature space, so that clusters may be curved in the data."""

    name: ClassVar[str] = "kernelkmeans"
    title: ClassVar[str] = "Kernel k-means"
    place: ClassVar[int] = 6
    centered: ClassVar[bool] = False
    compact: ClassVar[bool] = False
    phases: ClassVar[Sequence[str]] = ("start", "assign", "update")
    objective: ClassVar[Objective] = SPREAD
    criterion: ClassVar[Objective] = SPREAD
    about: ClassVar[About | None] = ABOUT

    k: Annotated[int, Param("Clusters", "How many clusters to make.", 1, usual=(1, 12))] = 3
    init: Annotated[str, Param("Start from", "How the first centers are chosen.", choices=STARTS)] = (
        "k-means++"
    )
    kernel: Annotated[
        str,
        Param(
            "Kernel",
            "What makes two points alike. The polynomial and the linear one measure points from their mean.",
            choices=KERNELS,
        ),
    ] = "rbf"
    gamma: Annotated[
        float,
        Param(
            "Gamma",
            "How fast likeness fades, exp(−gamma × squared distance), in the units of the data; the factor "
            "of the product in the polynomial kernel. 0 takes 1 / (features × mean variance).",
            0,
            usual=(0.01, 100),
            log=True,
            power=-2,
        ),
    ] = 0.0
    degree: Annotated[int, Param("Degree", "The power of the polynomial kernel.", 1, 10, usual=(1, 6))] = 2
    max_iter: MaxIterations = 300
    seed: Seed = 0

    def memory(self, n: int, d: int) -> int:
        """The kernel of all pairs of points."""
        return 8 * n * n

    def first(self, points: Points, start: Any = None) -> KernelStep:
        """The start: the images of given places (k, d), of the first pick, or of all rows at once."""
        gram, told = Gram.of(self._kernel(points), points), shortage(points, self.k)
        if start is not None:
            seeds, picked = given_centers(points, start, self.k), None
        elif self.init == "random-points":
            seeds, picked = random_points(points, reachable(points, self.k), self.seed), None
        else:
            picked = uniform_row(points, self.seed)
            seeds = points.values[[picked]]
        return KernelStep(
            phase="start",
            gram=gram,
            seeds=seeds,
            clusters=len(seeds),
            picked=picked,
            notes=told,
        )

    def after(self, step: Step, points: Points) -> KernelStep | None:
        """The next pick, an assign after a start or an update, an update after an assign."""
        assert isinstance(step, KernelStep)
        if step.stopped:
            return None
        if step.phase == "start" and step.k < reachable(points, self.k):
            return self._next_pick(step, points)
        if step.phase == "assign":
            return _updated(step)
        return self._assigned(step, points)

    def _kernel(self, points: Points) -> Kernel:
        mean = points.values.mean(axis=0)
        if self.gamma:
            with np.errstate(over="ignore", under="ignore"):
                gamma = float(np.ldexp(self.gamma, 2 * points.units.exponent))
            return Kernel(self.kernel, min(gamma, GREATEST), self.degree, mean)
        variance = float(points.values.var(axis=0).mean())
        gamma = 1 / (points.d * variance) if variance > 1 / GREATEST else 1.0
        return Kernel(self.kernel, gamma, self.degree, mean)

    def _next_pick(self, step: KernelStep, points: Points) -> KernelStep:
        """One more seed, drawn by its squared distance in feature space to the seeds before it."""
        rng = np.random.default_rng((self.seed, step.k))
        near = seed_distances(step.gram.kernel, points.values, step.seeds).min(axis=1)
        candidates = drawn(near, 2 + floor(log(self.k)), rng)
        left = np.minimum(
            seed_distances(step.gram.kernel, points.values, points.values[candidates]), near[:, None]
        )
        row = int(candidates[left.sum(axis=0).argmin()])
        assert step.seeds is not None
        seeds = np.vstack([step.seeds, points.values[row]])
        return replace(step, seeds=seeds, clusters=len(seeds), picked=row, candidates=candidates)

    def _assigned(self, step: KernelStep, points: Points) -> KernelStep:
        closing = step.iteration >= self.max_iter
        away = _away(step)
        labels, earlier = nearest_of(away), step.labels
        changed = None if earlier is None else int(np.count_nonzero(labels != earlier))
        objective = float(away[np.arange(points.n), labels].sum())
        reason = f"the limit of {count(self.max_iter, 'iteration')} was reached" if closing else ""
        return replace(
            step,
            phase="assign",
            iteration=step.iteration + (not closing),
            objective=step.objective if changed == 0 and step.objective is not None else objective,
            labels=earlier if changed == 0 else labels,
            center_labels=earlier,
            seeds=step.seeds if earlier is None else None,
            picked=None,
            candidates=None,
            changed=changed,
            moves=(),
            stopped="no point changed" if changed == 0 else reason,
            notes=step.notes if earlier is None else (),
        )


def _updated(step: KernelStep) -> KernelStep:
    """Centers at the means of the labels; first an empty cluster takes the point farthest from its center."""
    gram, labels, moved = step.gram, step.labels, list[tuple[int, int, int]]()
    assert labels is not None
    if not np.bincount(labels, minlength=step.k).all():
        far = _away(replace(step, labels=step.center_labels))[np.arange(len(labels)), labels]
        labels, moved = refilled(gram.places, far, labels, step.k)
    return replace(
        step,
        phase="update",
        objective=float(own_distances(gram, labels, step.k).sum()),
        labels=labels,
        center_labels=labels,
        seeds=None,
        moves=tuple(Move(*move) for move in moved),
    )


def _away(step: KernelStep) -> Floats:
    """The squared distances in feature space of all points to the centers of a step: (n, k)."""
    gram = step.gram
    if step.labels is None:
        return seed_distances(gram.kernel, gram.places, step.seeds)
    means = mean_products(gram.products, step.labels, step.k)
    return feature_distances(gram.norms, means, spreads(means, step.labels))
