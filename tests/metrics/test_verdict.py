"""The verdict on the number of clusters claims none where there are none and finds well-separated ones."""

import os
from dataclasses import replace

import numpy as np
import pytest
from sklearn.datasets import load_iris, make_moons

from clusterlab import GaussianMixture, KMeans, Points
from clusterlab.algorithms.kernel_kmeans.algorithm import KernelKMeans
from clusterlab.algorithms.spectral.algorithm import SpectralClustering
from clusterlab.core.message import Message
from clusterlab.datasets.generators.shapes import Stretched
from clusterlab.metrics.gap import Gap
from clusterlab.metrics.k_sweep import entries, full_sweep
from clusterlab.metrics.verdict import best_sweep_name, verdict

SEEDS = int(os.environ.get("CLUSTERLAB_VERDICT_SEEDS", "3"))
"""The number of random data sets of each test; 20 take minutes."""
POINTS = 500
CORNERS = np.array([[0.0, 0], [8, 0], [0, 8], [8, 8]])
IN_A_ROW = np.array([[0.0, 0], [8, 0], [16, 0], [24, 0]])


def verdict_of(table, algorithm=KMeans(), ks=range(1, 11), restarts=10):  # noqa: B008  it is frozen
    """The verdict on a table."""
    found = entries(full_sweep(algorithm, Points(table), ks, restarts, references=20))
    return verdict(algorithm, found)


def uniform(rng):
    return rng.uniform(size=(POINTS, 2))


def round_gaussian(rng):
    return rng.normal(size=(POINTS, 2))


def stretched_gaussian(rng):
    return rng.normal(size=(POINTS, 2)) * [5, 1] @ [[0.8, 0.6], [-0.6, 0.8]]


