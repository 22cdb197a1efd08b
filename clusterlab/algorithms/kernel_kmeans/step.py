"""A step of kernel k-means: its state, marks and caption."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from clusterlab.algorithms import kernel_kmeans
from clusterlab.algorithms.common.moved_points import (
    MovedPoint,
    candidate_count,
    point_highlights,
    refill_caption,
)
from clusterlab.algorithms.kernel_kmeans.feature_space import (
    GramMatrix,
    mean_distances,
    nearest_centers,
    seed_distances,
)
from clusterlab.algorithms.kernel_kmeans.kernel_choices import KERNEL_CHOICES, MAX_DEGREE
from clusterlab.core.focus import NO_FOCUS, Focus
from clusterlab.core.marks import Mark, PointMarks, Regions
from clusterlab.core.message import Message, sentences
from clusterlab.core.points import Points, Units
from clusterlab.core.reason import Reason
from clusterlab.core.step import Step
from clusterlab.core.terms import sentence_of
from clusterlab.core.written import Written
from clusterlab.kernels.gram import Kernel, feature_distances, gram_means, mean_products, squared_center_norms
from clusterlab.kernels.typing import Floats, Labels, Rows, chunks, label_dtype

if TYPE_CHECKING:
    from clusterlab.core.charts import Chart
    from clusterlab.core.formula import Formula

MAX_REGION_POINTS = 1_000
"""Regions are drawn where there are at most this many points: each pixel is compared with all of them."""
CLASSIFY_PRODUCTS_PER_CHUNK = 2_000_000
"""Places are classified in chunks of at most this many kernel products, which limits the memory."""


@dataclass(frozen=True, eq=False, kw_only=True)
class KernelStep(Step):
    """At the start `seeds` (m, d), whose images are the centers; later labels, whose means are."""

    gram: GramMatrix
    seeds: Floats | None = None
    clusters: int
    picked: int | None = None
    candidates: Rows | None = None
    changed: int | None = None
    moved_points: tuple[MovedPoint, ...] = ()
    center_labels: Labels | None = None
    """The labels (n,) whose means are the centers: at an assign those before it; None while seeds are."""
    known_norms: Floats | None = None
    """The squared norms (k,) of the centers in feature space, where they were written to a file."""

    discarded_fields: ClassVar[tuple[str, ...]] = ("labels", "center_labels")

    @property
    def k(self) -> int:
        """The number of clusters."""
        return self.clusters

    def marks(self, points: Points) -> tuple[Mark, ...]:
        """Points by label, regions where points are few, and highlights of this step's points."""
        regions = (Regions(self.classify, self.k),) if points.n <= MAX_REGION_POINTS else ()
        return (
            *regions,
            PointMarks(self.labels),
            *point_highlights(self.picked, self.candidates, self.moved_points),
        )

    def caption(self, points: Points, before: Step | None) -> Message:
        """What this step did, in numbers."""
        captions = {
            "start": self._start_caption,
            "assign": self._assign_caption,
            "update": self._update_caption,
        }
        return sentences(captions[self.phase](points), *self.notes)

    def classify(self, places: Floats) -> Labels:
        """The cluster whose center is nearest in feature space to each of `places` (m, d): (m,)."""
        found = [np.zeros(0, label_dtype(self.k))]  # there may be no places
        return np.concatenate([*found, *map(nearest_centers, self._feature_distances(places))])

    def explain_point(self, points: Points, row: int, before: Step | None = None) -> Reason:
        """The distances to the nearest centers in feature space."""
        squares = next(self._feature_distances(points.values[[row]]))[0]
        return kernel_kmeans.reason_of_kernel(self, points, row, before, squares)

    def formulas(
        self, points: Points, before: Step | None = None, focus: Focus = NO_FOCUS
    ) -> "tuple[Formula, ...]":
        """The kernel of two points, or the distances of a point in feature space."""
        return kernel_kmeans.kernel_formulas(self, points, before, focus)

    def own_distances(self, places: Floats, labels: Labels, units: Units) -> Floats:
        """The distances (m,) in feature space, of the linear kernel in the data's units."""
        found = np.concatenate([np.zeros((0, self.k)), *self._feature_distances(places)])
        own = np.sqrt(found[np.arange(len(places)), labels])
        return np.asarray(np.ldexp(own, units.exponent) if self.gram.kernel.kind == "linear" else own)

    def written(self) -> dict[str, Any]:
        """The kernel, and the rows with the labels whose means are the centers, or the seeds."""
        kernel: dict[str, Any] = dict(vars(self.gram.kernel))
        centers: dict[str, Any] = {"k": self.k, "seeds": self.seeds}
        if self.center_labels is not None:
            centers = {"k": self.k, "places": self.gram.places, "labels": self.center_labels}
            centers["norms"] = self._center_norms(self.center_labels)
        return kernel | centers

    def _center_norms(self, labels: Labels) -> Floats:
        """The squared norms (k,) of the means of the labels (n,) in feature space."""
        if self.known_norms is not None:
            return self.known_norms
        return squared_center_norms(gram_means(self.gram.products, labels, self.k), labels)

    def _feature_distances(self, places: Floats) -> Iterator[Floats]:
        """The squared distances (m, k) of parts of `places` (n, d) to the centers in feature space."""
        kernel, labels, k = self.gram.kernel, self.center_labels, self.k
        if labels is None:
            yield seed_distances(kernel, places, self.seeds)
            return
        norms = self._center_norms(labels)
        for part in chunks(len(places), max(1, CLASSIFY_PRODUCTS_PER_CHUNK // len(labels))):
            means = mean_products(kernel.products(places[part], self.gram.places), labels, k)
            yield feature_distances(kernel.norms(places[part]), means, norms)

    def charts(self, points: Points) -> "tuple[Chart, ...]":
        """The heat map of the kernel products, ordered by cluster."""
        from clusterlab.algorithms.common.heat_map import heat_map

        kernel, places = self.gram.kernel, self.gram.places
        title = Message("Kernel, by cluster")

        def similarity(rows: Rows) -> Floats:
            return kernel.products(places[rows], places[rows])

        return (heat_map(title, Message(sentence_of(title)), self.labels, points.n, similarity),)

    def figures(self, points: Points) -> dict[str, float]:
        """The inertia in feature space; with the linear kernel in squared units of the data."""
        if self.objective is None:
            return {}
        linear = self.gram.kernel.kind == "linear"
        return {"feature_inertia": points.units.squared(self.objective) if linear else self.objective}

    def _start_caption(self, points: Points) -> Message:
        if self.picked is None:
            return Message("{k:# starting center|# starting centers} chosen.", k=self.k)
        row, candidates = points.row_number(self.picked), candidate_count(self.candidates)
        template = (
            "Center {k!s} is the image of row {row}."
            if candidates < 2
            else "Center {k!s} is the image of row {row}, the best of {candidates!s} candidates."
        )
        return Message(template, k=self.k, row=row, candidates=candidates)

    def _assign_caption(self, points: Points) -> Message:
        if self.changed is None:
            template = "Each of {n:# point|# points} joins the center that is nearest in feature space."
            return Message(template, n=points.n)
        return Message("{changed} of {n:# point|# points} changed cluster.", changed=self.changed, n=points.n)

    def _update_caption(self, points: Points) -> Message:
        return sentences(
            Message("Each center becomes the mean of its points in feature space."),
            refill_caption(self.moved_points, points),
        )


def center_distances(step: KernelStep) -> Floats:
    """The squared distances in feature space of all points to the centers after `step`: (n, k)."""
    gram = step.gram
    if step.labels is None:
        return seed_distances(gram.kernel, gram.places, step.seeds)
    return mean_distances(gram, step.labels, step.k)


def written_kernel_step(written: Written, d: int) -> KernelStep:
    """The step of a written kernel and centers; raises WrittenError."""
    kernel = Kernel(
        written.text("kind", KERNEL_CHOICES),
        written.number("gamma", low=0),
        written.whole("degree", 1, MAX_DEGREE),
        written.vector("origin", d),
    )
    if written.has("seeds"):
        seeds = written.table("seeds", d, low=1)
        return KernelStep(phase="assign", gram=GramMatrix(kernel, seeds), seeds=seeds, clusters=len(seeds))
    places = written.table("places", d, low=1)
    k = written.whole("k", 1, len(places))
    return KernelStep(
        phase="assign",
        gram=GramMatrix(kernel, places),
        clusters=k,
        center_labels=written.labels("labels", len(places), k),
        known_norms=written.vector("norms", k),
    )
