"""k-means with scikit-learn from the same centers."""

from typing import TYPE_CHECKING, Any

from clusterlab.core.fit_script import Code, FitScript, array_code, call_code, fit_arguments
from clusterlab.core.points import Points

if TYPE_CHECKING:
    from clusterlab.algorithms.kmeans.algorithm import KMeans
    from clusterlab.algorithms.kmeans.step import KMeansStep

KMEANS_IMPORT = "from sklearn.cluster import KMeans"


def kmeans_script(algorithm: "KMeans", start: "KMeansStep", points: Points) -> FitScript:
    """k-means from the first step, from `start` on, that has all centers."""
    centers = points.units.positions(complete_start(algorithm, start, points).positions)
    lines = (
        f"centers = {array_code(centers)}",
        f"fit = {kmeans_call(algorithm, len(centers), 'centers')}.fit({fit_arguments('rows', points)})",
        "labels = fit.labels_",
    )
    return FitScript((KMEANS_IMPORT,), lines)


def kmeans_call(algorithm: Any, k: int, start: str) -> str:
    """KMeans of scikit-learn with the same rule to stop, from the centers in a variable."""
    given = {"n_clusters": k, "init": Code(start), "n_init": 1}
    return call_code("KMeans", given | {"tol": algorithm.tol, "max_iter": algorithm.max_iter})


def complete_start(algorithm: "KMeans", start: "KMeansStep", points: Points) -> "KMeansStep":
    """The first step from `start` on that has all centers."""
    step = start
    while (following := algorithm.next_lloyd_step(step, points)) is not None and following.phase == "start":
        step = following
    return step
