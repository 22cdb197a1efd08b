"""The description of clusters made by eye in the About panel."""

from clusterlab.core.about import About, AboutFormulas, Example
from clusterlab.session.state.by_eye import PHASE


def _formulas() -> AboutFormulas:
    from clusterlab.algorithms.common.center_formulas import CENTER_MEAN, CENTER_SYMBOLS, INERTIA_SUM

    return AboutFormulas(INERTIA_SUM, CENTER_SYMBOLS, (((PHASE,), CENTER_MEAN), ((PHASE,), INERTIA_SUM)))


BY_EYE_ABOUT = About(
    idea=(
        "You are the algorithm: select the points that you see as one group and make them a cluster. Points "
        "that are in no cluster are not assigned. Compare shows how far an algorithm agrees with you."
    ),
    shape="Any that you can see.",
    assignment="Hard: each point belongs to one cluster, or to none.",
    parameters="Which points belong together.",
    sensitive="The view: groups that lie apart in all features may overlap in two of them.",
    use="Before an algorithm runs, to say what you expect; or to correct what one has found.",
    avoid="When more than a few features matter: no view shows them all.",
    good_example=Example("moons"),
    bad_example=Example(
        "blobs",
        {"dimensions": 8, "groups": 5},
        reason="Each view shows two of eight features, and no view separates all groups. Try k-means.",
    ),
    pseudocode=(((PHASE,), "repeat:"), ((PHASE,), "    select points, make them a cluster")),
    load_formulas=_formulas,
)
