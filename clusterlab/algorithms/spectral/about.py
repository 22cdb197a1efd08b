"""The description of spectral clustering in the About panel."""

from clusterlab.core.about import About, Example

SPECTRAL_ABOUT = About(
    idea=(
        "Points are tied to those that are like them, which makes a graph. The first eigenvectors of its "
        "Laplacian give each point a new place, where points that many short ties join lie close together. "
        "There k-means finds the clusters."
    ),
    formula="L = I − D^(−1/2) W D^(−1/2),  L v = λ v;  k-means on the rows of (v₁ … v_K), each of length 1",
    shape="Any shape, as long as few ties lead from one cluster to another.",
    assignment="Hard: each point belongs to one cluster.",
    parameters="K, what makes two points alike, and how far that reaches: neighbors or gamma.",
    sensitive=(
        "The reach: too short and the graph falls into parts, too long and clusters grow together. The scale "
        "of the features. A gap after the K-th eigenvalue speaks for K clusters."
    ),
    use="When clusters are curved or nested but connected, with up to some ten thousand points.",
    avoid="When clusters touch or differ much in density, or when outliers are to be left out.",
    good_example=Example("moons", {}, {"k": 2}),
    bad_example=Example("blobs", {"spread": 2.5, "seed": 2}, {"k": 3}),
    pseudocode=(
        (("affinity",), "W[i, j] = how alike points i and j are"),
        (("eigenvectors",), "D = the sums of the rows of W"),
        (("eigenvectors",), "v₁ … v_K = eigenvectors of the least eigenvalues of L"),
        (("eigenvectors",), "place of point i = (v₁[i] … v_K[i]), scaled to length 1"),
        (("start",), "choose K of the places as centers"),
        (("assign", "update"), "repeat"),
        (("assign",), "    each point joins its nearest center"),
        (("update",), "    each center moves to the mean of its points"),
        (("assign",), "until no point changes cluster"),
    ),
)
