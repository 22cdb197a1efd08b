"""The description of DBSCAN in the About panel."""

from clusterlab.core.about import About, AboutFormulas, Example


def _formulas() -> AboutFormulas:
    from clusterlab.algorithms.dbscan.formulas import DENSITY_FORMULAS, DENSITY_SYMBOLS, NEIGHBOR_COUNT
    from clusterlab.core.formula import Word

    return AboutFormulas(NEIGHBOR_COUNT.compared("≥", Word("min_samples")), DENSITY_SYMBOLS, DENSITY_FORMULAS)


DBSCAN_ABOUT = About(
    idea=(
        "A point with enough neighbors within eps is a core point: the data are dense there. Core "
        "points within eps of each other are in one cluster, as is every other point within eps of "
        "one of them. All other points are noise."
    ),
    shape="Any shape, if clusters are dense and sparse regions separate them.",
    assignment="Hard, and not every point is assigned: some are noise.",
    parameters="eps and min_samples. The number of clusters follows from them.",
    sensitive=(
        "eps: slightly smaller splits a cluster, slightly larger merges two. The scale of the "
        "features. Which cluster a border point between two of them joins depends on the order of "
        "the rows."
    ),
    use="When clusters are curved or nested, their number is not known, or outliers should be left out.",
    avoid=(
        "When some clusters are much denser than others, since all have the same eps; with very many "
        "features."
    ),
    good_example=Example("moons", algorithm_params={"eps": 0.2, "min_samples": 5}),
    bad_example=Example(
        "uneven",
        algorithm_params={"eps": 0.5, "min_samples": 5},
        reason="One eps cannot fit dense and sparse clusters: the sparse one becomes noise. Try GMM.",
    ),
    pseudocode=(
        (("count",), "count the points within eps of each point"),
        (("count",), "core points: those with at least min_samples"),
        (("grow",), "for each core point that is in no cluster yet:"),
        (("grow",), "    it begins a new cluster"),
        (("grow",), "    while the cluster has core points not looked at:"),
        (("grow",), "        add all free points within eps of them"),
        (("noise",), "points in no cluster are noise"),
    ),
    load_formulas=_formulas,
)
