"""How algorithms side by side stand at some moment: what each has found, and how far they agree."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass

from clusterlab.core.points import Points
from clusterlab.core.progress import Progress
from clusterlab.core.step import Step
from clusterlab.datasets.ground_truth import GENERATED, Known, known
from clusterlab.datasets.table import Table
from clusterlab.kernels.nearest import own_total
from clusterlab.kernels.typing import Labels
from clusterlab.metrics.external import ari
from clusterlab.metrics.silhouette import Silhouettes, measured
from clusterlab.session.analysis.agreement import classes_of
from clusterlab.session.state.prepared import Prepared

MOST_CLASSES = 50
"""A text column of more different words than these is hardly one of classes."""


@dataclass(frozen=True)
class Standing:
    """What one of several algorithms has found, None each where it is not defined.

    `inertia` is in the matrix's units, `silhouette` the mean over `silhouette_of` points; `known` is the
    adjusted Rand index with known classes, `agrees` that with each algorithm of the comparison.
    """

    inertia: float | None = None
    silhouette: float | None = None
    silhouette_of: int = 0
    known: float | None = None
    agrees: tuple[float | None, ...] = ()


NOTHING = Standing()
"""How an algorithm stands that has found nothing."""


def standings(
    prepared: Prepared, steps: Sequence[Step | None], classes: Known | None = None
) -> Generator[Progress, None, list[Standing]]:
    """How some moments on the same points stand, with a pause every few milliseconds.

    Silhouettes of all are taken in one pass over the distances.
    """
    points, labelings = prepared.points, [None if step is None else step.labels for step in steps]
    widths = yield from _silhouettes(points, labelings)
    made = []
    for step, labels, found in zip(steps, labelings, widths, strict=True):
        agrees = tuple(None if labels is None or other is None else ari(other, labels) for other in labelings)
        yield Progress(points.n, points.n)
        mean, of = (None, 0) if found is None else (found.mean, found.size)
        agreed = None if labels is None or classes is None else known_ari(prepared, labels, classes)
        made.append(Standing(inertia_of(points, step), mean, of, agreed, agrees))
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
    return points.units.squared(own_total(points.values, step.centers, step.labels))


def known_ari(prepared: Prepared, labels: Labels, classes: Known) -> float | None:
    """The adjusted Rand index of labels (n,), in spatial order, with known classes, where some are known."""
    truth = prepared.points.memo(("classes", classes), lambda: classes_of(classes, prepared))
    there = truth >= 0
    return ari(truth[there], labels[there]) if there.any() else None


def told_classes(table: Table) -> Known | None:
    """The classes that a table tells by itself: its generated groups, or its first column of few words."""
    if table.truth is not None:
        return known(table, GENERATED)
    found = [known(table, name) for name in table.texts]
    few = [classes for classes in found if 1 < len(classes.classes) <= min(MOST_CLASSES, table.rows // 3)]
    return few[0] if few else None


def classes_in(prepared: Prepared) -> Known | None:
    """The classes that the table behind some points tells by itself, looked for once."""
    return prepared.points.memo("told classes", lambda: told_classes(prepared.table))


def _silhouettes(
    points: Points, labelings: Sequence[Labels | None]
) -> Generator[Progress, None, list[Silhouettes | None]]:
    there = [labels for labels in labelings if labels is not None]
    found = iter((yield from measured(points, there)) if there else ())
    return [None if labels is None else next(found) for labels in labelings]