def around(centers):
    return lambda rng: np.repeat(centers, POINTS // 4, axis=0) + rng.normal(size=(POINTS, 2))


@pytest.mark.parametrize("shape", [uniform, round_gaussian, stretched_gaussian])
def test_where_there_are_no_clusters_none_are_claimed(shape):
    found = [verdict_of(shape(np.random.default_rng(seed))) for seed in range(SEEDS)]
    wrong = [one.words for one in found if one.k is not None]
    assert len(wrong) <= SEEDS // 10, wrong
    assert sum("no clear evidence of compact clusters" in one.words for one in found) >= SEEDS - SEEDS // 10


@pytest.mark.parametrize("centers", [CORNERS, IN_A_ROW], ids=["in a square", "in a row"])
def test_four_groups_eight_deviations_apart_are_four(centers):
    found = [verdict_of(around(centers)(np.random.default_rng(seed))) for seed in range(SEEDS)]
    wrong = [one.words for one in found if one.k != 4]
    assert len(wrong) <= SEEDS // 20, wrong


def test_half_circles_are_not_compact_and_dbscan_is_suggested():
    for seed in range(SEEDS):
        found = verdict_of(make_moons(POINTS, noise=0.07, random_state=seed)[0])
        assert found.k is None
        assert "DBSCAN" in found.words
        assert "compact" in found.words


def test_spectral_clustering_uses_its_eigengap_and_suggests_no_other_method():
    found = verdict_of(
        make_moons(POINTS, noise=0.07, random_state=0)[0], SpectralClustering(), range(1, 6), 1
    )
    assert (found.k, found.knee) == (2, None)
    assert found.words.startswith("Gap among the eigenvalues 2 · silhouette ")
    assert found.words.endswith(": 2 clusters, which may have any shape.")
    assert "DBSCAN" not in found.words


@pytest.mark.parametrize("shape", [uniform, round_gaussian, stretched_gaussian])
def test_where_there_are_no_clusters_spectral_clustering_claims_none(shape):
    tables = [shape(np.random.default_rng(seed)) for seed in range(SEEDS)]
    found = [verdict_of(table, SpectralClustering(), range(1, 4), 1) for table in tables]
    wrong = [one.words for one in found if one.k is not None]
    assert len(wrong) <= SEEDS // 10, wrong
    assert all("no clear evidence" in one.words for one in found if one.k is None)


def test_kernel_k_means_claims_no_clusters_for_lack_of_evidence():
    found = verdict_of(make_moons(200, noise=0.07, random_state=0)[0], KernelKMeans(), range(1, 5), 1)
    assert found.k is None
    assert "silhouette speaks of compact clusters alone" in found.words
    assert "DBSCAN" not in found.words


def test_on_iris_the_criteria_disagree():
    found = verdict_of(load_iris().data)
    assert (found.knee, found.silhouette_k, found.k) == (3, 2, None)
    assert found.gap_k > 2
    assert found.words.startswith(f"Knee 3 · silhouette 2 · gap {found.gap_k}: they disagree")


def test_a_mixture_uses_bic_and_claims_no_clusters_in_one_gaussian():
    rng = np.random.default_rng(0)
    found = verdict_of(round_gaussian(rng), GaussianMixture(), range(1, 6), 1)
    assert (found.criterion_k, found.k, found.gap_k) == (1, None, None)
    assert "no clear evidence of compact clusters" in found.words
    assert verdict_of(around(CORNERS)(rng), GaussianMixture(), range(1, 7), 3).k == 4


@pytest.mark.parametrize("shape", [uniform, round_gaussian, stretched_gaussian])
def test_where_there_are_no_clusters_a_mixture_claims_none(shape):
    found = [
        verdict_of(shape(np.random.default_rng(seed)), GaussianMixture(), restarts=1) for seed in range(SEEDS)
    ]
    wrong = [one.words for one in found if one.k is not None]
    assert len(wrong) <= SEEDS // 10, wrong
    assert sum("no clear evidence of compact clusters" in one.words for one in found) >= SEEDS - SEEDS // 10


def test_the_components_of_a_mixture_on_half_circles_are_no_compact_clusters():
    for seed in range(max(SEEDS, 5)):
        found = verdict_of(
            make_moons(POINTS, noise=0.07, random_state=seed)[0], GaussianMixture(), restarts=1
        )
        assert found.k is None
        assert "compact clusters." not in found.words.replace("evidence of compact clusters.", "")
        assert "DBSCAN" in found.words


def test_elongated_components_that_hardly_overlap_are_clusters_whatever_the_silhouette():
    tables = [Stretched(points=POINTS, seed=seed).make().values for seed in range(SEEDS)]
    found = [verdict_of(table, GaussianMixture(), range(1, 6), 5) for table in tables]
    assert all((one.k, one.criterion_k) == (3, 3) for one in found), [one.words for one in found]
    assert any(one.silhouette_k == 2 for one in found)
    assert any(one.words.endswith(": 3 clusters, bells that hardly overlap.") for one in found)


@pytest.mark.parametrize(("apart", "k"), [(2.5, None), (4.5, 2)])
def test_two_gaussians_are_two_clusters_of_a_mixture_where_they_hardly_overlap(apart, k):
    for seed in range(max(SEEDS, 5)):
        rng = np.random.default_rng(seed)
        table = np.repeat([[0.0, 0], [apart, 0]], POINTS // 2, axis=0) + rng.normal(size=(POINTS, 2))
        found = verdict_of(table, GaussianMixture(), range(1, 6), 1)
        assert found.k == k, found.words


def test_components_that_fit_hardly_better_than_one_are_no_clusters():
    found = verdict_of(np.random.default_rng(0).uniform(size=(8, 1)), GaussianMixture(), range(1, 6), 1)
    assert (found.criterion_k, found.k) == (2, None)
    assert "2 components fit hardly better than one: no clear evidence" in found.words


def test_uniform_points_on_a_line_are_not_two_clusters():
    for seed in range(max(SEEDS, 5)):
        x = np.random.default_rng(seed).uniform(size=(POINTS, 1))
        thin = np.c_[x, 2 * x + np.random.default_rng(seed).normal(size=(POINTS, 1)) * 0.02]
        assert verdict_of(x).k is None
        assert verdict_of(thin, GaussianMixture(), restarts=1).k is None


@pytest.mark.parametrize("n", [5, 8, 12])
def test_few_uniform_points_are_hardly_ever_clusters(n):
    found = [verdict_of(np.random.default_rng(seed).uniform(size=(n, 1))) for seed in range(10)]
    wrong = [one.words for one in found if one.k is not None]
    assert len(wrong) <= 1, wrong


def test_the_sweep_with_the_best_criterion_wins_and_collapsed_fits_lose():
    points = Points(load_iris().data)
    kinds = {name: GaussianMixture(covariance=name) for name in ("full", "spherical")}
    lines = {name: entries(full_sweep(one, points, [1, 2], 1)) for name, one in kinds.items()}
    assert best_sweep_name(lines, GaussianMixture()) == "full"
    flat = lines["full"]
    for entry in flat:
        object.__setattr__(entry.step, "collapsed", (0,))
    assert best_sweep_name(lines, GaussianMixture()) == "spherical"


def test_where_the_gap_rule_stops_early_the_verdict_says_why_more_clusters_are_claimed():
    found = verdict_of(around(IN_A_ROW)(np.random.default_rng(0))[:, :1])
    assert (found.k, found.gap_k) == (4, 2)
    assert found.words.endswith("gap 2: 4 compact clusters, where the gap is far above that of 2.")


def test_where_all_fits_but_one_have_collapsed_there_is_no_conclusion():
    found = verdict_of(np.repeat([[0.0, 0], [1, 0], [0, 3]], 20, axis=0), GaussianMixture(), range(1, 4), 1)
    assert (found.k, found.criterion_k) == (None, 1)
    assert "too many of the fits have collapsed to tell" in found.words


def test_a_single_k_has_no_verdict_and_two_points_are_no_clusters():
    assert verdict_of(np.zeros((5, 2))) is None
    assert verdict_of([[0.0], [1.0]]).k is None


@pytest.mark.parametrize(
    "table", [around(CORNERS)(np.random.default_rng(0)), [[1], [2], [3], [10], [11], [12]]]
)
def test_a_sweep_that_does_not_begin_at_1_has_no_conclusion_and_says_why(table):
    found = verdict_of(table, ks=range(2, 6), restarts=2)
    assert found.k is None
    assert found.words.endswith(": no conclusion, for the gap needs every K from 1.")
    mixture = verdict_of(table, GaussianMixture(), range(2, 4), 1)
    assert mixture.k is None
    assert mixture.words.endswith(": no conclusion, for it takes the BIC of K = 1.")


@pytest.mark.parametrize(
    ("last", "words"),
    [
        (None, "no conclusion, for the gap is not defined at K = 3."),
        (0.9, "no clear evidence of compact clusters, for the gap grows to the end."),
    ],
)
def test_only_a_gap_that_is_defined_can_grow_to_the_end(last, words):
    found = entries(full_sweep(KMeans(), Points(np.random.default_rng(0).uniform(size=(30, 2))), [1, 2, 3]))
    gaps = [Gap(value, 0.1, 1.0, 2.0, False, 20, 30) for value in (0.1, 0.5, last)]
    grown = [replace(entry, gap=gap) for entry, gap in zip(found, gaps, strict=True)]
    assert words in verdict(KMeans(), grown).words


@pytest.mark.parametrize("n", [5, 9])
def test_as_many_clusters_as_points_are_no_structure(n):
    for seed in range(4):
        found = verdict_of(np.random.default_rng(seed).uniform(size=(n, 2)))
        assert found.gap_k != n
        assert "There is structure" not in found.words


def test_three_positions_of_many_equal_points_are_three_clusters():
    found = verdict_of(np.repeat([[0.0, 0], [1, 0], [0, 3]], 20, axis=0))
    assert (found.k, found.gap_k, found.silhouette_k) == (3, 3, 3)


@pytest.mark.parametrize("table", [np.arange(60.0)[:, None] % 7, np.c_[np.arange(60.0) % 9, np.ones(60)]])
def test_one_column_constant_columns_and_duplicates_have_a_verdict(table):
    assert verdict_of(table).words


@pytest.mark.parametrize("algorithm", [KMeans(), GaussianMixture(), SpectralClustering(), KernelKMeans()])
def test_the_words_of_a_verdict_are_a_message_with_a_template(algorithm):
    words = verdict_of(around(CORNERS)(np.random.default_rng(0)), algorithm, range(1, 4), 1).words
    assert isinstance(words, Message)
    assert "{" in words.template
    assert Message(words.template, **words.values) == words


def test_without_any_criterion_the_words_begin_with_a_capital_letter():
    assert verdict_of([[0.0], [1.0]]).words.startswith("Too little is known to tell clusters from chance. ")
