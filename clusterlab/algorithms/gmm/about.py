"""The description of Gaussian mixtures in the About panel."""

from clusterlab.core.about import About, Example

GMM_ABOUT = About(
    idea=(
        "The points are taken to be drawn from K bells (Gaussian distributions), each with a mean, a "
        "covariance and a weight of its own. The E-step shares each point among the bells by how probable "
        "each of them makes it, and the M-step fits each bell to its shares. No round lowers the likelihood "
        "of the data, and the run ends when one gains almost nothing."
    ),
    formula="log L = Σᵢ log Σₖ πₖ N(xᵢ | μₖ, Σₖ)  → max",
    shape="Ellipses of any size, direction and weight; the covariance type can restrict them.",
    assignment="Soft: each point has a share in every cluster. Its label is the largest share.",
    parameters="K, the covariance type (full, tied, diag or spherical), and the start.",
    sensitive=(
        "The start and K. With few points or many features a bell can collapse onto a few points: the floor "
        "stops it, and the caption says so."
    ),
    use="When clusters overlap, are stretched or differ in size, or when it matters how sure a label is.",
    avoid="When clusters are curved or nested, or when there are few points for so many covariances.",
    good_example=Example("stretched", {"seed": 2}, {"k": 3}),
    bad_example=Example("moons", {}, {"k": 2}),
    pseudocode=(
        (("start", "assign", "update"), "choose K bells, from the clusters of k-means"),
        ((), "repeat"),
        (("E",), "    share each point:  rᵢₖ ∝ πₖ N(xᵢ | μₖ, Σₖ)"),
        (("M",), "    fit each bell to its shares:  πₖ, μₖ, Σₖ"),
        ((), "until the log-likelihood gains less than the tolerance"),
    ),
)
