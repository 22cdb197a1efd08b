"""The terms of the program and a sentence for each, which tooltips, the manual and the command line share."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True)
class Term:
    """A word of the window and the sentence that explains it.

    `spellings` are other words for it. A `common` term is not explained wherever a text contains it: the
    word is in too many texts.
    """

    name: str
    sentence: str
    spellings: tuple[str, ...] = ()
    common: bool = False


WORDS = (
    Term("K", "The number of clusters to make.", common=True),
    Term("Cluster", "A group of points that are more similar to each other than to others.", common=True),
    Term("Center", "The place of a cluster; in k-means the mean of its points.", ("centroid",), common=True),
    Term("Feature", "A column that is clustered on.", ("column",), common=True),
    Term(
        "Iteration",
        "One pass of an algorithm, such as an assign and an update in k-means; a run repeats it.",
        common=True,
    ),
    Term("Start", "The centers or components that a run begins with.", ("init",), common=True),
    Term("Noise", "Points that DBSCAN leaves outside of every cluster, shown in gray.", common=True),
    Term(
        "By eye",
        "Clusters that you make of selected points, to compare them with those of an algorithm.",
        common=True,
    ),
    Term(
        "Session",
        "Data, choices, panes, names and the step on screen, which one .clab file keeps.",
        common=True,
    ),
    Term(
        "Model",
        "The clusters of a run with all that new rows need to join them, saved as a file.",
        common=True,
    ),
    Term(
        "Random seed",
        "The number from which all random choices follow: the same seed gives the same result.",
        ("seed", "data seed"),
    ),
    Term(
        "Box plot",
        "A box from the first to the third quartile with a line at the median; whiskers reach to the last "
        "values within 1.5 interquartile ranges, and values beyond are outliers.",
        ("box plots",),
    ),
    Term("Objective", "What an algorithm makes as small, or as large, as it can, step by step."),
    Term(
        "Tolerance",
        "How little the objective or the centers may still change for a run to stop.",
    ),
    Term(
        "Minimum variance",
        "The smallest variance of a component, as a share of the variance of the data.",
        ("floor", "variance floor"),
    ),
    Term(
        "Collapsed",
        "A component is collapsed where its variance in some direction is as small as is allowed.",
    ),
    Term(
        "Component",
        "One Gaussian distribution of a mixture, with a mean, a covariance and a weight.",
        ("Gaussian component",),
        common=True,
    ),
    Term(
        "Covariance",
        "The spread of a component in every direction, drawn as an ellipse.",
    ),
    Term(
        "Membership",
        "The share with which a point belongs to a cluster, from 0 to 1.",
    ),
    Term(
        "Fuzziness",
        "The exponent m of the memberships in fuzzy c-means: the larger, the more equal they are.",
    ),
    Term(
        "k-means++",
        "Starting centers that are far apart: each is drawn by its squared distance to those before it "
        "(Arthur and Vassilvitskii 2007).",
    ),
    Term("Core point", "A point with at least min samples points within eps, itself included."),
    Term(
        "Eps",
        "The radius in which DBSCAN counts neighbors, in the units of the data.",
    ),
    Term("Min samples", "The number of points within eps that make a point a core point."),
    Term(
        "Principal component",
        "A direction in which the points vary most, at right angles to those before it.",
        ("PCA",),
    ),
    Term(
        "z-score",
        "Each column minus its mean, divided by its standard deviation (ddof 0).",
        ("z-scored",),
    ),
    Term("min-max", "Each column minus its least value, divided by its range: from 0 to 1."),
    Term(
        "robust",
        "Each column minus its median, divided by the distance of its quartiles, "
        "or if that is 0 by its standard deviation: outliers have little effect.",
        ("scaled by median and quartiles",),
    ),
    Term("Local optimum", "A result that no further step improves, though a better one exists."),
    Term("Uniform references", "Points drawn evenly in a box around the data, which have no clusters."),
    Term(
        "Heuristic",
        "A rule that often helps and proves nothing.",
    ),
)
MEASURES = (
    Term("Inertia", "The sum of the squared distances of the points to their own centers."),
    Term(
        "Smoothed inertia",
        "An estimate of the inertia: that of each batch before its update, per point and averaged over "
        "the batches with weights that fade, times the number of points.",
    ),
    Term(
        "Embedding inertia",
        "The sum of the squared distances of the points to their own centers in the coordinates of the "
        "eigenvectors.",
    ),
    Term(
        "Feature inertia",
        "The sum of the squared distances of the points to their own centers in the feature space of the "
        "kernel.",
    ),
    Term(
        "Log-likelihood",
        "The logarithm of the probability density that the mixture gives the points: higher is better.",
    ),
    Term("BIC", "−2 log-likelihood + parameters × ln n: lower is better (mclust uses the opposite sign)."),
    Term(
        "AIC",
        "−2 log-likelihood + 2 × parameters: lower is better, and more components are accepted than by BIC.",
    ),
    Term("Points in clusters", "The number of points in clusters so far."),
    Term(
        "Silhouette",
        "The mean over all points of (b − a) / max(a, b), with mean distances a to the own cluster and "
        "b to the nearest other; from −1 to 1, higher is better (Rousseeuw 1987).",
        ("silh.",),
    ),
    Term(
        "Gap",
        "How far the logarithm of the inertia lies below that of uniform references in the box along the "
        "principal axes of the data, with one standard error (Tibshirani 2001).",
        ("gap statistic",),
    ),
    Term("Knee", "The K where a curve bends most (kneedle): every curve has one, so it proves nothing."),
    Term(
        "Calinski-Harabasz",
        "The variance between clusters divided by that within, each per degree of freedom: higher is better.",
    ),
    Term(
        "Davies-Bouldin",
        "The mean over clusters of the greatest ratio of two clusters' widths to the distance of "
        "their centers: lower is better.",
    ),
    Term(
        "Xie-Beni",
        "The mean of Σ membership² × squared distance over the least squared distance between two centers: "
        "lower is better (Xie and Beni 1991).",
    ),
    Term(
        "Dip test",
        "A test whether points along a direction have several modes instead of one (Hartigan 1985).",
    ),
    Term(
        "Gaussian mixtures",
        "The number of Gaussian components with the best BIC, of all covariance types.",
    ),
    Term("Density", "The number of groups that sparse regions divide the points into."),
    Term(
        "ARI",
        "The adjusted Rand index, the agreement of two groupings: 1 where they are the same, about 0 by "
        "chance; noise counts as one label.",
        ("adjusted Rand index",),
    ),
    Term(
        "AMI",
        "The adjusted mutual information, the agreement of two groupings: 1 where they are the same, "
        "about 0 by chance.",
    ),
    Term(
        "Best one-to-one match",
        "Each cluster is paired with at most one class so that as many points as possible agree.",
    ),
    Term(
        "Jaccard similarity",
        "The number of points that two clusters share, divided by the number of points in either.",
        ("Jaccard",),
    ),
    Term(
        "Prediction strength",
        "The least share of the pairs of points of a cluster that the clusters of the other half of the "
        "points keep together (Tibshirani and Walther 2005).",
    ),
    Term(
        "Sum of squares",
        "The sum of squared distances: within a cluster to its mean, between clusters of their means to the "
        "mean of all points; both add up to the total.",
    ),
    Term(
        "Relative entropy",
        "How certain the memberships are: 1 where each point belongs to one cluster, 0 where its memberships "
        "are equal.",
    ),
    Term(
        "Classification error",
        "The mean probability that a point does not belong to its most probable cluster.",
    ),
    Term(
        "ICL",
        "The integrated completed likelihood, BIC plus twice the entropy of memberships: lower is better.",
    ),
    Term(
        "Eigengap",
        "The largest gap between two successive eigenvalues; one after the K-th suggests K clusters.",
    ),
)
FLOW_TITLE = "From K to K + 1"
EVIDENCE_TITLES = ("Gap statistic", "Silhouette", "Dip test", "Gaussian mixtures", "Density")
"""The name of each kind of evidence for a number of clusters."""
CHARTS = (
    Term("Elbow", "The objective over K: beyond the bend more clusters gain little."),
    Term(
        FLOW_TITLE,
        "The flow of points: a bar for each cluster at each K, and between them bands for those in one "
        "cluster at a K and in another at the next; a thick band is a cluster that stays together.",
    ),
    Term(
        "Silhouette of every point",
        "One line for each point: (b − a) / max(a, b), where a is its mean distance to the others of its own "
        "cluster and b the least mean distance to another cluster (Rousseeuw 1987).",
    ),
    Term(
        "Dendrogram",
        "Where two branches meet, two clusters merge, at a height of √(2 × the increase of the inertia).",
    ),
    Term("k-distances", "How far each point must look to find min samples points, itself counted, in order."),
    Term("Affinity, by cluster", "The affinity of each pair of points, sorted by cluster."),
    Term("Kernel, by cluster", "The kernel of each pair of points, sorted by cluster."),
    Term(
        "Eigenvalues",
        "The smallest eigenvalues of the normalized Laplacian, one near 0 for each well-separated cluster "
        "(von Luxburg 2007).",
        ("eigenvalue",),
    ),
    Term(
        "Embedding",
        "The coordinates that k-means clusters: the eigenvectors of the smallest eigenvalues, each row "
        "scaled to length 1.",
    ),
    Term(
        "Starts",
        "The same algorithm from many random starts: each dot is the final objective of one, and dots away "
        "from the best are local optima.",
        common=True,
    ),
    Term(
        "Stability",
        "How similar each cluster is to the most similar one that the same algorithm finds in a bootstrap "
        "sample, as the mean Jaccard similarity (Hennig 2007); the dashed line is that of uniform points.",
    ),
    Term(
        "Known labels",
        "Known classes of the rows, from the generator or a column; the clustering never uses them.",
    ),
    Term(
        "Difference",
        "How far the mean of the cluster lies from the mean of all rows, in standard deviations of all rows.",
        common=True,
    ),
    Term("Agreement between panes", "The adjusted Rand index of each two panes; noise counts as one label."),
)
TERM_GROUPS: Mapping[str, tuple[Term, ...]] = {"Words": WORDS, "Measures": MEASURES, "Charts": CHARTS}
"""All terms, by the heading under which the manual has them."""
TERMS: Mapping[str, Term] = {term.name.lower(): term for group in TERM_GROUPS.values() for term in group}
PHASE_SENTENCES: Mapping[str, str] = {
    "start": "Starting centers are chosen; nothing has moved yet.",
    "assign": "Each point goes to its nearest center, or gets a membership in each cluster.",
    "update": "Each center moves to the mean of its points.",
    "E": "E-step: the probability of each component is computed for each point.",
    "M": "M-step: each component takes the mean, covariance and weight of its share of the points.",
    "batch": "Some points are drawn, and their centers move toward them.",
    "count": "The points within eps of each point are counted.",
    "grow": "Clusters take in the points within eps of their core points.",
    "noise": "The points that no cluster took in are noise.",
    "affinity": "Similar points are connected.",
    "eigenvectors": "The eigenvectors of the smallest eigenvalues give each point new coordinates.",
    "transfer": "A point moves to another cluster.",
    "merge": "The two clusters merge that raise the inertia least.",
    "your clusters": "A person has made the clusters: nothing is computed.",
}
"""What happens in each phase of the algorithms of this program."""


def sentence_of(name: str) -> str:
    """The sentence that explains a term; raises KeyError where it is none."""
    return TERMS[name.lower()].sentence


def terms_in(text: str) -> list[Term]:
    """The terms that a text has and that are not common, in its order, each once."""
    found = (_BY_SPELLING[match[1].lower()] for match in _spellings().finditer(text))
    return list(dict.fromkeys(found))


def explanation(about: str, *texts: str) -> str:
    """What is known `about` something, then a line for each term of other texts that it does not say."""
    terms = dict.fromkeys(term for text in texts for term in terms_in(text))
    lines = [f"{term.name}: {term.sentence}" for term in terms if term.sentence not in about]
    return "\n".join(filter(None, (about, *lines)))


_BY_SPELLING = {
    spelling.lower(): term
    for term in TERMS.values()
    if not term.common
    for spelling in (term.name, *term.spellings)
}
_LONGEST_FIRST = "|".join(re.escape(word) for word in sorted(_BY_SPELLING, key=len, reverse=True))


@cache
def _spellings() -> re.Pattern[str]:
    """All terms and their spellings in a text; compiled when it is first used, because that takes time."""
    return re.compile(rf"(?<![\w-])({_LONGEST_FIRST})s?(?![\w-])", re.IGNORECASE)
