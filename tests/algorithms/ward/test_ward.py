"""Ward's rule: scipy's hierarchy and cut, watched merge by merge."""

from itertools import pairwise

import numpy as np
import pytest
from scipy.cluster.hierarchy import fcluster, linkage

from clusterlab.algorithms.ward import algorithm as ward_algorithm
from clusterlab.algorithms.ward.algorithm import SINGLE_MERGE_CLUSTERS, Ward
from clusterlab.core.params import ParamError
from clusterlab.core.points import Points, PointsError


def partition(labels):
    """Which rows are together."""
    return np.equal.outer(labels, labels)


@pytest.fixture(scope="module")
def tangle():
    """Three groups that overlap, 150 rows of 3 columns."""
    rng = np.random.default_rng(2)
    return np.repeat([[0.0, 0, 1], [3, 1, 0], [1, 4, 2]], 50, axis=0) + rng.normal(size=(150, 3))


@pytest.mark.parametrize("k", [1, 2, 3, 7, 30, 149, 150])
def test_the_clusters_are_those_of_scipys_cut(k, tangle):
    expected = fcluster(linkage(tangle, "ward"), k, "maxclust")
    assert np.array_equal(partition(Ward(k=k).fit(tangle).labels), partition(expected))


def test_every_step_is_a_cut_of_the_same_hierarchy_and_says_its_inertia(tangle):
    points = Points(tangle)
    first, *steps = Ward(k=2).steps(points)
    assert first.labels is None
    assert [step.k for step in steps[:3]] == [75, 37, 30]
    assert [step.k for step in steps[2:]] == list(range(SINGLE_MERGE_CLUSTERS, 1, -1))
    for step in steps:
        groups = [points.values[step.labels == label] for label in range(step.k)]
        inertia = sum(((group - group.mean(axis=0)) ** 2).sum() for group in groups)
        assert step.objective == pytest.approx(inertia, rel=1e-9)
        assert step.iteration == points.n - step.k


def test_a_merge_gives_the_smaller_cluster_the_label_of_the_larger_and_changes_no_other(tangle):
    points = Points(tangle)
    for before, step in pairwise([*Ward(k=1).steps(points)][3:]):
        changed = before.labels != step.labels
        assert np.array_equal(np.flatnonzero(changed), step.merged_rows)
        assert set(before.labels[changed]) == {step.k}
        (taken,) = set(step.labels[changed])
        assert step.sizes == (changed.sum(), (before.labels == taken).sum())
        assert step.sizes[0] <= step.sizes[1]
        rise = step.objective - before.objective
        assert rise == pytest.approx(step.height**2 / 2, rel=1e-6)


def test_it_stops_where_k_are_left(tangle):
    *_, last = Ward(k=4).steps(Points(tangle))
    assert last.stopped == "4 clusters are left"
    assert last.k == 4


def test_a_place_belongs_to_the_cluster_of_the_nearest_point(tangle):
    fit = Ward(k=3).fit(tangle)
    near = tangle[[5, 70, 120]] + 1e-6
    assert np.array_equal(fit.predict(near), fit.labels[[5, 70, 120]])
    means = [tangle[fit.labels == label].mean(axis=0) for label in range(3)]
    assert fit.centers == pytest.approx(np.array(means))


def test_what_cannot_be_is_refused_in_a_sentence(tangle, monkeypatch):
    with pytest.raises(ParamError, match="start must be left out"):
        Ward().fit(tangle, start=tangle[:3])
    monkeypatch.setattr(ward_algorithm, "MAX_WARD_POINTS", 100)
    with pytest.raises(PointsError, match=r"it takes at most 100 points, and there are 150\."):
        Ward().fit(tangle)
