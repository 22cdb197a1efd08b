"""One answer about the points: how many clusters, of which kind, and with which evidence."""

from functools import partial

import numpy as np
import pytest
from scipy.spatial.distance import pdist

from clusterlab import Points
from clusterlab.core.cancellation import Canceled, cancel_unless
from clusterlab.core.message import sentences
from clusterlab.core.progress import Progress, drain
from clusterlab.metrics.cluster_count import statistics as module
from clusterlab.metrics.cluster_count.how_many import count_clusters, how_many
from clusterlab.metrics.cluster_count.modes import count_modes
from clusterlab.metrics.cluster_count.outliers import outlying_points
from tests.benchmarks.verdict.data import families
from tests.benchmarks.verdict.rules import grade, ours

EASY = {
    "uniform 300 x 2": "No clear evidence of clusters.",
    "Gaussian 60 x 20": "No clear evidence of clusters.",
    "3 of 300, 8 apart": "3 clusters.",
    "4 of 40, 8 apart": "4 clusters.",
    "5 of 300 x 10, 8 apart": "5 clusters.",
    "2, 3 apart": "2 overlapping clusters.",
    "3 and 1 % far points": "3 clusters. 3 outliers were set aside.",
    "4 in 2 pairs": "2 large or 4 small clusters.",
    "moons, noise 0.05": "2 clusters of curved or elongated shape.",
    "one column x 1000": "4 clusters. Columns were scaled equally, since column 1 would outweigh all others.",
    "iris": "2 clusters.",
    "wine": "3 clusters. Columns were scaled equally, since column 13 would outweigh all others.",
    "penguins, z-scored": "2 clusters.",
}
"""Families of the battery on which the answer is sure, and its words."""


def table_of(name):
    number, family = next((i, one) for i, one in enumerate(families()) if one.name == name)
    return family.make(np.random.default_rng((0, number)))


