"""Mini-batch k-means with scikit-learn, which draws other batches."""

from typing import TYPE_CHECKING

from clusterlab.core.fit_script import FitScript, call_code, fit_arguments
from clusterlab.core.message import Message
from clusterlab.core.points import Points

if TYPE_CHECKING:
    from clusterlab.algorithms.minibatch.algorithm import MiniBatch

FITS_ANEW = Message("scikit-learn draws other batches: this fits anew, and the labels may differ.")


def minibatch_script(algorithm: "MiniBatch", k: int, points: Points) -> FitScript:
    """A fit of its own with the same K, batch size and seed."""
    given = {"n_clusters": k, "batch_size": algorithm.batch_size, "random_state": algorithm.seed, "n_init": 3}
    fit = f"fit = {call_code('MiniBatchKMeans', given)}.fit({fit_arguments('rows', points)})"
    lines = (fit, "labels = fit.labels_")
    return FitScript(("from sklearn.cluster import MiniBatchKMeans",), lines, (FITS_ANEW,), given_start=False)
