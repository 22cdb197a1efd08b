"""The description of k-means in the About panel."""

from clusterlab.core.about import About, AboutFormulas, Example


def _formulas() -> AboutFormulas:
    from clusterlab.algorithms.common.center_formulas import INERTIA_SUM
    from clusterlab.algorithms.transfers.formulas import TRANSFER_FORMULAS, TRANSFER_SYMBOLS
    from clusterlab.core.formula import Word

    return AboutFormulas(INERTIA_SUM.compared("→", Word("min")), TRANSFER_SYMBOLS, TRANSFER_FORMULAS)


KMEANS_ABOUT = About(
    idea=(
        "A cluster is represented by its center, the mean of its points. Each point joins its nearest "
        "center, then each center moves to the mean of its points, again and again until no point changes "
        "cluster. Both half-steps lower the inertia, so a run always ends, though not always in the best "
        "clustering there is."
    ),
    shape="Round clusters, similar in size and spread: borders lie halfway between two centers.",
    assignment="Hard: each point belongs to one cluster.",
    parameters="K, how the first centers are chosen, and whether single transfers follow.",
    sensitive=(
        "The start: another seed may end elsewhere, so take the best of several. The scale of the features: "
        "the widest counts most. Outliers: they pull means toward them."
    ),
    use="As the first thing to try, when clusters are compact; and on very many points, since it is quick.",
    avoid="When clusters are long, curved, nested or of very different size, or when some points are noise.",
    good_example=Example("blobs", {"groups": 4, "seed": 3}, {"k": 4}),
    bad_example=Example(
        "stretched",
        {"seed": 2},
        {"k": 3},
        reason="Borders lie halfway between centers, so long clusters are cut. Try GMM.",
    ),
    pseudocode=(
        (("start",), "choose K centers"),
        ((), "repeat"),
        (("assign",), "    each point joins its nearest center"),
        (("update",), "    each center moves to the mean of its points"),
        ((), "until no point changes cluster"),
        (("transfer",), "if chosen: one point at a time moves where that lowers the inertia"),
    ),
    load_formulas=_formulas,
)
