"""Ward's method with scikit-learn, its clusters numbered as ours."""

import numpy as np

from clusterlab.core.fit_script import FitScript, call_code
from clusterlab.core.message import Message
from clusterlab.core.points import Points
from clusterlab.kernels.typing import Labels

NUMBERED = Message("Cluster i is the one that row first_rows[i] is in: scikit-learn numbers them otherwise.")


def ward_script(labels: Labels, points: Points) -> FitScript:
    """The same merges until as many clusters are left as in `labels` (n,), in spatial order."""
    in_order = points.to_row_order(labels)
    first_rows = np.unique(in_order, return_index=True)[1].tolist()
    call = call_code("AgglomerativeClustering", {"n_clusters": len(first_rows), "linkage": "ward"})
    lines = (
        f"found = {call}.fit(rows).labels_",
        f"first_rows = {first_rows}",
        "labels = np.argsort(found[first_rows])[found]",
    )
    return FitScript(("from sklearn.cluster import AgglomerativeClustering",), lines, (NUMBERED,))
