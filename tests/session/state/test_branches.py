"""Changes of centers by hand: what becomes of clusters, K and colors; and runs that are kept."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.core.points import Points
from clusterlab.datasets.generators.shapes import Blobs
from clusterlab.session.state.branches import (
    Branch,
    branched_step,
    branches_until,
    clusters_added,
    colors_after,
    colors_before,
)
from clusterlab.session.state.pane import MAX_RUNS, CustomStart, Pane

PLACE = np.array([0.5, -0.25])


def change(kind, step_index=1, cluster=0):
    return Branch(step_index, cluster, PLACE, kind)


@pytest.fixture
def points():
    return Points(Blobs(points=60).make().values)


@pytest.fixture
def last(points):
    return [*KMeans(k=3).steps(points)][-1]


def test_a_center_is_moved_added_and_removed(points, last):
    moved = branched_step(KMeans(k=3), last, change("moved", cluster=1), points)
    assert moved.centers.tolist() == [last.centers[0].tolist(), PLACE.tolist(), last.centers[2].tolist()]
    assert moved.labels is last.labels
    added = branched_step(KMeans(k=3), last, change("added", cluster=3), points)
    assert np.array_equal(added.centers, np.vstack([last.centers, PLACE]))
    assert added.labels is last.labels
    removed = branched_step(KMeans(k=3), last, change("removed", cluster=1), points)
    assert np.array_equal(removed.centers, last.centers[[0, 2]])
    assert removed.labels is None


def test_colors_of_other_clusters_stay():
    assert colors_after((4, 0, 2), [change("removed", cluster=1)]) == (4, 2)
    assert colors_after((4, 0, 2), [change("added", cluster=3)]) == (4, 0, 2, 1)
    assert colors_after((4, 0), [change("moved"), change("stretched")]) == (4, 0)


def test_the_removed_color_is_found_again():
    gone = [change("removed", cluster=1)]
    assert colors_before(colors_after((2, 0, 1), gone), gone) == (2, 0, 1)


CHANGES = st.lists(st.tuples(st.sampled_from(["moved", "added", "removed"]), st.integers(0, 9)), max_size=8)


@given(CHANGES, st.integers(1, 6))
def test_there_is_one_distinct_color_for_each_cluster(changes, k):
    branches, now = [], k
    for kind, number in changes:
        if kind == "removed" and now == 1:
            continue
        branches.append(change(kind, cluster=now if kind == "added" else number % now))
        now += {"added": 1, "removed": -1}.get(kind, 0)
    after = colors_after(range(k), branches)
    assert len(set(after)) == len(after) == now == k + clusters_added(branches)
    before = colors_before(after, branches)
    assert len(set(before)) == len(before) == k


def test_changes_are_made_at_the_step_after_them():
    branches = (change("moved", 2), change("added", 5))
    assert [len(branches_until(branches, index)) for index in (2, 3, 5, 6)] == [0, 1, 1, 2]


def test_k_follows_and_the_run_before_is_kept():
    first, second = change("added", 3, 3), change("removed", 1)
    pane = Pane(KMeans(k=3), CustomStart(None, "mine")).with_branch(first).with_branch(second)
    assert pane.runs == ((), (first,), (second,))
    assert (pane.algorithm.k, pane.starting_algorithm.k, pane.run_number) == (2, 3, 2)
    back = pane.with_run(1)
    assert (back.algorithm.k, back.branches, back.runs) == (4, (first,), pane.runs)
    assert back.with_run(2) == pane
    assert back.start is pane.start


def test_later_changes_are_not_in_a_run_that_goes_on_from_an_earlier_step():
    early, late, between = change("moved", 1), change("added", 7), change("removed", 4)
    pane = Pane(KMeans(k=3)).with_branch(early).with_branch(late).with_branch(between)
    assert pane.branches == (early, between)
    assert pane.algorithm.k == 2


def test_after_a_run_is_dropped_the_one_before_it_is_shown():
    first, second = change("added", 1, 3), change("added", 2, 4)
    pane = Pane(KMeans(k=3)).with_branch(first).with_branch(second)
    dropped = pane.without_run(2)
    assert (dropped.runs, dropped.branches, dropped.algorithm.k) == (((), (first,)), (first,), 4)
    assert dropped.without_run(0).runs == ((first,),)
    assert dropped.without_run(0).without_run(0).runs == ((first,),)  # one is always left
    assert pane.without_run(0).branches == pane.branches


def test_so_many_runs_are_kept_and_that_without_changes_among_them():
    pane, made = Pane(KMeans(k=3)), [change("moved") for _ in range(MAX_RUNS + 3)]
    for branch in made:
        pane = pane.with_branch(branch)
    assert pane.runs == ((), *((branch,) for branch in made[-MAX_RUNS + 1 :]))
    assert pane.branches == (made[-1],)
