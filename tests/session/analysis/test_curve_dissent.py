"""Where the curve of an algorithm favors another K than the answer, one sentence says so and why."""

from types import SimpleNamespace

import numpy as np
import pytest

from clusterlab import GaussianMixture, KMeans, Points
from clusterlab.algorithms.spectral.algorithm import SpectralClustering
from clusterlab.metrics.cluster_count.how_many import how_many
from clusterlab.metrics.k_sweep import entries, full_sweep
from clusterlab.session.analysis.curve_dissent import curve_dissent
from tests.benchmarks.verdict.data import families

FINE = np.arange(40) % 4
LABELS = {1: FINE * 0, 2: FINE // 2, 4: FINE, 8: np.arange(40) % 8, 3: np.arange(40) % 3}
"""Labels by K: those of 2 hold two clusters of 4 each, those of 8 split them, those of 3 are across."""


def sweep_of(favorite, bic=None, responsibility=None, suggested_k=None):
    """A sweep whose silhouette, or BIC, is best at a favorite."""

    def entry(k):
        figures = {
            "silhouette": None if k == 1 else 1.0 - (k != favorite),
            "bic": None if bic is None else 0.0 + (k != bic),
        }
        step = SimpleNamespace(labels=LABELS[k], suggested_k=suggested_k)
        return _Entry(k, step, figures, responsibility)

    return [entry(k) for k in sorted(LABELS)]


class _Entry:
    """The entry of a sweep at a K, with made up figures."""

    collapsed = False

    def __init__(self, k, step, figures, responsibility):
        self.k, self.step, self.value, self.min_mean_responsibility = k, step, figures.get, responsibility


def answer(*ks, kind="compact", scaled=None, evidence=()):
    k = ks[-1] if ks else None
    return SimpleNamespace(k=k, kind=kind, suggested_ks=ks, scaled=scaled, evidence=evidence)


@pytest.mark.parametrize(
    ("favorite", "count", "words"),
    [
        (4, answer(4), ""),
        (2, answer(2, 4), ""),
        (2, answer(4), "k-means: the silhouette favors K = 2, which joins clusters that are close together."),
        (8, answer(4), "k-means: the silhouette favors K = 8, which splits clusters further."),
        (3, answer(4), "k-means: the silhouette favors K = 3."),
        (3, answer(5), "k-means: the silhouette favors K = 3."),
        (3, answer(kind="none"), "k-means: the silhouette favors K = 3, but it never favors 1."),
        (4, answer(2, kind="curved"), "k-means: the silhouette favors K = 4; it favors compact clusters."),
        (2, answer(4, scaled=1), "k-means: the silhouette favors K = 2; its columns are not scaled."),
        (2, answer(4, evidence=[SimpleNamespace(source="silhouette", k=2)]), ""),
        (
            2,
            answer(4, evidence=[SimpleNamespace(source="density", k=2)]),
            "k-means: the silhouette favors K = 2, which joins clusters that are close together.",
        ),
    ],
)
def test_the_silhouette_is_named_with_a_reason_that_holds(favorite, count, words):
    assert curve_dissent(KMeans(), sweep_of(favorite), count) == words


@pytest.mark.parametrize(
    ("bic", "responsibility", "count", "words"),
    [
        (1, 1.0, answer(kind="none"), ""),
        (4, 0.9, answer(kind="none"), "GMM: the BIC favors K = 4, but its components overlap."),
        (4, 0.99, answer(kind="none"), "GMM: the BIC favors K = 4."),
        (1, 1.0, answer(4), "GMM: the BIC favors K = 1, which joins clusters that are close together."),
        (8, 0.99, answer(4), "GMM: the BIC favors K = 8, which splits clusters further."),
        (8, 0.99, answer(2, kind="curved"), "GMM: the BIC favors K = 8, which splits clusters further."),
    ],
)
def test_bic_is_that_of_a_mixture(bic, responsibility, count, words):
    assert curve_dissent(GaussianMixture(), sweep_of(2, bic, responsibility), count) == words


def test_the_eigenvalues_are_those_of_spectral_clustering():
    words = "Spectral: the eigengap favors K = 3."
    assert curve_dissent(SpectralClustering(), sweep_of(2, suggested_k=3), answer(4)) == words
    assert curve_dissent(SpectralClustering(), sweep_of(2), answer(4)) == ""


def test_a_sweep_of_one_k_favors_none():
    assert curve_dissent(KMeans(), sweep_of(2)[1:2], answer(4)) == ""


def test_pairs_of_clusters_are_two_fold_under_each_algorithm():
    family = next(one for one in families() if one.name == "4 in 2 pairs")
    points = Points(family.make(np.random.default_rng(0)))
    count = how_many(points)
    assert count.suggested_ks == (2, 4)
    for algorithm in (KMeans(), GaussianMixture()):
        found = entries(full_sweep(algorithm, points, range(1, 7), 3))
        assert curve_dissent(algorithm, found, count) == ""
