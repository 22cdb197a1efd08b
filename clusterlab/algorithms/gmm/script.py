"""A Gaussian mixture with scikit-learn from the same components."""

from typing import TYPE_CHECKING

from clusterlab.algorithms.gmm.balanced import covariances_in
from clusterlab.algorithms.gmm.step import MixtureStep
from clusterlab.core.algorithm import own_script
from clusterlab.core.fit_script import Code, FitScript, array_code, call_code
from clusterlab.core.message import Message
from clusterlab.core.points import Points

if TYPE_CHECKING:
    from clusterlab.algorithms.gmm.algorithm import GaussianMixture
    from clusterlab.core.step import Step

AS_MANY = Message("As many iterations as in clusterlab, where the variances never reach their minimum.")
FLOOR = Message("Variances reach their minimum, which scikit-learn treats otherwise: clusterlab fits it.")
WEIGHTED = Message("scikit-learn's mixtures take no weights of rows: clusterlab fits it.")
PRECISIONS = {
    "full": "np.linalg.inv(covariances)",
    "tied": "np.linalg.inv(covariances[0])",
    "diag": "1 / covariances",
    "spherical": "1 / covariances[:, 0]",
}
"""The inverse of the covariances, or of variances (k, d), in the form that scikit-learn takes."""


def mixture_script(algorithm: "GaussianMixture", start: "Step", points: Points) -> FitScript:
    """As many iterations as from `start` on, from the first components that follow it."""
    if points.weights is not None:
        return own_script(algorithm, points, WEIGHTED)
    steps = [start, *algorithm.remaining_steps(start, points)]
    mixtures = [step for step in steps if isinstance(step, MixtureStep)]
    if _is_flat(points) or any(step.collapsed for step in mixtures):
        return own_script(algorithm, points, FLOOR)
    first = next(step for step in mixtures if step.phase == "start")
    return _from_components(first, sum(step.phase == "M" for step in mixtures), points)


def _is_flat(points: Points) -> bool:
    """Whether a column is constant, which brings every component to its minimum there."""
    return bool((points.values == points.values[0]).all(axis=0).any())


def _from_components(first: MixtureStep, iterations: int, points: Points) -> FitScript:
    covariances = covariances_in(points.units, first.covariances, first.exponents)
    given = {"n_components": first.k, "covariance_type": first.covariance_type}
    given |= {"weights_init": Code("weights"), "means_init": Code("means")}
    given |= {"precisions_init": Code(PRECISIONS[first.covariance_type])}
    given |= {"reg_covar": 0.0, "tol": 0.0, "max_iter": iterations}
    lines = (
        f"weights = {array_code(first.weights)}",
        f"means = {array_code(points.units.positions(first.centers))}",
        f"covariances = {array_code(covariances)}",
        'warnings.simplefilter("ignore", ConvergenceWarning)  # it is to end after these iterations',
        f"labels = {call_code('GaussianMixture', given)}.fit(rows).predict(rows)",
    )
    imports = (
        "import warnings",
        "from sklearn.exceptions import ConvergenceWarning",
        "from sklearn.mixture import GaussianMixture",
    )
    return FitScript(imports, lines, (AS_MANY,))
