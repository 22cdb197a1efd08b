"""Known labels and a step: the options, their comparison, and where they differ."""

from dataclasses import replace

import numpy as np
import pytest
from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score

from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.core.resources import resource
from clusterlab.datasets.generators.shapes import Blobs, Uniform
from clusterlab.datasets.ground_truth import GENERATED, ground_truth
from clusterlab.datasets.table import Table
from clusterlab.session.analysis.agreement import class_labels
from clusterlab.session.analysis.ground_truth import (
    GroundTruthComparison,
    ground_truth_options,
    label_differences,
)
from clusterlab.session.state.opened_file import OpenedFile
from clusterlab.session.state.prepared import prepare, read_source


@pytest.fixture(scope="module")
def iris():
    return prepare(read_source(OpenedFile.now(resource("examples/iris.csv"))), None, "none", False)


def end(prepared, k):
    *_, last = KMeans(k=k).steps(prepared.points)
    return last.labels


def test_generated_groups_and_columns_of_classes_are_offered_and_features_are_not(iris):
    assert ground_truth_options(iris) == ["species"]
    assert ground_truth_options(prepare(read_source(Blobs()), None, "none", True)) == [GENERATED]
    assert ground_truth_options(prepare(read_source(Uniform()), None, "none", True)) == []
    table = replace(iris.table, values=np.round(iris.table.values))
    fewer = prepare(table, ("sepal_length", "petal_length"), "none", False)
    assert set(ground_truth_options(fewer)) == {"species", "sepal_width", "petal_width"}


def test_figures_equal_those_of_independent_code_and_differing_points_are_counted(iris):
    labels = end(iris, 3)
    (found,) = label_differences(ground_truth(iris.table, "species"), iris, labels)
    truth = class_labels(ground_truth(iris.table, "species"), iris)
    assert np.bincount(truth).tolist() == [50, 50, 50]
    assert found.agreement.ari == pytest.approx(adjusted_rand_score(truth, labels), rel=1e-12)
    assert found.agreement.ami == pytest.approx(adjusted_mutual_info_score(truth, labels), rel=1e-12)
    table = found.agreement.confusion
    assert len(found.differing) == table.points - table.n_agreeing == 16


def test_noise_and_unmatched_clusters_differ(iris):
    labels = end(iris, 5).astype(np.int64)
    labels[:10] = -1
    (found,) = label_differences(ground_truth(iris.table, "species"), iris, labels)
    table = found.agreement.confusion
    assert set(range(10)) <= set(found.differing.tolist())
    assert len(found.differing) == table.points - table.n_agreeing


class ImmediateQueue:
    """A task queue that computes everything when a task is started."""

    def __init__(self):
        self.items, self.running = [], False

    def start(self, work):
        self.items = list(work())

    def cancel(self):
        self.items = []

    def failure(self):
        return None

    def take(self):
        taken, self.items = self.items, []
        return taken


def test_other_labels_are_compared_and_the_same_are_not_compared_again(iris):
    comparison, labels = GroundTruthComparison(ImmediateQueue()), end(iris, 3)
    assert comparison.follow(iris, None, True)
    assert (comparison.name, comparison.busy) == ("species", False)
    comparison.follow(iris, labels, True)
    assert comparison.busy
    assert comparison.tick() == (True, None)
    first = comparison.found
    comparison.follow(iris, labels, True)
    assert not comparison.busy
    comparison.follow(iris, end(iris, 4), True)
    comparison.tick()
    assert comparison.found is not first


def test_a_late_comparison_of_other_data_is_discarded(iris):
    comparison = GroundTruthComparison(ImmediateQueue())
    comparison.follow(iris, end(iris, 3), True)
    assert comparison.busy
    blobs = prepare(read_source(Blobs(points=60)), None, "none", True)
    comparison.follow(blobs, None, True)
    comparison.tick()
    assert (comparison.name, comparison.found, comparison.busy) == (GENERATED, None, False)


def test_a_late_comparison_with_other_labels_is_discarded(iris):
    table = replace(iris.table, values=np.round(iris.table.values))
    fewer = prepare(table, ("sepal_length", "petal_length"), "none", False)
    comparison = GroundTruthComparison(ImmediateQueue())
    comparison.follow(fewer, end(fewer, 3), True)
    comparison.choose("sepal_width")
    comparison.tick()
    assert (comparison.name, comparison.found, comparison.busy) == ("sepal_width", None, False)


def test_a_late_comparison_is_discarded_at_a_step_without_clusters(iris):
    comparison, labels = GroundTruthComparison(ImmediateQueue()), end(iris, 3)
    comparison.follow(iris, labels, True)
    comparison.follow(iris, None, True)
    comparison.tick()
    assert (comparison.found, comparison.busy) == (None, False)
    comparison.follow(iris, labels, True)
    comparison.tick()
    assert comparison.found.labels is labels


@pytest.mark.parametrize(
    ("limit", "paused", "compared"), [(150, False, True), (149, False, False), (149, True, True)]
)
def test_steps_of_many_points_are_compared_only_while_paused(iris, monkeypatch, limit, paused, compared):
    monkeypatch.setattr("clusterlab.session.analysis.ground_truth.MAX_LIVE_COMPARED_POINTS", limit)
    comparison = GroundTruthComparison(ImmediateQueue())
    comparison.follow(iris, end(iris, 3), paused)
    assert comparison.busy == compared


@pytest.mark.parametrize(("values", "offered"), [(1, False), (2, True), (50, True), (51, False)])
def test_a_column_of_two_to_fifty_values_may_be_classes(values, offered):
    rows = np.arange(120)
    table = Table("t", ("x", "group"), np.column_stack([rows * 0.37, rows % values]))
    prepared = prepare(table, ("x",), "none", False)
    assert ground_truth_options(prepared) == (["group"] if offered else [])


def test_a_choice_is_remembered_for_its_table_and_an_unknown_one_ignored(iris):
    table = replace(iris.table, values=np.round(iris.table.values))
    fewer = prepare(table, ("sepal_length", "petal_length"), "none", False)
    comparison = GroundTruthComparison(ImmediateQueue())
    comparison.follow(fewer, None, True)
    comparison.choose("petal_width")
    comparison.choose("no such column")
    comparison.follow(prepare(read_source(Blobs(points=60)), None, "none", True), None, True)
    assert comparison.name == GENERATED
    assert comparison.follow(fewer, None, True)
    assert (comparison.name, comparison.ground_truth.name) == ("petal_width", "petal_width")
    comparison.follow(fewer, end(fewer, 3), True)
    assert (comparison.cancel(), comparison.cancel()) == (True, False)


def test_a_canceled_comparison_is_computed_when_it_is_requested_again(iris):
    comparison, labels = GroundTruthComparison(ImmediateQueue()), end(iris, 3)
    comparison.follow(iris, labels, True)
    comparison.cancel()
    comparison.tick()
    assert (comparison.found, comparison.is_current) == (None, False)
    comparison.follow(iris, labels, True)
    comparison.tick()
    assert comparison.is_current
    comparison.follow(iris, labels.copy(), False)
    assert not comparison.is_current
