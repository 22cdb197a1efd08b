"""How algorithms side by side stand at some moment: what each has found, and how far they agree."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass

from clusterlab.core.points import Points
from clusterlab.core.progress import Progress
from clusterlab.core.step import Step
from clusterlab.datasets.ground_truth import GENERATED, GroundTruth, ground_truth
from clusterlab.datasets.table import Table
from clusterlab.kernels.nearest import assigned_inertia
from clusterlab.kernels.typing import Labels
from clusterlab.metrics.external import ari
from clusterlab.metrics.silhouette import Silhouettes, silhouettes_with_progress
from clusterlab.session.analysis.agreement import class_labels
from clusterlab.session.state.prepared import Prepared

MAX_GROUND_TRUTH_CLASSES = 50
"""A text column of more different words than these is hardly one of classes."""


@dataclass(frozen=True)
class ComparisonMetrics:
    """What one of several algorithms has found, None each where it is not defined.

    `inertia` is in the matrix's units, `silhouette` the mean over `silhouette_of` points; `ground_truth` is the
    adjusted Rand index with known classes, `pairwise_ari` that with each algorithm of the comparison.
    """

    inertia: float | None = None
    silhouette: float | None = None
    silhouette_of: int = 0
    ground_truth_ari: float | None = None
    pairwise_ari: tuple[float | None, ...] = ()


NO_METRICS = ComparisonMetrics()
"""How an algorithm stands that has found nothing."""


def comparison_metrics(
    prepared: Prepared, steps: Sequence[Step | None], classes: GroundTruth | None = None
) -> Generator[Progress, None, list[ComparisonMetrics]]:
    """How some moments on the same points stand, with a pause every few milliseconds.

    Silhouettes of all are taken in one pass over the distances.
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
    """The sum of squared distances to the own centers of a step, in the matrix's units.

    None where there are no centers or where a point belongs to none.
    """
    if step is None or step.labels is None:
        return None
    figure = step.figures(points).get("inertia")
    if figure is not None or step.centers is None or step.labels.min(initial=0) < 0:
        return figure
    return points.units.squared(assigned_inertia(points.values, step.centers, step.labels))


def ari_with_ground_truth(prepared: Prepared, labels: Labels, classes: GroundTruth) -> float | None:
    """The adjusted Rand index of labels (n,), in spatial order, with known classes, where some are known."""
    truth = prepared.points.cached(("classes", classes), lambda: class_labels(classes, prepared))
    there = truth >= 0
    return ari(truth[there], labels[there]) if there.any() else None


def ground_truth_of_table(table: Table) -> GroundTruth | None:
    """The classes that a table tells by itself: its generated groups, or its first column of few words."""
    if table.truth is not None:
        return ground_truth(table, GENERATED)
    found = [ground_truth(table, name) for name in table.texts]
    few = [
        classes
        for classes in found
        if 1 < len(classes.classes) <= min(MAX_GROUND_TRUTH_CLASSES, table.rows // 3)
    ]
    return few[0] if few else None


def ground_truth_of(prepared: Prepared) -> GroundTruth | None:
    """The classes that the table behind some points tells by itself, looked for once."""
    return prepared.points.cached("told classes", lambda: ground_truth_of_table(prepared.table))


def _silhouettes(
    points: Points, labelings: Sequence[Labels | None]
) -> Generator[Progress, None, list[Silhouettes | None]]:
    there = [labels for labels in labelings if labels is not None]
    found = iter((yield from silhouettes_with_progress(points, there)) if there else ())
    return [None if labels is None else next(found) for labels in labelings]
