"""The description of mini-batch k-means in the About panel."""

from clusterlab.core.about import About, AboutFormulas, Example


def _formulas() -> AboutFormulas:
    from clusterlab.algorithms.minibatch.formulas import BATCH_FORMULAS, BATCH_SYMBOLS, NEW_CENTER

    return AboutFormulas(NEW_CENTER, BATCH_SYMBOLS, BATCH_FORMULAS)


MINIBATCH_ABOUT = About(
    idea=(
        "k-means on small random samples: each step draws a batch and assigns its points to their "
        "nearest centers. Each new point moves its center by 1/v of the way to it, where v is the "
        "number of points assigned to the center so far. Centers end close to those of k-means, "
        "with far less work on very many points."
    ),
    shape="Round clusters, similar in size and spread, as k-means.",
    assignment="Hard: each point belongs to one cluster.",
    parameters="K, the start, the batch size and at most how many batches.",
    sensitive=(
        "The batch size: small batches are noisy. The start and the scale of the features, as in k-means. "
        "Small clusters: few of their points are drawn."
    ),
    use="When there are too many points for k-means, or when they keep coming.",
    avoid="When there is time for k-means, whose inertia is a little lower; and wherever k-means fails.",
    good_example=Example("blobs", {"points": 10_000, "groups": 4, "seed": 3}, {"k": 4}),
    bad_example=Example(
        "stretched",
        {"seed": 2},
        {"k": 3},
        reason="Borders lie halfway between centers, so long clusters are cut. Try GMM.",
    ),
    pseudocode=(
        (("start",), "choose K centers;  v = 0 for each"),
        ((), "repeat"),
        (("batch",), "    draw a batch of points at random, or take the next rows of a stream"),
        (("batch",), "    each of them joins its nearest center"),
        (("batch",), "    for each center and its b points of the batch:"),
        (("batch",), "        v ← v + b;  move it by (sum of points − b c) / v"),
        (("batch",), "    move centers with few points to points of the batch"),
        ((), "until 10 batches bring no improvement"),
        (("assign",), "each of all points joins its nearest center"),
    ),
    load_formulas=_formulas,
)
