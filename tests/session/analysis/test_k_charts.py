"""The charts over K."""

from dataclasses import replace

import numpy as np
import pytest

from clusterlab import GaussianMixture, KMeans, Points
from clusterlab.algorithms.fuzzy_cmeans import FuzzyCMeans
from clusterlab.algorithms.kernel_kmeans.algorithm import KernelKMeans
from clusterlab.algorithms.spectral.algorithm import SpectralClustering
from clusterlab.metrics.k_sweep import entries, full_sweep
from clusterlab.session.analysis.k_charts import (
    KChartData,
    KChartLine,
    chart_titles,
    default_charts,
    k_charts,
)

KS = range(1, 6)
SIDES = np.random.default_rng(1).normal(size=(90, 2)) + np.repeat([[0, 0], [9, 0], [0, 9]], 30, axis=0)


@pytest.fixture(scope="module")
def points():
    return Points(SIDES + np.array([1e5, 0]))


def found(algorithm, points, references=3):
    return entries(full_sweep(algorithm, points, KS, 2, references))


def by_key(algorithm, lines, points, **more):
    return {plot.key: plot for plot in k_charts(algorithm, lines, KS, points, **more)}


def test_a_method_of_inertia_has_an_elbow_and_a_gap_and_a_mixture_has_bic():
    assert list(chart_titles(KMeans()).values()) == [
        "Elbow",
        "Silhouette",
        "Gap",
        "Calinski-Harabasz",
        "Davies-Bouldin",
    ]
    assert default_charts(KMeans()) == ("inertia", "silhouette", "gap")
    assert list(chart_titles(GaussianMixture())) == [
        "bic",
        "silhouette",
        "aic",
        "log_likelihood",
        "calinski_harabasz",
        "davies_bouldin",
    ]
    assert default_charts(GaussianMixture()) == ("bic", "silhouette")


def test_the_axis_begins_at_0_where_only_the_ratio_of_values_means_something(points):
    begins_at_0 = {
        kind.name: {
            plot.key for plot in k_charts(kind(), {"": ()}, KS, points, complete=False) if plot.from_zero
        }
        for kind in (KMeans, GaussianMixture, FuzzyCMeans)
    }
    separation = {"silhouette", "calinski_harabasz", "davies_bouldin"}
    assert begins_at_0["kmeans"] == {"inertia", *separation}
    assert begins_at_0["gmm"] == separation
    assert begins_at_0["fuzzy"] == {"xie_beni", "fuzzy_objective", *separation}


def test_inertias_of_other_spaces_are_titled_by_their_names(points):
    for algorithm, key, title in (
        (SpectralClustering(), "embedding_inertia", "Embedding inertia"),
        (KernelKMeans(), "feature_inertia", "Feature inertia"),
    ):
        assert chart_titles(algorithm)[key] == title
        chart = by_key(algorithm, {"": found(algorithm, points, 0)}, points)[key]
        assert chart.title == title
        comparable = chart.marked_k == 3 and chart.conclusion == "knee at K = 3, a heuristic"
        assert (
            comparable if algorithm.has_comparable_objective else chart.conclusion == "not comparable over K"
        )


def test_each_chart_has_its_figures_and_their_conclusion(points):
    one = found(KMeans(), points)
    charts = by_key(KMeans(), {"": one}, points)
    for key, plot in charts.items():
        at = {entry.k: entry.value(key) for entry in one}
        assert plot.lines[0].values == tuple(at[k] for k in plot.ks)
    assert {key: plot.marked_k for key, plot in charts.items()} == dict.fromkeys(charts, 3)
    assert charts["inertia"].conclusion == "inertia · knee at K = 3, a heuristic"
    assert charts["silhouette"].ks == (2, 3, 4, 5)
    assert charts["davies_bouldin"].conclusion == "lowest at K = 3 · lower is better"


def test_the_band_is_that_of_the_references_in_the_units_of_the_data(points):
    one = found(KMeans(), points)
    band = by_key(KMeans(), {"": one}, points)["inertia"].band
    squared = points.units.squared
    assert band == tuple((squared(entry.gap.low), squared(entry.gap.high)) for entry in one)
    low, high = band[0]
    typical = one[0].figures["inertia"] * np.exp(one[0].gap.value)  # what the gap was measured from
    assert low <= typical <= high


def test_the_gap_has_errors_in_the_chart_and_in_its_words(points):
    one = found(KMeans(), points)
    gap = by_key(KMeans(), {"": one}, points)["gap"]
    assert gap.errors == tuple(entry.gap.error for entry in one)
    assert "±" in gap.words(3)
    assert "3 references" in gap.help


