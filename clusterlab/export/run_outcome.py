"""A finished run, and what a person should know about it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clusterlab.core.algorithm import Algorithm
from clusterlab.core.formatting import whole_number
from clusterlab.core.message import Message
from clusterlab.core.params import declared_params
from clusterlab.core.pca import reduction_text
from clusterlab.core.points import Points
from clusterlab.core.step import Step
from clusterlab.datasets.selection_notes import column_weights_text
from clusterlab.export.data_summary import color_notes, data_notes
from clusterlab.kernels.weighted import label_weights
from clusterlab.metrics.silhouette import Silhouettes
from clusterlab.session.state.cluster_listing import PLAIN_LISTING, ClusterListing
from clusterlab.session.state.prepared import Prepared, Source

if TYPE_CHECKING:
    from clusterlab.session.analysis.agreement import Agreement


@dataclass(frozen=True, eq=False)
class RunOutcome:
    """A finished run: the algorithm as asked for, the best restart (`winner`) and its last step.

    Its picture has the colors of the column `color_by`, of clusters where that is empty.
    """

    algorithm: Algorithm
    winner: Algorithm
    step: Step
    source: Source
    prepared: Prepared
    silhouettes: Silhouettes | None
    restarts: int
    seconds: float
    agreement: "Agreement | None" = None
    listing: ClusterListing = PLAIN_LISTING
    color_by: str = ""


def cluster_sizes(step: Step, points: Points) -> list[float]:
    """The number of points of each cluster, or the sum of their weights, without noise."""
    assert step.labels is not None
    weights = step.window_points(points).weights
    return [whole_number(size) for size in label_weights(step.labels, weights, step.k).tolist()]


def run_notes(outcome: RunOutcome) -> list[Message]:
    """What a person should know about a run, one note a sentence."""
    found, points = outcome.silhouettes, outcome.prepared.points
    scaling = scale_notes(outcome.prepared, outcome.step.figures(points), outcome.algorithm)
    notes = [*data_notes(outcome.prepared), *scaling, *color_notes(outcome.prepared, outcome.color_by)]
    notes += [*outcome.winner.first(points).notes, *outcome.step.notes]
    if found is not None and found.sampled:
        template = "The silhouette is that of a sample: {size} of {of:# point|# points}."
        notes.append(Message(template, size=found.size, of=found.of))
    if outcome.agreement is not None and outcome.agreement.note:
        notes.append(outcome.agreement.note)
    return [outcome.listing.renamed(note) for note in dict.fromkeys(notes)]


def scale_notes(prepared: Prepared, figures: dict[str, float], algorithm: Algorithm) -> Iterator[Message]:
    """Of which columns figures and parameters with a unit are, where these were scaled or reduced."""
    with_unit = [item.name for item in declared_params(type(algorithm)) if item.param.power]
    names = [name.replace("_", " ") for name in (*figures, "silhouette", *with_unit)]
    if prepared.scale.kind != "none":
        template = "{scaling} scaling: {figures} are those of the scaled columns."
        yield Message(template, scaling=prepared.scale.kind, figures=names)
    if prepared.selection.column_weights:
        yield Message(
            "{weights}: {figures} are those of the weighted columns.",
            weights=column_weights_text(prepared.selection),
            figures=names,
        )
    if prepared.reduced is not None:
        yield Message(
            "Clustered on {reduction}: {figures} are those of the components, centers those of the columns.",
            reduction=reduction_text(prepared.reduced),
            figures=names,
        )
