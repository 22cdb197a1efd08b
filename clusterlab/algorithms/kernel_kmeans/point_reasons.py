"""Why a point is in its cluster in the feature space of a kernel."""

from typing import TYPE_CHECKING

import numpy as np

from clusterlab.algorithms.common.center_reasons import Nearest, assignment_text, reason_of_refill
from clusterlab.core.message import Message, sentences
from clusterlab.core.points import Points
from clusterlab.core.reason import Reason
from clusterlab.core.step import Step
from clusterlab.kernels.typing import Floats

if TYPE_CHECKING:
    from clusterlab.algorithms.kernel_kmeans.step import KernelStep

IN_FEATURE_SPACE = Message("Distances are those in the feature space.")


def reason_of_kernel(
    step: "KernelStep", points: Points, row: int, before: Step | None, squares: Floats
) -> Reason:
    """The nearest centers of a point, by its squared distances (k,) in feature space."""
    distances = np.sqrt(np.maximum(squares, 0))
    if step.gram.kernel.kind == "linear":
        distances = np.array([points.units.distance(float(length)) for length in distances])
    label = None if step.labels is None else int(step.labels[row])
    found = Nearest.of(distances, label)
    was = None if before is None or before.labels is None else int(before.labels[row])
    found = found.compared_with(was)
    said = reason_of_refill(step.moved_points, row) or assignment_text(found, was, label)
    return Reason(sentences(said, IN_FEATURE_SPACE))