def test_there_are_no_conclusions_before_the_sweep_is_complete(points):
    charts = by_key(KMeans(), {"": found(KMeans(), points, 0)[:2]}, points, complete=False)
    assert {(plot.conclusion, plot.marked_k) for plot in charts.values()} == {("", None)}
    assert charts["inertia"].lines[0].values[2:] == (None, None, None)
    assert charts["gap"].errors == (None,) * 5


def test_each_covariance_has_a_line_with_its_name(points):
    lines = {kind: found(GaussianMixture(covariance=kind), points, 0) for kind in ("full", "tied")}
    bic = by_key(GaussianMixture(), lines, points)["bic"]
    assert [line.name for line in bic.lines] == ["full", "tied"]
    assert bic.words(3).startswith("K 3: full ")
    assert " · tied " in bic.words(3)


def test_a_collapsed_fit_is_marked():
    table = np.concatenate([np.random.default_rng(0).normal(size=(20, 2)), np.full((5, 2), 9.0)])
    points = Points(table)
    one = found(GaussianMixture(), points, 0)
    assert any(entry.collapsed for entry in one)
    bic = by_key(GaussianMixture(), {"": one}, points)["bic"]
    assert bic.lines[0].collapsed == tuple(entry.collapsed for entry in one)
    at = next(entry.k for entry in one if entry.collapsed)
    assert bic.words(at).endswith("(collapsed)")
    assert bic.conclusion == f"lowest at K = {bic.marked_k} of sound fits"


def test_the_best_of_collapsed_fits_is_called_collapsed():
    points = Points(np.repeat([[0.0, 0], [1, 0], [0, 3]], 20, axis=0))
    one = entries(full_sweep(GaussianMixture(), points, range(1, 4), 1))
    charts = by_key(GaussianMixture(), {"": one}, points)
    assert charts["bic"].conclusion == "lowest at K = 1 of sound fits"
    assert charts["silhouette"].conclusion == "highest at K = 3, collapsed"


@pytest.mark.parametrize(("scale", "words"), [(1e200, "too large to draw"), (1e-200, "too small to draw")])
def test_an_inertia_out_of_range_is_reported_and_the_knee_is_found(scale, words):
    points = Points(SIDES * scale)
    one = found(KMeans(), points)
    assert (
        by_key(KMeans(), {"": one}, points)["inertia"].conclusion == f"{words} · knee at K = 3, a heuristic"
    )


def test_a_gap_that_has_no_value_is_not_defined():
    points = Points(np.ones((9, 2)))
    one = entries(full_sweep(KMeans(), points, KS, 1, 2))
    assert by_key(KMeans(), {"": one}, points)["gap"].conclusion == "not defined"


def test_what_a_chart_draws_leaves_out_what_is_unknown_or_infinite():
    infinite = float("inf")
    line = KChartLine("", (5.0, None, infinite, 2.0), (False,) * 4)
    other = KChartLine("b", (1.0, 2.0, 3.0, None), (False,) * 4)
    chart = KChartData(
        "gap",
        "Gap",
        (1, 2, 3, 4),
        (line, other),
        errors=(0.5, 0.5, 0.5, None),
        band=((1.0, 9.0), (None, None), (2.0, infinite), (0.5, 0.75)),
    )
    assert chart.values == {1: 5.0, 2: None, 3: infinite, 4: 2.0}
    assert chart.known_ks == [1, 3, 4]
    assert chart.known_errors == [(1, 5.0, 0.5)]
    assert chart.known_band == [(1, 1.0, 9.0), (4, 0.5, 0.75)]
    assert sorted(chart.finite_values) == sorted(
        [4.5, 5.5, *(5.0, 2.0), *(1.0, 2.0, 3.0), *(1.0, 9.0, 2.0, 0.5, 0.75)]
    )
    bare = KChartData("inertia", "Elbow", (1, 2), (KChartLine("", (3.0, 1.0), (False, False)),))
    assert (bare.known_errors, bare.known_band, bare.finite_values) == ([], [], [3.0, 1.0])
    assert chart.words(2) == "K 2: b 2.000 ± 0.5000"
    assert bare.words(2) == "K 2: 1.000"


@pytest.mark.parametrize(
    ("sizes", "words"), [((40, 60), "Computed on a sample of 60 points."), ((40, 90), ""), ((90, 90), "")]
)
def test_the_help_of_the_silhouettes_names_their_largest_sample(points, sizes, words):
    swept = entries(full_sweep(KMeans(), points, [1, 2, 3], 1))
    one = [replace(entry, silhouette_of=size) for entry, size in zip(swept, (None, *sizes), strict=True)]
    help_text = by_key(KMeans(), {"": one}, points)["silhouette"].help
    assert help_text.endswith(words)
    assert ("sample" in help_text) == bool(words)
