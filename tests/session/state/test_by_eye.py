"""Clusters by eye as a run of one step: labels, figures and sentences."""

import numpy as np
import pytest
from sklearn.metrics import silhouette_score

from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.core.fit_script import FitScript
from clusterlab.core.focus import Focus
from clusterlab.core.points import Points
from clusterlab.datasets.generators.shapes import Blobs
from clusterlab.datasets.row_subset import RowSubset
from clusterlab.datasets.table import LoadError
from clusterlab.metrics.silhouette import silhouettes
from clusterlab.session.playback.run_task import steps
from clusterlab.session.state.by_eye import ByEye
from clusterlab.session.state.hand_partition import HandPartition
from clusterlab.session.state.prepared import prepare
from clusterlab.session.state.session import Session, same_run, same_steps, with_source

ROWS = np.random.default_rng(5).normal(size=(40, 3)) * [1, 20, 3] + 100
HALVES = np.repeat([0, 1], 20)


def step_of(points, labels):
    return ByEye().first(points, HandPartition.holding(np.asarray(labels)))


def inertia_of(rows, labels, weights=None):
    """The sum of squares to the means, as a textbook has it."""
    weights = np.ones(len(rows)) if weights is None else weights
    total = 0.0
    for label in set(labels.tolist()) - {-1}:
        own, counted = rows[labels == label], weights[labels == label]
        mean = np.average(own, axis=0, weights=counted)
        total += float((counted * ((own - mean) ** 2).sum(axis=1)).sum())
    return total


def test_labels_are_those_of_the_rows_in_spatial_order_and_there_is_one_step():
    points, labels = Points(ROWS), np.where(np.arange(40) % 7 == 0, -1, np.arange(40) % 3)
    step = step_of(points, labels)
    assert points.to_row_order(step.labels).tolist() == labels.tolist()
    assert step.k == 3
    assert [one.phase for one in ByEye().steps(points, HandPartition.holding(labels))] == ["your clusters"]
    assert ByEye().after(step, points) is None


@pytest.mark.parametrize("weights", [None, np.linspace(0.5, 3, 40)], ids=["plain", "weighted"])
def test_the_inertia_is_that_of_the_points_in_clusters(weights):
    labels = np.where(np.arange(40) < 5, -1, HALVES)
    points = Points(ROWS, weights)
    step = step_of(points, labels)
    assert step.figures(points)["inertia"] == pytest.approx(inertia_of(ROWS, labels, weights), rel=1e-12)
    assert points.units.squared(step.inertia(points)) == step.figures(points)["inertia"]
    assert step.n_measured(points) == 35


def test_its_formulas_are_a_mean_and_the_inertia():
    points = Points(ROWS)
    mean, inertia = step_of(points, HALVES).formulas(points, None, Focus(cluster=1))
    assert mean.links[-1].side.values == pytest.approx(ROWS[20:].mean(axis=0))
    assert inertia.links[-1].side.value == pytest.approx(inertia_of(ROWS, HALVES))
    assert step_of(points, np.full(40, -1)).formulas(points) == ()


def test_the_clusters_of_k_means_have_its_inertia_and_its_silhouette():
    points = Points(ROWS)
    fit = KMeans(k=3).fit(points)
    step = step_of(points, fit.labels)
    assert step.figures(points)["inertia"] == pytest.approx(fit.inertia, rel=1e-12)
    assert silhouettes(points, step.labels).mean == pytest.approx(silhouette_score(ROWS, fit.labels))


def test_the_caption_says_how_points_in_no_cluster_are_counted():
    points = Points(ROWS)
    assert step_of(points, HALVES).caption(points, None) == "2 clusters made by eye; every point is in one."
    assert step_of(points, np.where(HALVES, 0, -1)).caption(points, None) == (
        "1 cluster made by eye. 20 of 40 points are not assigned: inertia and silhouette leave them out, ARI "
        "counts them as one group."
    )
    empty = ByEye().first(points)
    assert empty.caption(points, None).startswith("No clusters yet")
    assert (empty.k, empty.figures(points), empty.inertia(points)) == (0, {}, None)
    assert empty.classify(points.values).tolist() == [-1] * 40


def test_a_point_is_explained_as_put_there_by_a_person():
    points = Points(ROWS)
    step = step_of(points, np.where(np.arange(40) == 0, -1, HALVES))
    first, last = points.inverse_order[[0, 39]]
    assert step.explain_point(points, int(first)).text == "It is not assigned to a cluster."
    assert step.explain_point(points, int(last)).text == "You put it into cluster 2."


def test_rows_that_are_left_out_keep_their_clusters_and_the_others_have_numbers_without_gaps():
    labels = np.repeat([0, 1, 2, -1], 10)
    prepared = prepare(ROWS, rows=RowSubset.holding(range(10, 40), 40))
    step = ByEye().first(prepared.points, HandPartition.holding(labels))
    assert prepared.points.to_row_order(step.labels).tolist() == [*[0] * 10, *[1] * 10, *[-1] * 10]


def test_clusters_of_fewer_rows_than_the_data_have_are_refused():
    with pytest.raises(LoadError, match="start them anew"):
        ByEye().first(Points(ROWS), HandPartition.empty(39))


def test_a_script_has_the_labels():
    points = Points(ROWS)
    script = ByEye().script(step_of(points, HALVES), points)
    assert isinstance(script, FitScript)
    found = {}
    exec("import numpy as np\n" + "\n".join(script.lines), found)
    assert found["labels"].tolist() == HALVES.tolist()


def test_a_session_shows_its_own_clusters_and_other_ones_are_another_run():
    partition = HandPartition.holding(np.arange(60) % 2)
    session = Session.of(Blobs(points=60), ByEye())
    made = Session(session.source, session.panes, by_eye=partition)
    prepared = prepare(Blobs(points=60).make())
    (step,) = steps(made, prepared.points, ())
    assert prepared.points.to_row_order(step.labels).tolist() == (np.arange(60) % 2).tolist()
    assert not same_run(session, made)
    assert not same_steps(session, made)


def test_clusters_by_eye_change_no_other_run_and_are_gone_with_their_data():
    partition = HandPartition.holding(np.arange(60) % 2)
    session = Session.of(Blobs(points=60), KMeans())
    made = Session(session.source, session.panes, by_eye=partition)
    assert same_steps(session, made)
    assert with_source(made, Blobs(points=60, seed=3)).by_eye is None
