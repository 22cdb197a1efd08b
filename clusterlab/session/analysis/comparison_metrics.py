"""The metrics of compared algorithms at some step: inertia, silhouette, and how well they agree."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clusterlab.core.cache import cached
from clusterlab.core.points import Points
from clusterlab.core.progress import Progress
from clusterlab.core.step import Step
from clusterlab.datasets.ground_truth import GENERATED, GroundTruth, ground_truth
from clusterlab.datasets.table import Table
from clusterlab.kernels.typing import Labels
from clusterlab.metrics.external import ari
from clusterlab.session.analysis.agreement import class_labels
from clusterlab.session.state.prepared import Prepared

if TYPE_CHECKING:
    from clusterlab.metrics.silhouette import Silhouettes
MAX_GROUND_TRUTH_CLASSES = 50
"""A text column with more distinct values is unlikely to hold classes."""


@dataclass(frozen=True)
class ComparisonMetrics:
    """The metrics of one of several algorithms, None each where it is not defined.

    `inertia` is in the units of the data, `silhouette` is the mean over `silhouette_of` points,
    `ground_truth_ari` the adjusted Rand index with known classes, `pairwise_ari` that with each algorithm.
    """

    inertia: float | None = None
    silhouette: float | None = None
    silhouette_of: int = 0
    ground_truth_ari: float | None = None
    pairwise_ari: tuple[float | None, ...] = ()


NO_METRICS = ComparisonMetrics()
"""The metrics of an algorithm that has found nothing."""


def comparison_metrics(
    prepared: Prepared, steps: Sequence[Step | None], classes: GroundTruth | None = None
) -> Generator[Progress, None, list[ComparisonMetrics]]:
    """The metrics of some steps on the same points, with a pause every few milliseconds.

    The silhouettes of all steps are computed in one pass over the distances.
    """
    points, labelings = prepared.points, [None if step is None else step.labels for step in steps]
    widths = yield from _silhouettes(points, labelings)
    made = []
    for step, labels, found in zip(steps, labelings, widths, strict=True):
        pairwise_ari = tuple(
            None if labels is None or other is None else ari(other, labels) for other in labelings
        )
        yield Progress(points.n, points.n)
        mean, of = (None, 0) if found is None else (found.mean, found.size)
        ground_truth_ari = (
            None if labels is None or classes is None else ari_with_ground_truth(prepared, labels, classes)
        )
        made.append(ComparisonMetrics(inertia_of(points, step), mean, of, ground_truth_ari, pairwise_ari))
    return made


def inertia_of(points: Points, step: Step | None) -> float | None:
    """The sum of squared distances of the points to their own centers, in the units of the data.

    None where there are no centers or where a point belongs to no cluster.
    """
    found = None if step is None or step.labels is None else step.inertia(points)
    return None if found is None else points.units.squared(found)


def ari_with_ground_truth(prepared: Prepared, labels: Labels, classes: GroundTruth) -> float | None:
    """The adjusted Rand index of labels (n,), in spatial order, with known classes, where some are known."""
    truth = cached(prepared, ("classes", classes), lambda: class_labels(classes, prepared))
    there = truth >= 0
    return ari(truth[there], labels[there]) if there.any() else None


def ground_truth_of_table(table: Table) -> GroundTruth | None:
    """The classes in a table: its generated groups, or its first text column with few distinct values."""
    if table.truth is not None:
        return ground_truth(table, GENERATED)
    found = [ground_truth(table, name) for name in table.texts]
    plausible = [
        classes
        for classes in found
        if 1 < len(classes.classes) <= min(MAX_GROUND_TRUTH_CLASSES, table.rows // 3)
    ]
    return plausible[0] if plausible else None


def ground_truth_of(prepared: Prepared) -> GroundTruth | None:
    """The classes in the table of some points, computed once."""
    return cached(prepared, "ground truth", lambda: ground_truth_of_table(prepared.table))


def _silhouettes(
    points: Points, labelings: Sequence[Labels | None]
) -> "Generator[Progress, None, list[Silhouettes | None]]":
    from clusterlab.metrics.silhouette import silhouettes_with_progress

    there = [labels for labels in labelings if labels is not None]
    found = iter((yield from silhouettes_with_progress(points, there)) if there else ())
    return [None if labels is None else next(found) for labels in labelings]
