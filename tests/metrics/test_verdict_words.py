"""The words of a verdict on both sides of every number that decides them, for sweeps that are made up."""

from types import SimpleNamespace

import pytest

from clusterlab import GaussianMixture, KMeans
from clusterlab.algorithms.kernel_kmeans.algorithm import KernelKMeans
from clusterlab.algorithms.spectral.algorithm import SpectralClustering
from clusterlab.metrics.calinski_davies import SeparationScores
from clusterlab.metrics.gap import Gap
from clusterlab.metrics.k_sweep import SweepEntry
from clusterlab.metrics.verdict import verdict

KNEE_AT = {2: (10, 2, 1.9, 1.8, 1.7), 3: (10, 8, 1, 0.9, 0.8), 4: (10, 9, 8, 1, 0.9)}
"""Objectives over K with a knee at some K."""
NO_EVIDENCE = "no clear evidence of compact clusters"


def entry(k, **more):
    """The entry of a made-up sweep; of a gap the value alone is given, with an error of 0.01."""
    gap = more.pop("gap", None)
    step = SimpleNamespace(
        objective=more.pop("objective", None),
        collapsed=(0,) if more.pop("collapsed", False) else (),
        suggested_k=more.pop("suggested_k", None),
    )
    figures = {"bic": more.pop("bic")} if "bic" in more else {}
    gap = None if gap is None else Gap(gap, 0.01, 1.0, 2.0, False, 20, 100)
    return SweepEntry(k, k, step, 0, figures, SeparationScores(None, None, 100, 0), gap=gap, **more)


def of_gaps(gaps, silhouettes, knee=3):
    """The verdict of k-means whose gaps begin at K = 1 and whose silhouettes at 2."""
    rows = zip(gaps, (None, *silhouettes), KNEE_AT[knee], strict=False)
    return verdict(
        KMeans(),
        [entry(k, gap=gap, silhouette=mean, objective=high) for k, (gap, mean, high) in enumerate(rows, 1)],
    )


@pytest.mark.parametrize(
    ("silhouette", "words"), [(0.5, "3 compact clusters."), (0.49, "3 clusters, though not far apart.")]
)
def test_clusters_are_compact_from_a_mean_silhouette_of_a_half(silhouette, words):
    found = of_gaps((0.1, 0.2, 0.9, 0.85, 0.8), (0.4, silhouette, 0.3, 0.2))
    assert (found.k, found.knee, found.silhouette_k, found.gap_k) == (3, 3, 3, 3)
    assert found.words == f"Knee 3 · silhouette 3 · gap 3: {words}"


@pytest.mark.parametrize(("at_1", "k"), [(0.849, 3), (0.851, None)])
def test_a_gap_counts_where_it_exceeds_that_at_1_by_five_standard_errors(at_1, k):
    found = of_gaps((at_1, 0.88, 0.9, 0.85, 0.8), (0.4, 0.7, 0.3, 0.2))
    assert (found.k, found.gap_k) == (k, 3)
    assert ("for chance alone can make such a gap. Groups" in found.words) == (k is None)


@pytest.mark.parametrize(
    ("silhouette", "at_4", "words"),
    [
        (0.6, 0.551, "4 compact clusters, where the gap is far above that of 2."),
        (0.59, 0.551, "they disagree, so any K from 2 to 4 is open."),
        (0.6, 0.549, "they disagree, so any K from 2 to 4 is open."),
    ],
)
def test_well_separated_clusters_far_above_the_choice_of_the_gap_outweigh_it(silhouette, at_4, words):
    found = of_gaps((0.1, 0.5, 0.5, at_4, 0.5), (0.4, 0.4, silhouette, 0.2), knee=2)
    assert (found.silhouette_k, found.gap_k) == (4, 2)
    assert words in found.words
    assert found.k == (4 if "compact" in words else None)


@pytest.mark.parametrize(
    ("silhouette", "words"),
    [
        (0.5, "4 compact clusters, where the gap is highest."),
        (0.49, "4 clusters, though not far apart, where the gap is highest."),
    ],
)
def test_where_knee_silhouette_and_highest_gap_agree_it_is_their_k(silhouette, words):
    found = of_gaps((0.1, 0.05, 0.06, 0.9, 0.85), (0.4, 0.4, silhouette, 0.2), knee=4)
    assert (found.k, found.gap_k) == (4, 1)
    assert found.words.endswith(f"gap 1: {words}")


