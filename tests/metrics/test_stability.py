"""The stability of clusters: by definition on small labelings, and as R's fpc has it on real data."""

from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from clusterlab import Points
from clusterlab.core.algorithm import ALGORITHMS, best_restart
from clusterlab.core.progress import drain
from clusterlab.metrics import stability as module
from clusterlab.metrics.stability import best_jaccards, predicted_share, search_stability
from tests.benchmarks.verdict.data import numbers, scaled

EVERY = ALGORITHMS.all()
FPC_JACCARDS = {
    ("iris", "kmeans", 2): {53: 0.9958, 97: 0.9977},
    ("iris", "kmeans", 3): {62: 0.9562, 38: 0.9446, 50: 1.0},
    ("iris", "ward", 3): {50: 1.0, 64: 0.8426, 36: 0.836},
    ("iris", "ward", 5): {50: 0.9692, 38: 0.8476, 26: 0.8644, 24: 0.8732, 12: 0.9035},
    ("wine", "kmeans", 3): {62: 0.9725, 51: 0.983, 65: 0.9599},
}
"""The mean Jaccard similarity of the cluster of each size: `clusterboot` of fpc 2.2.10 with B = 200, on iris
as it is and on z-scored wine; k-means with 10 runs, Ward as hclust's ward.D2 without scaling."""
FPC_STRENGTHS = {
    ("iris", 2): 0.97496,
    ("iris", 3): 0.7907,
    ("iris", 4): 0.5794,
    ("iris", 5): 0.58842,
    ("wine", 2): 0.61141,
    ("wine", 3): 0.83383,
}
"""`prediction.strength` of fpc with M = 200 for k-means with 10 runs; it predicts by centroids."""
TABLES = {"iris": lambda: numbers("iris.csv"), "wine": lambda: scaled(numbers("wine.csv"))}


@cache  # both figures of fpc are those of the same resamples
def stability_of(data, name, k):
    return stability(TABLES[data](), EVERY[name](k=k), 40)


def stability(table, algorithm, resamples):
    points = Points(table)
    last = best_restart(algorithm, points, 10 if algorithm.seeded else 1)[1]
    return last.labels, drain(search_stability(algorithm, points, last.labels, resamples))


@pytest.mark.parametrize("case", FPC_JACCARDS)
def test_jaccard_similarities_are_those_of_fpc(case):
    labels, found = stability_of(*case)
    mine = dict(zip(np.bincount(labels).tolist(), found.data.jaccard.tolist(), strict=True))
    assert mine == pytest.approx(FPC_JACCARDS[case], abs=0.07)


@pytest.mark.parametrize("case", FPC_STRENGTHS)
def test_prediction_strengths_are_those_of_fpc(case):
    data, k = case
    _, found = stability_of(data, "kmeans", k)
    assert found.data.prediction_strength == pytest.approx(FPC_STRENGTHS[case], abs=0.07)


def test_noise_is_no_cluster():
    labels, found = stability(TABLES["iris"](), EVERY["dbscan"](eps=0.8, min_samples=5), 30)
    assert (labels == -1).sum() == 2
    assert found.data.jaccard == pytest.approx([1.0, 0.98], abs=0.02)


def test_clusters_are_stabler_than_those_of_uniform_points():
    rng = np.random.default_rng(0)
    table = np.repeat([[0.0, 0], [9, 0], [0, 9], [9, 9], [4, 20]], 30, axis=0) + rng.normal(size=(150, 2))
    _, found = stability(table, EVERY["kmeans"](k=5), 10)
    assert found.data.jaccard.min() > 0.99
    assert found.data.prediction_strength > 0.95
    assert found.uniform.jaccard[0] < 0.9
    assert found.uniform.prediction_strength < 0.7


LABELS = arrays(np.int64, st.integers(1, 12), elements=st.integers(-1, 3))


@given(LABELS, st.data())
def test_jaccards_are_those_of_sets(labels, data):
    others = data.draw(arrays(np.int64, len(labels), elements=st.integers(-1, 3)))
    sets = [set(np.flatnonzero(labels == c)) for c in range(4)]
    other_sets = [own for c in range(4) if (own := set(np.flatnonzero(others == c)))]
    expected = [
        max((len(one & other) / len(one | other) for other in other_sets), default=0.0) if one else np.nan
        for one in sets
    ]
    assert best_jaccards(labels, others, 4) == pytest.approx(expected, nan_ok=True)


@given(LABELS, st.data())
def test_predicted_shares_are_those_of_pairs(labels, data):
    predicted = data.draw(arrays(np.int64, len(labels), elements=st.integers(-1, 3)))
    shares = []
    for c in range(4):
        own = np.flatnonzero(labels == c)
        pairs = [(i, j) for i in own for j in own if i < j]
        together = [predicted[i] == predicted[j] != -1 for i, j in pairs]
        shares += [sum(together) / len(pairs)] if pairs else []
    expected = min(shares, default=np.nan)
    assert predicted_share(labels, predicted) == pytest.approx(expected, nan_ok=True)


@pytest.mark.parametrize("name", EVERY)
def test_every_algorithm_has_a_stability_and_its_progress_ends_at_all(name):
    algorithm, points = EVERY[name](), Points(np.random.default_rng(0).normal(size=(40, 2)))
    last = best_restart(algorithm, points, 1)[1]
    work = search_stability(algorithm, points, last.labels, 1)
    seen = [one.done / one.of for one in work]
    assert seen == sorted(seen)
    assert 0.95 < seen[-1] < 1


@pytest.mark.parametrize("n", [1, 2, 3])
def test_few_points_have_values_or_nan(n):
    points = Points(np.arange(float(n))[:, None])
    last = best_restart(EVERY["kmeans"](k=1), points, 1)[1]
    found = drain(search_stability(EVERY["kmeans"](k=1), points, last.labels, 3))
    assert found.data.jaccard.tolist() == [1.0]


def test_a_sample_of_many_points_keeps_their_clusters(monkeypatch):
    monkeypatch.setattr(module, "MAX_STABILITY_POINTS", 60)
    rng = np.random.default_rng(1)
    table = np.repeat([[0.0, 0], [50, 0]], [150, 50], axis=0) + rng.normal(size=(200, 2))
    labels, found = stability(table[rng.permutation(200)], EVERY["kmeans"](k=2), 5)
    assert (found.used, found.of) == (60, 200)
    assert found.data.jaccard == pytest.approx([1, 1])
    assert len(np.unique(labels)) == 2


def test_the_length_of_a_radius_is_that_of_the_data():
    rng = np.random.default_rng(2)
    table = (np.repeat([[0.0, 0], [9, 0]], 40, axis=0) + rng.normal(size=(80, 2))) * 1000
    _, found = stability(table, EVERY["dbscan"](eps=2000, min_samples=4), 10)
    assert found.data.jaccard.min() > 0.9