def blobs(n=60, seed=0):
    rng = np.random.default_rng(seed)
    return np.repeat([[0.0, 0], [9, 0]], n // 2, axis=0) + rng.normal(size=(n, 2))


@pytest.mark.parametrize("name", EASY)
def test_the_words_begin_with_the_answer(name):
    found = how_many(table_of(name))
    assert sentences(found.words, *found.notes) == EASY[name]


def test_the_answer_does_not_depend_on_unit_place_and_order_of_rows():
    table = table_of("4 in 2 pairs")
    first, second = how_many(table), how_many(table[::-1] * 1e6 - 5)
    assert (first.k, first.alternatives, first.kind) == (second.k, second.alternatives, second.kind)


def test_the_column_that_outweighs_all_others_is_named():
    points = Points(table_of("one column x 1000"))
    found = drain(count_clusters(points, names=["income", "age"]))
    assert found.notes == ("Columns were scaled equally, since income would outweigh all others.",)
    assert (found.scaled, found.suggested_ks) == (1, (4,))


def test_a_silhouette_without_clusters_says_that_it_never_favors_1():
    lines = {line.source: line for line in how_many(table_of("uniform 300 x 2")).evidence}
    assert lines["silhouette"].words.endswith("), but it never favors 1.")
    assert lines["gap"].words == "Gap statistic: no K is better than 1."


def test_the_evidence_names_the_dissenters_and_why():
    lines = {line.source: line for line in how_many(table_of("penguins, z-scored")).evidence}
    assert not lines["gap"].agrees
    assert lines["gap"].words.endswith("which splits clusters further.")
    assert lines["density"].agrees


def test_positions_of_many_equal_points_are_one_cluster_each():
    found = how_many(np.repeat([[0.1, 0.2], [0.3, 0.7], [0.9, 0.4]], 7, axis=0))
    assert (found.k, found.words) == (3, "3 clusters, one for each distinct point.")


@pytest.mark.parametrize("table", [[[4.0]], [[0.0], [1.0]], np.zeros((5, 2)), [[1.0], [2], [3]]])
def test_one_point_equal_points_and_few_points_are_no_clusters(table):
    found = how_many(table)
    assert (found.k, found.kind, found.words) == (None, "none", "No clear evidence of clusters.")


def test_of_a_few_points_no_reason_is_given_that_was_not_tested():
    words = {line.source: line.words for line in how_many([[1.0], [2], [9]]).evidence}
    assert words["silhouette"] == "Silhouette: known for K = 2 alone."
    assert words["density"] == "Density: too few points to tell."
    alone = {line.source: line for line in how_many([[4.0]]).evidence}
    assert alone["silhouette"].words == "Silhouette: not defined for these points."
    assert (alone["density"].k, alone["density"].agrees) == (None, False)


def test_of_many_points_a_sample_is_used_and_said(monkeypatch):
    monkeypatch.setattr(module, "MAX_POINTS", 60)
    monkeypatch.setattr(module, "MIN_SAMPLE", 10)
    found = how_many(blobs(300), seed=3)
    assert (found.k, found.used, found.of) == (2, 60, 300)
    assert found.notes == ("From a random sample of 60 of 300 points (seed 3).",)


@pytest.mark.parametrize(("rows", "columns"), [(12, 300), (40, 30)])
def test_of_many_columns_the_principal_components_are_used_and_said(monkeypatch, rows, columns):
    monkeypatch.setattr(module, "MAX_COUNTED_COLUMNS", 15)
    table = np.random.default_rng(0).normal(size=(rows, columns)) * ([3] * 10 + [1e-3] * (columns - 10))
    scores = module._with_fewer_columns(table)
    assert scores.shape == (rows, min(rows, module.MAX_COUNTED_COLUMNS))
    assert pdist(scores) == pytest.approx(pdist(table), rel=1e-4)
    assert f"principal components of {columns} columns." in how_many(table).notes[0]


def test_the_same_points_are_counted_once(monkeypatch):
    points, calls = Points(blobs()), []
    real = module.density_splits
    monkeypatch.setattr(module, "density_splits", lambda *args: calls.append(1) or real(*args))
    assert how_many(points) is how_many(points)
    assert len(calls) == 1


def test_the_progress_grows_to_the_end():
    shares = [item.done / item.of for item in count_clusters(Points(blobs())) if isinstance(item, Progress)]
    assert shares == sorted(shares)
    assert shares[-1] == 1
    assert len(set(shares)) > 20


def test_a_count_can_be_canceled():
    with cancel_unless(lambda: False), pytest.raises(Canceled):
        drain(count_clusters(Points(blobs())))


def test_points_far_from_all_others_are_outliers_unless_there_are_many():
    rng = np.random.default_rng(0)
    table = rng.normal(size=(200, 2))
    few, many = np.array([[50.0, 50], [50, 51]]), rng.uniform(50, 5000, size=(30, 2))
    assert outlying_points(np.r_[table, few]).sum() == 2
    assert outlying_points(np.r_[table, few])[-2:].all()
    assert not outlying_points(np.r_[table, many]).any()
    assert not outlying_points(table[:3]).any()


@pytest.mark.parametrize(("table", "modes"), [(partial(blobs, 80), 2), (partial(np.zeros, (9, 2)), 1)])
def test_modes_are_counted(table, modes):
    assert count_modes(table()) == modes


def test_a_grade_is_right_open_or_wrong():
    by_name = {family.name: family for family in families()}
    pairs, noise, three = by_name["4 in 2 pairs"], by_name["ring"], by_name["3 long"]
    assert [grade(pairs, answer) for answer in ((2, 4), (4,), (), (3,))] == ["right", "open", "open", "wrong"]
    assert [grade(noise, answer) for answer in ((), None, (3,))] == ["right", "open", "wrong"]
    assert [grade(three, answer) for answer in ((3,), None, (), (2,))] == ["right", "open", "open", "wrong"]
    assert ours(blobs()) == (2,)
