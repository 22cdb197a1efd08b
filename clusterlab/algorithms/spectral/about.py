"""The description of spectral clustering in the About panel."""

from clusterlab.core.about import About, AboutFormulas, Example


def _formulas() -> AboutFormulas:
    from clusterlab.algorithms.spectral.formulas import LAPLACIAN, SPECTRAL_FORMULAS, SPECTRAL_SYMBOLS

    return AboutFormulas(LAPLACIAN, SPECTRAL_SYMBOLS, SPECTRAL_FORMULAS)


SPECTRAL_ABOUT = About(
    idea=(
        "Similar points are connected in a graph. The first eigenvectors of its Laplacian give "
        "each point new coordinates, in which well-connected points are close together. There "
        "k-means finds the clusters."
    ),
    shape="Any shape, if few edges connect one cluster to another.",
    assignment="Hard: each point belongs to one cluster.",
    parameters="K, the affinity, and its reach: neighbors or gamma.",
    sensitive=(
        "The reach: too short and the graph is disconnected, too long and clusters merge. The "
        "scale of the features. A gap after the K-th eigenvalue suggests K clusters."
    ),
    use="When clusters are curved or nested but connected, with up to some ten thousand points.",
    avoid="When clusters touch or differ much in density, or when outliers are to be left out.",
    good_example=Example("moons", {}, {"k": 2}),
    bad_example=Example(
        "blobs",
        {"spread": 2.5, "seed": 2},
        {"k": 3},
        reason="The clusters touch, so many edges connect them. Try GMM.",
    ),
    pseudocode=(
        (("affinity",), "W[i, j] = the affinity of points i and j"),
        (("eigenvectors",), "D = the sums of the rows of W"),
        (("eigenvectors",), "v₁ … v_K = eigenvectors of the smallest eigenvalues of L"),
        (("eigenvectors",), "coordinates of point i = (v₁[i] … v_K[i]), scaled to length 1"),
        (("start",), "choose K of these points as centers"),
        (("assign", "update"), "repeat"),
        (("assign",), "    each point joins its nearest center"),
        (("update",), "    each center moves to the mean of its points"),
        (("assign",), "until no point changes cluster"),
    ),
    load_formulas=_formulas,
)
