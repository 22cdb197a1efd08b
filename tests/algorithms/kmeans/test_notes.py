"""The note on too few distinct points is said where the clusters are made, and not again."""

import numpy as np

from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.core.points import Points


def test_too_few_distinct_points_are_named_at_the_start_and_at_the_first_assign_alone():
    points = Points(np.repeat([[0.0], [4.0], [9.0]], 5, axis=0))
    steps = [*KMeans(k=5).steps(points, start=[[1.0], [2.0], [7.0], [8.0], [20.0]])]
    note = "K is 5 but there are only 3 distinct points: 3 clusters were made."
    assigns = [step.notes for step in steps if step.phase == "assign"]
    assert steps[0].notes == assigns[0] == (note,)
    assert len(assigns) > 1
    assert not any(assigns[1:])


def test_enough_distinct_points_need_no_note():
    points = Points(np.repeat([[0.0], [4.0], [9.0]], 5, axis=0))
    assert not any(step.notes for step in KMeans(k=3).steps(points))
