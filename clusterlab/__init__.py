"""See clustering happen: step k-means and Gaussian mixtures, in a window or from Python."""

from clusterlab.algorithms.gmm.algorithm import GaussianMixture
from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.algorithms.minibatch.algorithm import MiniBatch
from clusterlab.core.points import Points
from clusterlab.core.version import VERSION

__version__ = VERSION
__all__ = ["GaussianMixture", "KMeans", "MiniBatch", "Points", "__version__"]
