"""ARI, AMI and the confusion table equal scikit-learn's, and have the properties that hold for all labels."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score, confusion_matrix

from clusterlab.core.resources import resource
from clusterlab.datasets.readers.files import read_table
from clusterlab.metrics.external import MAX_CONFUSION_CELLS, AgreementError, ami, ari, confusion

LABELINGS = st.integers(1, 60).flatmap(
    lambda n: st.tuples(*(st.lists(st.integers(-1, 6), min_size=n, max_size=n) for _ in range(2)))
)


def drawn(n, classes, clusters, n_agreeing, seed=0):
    """Two labelings: a fraction of the labels follows the classes, the others are random."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, classes, n)
    labels = np.where(rng.random(n) < n_agreeing, truth % clusters, rng.integers(-1, clusters - 1, n))
    return truth, labels


@given(LABELINGS)
def test_ari_and_ami_equal_scikit_learns(pair):
    assert ari(*pair) == pytest.approx(adjusted_rand_score(*pair), rel=1e-9, abs=1e-12)
    assert ami(*pair) == pytest.approx(adjusted_mutual_info_score(*pair), rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("agreeing", [0.0, 0.5, 0.95])
@pytest.mark.parametrize(
    ("n", "classes", "clusters"),
    [(150, 3, 4), (5_000, 500, 10), (300, 2, 300), (200, 200, 3), (20_000, 7, 9)],
)
def test_ari_and_ami_of_many_points_equal_scikit_learns(n, classes, clusters, agreeing):
    pair = drawn(n, classes, clusters, agreeing)
    assert ari(*pair) == pytest.approx(adjusted_rand_score(*pair), rel=1e-9, abs=1e-12)
    assert ami(*pair) == pytest.approx(adjusted_mutual_info_score(*pair), rel=1e-9, abs=1e-12)


@given(LABELINGS, st.randoms())
def test_names_and_order_of_labels_do_not_matter(pair, random):
    truth, labels = map(np.array, pair)
    names = list("abcdefgh")
    random.shuffle(names)
    order = list(range(len(truth)))
    random.shuffle(order)
    renamed = np.array(names)[truth[order] + 1]
    assert ari(renamed, labels[order]) == pytest.approx(ari(truth, labels), rel=1e-9, abs=1e-12)
    assert ami(renamed, labels[order]) == pytest.approx(ami(truth, labels), rel=1e-9, abs=1e-12)
    assert ami(labels, truth) == pytest.approx(ami(truth, labels), rel=1e-9, abs=1e-12)


@given(LABELINGS)
def test_ari_and_ami_are_1_for_equal_labelings_and_never_more(pair):
    truth, labels = pair
    assert ari(truth, truth) == ami(truth, truth) == 1.0
    assert -0.5 - 1e-12 <= ari(truth, labels) <= 1.0
    assert ami(truth, labels) <= 1.0 + 1e-12


def test_noise_counts_as_one_label():
    truth = [0, 0, 0, 1, 1, 1]
    assert ari(truth, [0, 0, 0, -1, -1, -1]) == 1.0
    assert ari(truth, [-1, 0, 0, 1, 1, 1]) == ari(truth, [2, 0, 0, 1, 1, 1]) < 1.0


def test_iris_and_its_species_have_the_known_ari():
    from clusterlab.algorithms.kmeans.algorithm import KMeans

    iris = read_table(resource("examples/iris.csv"))
    fit = KMeans(k=3).fit(iris.values, restarts=10)
    assert ari(iris.texts["species"], fit.labels) == pytest.approx(0.73023827, abs=5e-9)


def test_many_labels_need_no_table_of_classes_times_clusters():
    n = 100_000
    tracemalloc.start()
    try:
        assert ari(np.arange(n), np.arange(n)[::-1]) == 1.0
        assert ami(np.arange(n), np.arange(n) // 2) == pytest.approx(0.0, abs=1e-9)
        assert tracemalloc.get_traced_memory()[1] < 64 * 2**20
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("truth", "labels", "words"),
    [
        ([0, 1], [0, 1, 1], "there were 2 and 3 labels"),
        ([[0, 1]], [[0, 1]], r"the shape was \(1, 2\)"),
        ([[0, 1], [0]], [0, 1], "one row of whole numbers or texts"),
        ([0.0, np.nan], [0, 1], "A label is missing"),
    ],
)
def test_labelings_that_cannot_be_compared_raise_an_error(truth, labels, words):
    for measure in (ari, ami, confusion):
        with pytest.raises(AgreementError, match=words):
            measure(truth, labels)


def test_two_labelings_of_no_points_are_the_same_and_have_no_table():
    assert ari([], []) == ami([], []) == 1.0
    with pytest.raises(AgreementError, match="at least one labeled point"):
        confusion([], [])


@given(LABELINGS)
def test_the_confusion_table_and_noise_equal_scikit_learns(pair):
    truth, labels = np.array(pair[0]) + 1, np.array(pair[1])
    found = confusion(truth, labels)
    k = labels.max() + 1
    whole = confusion_matrix(truth, labels, labels=np.arange(-1, max(k, truth.max() + 1)))
    assert np.array_equal(found.table, whole[1 : truth.max() + 2, 1 : k + 1])
    assert np.array_equal(found.noise, whole[1 : truth.max() + 2, 0])
    assert found.points == len(truth)


@given(LABELINGS)
def test_no_other_matching_has_more_points_in_matched_pairs(pair):
    from scipy.optimize import linear_sum_assignment

    found = confusion(np.array(pair[0]) + 1, np.array(pair[1]))
    best = linear_sum_assignment(found.table, maximize=True)
    assert found.n_agreeing == found.table[best].sum()
    taken = found.matched[found.matched >= 0]
    assert len(set(taken.tolist())) == len(taken)


def test_clusters_are_matched_to_the_classes_of_most_of_their_points():
    found = confusion([0, 0, 0, 1, 1, 1, 2, 2], [1, 1, 2, 2, 2, 2, 0, -1])
    assert found.matched.tolist() == [2, 0, 1]
    assert found.n_agreeing == 6
    assert found.noise.tolist() == [0, 0, 1]


def test_a_cluster_beyond_the_number_of_classes_is_matched_to_none():
    assert confusion([0, 0, 0], [0, 1, 1]).matched.tolist() == [-1, 0]


@pytest.mark.parametrize(
    ("truth", "labels", "words"),
    [
        ([-1, 0], [0, 0], "Each class must be a whole number of at least 0"),
        ([0, 0], [-2, 0], "Each cluster must be a whole number of at least -1"),
        (["a", "b"], [0, 0], "Each class must be a whole number"),
        ([0, MAX_CONFUSION_CELLS], [0, 0], "too large to be read"),
    ],
)
def test_labels_without_a_confusion_table_raise_an_error(truth, labels, words):
    with pytest.raises(AgreementError, match=words):
        confusion(truth, labels)


@pytest.mark.parametrize(("cells", "fits"), [(12, True), (11, False)])
def test_a_table_has_so_many_cells_at_most_with_those_of_noise(monkeypatch, cells, fits):
    monkeypatch.setattr("clusterlab.metrics.external.MAX_CONFUSION_CELLS", cells)
    labelings = [0, 1, 2], [0, 1, 2]  # 3 classes by 3 clusters and noise
    if fits:
        assert confusion(*labelings).table.shape == (3, 3)
    else:
        with pytest.raises(AgreementError, match="A table of 3 classes and 3 clusters is too large"):
            confusion(*labelings)
