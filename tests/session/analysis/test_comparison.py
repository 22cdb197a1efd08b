"""Compared algorithms: each has its name and its colors, and one that fails leaves the others unchanged."""

import numpy as np

from clusterlab.algorithms.dbscan.algorithm import DBSCAN
from clusterlab.algorithms.gmm.algorithm import GaussianMixture
from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.core.algorithm import ALGORITHMS
from clusterlab.datasets.generators.shapes import Blobs, Moons
from clusterlab.session.analysis.comparison import (
    ari_text,
    distinguishing_names,
    figures_text,
    run_comparison,
)
from clusterlab.session.analysis.comparison_metrics import ground_truth_of_table
from clusterlab.session.state.prepared import prepare
from clusterlab.session.state.presets import PRESETS, ZOO_PARAMS, zoo

BLOBS = prepare(Blobs().make(), None, "none", True)


def test_a_failing_algorithm_has_a_reason_and_the_others_go_on():
    first, failed, last = run_comparison(BLOBS, [KMeans(), KMeans(k=301), GaussianMixture()])
    assert failed.failure == "This table has 300 rows, so K can be 300 at most; it was 301."
    assert failed.last is None
    assert failed.seconds == 0 < first.seconds
    assert first.last.stopped
    assert last.metrics.pairwise_ari == (1.0, None, 1.0)


def test_colors_are_matched_to_the_first():
    entries = run_comparison(BLOBS, [KMeans(seed=0), KMeans(seed=1), GaussianMixture(seed=2)])
    point_colors = [np.array(entry.colors)[entry.last.labels] for entry in entries]
    assert all(np.array_equal(point_colors[0], other) for other in point_colors[1:])


def test_colors_are_matched_to_the_second_where_the_first_fails():
    failed, first, second = run_comparison(BLOBS, [KMeans(k=301), KMeans(seed=1), KMeans(seed=2)])
    assert failed.colors == ()
    point_colors = [np.array(entry.colors)[entry.last.labels] for entry in (first, second)]
    assert np.array_equal(*point_colors)


def test_algorithms_of_one_class_are_named_by_the_parameters_that_differ():
    two = [KMeans(seed=1), KMeans(seed=2, init="random-points"), DBSCAN()]
    assert distinguishing_names(two) == [
        "k-means k-means++ (greedy), seed 1",
        "k-means random points, seed 2",
        "DBSCAN",
    ]
    assert distinguishing_names([KMeans(k=2), KMeans(k=8)]) == ["k-means", "k-means"]


def test_figures_name_clusters_criterion_and_agreement():
    moons = prepare(Moons().make(), None, "none", True)
    truth = ground_truth_of_table(moons.table)
    kmeans, dbscan = run_comparison(moons, [KMeans(k=2), DBSCAN(eps=0.2)], truth)
    text = figures_text(kmeans.algorithm, kmeans.last, moons, kmeans.metrics.ground_truth_ari)
    assert text == f"K 2 · {ari_text(kmeans.metrics.ground_truth_ari)} · inertia 120.0"
    assert figures_text(dbscan.algorithm, dbscan.last, moons, None) == "2 clusters, 0 noise"


def test_a_zero_has_no_sign():
    assert ari_text(-0.003) == "ARI 0.00"


def test_every_preset_compares_what_its_description_says():
    for preset in PRESETS.values():
        prepared = prepare(preset.source.make(), None, "none", True)
        entries = run_comparison(prepared, preset.panes, ground_truth_of_table(prepared.table))
        assert len({entry.metrics.ground_truth_ari for entry in entries}) == len(entries)
    assert entries[2].metrics.ground_truth_ari == 1.0  # DBSCAN finds both moons
    bad, good = run_comparison(
        prepare(PRESETS["two-starts"].source.make(), None, "none", True), PRESETS["two-starts"].panes
    )
    assert good.metrics.inertia < bad.metrics.inertia / 2


def test_the_zoo_has_every_shape_with_every_algorithm_and_its_parameters():
    rows = zoo()
    assert [shape.name for shape, _ in rows] == list(ZOO_PARAMS)
    for _, algorithms in rows:
        assert [type(one) for one in algorithms] == list(ALGORITHMS.all().values())
    assert zoo([KMeans])[1][1] == [KMeans(k=2)]
