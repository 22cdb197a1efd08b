"""The description of Gaussian mixtures in the About panel."""

from clusterlab.core.about import About, AboutFormulas, Example


def _formulas() -> AboutFormulas:
    from clusterlab.algorithms.gmm.formulas import LOG_LIKELIHOOD_SUM, MIXTURE_FORMULAS, MIXTURE_SYMBOLS
    from clusterlab.core.formula import Word

    return AboutFormulas(LOG_LIKELIHOOD_SUM.compared("→", Word("max")), MIXTURE_SYMBOLS, MIXTURE_FORMULAS)


GMM_ABOUT = About(
    idea=(
        "The points are modeled as draws from K Gaussian components, each with a mean, a "
        "covariance and a weight. The E-step computes the probability of each component for each "
        "point; the M-step fits the components to these probabilities. No iteration lowers the "
        "likelihood; the run stops when it gains almost nothing. With diagonal covariances this is "
        "latent profile analysis."
    ),
    shape="Ellipses of any size, direction and weight; the covariance type can restrict them.",
    assignment=(
        "Soft: each point belongs to every cluster with a probability. Its label is the most probable one."
    ),
    parameters="K, the covariance type (full, tied, diag or spherical), and the start.",
    sensitive=(
        "The start and K. With few points or many features a component can collapse onto a few "
        "points; the minimum variance limits it, and the caption says so."
    ),
    use="When clusters overlap, are stretched or differ in size, or when it matters how sure a label is.",
    avoid="When clusters are curved or nested, or when there are few points for so many covariances.",
    good_example=Example("stretched", {"seed": 2}, {"k": 3}),
    bad_example=Example(
        "moons", {}, {"k": 2}, reason="No ellipse fits a curved cluster. Try DBSCAN or spectral clustering."
    ),
    pseudocode=(
        (("start", "assign", "update"), "choose K components, from the clusters of k-means"),
        ((), "repeat"),
        (("E",), "    probabilities:  rᵢₖ ∝ πₖ N(xᵢ | μₖ, Σₖ)"),
        (("M",), "    fit each component to them:  πₖ, μₖ, Σₖ"),
        ((), "until the log-likelihood gains less than the tolerance"),
    ),
    load_formulas=_formulas,
)
