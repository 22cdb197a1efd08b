"""DBSCAN with scikit-learn."""

from typing import TYPE_CHECKING

from clusterlab.core.algorithm import own_script
from clusterlab.core.fit_script import FitScript, call_code, fit_arguments
from clusterlab.core.message import Message
from clusterlab.core.points import Points

if TYPE_CHECKING:
    from clusterlab.algorithms.dbscan.algorithm import DBSCAN

NO_EPS = Message("scikit-learn takes no eps of 0: clusterlab fits it.")
NO_WEIGHT = Message("Rows of weight 0 can be core points in scikit-learn: clusterlab fits it.")


def dbscan_script(algorithm: "DBSCAN", eps: float, points: Points) -> FitScript:
    """The same core points within the same `eps`, in the units of the rows."""
    if not eps:
        return own_script(algorithm, points, NO_EPS)
    if points.weights is not None and not points.weights.all():
        return own_script(algorithm, points, NO_WEIGHT)
    call = call_code("DBSCAN", {"eps": eps, "min_samples": algorithm.min_samples})
    return FitScript(
        ("from sklearn.cluster import DBSCAN",),
        (f"labels = {call}.fit({fit_arguments('rows', points)}).labels_",),
    )
