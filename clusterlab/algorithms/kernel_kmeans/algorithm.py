"""Kernel k-means in half-steps: k-means in a feature space that is known only by its inner products."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import floor, log
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import numpy as np

from clusterlab.algorithms import kernel_kmeans
from clusterlab.algorithms.common.moved_points import (
    MovedPoint,
)
from clusterlab.algorithms.common.seeding import (
    checked_centers,
    feasible_k,
    random_points,
    random_row,
    shortage_notes,
)
from clusterlab.algorithms.kernel_kmeans.kernel_choices import KERNEL_CHOICES, MAX_DEGREE, MAX_KERNEL_GAMMA
from clusterlab.core.algorithm import ALGORITHMS, Algorithm, MaxIterations, Objective, Seed
from clusterlab.core.late_names import late_value
from clusterlab.core.message import Message
from clusterlab.core.params import Param
from clusterlab.core.points import Points
from clusterlab.core.step import Step
from clusterlab.core.terms import sentence_of
from clusterlab.core.written import Written
from clusterlab.kernels.gram import (
    Kernel,
    draw_weighted_rows,
)
from clusterlab.kernels.nearest import fill_empty_clusters_by_distance

if TYPE_CHECKING:
    from clusterlab.algorithms.kernel_kmeans.step import KernelStep

FEATURE_INERTIA = Objective(
    "Feature inertia", "feature_inertia", lower_is_better=True, help=sentence_of("Feature inertia")
)
WITH_POLYNOMIAL = {"kernel": ("polynomial",)}
KERNEL_INIT_CHOICES = {"k-means++": "k-means++ (greedy)", "random-points": "random points"}


@ALGORITHMS.add
@dataclass(frozen=True)
class KernelKMeans(Algorithm):
    """Kernel k-means (Schölkopf, Smola and Müller 1998): k-means in a feature space, for curved clusters."""

    name: ClassVar[str] = "kernelkmeans"
    title: ClassVar[str] = "Kernel k-means"
    menu_order: ClassVar[int] = 6
    has_centers: ClassVar[bool] = False
    phases: ClassVar[Sequence[str]] = ("start", "assign", "update")
    takes_k: ClassVar[bool] = True
    seeded: ClassVar[bool] = True
    init_methods: ClassVar[Mapping[str, str]] = KERNEL_INIT_CHOICES
    new_row_rule: ClassVar[Message] = Message("A new row joins the center that is nearest in feature space.")
    refines_to: ClassVar[str] = "gmm"
    restarts_per_k: ClassVar[int] = 10
    objective: ClassVar[Objective] = FEATURE_INERTIA
    criterion: ClassVar[Objective] = FEATURE_INERTIA
    about = late_value("clusterlab.algorithms.kernel_kmeans.about", "KERNEL_KMEANS_ABOUT")
    questions = late_value("clusterlab.algorithms.common.questions", "ASSIGN_QUESTIONS")

    k: Annotated[int, Param("Clusters", "The number of clusters.", 1, usual=(1, 12))] = 3
    init: Annotated[
        str, Param("Start from", "How the starting centers are chosen.", choices=KERNEL_INIT_CHOICES)
    ] = "k-means++"
    kernel: Annotated[
        str,
        Param(
            "Kernel",
            "How the similarity of two points is measured; all but RBF use centered points.",
            choices=KERNEL_CHOICES,
        ),
    ] = "rbf"
    gamma: Annotated[
        float,
        Param(
            "Gamma",
            "RBF: exp(−gamma × squared distance), in the units of the data; polynomial: the factor "
            "of the dot product. 0 takes 1 / (features × mean variance).",
            0,
            usual=(0.01, 100),
            log=True,
            power=-2,
            only_with={"kernel": ("rbf", "polynomial")},
        ),
    ] = 0.0
    degree: Annotated[
        int,
        Param(
            "Degree",
            "The power of the polynomial kernel.",
            1,
            MAX_DEGREE,
            (1, 6),
            only_with=WITH_POLYNOMIAL,
        ),
    ] = 2
    max_iter: MaxIterations = 300
    seed: Seed = 0

    def memory(self, n: int, d: int) -> int:
        """The bytes for the kernel products of all pairs of points."""
        return 8 * n * n

    def first(self, points: Points, start: Any = None) -> "KernelStep":
        """The start: the images of given positions (k, d), of the first k-means++ pick, or of all seeds.

        Raises ParamError.
        """
        gram = kernel_kmeans.GramMatrix.of(self._kernel(points), points)
        notes = shortage_notes(points, self.k)
        if start is not None:
            seeds, picked = checked_centers(points, start, self.k), None
        elif self.init == "random-points":
            seeds, picked = random_points(points, feasible_k(points, self.k), self.seed), None
        else:
            picked = random_row(points, self.seed)
            seeds = points.values[[picked]]
        return kernel_kmeans.KernelStep(
            phase="start",
            gram=gram,
            seeds=seeds,
            clusters=len(seeds),
            picked=picked,
            notes=notes,
        )

    def after(self, step: Step, points: Points) -> "KernelStep | None":
        """The next k-means++ pick, an assign after a start or an update, an update after an assign."""
        assert isinstance(step, kernel_kmeans.KernelStep)
        if step.stopped:
            return None
        if step.phase == "start" and step.k < feasible_k(points, self.k):
            return self._next_pick(step, points)
        if step.phase == "assign":
            return _update_step(step)
        return self._assign_step(step, points)

    def classifier(self, written: Written, d: int) -> "KernelStep":
        """The step with the same kernel and centers."""
        return kernel_kmeans.written_kernel_step(written, d)

    def _kernel(self, points: Points) -> Kernel:
        mean = points.values.mean(axis=0)
        if self.gamma:
            with np.errstate(over="ignore", under="ignore"):
                gamma = float(np.ldexp(self.gamma, 2 * points.units.exponent))
            return Kernel(self.kernel, min(gamma, MAX_KERNEL_GAMMA), self.degree, mean)
        variance = float(points.values.var(axis=0).mean())
        gamma = 1 / (points.d * variance) if variance > 1 / MAX_KERNEL_GAMMA else 1.0
        return Kernel(self.kernel, gamma, self.degree, mean)

    def _next_pick(self, step: "KernelStep", points: Points) -> "KernelStep":
        """One more seed, drawn by the squared distance in feature space to the nearest seed so far."""
        rng = np.random.default_rng((self.seed, step.k))
        seed_potential = kernel_kmeans.seed_distances(step.gram.kernel, points.values, step.seeds).min(axis=1)
        candidates = draw_weighted_rows(seed_potential, 2 + floor(log(self.k)), rng)
        potentials = np.minimum(
            kernel_kmeans.seed_distances(step.gram.kernel, points.values, points.values[candidates]),
            seed_potential[:, None],
        )
        row = int(candidates[potentials.sum(axis=0).argmin()])
        assert step.seeds is not None
        seeds = np.vstack([step.seeds, points.values[row]])
        return replace(step, seeds=seeds, clusters=len(seeds), picked=row, candidates=candidates)

    def _assign_step(self, step: "KernelStep", points: Points) -> "KernelStep":
        limit_reached = step.iteration >= self.max_iter
        distances = kernel_kmeans.center_distances(step)
        labels, previous_labels = kernel_kmeans.nearest_centers(distances), step.labels
        changed = None if previous_labels is None else int(np.count_nonzero(labels != previous_labels))
        objective = float(distances[np.arange(points.n), labels].sum())
        if changed == 0:
            stop_reason = Message("no point changed")
        elif limit_reached:
            stop_reason = Message("the limit of {n:# iteration|# iterations} was reached", n=self.max_iter)
        else:
            stop_reason = Message()
        return replace(
            step,
            phase="assign",
            iteration=step.iteration + (not limit_reached),
            objective=step.objective if changed == 0 and step.objective is not None else objective,
            labels=previous_labels if changed == 0 else labels,
            center_labels=previous_labels,
            seeds=step.seeds if previous_labels is None else None,
            picked=None,
            candidates=None,
            changed=changed,
            moved_points=(),
            stopped=stop_reason,
            notes=step.notes if previous_labels is None else (),
        )


def _update_step(step: "KernelStep") -> "KernelStep":
    """Centers at the means of the labels; empty clusters take the points farthest from their centers."""
    gram, labels, moved = step.gram, step.labels, list[tuple[int, int, int]]()
    assert labels is not None
    if not np.bincount(labels, minlength=step.k).all():
        distances_to_center = kernel_kmeans.center_distances(replace(step, labels=step.center_labels))[
            np.arange(len(labels)), labels
        ]
        labels, moved = fill_empty_clusters_by_distance(gram.places, distances_to_center, labels, step.k)
    return replace(
        step,
        phase="update",
        objective=float(kernel_kmeans.distances_to_own_mean(gram, labels, step.k).sum()),
        labels=labels,
        center_labels=labels,
        seeds=None,
        moved_points=tuple(MovedPoint(*move) for move in moved),
    )
