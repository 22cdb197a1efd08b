"""See clustering happen: step k-means and Gaussian mixtures, in a window or from Python."""

from typing import TYPE_CHECKING

from clusterlab.core.late_names import late_names
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
# The program starts before numpy is loaded.
__getattr__ = late_names(
    __name__,
    {
        "algorithms.gmm.algorithm": ("GaussianMixture",),
        "algorithms.kmeans.algorithm": ("KMeans",),
        "algorithms.minibatch.algorithm": ("MiniBatch",),
        "core.points": ("Points",),
        "metrics.cluster_count.how_many": ("how_many",),
        "session.models.model": ("Model",),
        "session.models.model_file": ("read_model", "save_model"),
        "session.state.prepared": ("prepare",),
    },
)


def __dir__() -> list[str]:
    """The names of the Python interface."""
    return __all__
