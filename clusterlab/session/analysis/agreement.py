"""How well the clusters agree with known labels, which the fit did not use."""

from dataclasses import dataclass

import numpy as np

from clusterlab.core.message import Message, sentences
from clusterlab.datasets.ground_truth import GroundTruth
from clusterlab.datasets.table import LoadError
from clusterlab.kernels.typing import Labels
from clusterlab.metrics.external import MAX_CONFUSION_CELLS, Confusion, ami, ari, confusion
from clusterlab.session.state.prepared import Prepared


@dataclass(frozen=True, eq=False)
class Agreement:
    """How well known labels and clusters agree, and the confusion matrix of both.

    `unknown` counts the clustered rows whose class is not known; they are left out. There is no confusion
    matrix where it would be too large to read.
    """

    ground_truth: GroundTruth
    ari: float
    ami: float
    confusion: Confusion | None
    unknown: int
    weighted: bool = False

    @property
    def note(self) -> Message:
        """Sentences about the rows that were left out and about weights, which do not count; else empty."""
        unknown = weighted = Message()
        if self.unknown:
            template = "{n:# row|# rows} without a known class {n:was|were} left out of ARI and AMI."
            unknown = Message(template, n=self.unknown)
        if self.weighted:
            weighted = Message("ARI and AMI count rows, not weights.")
        return sentences(unknown, weighted)


def class_labels(ground_truth: GroundTruth, prepared: Prepared) -> Labels:
    """The class (n,) of each point in spatial order, -1 where it is not known."""
    return prepared.points.to_spatial_order(ground_truth.codes[prepared.selection.kept])


def agreement(ground_truth: GroundTruth, prepared: Prepared, labels: Labels) -> Agreement:
    """How well `labels` (n,), in spatial order, agree with known classes.

    Raises LoadError where no point has a known class.
    """
    classes = class_labels(ground_truth, prepared)
    there = np.flatnonzero(classes >= 0)
    if not len(there):
        template = "No clustered row has a known class in {column}; choose another column."
        raise LoadError(Message(template, column=ground_truth.name))
    truth, found = classes[there], labels[there]
    small = len(ground_truth.classes) * (int(labels.max(initial=-1)) + 2) <= MAX_CONFUSION_CELLS
    table = confusion(truth, found) if small else None
    unknown, weighted = len(classes) - len(there), prepared.points.weights is not None
    return Agreement(ground_truth, ari(truth, found), ami(truth, found), table, unknown, weighted)
