"""How well the clusters agree with known labels, which the fit was not told."""

from dataclasses import dataclass

import numpy as np

from clusterlab.core.formatting import format_count
from clusterlab.datasets.ground_truth import GroundTruth
from clusterlab.datasets.table import LoadError
from clusterlab.kernels.typing import Labels
from clusterlab.metrics.external import MAX_CONFUSION_CELLS, Confusion, ami, ari, confusion
from clusterlab.session.state.prepared import Prepared


@dataclass(frozen=True, eq=False)
class Agreement:
    """Known labels beside the clusters: how well they agree, and the matched table of both.

    `unknown` counts the rows that take part in the clustering but whose class is not known; they are
    left out here. There is no table where it would be too large to be read.
    """

    ground_truth: GroundTruth
    ari: float
    ami: float
    confusion: Confusion | None
    unknown: int

    @property
    def note(self) -> str:
        """What was left out, in a sentence, if anything was."""
        if not self.unknown:
            return ""
        was = "was" if self.unknown == 1 else "were"
        return f"{format_count(self.unknown, 'row')} without a known class {was} left out of ARI and AMI."


def class_labels(ground_truth: GroundTruth, prepared: Prepared) -> Labels:
    """The class (n,) of each point in spatial order, -1 where it is not known."""
    return prepared.points.to_spatial_order(ground_truth.codes[prepared.selection.kept])


def agreement(ground_truth: GroundTruth, prepared: Prepared, labels: Labels) -> Agreement:
    """How well `labels` (n,), in spatial order, agree with known classes; raises LoadError where none is."""
    classes = class_labels(ground_truth, prepared)
    there = np.flatnonzero(classes >= 0)
    if not len(there):
        raise LoadError(
            f"No row that takes part has a known class in {ground_truth.name}; choose another column."
        )
    truth, found = classes[there], labels[there]
    small = len(ground_truth.classes) * (int(labels.max(initial=-1)) + 2) <= MAX_CONFUSION_CELLS
    table = confusion(truth, found) if small else None
    return Agreement(ground_truth, ari(truth, found), ami(truth, found), table, len(classes) - len(there))
