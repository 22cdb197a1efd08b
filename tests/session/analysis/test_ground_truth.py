"""Known labels beside a step: offered, compared, and where they disagree."""

from dataclasses import replace

import numpy as np
import pytest
from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score

from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.core.resources import resource
from clusterlab.datasets.generators.shapes import Blobs, Uniform
from clusterlab.datasets.ground_truth import GENERATED, known
from clusterlab.session.analysis.agreement import classes_of
from clusterlab.session.analysis.ground_truth import Knower, compared, offered
from clusterlab.session.state.prepared import Opened, prepare, read


@pytest.fixture(scope="module")
def iris():
    return prepare(read(Opened.now(resource("examples/iris.csv"))), None, "none", False)


def end(prepared, k):
    *_, last = KMeans(k=k).steps(prepared.points)
    return last.labels


def test_generated_groups_and_columns_of_classes_are_offered_and_features_are_not(iris):
    assert offered(iris) == ["species"]
    assert offered(prepare(read(Blobs()), None, "none", True)) == [GENERATED]
    assert offered(prepare(read(Uniform()), None, "none", True)) == []
    table = replace(iris.table, values=np.round(iris.table.values))
    fewer = prepare(table, ("sepal_length", "petal_length"), "none", False)
    assert set(offered(fewer)) == {"species", "sepal_width", "petal_width"}


def test_figures_are_those_of_independent_code_and_misplaced_points_are_counted(iris):
    labels = end(iris, 3)
    (found,) = compared(known(iris.table, "species"), iris, labels)
    truth = classes_of(known(iris.table, "species"), iris)
    assert np.bincount(truth).tolist() == [50, 50, 50]
    assert found.agreement.ari == pytest.approx(adjusted_rand_score(truth, labels), rel=1e-12)
    assert found.agreement.ami == pytest.approx(adjusted_mutual_info_score(truth, labels), rel=1e-12)
    table = found.agreement.confusion
    assert len(found.misplaced) == table.points - table.agreeing == 16


def test_noise_and_clusters_without_a_class_are_misplaced(iris):
    labels = end(iris, 5).astype(np.int64)
    labels[:10] = -1
    (found,) = compared(known(iris.table, "species"), iris, labels)
    table = found.agreement.confusion
    assert set(range(10)) <= set(found.misplaced.tolist())
    assert len(found.misplaced) == table.points - table.agreeing


class AtOnce:
    """A lane that is done as soon as it is looked at."""

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


def test_another_labeling_is_compared_and_the_same_is_not_again(iris):
    knower, labels = Knower(AtOnce()), end(iris, 3)
    assert knower.look(iris, None, True)
    assert (knower.name, knower.busy) == ("species", False)
    knower.look(iris, labels, True)
    assert knower.busy
    assert knower.tick() == (True, None)
    first = knower.found
    knower.look(iris, labels, True)
    assert not knower.busy
    knower.look(iris, end(iris, 4), True)
    knower.tick()
    assert knower.found is not first


def test_a_comparison_of_other_data_that_comes_late_is_dropped(iris):
    knower = Knower(AtOnce())
    knower.look(iris, end(iris, 3), True)
    assert knower.busy
    blobs = prepare(read(Blobs(points=60)), None, "none", True)
    knower.look(blobs, None, True)
    knower.tick()
    assert (knower.name, knower.found, knower.busy) == (GENERATED, None, False)


def test_a_comparison_with_other_labels_that_comes_late_is_dropped(iris):
    table = replace(iris.table, values=np.round(iris.table.values))
    fewer = prepare(table, ("sepal_length", "petal_length"), "none", False)
    knower = Knower(AtOnce())
    knower.look(fewer, end(fewer, 3), True)
    knower.choose("sepal_width")
    knower.tick()
    assert (knower.name, knower.found, knower.busy) == ("sepal_width", None, False)


def test_a_comparison_that_comes_late_is_dropped_at_a_step_without_clusters(iris):
    knower, labels = Knower(AtOnce()), end(iris, 3)
    knower.look(iris, labels, True)
    knower.look(iris, None, True)
    knower.tick()
    assert (knower.found, knower.busy) == (None, False)
    knower.look(iris, labels, True)
    knower.tick()
    assert knower.found.labels is labels
