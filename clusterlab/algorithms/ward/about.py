"""The description of Ward's method in the About panel."""

from clusterlab.core.about import About, AboutFormulas, Example


def _formulas() -> AboutFormulas:
    from clusterlab.algorithms.ward.formulas import MERGE_COST, MERGE_FORMULAS, MERGE_SYMBOLS
    from clusterlab.core.formula import Word

    return AboutFormulas(MERGE_COST.compared("→", Word("min")), MERGE_SYMBOLS, MERGE_FORMULAS)


WARD_ABOUT = About(
    idea=(
        "At first each point is its own cluster. Repeatedly, the two clusters merge whose union "
        "raises the inertia least, until K are left. The merges form a tree, the dendrogram, which "
        "can be cut at any K without another run."
    ),
    shape="Compact clusters, as k-means; sizes may differ more.",
    assignment="Hard: each point belongs to one cluster.",
    parameters="K alone; a merge that raises the inertia much more than those before suggests where to stop.",
    sensitive=(
        "The scale of the features and outliers. No start and no seed: the same data give the same tree. An "
        "early merge is never undone."
    ),
    use="When you want to see how clusters nest, with up to a hundred thousand points.",
    avoid="When there are very many points: time grows with their square. When clusters are long or curved.",
    good_example=Example("blobs", {"groups": 4, "seed": 3}, {"k": 4}),
    bad_example=Example(
        "circles",
        {},
        {"k": 2},
        reason=(
            "Merges keep the inertia low, so rings are cut into compact pieces. Try DBSCAN or spectral "
            "clustering."
        ),
    ),
    pseudocode=(
        (("start",), "each point is a cluster"),
        ((), "while more than K clusters are left:"),
        (("merge",), "    find the pair whose merge raises the inertia least"),
        (("merge",), "    merge it"),
    ),
    load_formulas=_formulas,
)
