"""How far algorithms agree with clusters by eye is said in one sentence."""

import numpy as np
import pytest

from clusterlab.algorithms.dbscan.algorithm import DBSCAN
from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.core.points import Points
from clusterlab.session.analysis.by_eye_agreement import by_eye_agreement
from clusterlab.session.analysis.comparison_metrics import NO_METRICS, ComparisonMetrics
from clusterlab.session.state.by_eye import ByEye
from clusterlab.session.state.hand_partition import HandPartition

POINTS = Points(np.arange(20.0).reshape(10, 2))
WHOLE = ByEye().first(POINTS, HandPartition.holding(np.repeat([0, 1], 5)))
IN_PART = ByEye().first(POINTS, HandPartition.holding(np.repeat([-1, 0, 1], [1, 4, 5])))


def said(step, *values):
    others = [KMeans(), DBSCAN()][: len(values)]
    found = [ComparisonMetrics(pairwise_ari=(1.0, *values)), *[NO_METRICS] * len(others)]
    return by_eye_agreement([ByEye(), *others], [step, *[None] * len(others)], found)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0.9, "ARI 0.90, excellent agreement"),
        (0.89, "ARI 0.89, good agreement"),
        (0.65, "ARI 0.65, moderate agreement"),
        (-0.02, "ARI -0.02, poor agreement"),
    ],
)
def test_the_agreement_with_one_algorithm_is_graded(value, words):
    assert said(WHOLE, value) == f"2 · k-means and By eye: {words} (1 is the same, 0 chance)."


def test_equal_clusters_are_called_the_same():
    assert said(WHOLE, 1.0) == "2 · k-means and By eye have the same clusters (ARI 1)."


def test_of_several_algorithms_the_one_is_named_that_agrees_most():
    words = said(WHOLE, 0.3, 0.8)
    assert words == "3 · DBSCAN agrees most with By eye: ARI 0.80, good (1 is the same, 0 chance)."


def test_it_is_said_how_points_in_no_cluster_count():
    assert said(IN_PART, 0.3).endswith(
        "1 point is not assigned by eye: inertia and silhouette leave it out, ARI counts it as one group."
    )


def test_nothing_is_said_without_clusters_by_eye_or_before_the_others_have_some():
    assert said(ByEye().first(POINTS), 0.3) == ""
    assert said(WHOLE, None) == ""
    assert by_eye_agreement([ByEye(), KMeans()], [WHOLE, None], [NO_METRICS, NO_METRICS]) == ""
    assert by_eye_agreement([KMeans()], [WHOLE], [NO_METRICS]) == ""
