"""The description of fuzzy c-means in the About panel."""

from clusterlab.core.about import About, AboutFormulas, Example


def _formulas() -> AboutFormulas:
    from clusterlab.algorithms.common.membership_formulas import FUZZY_FORMULAS, FUZZY_SUM, FUZZY_SYMBOLS
    from clusterlab.core.formula import Word

    return AboutFormulas(FUZZY_SUM.compared("→", Word("min")), FUZZY_SYMBOLS, FUZZY_FORMULAS)


FUZZY_ABOUT = About(
    idea=(
        "Each point belongs to every cluster to a degree: its membership is larger for nearer centers. "
        "Then each center moves to the mean of all points, weighted by membership^m. Both half-steps "
        "lower the objective; the run ends when the centers move by less than the tolerance."
    ),
    shape="Round clusters, similar in size and spread, as k-means.",
    assignment="Soft: each point has a membership in every cluster. Its label is the largest.",
    parameters="K, the start and the fuzziness m: near 1 it is k-means, large m makes all equal.",
    sensitive="The fuzziness: where it is too large, centers move together. The scale; outliers.",
    use="When compact clusters overlap, and it matters how sure a label is.",
    avoid="When clusters are long, curved or of very different size: large ones attract centers.",
    good_example=Example("blobs", {"groups": 4, "seed": 3}, {"k": 4}),
    bad_example=Example("stretched", {"seed": 2}, {"k": 3}, reason="Long clusters are cut. Try GMM."),
    pseudocode=(
        (("start",), "choose K centers"),
        ((), "repeat"),
        (("assign",), "    uᵢₖ = 1 / Σⱼ (‖xᵢ − cₖ‖ / ‖xᵢ − cⱼ‖)^(2 / (m − 1))"),
        (("update",), "    cₖ = Σᵢ uᵢₖᵐ xᵢ / Σᵢ uᵢₖᵐ"),
        ((), "until the centers move by no more than the tolerance"),
    ),
    load_formulas=_formulas,
)
