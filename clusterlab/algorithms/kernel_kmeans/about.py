"""The description of kernel k-means in the About panel."""

from clusterlab.core.about import About, AboutFormulas, Example


def _formulas() -> AboutFormulas:
    from clusterlab.algorithms.kernel_kmeans.formulas import FEATURE_SUM, KERNEL_FORMULAS, KERNEL_SYMBOLS
    from clusterlab.core.formula import Word

    return AboutFormulas(FEATURE_SUM.compared("→", Word("min")), KERNEL_SYMBOLS, KERNEL_FORMULAS)


KERNEL_KMEANS_ABOUT = About(
    idea=(
        "A kernel measures how similar two points are; it is their dot product in a feature space "
        "of more dimensions. k-means runs in that space, where curved groups can be compact. "
        "Centers have no position among the data, but distances to them follow from the kernel."
    ),
    shape="Round in the feature space: with an RBF kernel curved, with a linear one as in k-means.",
    assignment="Hard: each point belongs to one cluster.",
    parameters="K, the kernel, and its gamma or degree.",
    sensitive="The start, more than k-means; gamma: too large and each point is similar to itself only.",
    use="When groups are not separated by straight lines, and a suitable kernel is known.",
    avoid="With many points: all pairs are compared, and n × n numbers are kept.",
    good_example=Example("circles", {"ratio": 0.3}, {"k": 2, "kernel": "rbf", "gamma": 8.0}),
    bad_example=Example(
        "moons",
        algorithm_params={"k": 2, "kernel": "linear"},
        reason="The borders of a linear kernel are straight. Try the RBF kernel or spectral clustering.",
    ),
    pseudocode=(
        (("start",), "compute κ(xᵢ, xⱼ) for all pairs of points"),
        (("start",), "choose K points as the first centers"),
        (("assign", "update"), "repeat"),
        (("assign",), "    each point joins the cluster whose center is nearest in feature space"),
        (("update",), "    each center becomes the mean of its points there"),
        (("assign",), "until no point changes cluster"),
    ),
    load_formulas=_formulas,
)
