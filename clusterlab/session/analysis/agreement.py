"""How well the clusters agree with known labels, which the fit was not told."""

from dataclasses import dataclass

import numpy as np

from clusterlab.core.formatting import count
from clusterlab.datasets.ground_truth import Known
from clusterlab.datasets.table import LoadError
from clusterlab.kernels.typing import Labels
from clusterlab.metrics.external import CELLS, Confusion, ami, ari, confusion
from clusterlab.session.state.prepared import Prepared


@dataclass(frozen=True, eq=False)
class Agreement:
    """Known labels beside the clusters: how well they agree, and the matched table of both.

    `unknown` counts the rows that take part in the clustering but whose class is not known; they are
    left out here. There is no table where it would be too large to be read.
    """

    known: Known
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
        return f"{count(self.unknown, 'row')} without a known class {was} left out of ARI and AMI."


def classes_of(known: Known, prepared: Prepared) -> Labels:
    """The class (n,) of each point in spatial order, -1 where it is not known."""
    return prepared.points.from_rows(known.codes[prepared.selection.kept])


def agreement(known: Known, prepared: Prepared, labels: Labels) -> Agreement:
    """How well `labels` (n,), in spatial order, agree with known classes; raises LoadError where none is."""
    classes = classes_of(known, prepared)
    there = np.flatnonzero(classes >= 0)
    if not len(there):
        raise LoadError(f"No row that takes part has a known class in {known.name}; choose another column.")
    truth, found = classes[there], labels[there]
    small = len(known.classes) * (int(labels.max(initial=-1)) + 2) <= CELLS
    table = confusion(truth, found) if small else None
    return Agreement(known, ari(truth, found), ami(truth, found), table, len(classes) - len(there))
