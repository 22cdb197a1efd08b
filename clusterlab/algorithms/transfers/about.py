"""The description of k-means by single transfers in the About panel."""

from clusterlab.core.about import About, AboutFormulas, Example


def _formulas() -> AboutFormulas:
    from clusterlab.algorithms.common.center_formulas import INERTIA_SUM
    from clusterlab.algorithms.transfers.formulas import TRANSFER_FORMULAS, TRANSFER_SYMBOLS
    from clusterlab.core.formula import Word

    return AboutFormulas(INERTIA_SUM.compared("→", Word("min")), TRANSFER_SYMBOLS, TRANSFER_FORMULAS)


TRANSFERS_ABOUT = About(
    idea=(
        "k-means point by point: a point moves to another cluster if that lowers the inertia, and "
        "both centers are updated before the next point. Hartigan and Wong account for the change "
        "of the centers, so points move that Lloyd's k-means would leave. At the end no single "
        "move lowers the inertia, so it is never above that of k-means continued from there."
    ),
    shape="Round clusters, similar in size and spread, as k-means.",
    assignment="Hard: each point belongs to one cluster.",
    parameters="K, the start, and the rule: Hartigan-Wong or MacQueen.",
    sensitive="The start, the scale of the features and outliers, as k-means; and the order of the points.",
    use="When clusters are small, so that one point moves a center; to compare with R, whose default it is.",
    avoid="When there are very many points, for Lloyd's k-means is quicker; and wherever k-means fails.",
    good_example=Example("blobs", {"points": 80, "groups": 4, "seed": 3}, {"k": 4}),
    bad_example=Example(
        "stretched",
        {"seed": 2},
        {"k": 3},
        reason="Borders lie halfway between centers, so long clusters are cut. Try GMM.",
    ),
    pseudocode=(
        (("start",), "choose K centers"),
        (("assign",), "each point joins its nearest center"),
        (("update",), "each center moves to the mean of its points"),
        ((), "repeat for each point x, in cluster i:"),
        (("transfer",), "    j = the cluster where x would cost least"),
        (("transfer",), "    if that lowers the inertia: move x to j,"),
        (("transfer",), "        and the centers of i and j at once"),
        ((), "until no transfer lowers the inertia"),
    ),
    load_formulas=_formulas,
)
