"""See clustering happen: step k-means and Gaussian mixtures, in a window or from Python."""

import importlib
from typing import TYPE_CHECKING

from clusterlab.core.version import VERSION

if TYPE_CHECKING:
    from clusterlab.algorithms.gmm.algorithm import GaussianMixture
    from clusterlab.algorithms.kmeans.algorithm import KMeans
    from clusterlab.algorithms.minibatch.algorithm import MiniBatch
    from clusterlab.core.points import Points
    from clusterlab.metrics.cluster_count.how_many import how_many
    from clusterlab.session.models.model import Model
    from clusterlab.session.models.model_file import read_model, save_model
    from clusterlab.session.state.prepared import prepare

__version__ = VERSION
__all__ = [
    "GaussianMixture",
    "KMeans",
    "MiniBatch",
    "Model",
    "Points",
    "__version__",
    "how_many",
    "prepare",
    "read_model",
    "save_model",
]
_MODULES = {
    "GaussianMixture": "clusterlab.algorithms.gmm.algorithm",
    "KMeans": "clusterlab.algorithms.kmeans.algorithm",
    "MiniBatch": "clusterlab.algorithms.minibatch.algorithm",
    "Model": "clusterlab.session.models.model",
    "Points": "clusterlab.core.points",
    "how_many": "clusterlab.metrics.cluster_count.how_many",
    "prepare": "clusterlab.session.state.prepared",
    "read_model": "clusterlab.session.models.model_file",
    "save_model": "clusterlab.session.models.model_file",
}


def __getattr__(name: str) -> object:
    """A name of the Python interface, loaded when it is first used: the program starts before numpy."""
    if name not in _MODULES:
        raise AttributeError(f"module 'clusterlab' has no attribute {name!r}")
    return getattr(importlib.import_module(_MODULES[name]), name)


def __dir__() -> list[str]:
    """The names of the Python interface."""
    return __all__