@pytest.mark.parametrize(
    ("at_4", "hint"),
    [(0.9, "There is structure, but none that is compact"), (0.14, "Groups that are not compact")],
)
def test_a_gap_that_is_highest_at_the_last_k_is_no_peak(at_4, hint):
    found = of_gaps((0.1, 0.05, 0.06, at_4), (0.4, 0.4, 0.55), knee=4)
    assert (found.k, found.knee, found.silhouette_k, found.gap_k) == (None, None, 4, 1)
    assert f"{NO_EVIDENCE}. {hint}" in found.words


def test_two_criteria_that_differ_leave_the_k_between_them_open():
    near = of_gaps((0.1, 0.5, 0.4, 0.3, 0.2), (0.4, 0.55, 0.3, 0.2))
    assert "they disagree, so whether there are 2 or 3 clusters is open." in near.words
    growing = of_gaps((0.1, 0.3, 0.5, 0.7, 0.9), (0.4, 0.55, 0.3, 0.2))
    assert f"{NO_EVIDENCE}, for the gap grows to the end." in growing.words
    assert (near.k, growing.k, growing.gap_k) == (None, None, None)


def test_without_gaps_or_silhouettes_too_little_is_known():
    assert "too little is known to tell" in of_gaps((None,) * 5, (0.4, 0.7, 0.3, 0.2)).words
    assert "too little is known to tell" in of_gaps((0.1, 0.2, 0.9, 0.85, 0.8), (None,) * 4).words


def of_components(bics, silhouette=0.7, responsibility=0.99, collapsed=()):
    """The verdict of a mixture; the greatest silhouette and the overlap are those at K = 3."""
    return verdict(
        GaussianMixture(),
        [
            entry(
                k,
                bic=bic,
                silhouette=None if k == 1 else silhouette if k == 3 else 0.1,
                min_mean_responsibility=responsibility,
                collapsed=k in collapsed,
            )
            for k, bic in enumerate(bics, 1)
        ],
    )


@pytest.mark.parametrize(
    ("given", "k", "words"),
    [
        ({"bics": (50, 60, 70)}, None, "one component is enough, so there is no clear evidence"),
        ({"bics": (80, 75, 70)}, None, "3 components fit hardly better than one"),
        ({"bics": (80.1, 75, 70)}, 3, "3 compact clusters."),
        ({"bics": (90, 80, 70), "responsibility": 0.949}, None, "3 components fit best but overlap"),
        ({"bics": (90, 80, 70), "responsibility": 0.95}, 3, "3 compact clusters."),
        ({"bics": (90, 80, 70), "silhouette": 0.6}, 3, "3 compact clusters."),
        ({"bics": (90, 80, 70), "silhouette": 0.59}, 3, "3 clusters, bells that hardly overlap."),
        ({"bics": (90, 70, 80)}, 2, "2 clusters, bells that hardly overlap."),
        ({"bics": (90, 80, 70), "collapsed": (1, 2)}, None, "too many of the fits have collapsed to tell."),
        ({"bics": (90, 80, 70), "collapsed": (2,)}, 3, "3 compact clusters."),
    ],
)
def test_components_are_clusters_where_they_fit_much_better_than_one_and_hardly_overlap(given, k, words):
    found = of_components(**given)
    assert words in found.words
    assert found.k == k
    assert ("DBSCAN" in found.words) == (k is None)


@pytest.mark.parametrize(
    ("suggested_k", "k", "words"),
    [
        (None, None, "no gap among the eigenvalues stands out"),
        (1, None, "there is no clear evidence of more than one cluster."),
        (2, 2, "2 clusters, which may have any shape."),
    ],
)
def test_spectral_clustering_follows_the_k_that_its_eigenvalues_suggest(suggested_k, k, words):
    steps = [entry(at, suggested_k=suggested_k, silhouette=0.5) for at in (2, 3)]
    found = verdict(SpectralClustering(), steps)
    assert found.words.endswith(words) or words in found.words
    assert found.k == k


def test_kernel_k_means_has_no_evidence_of_its_own():
    found = verdict(KernelKMeans(), [entry(k, silhouette=0.9) for k in (2, 3)])
    assert found.k is None
    assert "too little is known to tell clusters from chance." in found.words
