"""The sentence of a step says what a direct computation finds, on both sides of each number that decides."""

import re

import numpy as np
import pytest

from clusterlab import GaussianMixture, KMeans, Points
from clusterlab.algorithms.dbscan.algorithm import DBSCAN
from clusterlab.algorithms.gmm.step import MAX_NAMED_COMPONENTS, collapse_notes, underflow_notes
from clusterlab.algorithms.kernel_kmeans.algorithm import KernelKMeans
from clusterlab.algorithms.spectral.algorithm import SpectralClustering
from clusterlab.algorithms.transfers.algorithm import TransferKMeans
from clusterlab.algorithms.ward.algorithm import Ward
from clusterlab.core.formatting import format_number, format_percent
from tests.algorithms.registered import EVERY

ROW_OF_FOUR = [[0.0], [1], [10], [11]]


def captions(algorithm, table, start=None):
    """The phase and the caption of every step."""
    points, before, found = Points(np.array(table)), None, []
    steps = algorithm.steps(points) if start is None else algorithm.steps(points, np.array(start))
    for step in steps:
        found.append((step.phase, step.caption(points, before)))
        before = step
    return found


def test_a_k_means_assign_counts_the_points_and_then_those_that_changed():
    found = [text for phase, text in captions(KMeans(k=2), ROW_OF_FOUR, [[0.0], [1]]) if phase == "assign"]
    assert found == [
        "Each of 4 points joins its nearest center.",
        "1 of 4 points changed cluster.",
        "0 of 4 points changed cluster.",
    ]


def test_a_k_means_update_names_the_center_that_moved_most():
    update = captions(KMeans(k=2), ROW_OF_FOUR, [[0.0], [9]])[2]
    assert update == (
        "update",
        "Each center moves to the mean of its points; cluster 2 moved most, by 1.500.",
    )
    step = KMeans(k=2).after(KMeans(k=2).first(Points(ROW_OF_FOUR), ROW_OF_FOUR[:2]), Points(ROW_OF_FOUR))
    after = KMeans(k=2).after(step, Points(ROW_OF_FOUR))
    assert after.caption(Points(ROW_OF_FOUR), None) == "Each center moves to the mean of its points."


@pytest.mark.parametrize(("k", "candidates"), [(2, 2), (3, 3), (8, 4)])
@pytest.mark.parametrize("kind", [KMeans, KernelKMeans])
def test_a_drawn_center_names_its_row_and_how_many_candidates_it_won_from(kind, k, candidates):
    algorithm = kind(k=k) if kind is KMeans else kind(k=k, kernel="linear")
    table = np.random.default_rng(0).normal(size=(40, 2))
    points, before = Points(table), None
    for step in algorithm.steps(points):
        if before is not None and step.phase == "start":
            text, row = step.caption(points, before), points.order[step.picked] + 1
            assert f"row {row}, the best of {candidates} candidates" in text
            assert text.startswith(f"Center {step.k} is ")
        before = step


def test_a_drawn_center_has_the_chance_of_its_squared_distance():
    table = np.random.default_rng(1).normal(size=(30, 2)) * 5
    points, before = Points(table), None
    for step in KMeans(k=4, seed=3).steps(points):
        if step.phase == "start" and before is not None:
            centers = points.units.positions(before.centers)
            squared = ((table[:, None] - centers) ** 2).sum(axis=2).min(axis=1)
            own = squared[points.order[step.picked]]
            text = f"D² {format_number(own)}, chance {format_percent(own / squared.sum())})."
            assert step.caption(points, before).endswith(text)
        before = step


def test_a_single_component_has_all_points():
    assert ("E", "All of 4 points belong to the one component.") in captions(
        GaussianMixture(k=1), ROW_OF_FOUR
    )
    shared = captions(GaussianMixture(k=2), ROW_OF_FOUR)[-1][1]
    assert shared.startswith("Each point has a probability for each of 2 components; 0 points are uncertain")


@pytest.mark.parametrize(
    ("collapsed", "words"),
    [
        ((), []),
        ((1,), ["Cluster 2 has collapsed onto 20 points: its variance is at the minimum."]),
        (
            (0, 1),
            ["Clusters 1 and 2 have collapsed onto 10 and 20 points: their variance is at the minimum."],
        ),
        (
            (0, 1, 2, 3),
            [
                "Clusters 1, 2, 3 and 4 have collapsed onto 10, 20, 20 and 20 points: "
                "their variance is at the minimum."
            ],
        ),
        ((0, 1, 2, 3, 4), ["5 of 5 clusters have collapsed: their variance is at the minimum."]),
    ],
)
def test_up_to_four_collapsed_components_are_named_with_their_sizes(collapsed, words):
    assert MAX_NAMED_COMPONENTS == 4
    assert [*collapse_notes(collapsed, np.array([0.1, 0.2, 0.2, 0.2, 0.3]), 100)] == words


def test_points_too_far_from_every_component_are_counted():
    assert underflow_notes(0) == ()
    assert underflow_notes(1) == ("1 point is too far from every component: equal probabilities are used.",)
    assert underflow_notes(2) == ("2 points are too far from every component: equal probabilities are used.",)


def test_a_wave_of_dbscan_counts_core_and_border_points():
    """Rows 1 to 4 lie one apart: two are core; rows 6 to 8 are all core, one after another."""
    assert captions(DBSCAN(1.0, 3), [[0.0], [1], [2], [3], [9]]) == [
        ("count", "2 of 5 points are core points: at least 3 points within 1.000, themselves included."),
        ("grow", "Cluster 1 starts at row 2, the first unassigned core point."),
        ("grow", "Cluster 1 grows by 2 points: 1 core and 1 border."),
        ("grow", "Cluster 1 grows by 1 point: 1 border."),
        ("noise", "1 point is noise: no core point within eps."),
    ]
    two = captions(DBSCAN(0.4, 3), [[7.0], [0.0], [0.1], [0.2], [7.1], [7.2], [50], [60]])
    assert two[3:] == [
        ("grow", "Cluster 2 starts at row 2, the first unassigned core point."),
        ("grow", "Cluster 2 grows by 2 points: 2 core."),
        ("noise", "2 points are noise: no core point within eps."),
    ]


def test_a_wave_in_several_clusters_at_once_names_them(monkeypatch):
    from clusterlab.kernels import density

    monkeypatch.setattr(density, "MAX_CLUSTER_WAVES", 1)
    monkeypatch.setattr(density, "MAX_STEPWISE_POINTS", 0)
    table = np.repeat(np.arange(6.0) * 10, 4)[:, None] + np.tile([0, 0.1, 0.2, 0.3], 6)[:, None]
    grown = [text for phase, text in captions(DBSCAN(0.15, 3), table) if phase == "grow"]
    assert any(text.startswith("Clusters 1, 2, 3, 4, 5 and 6 grow by ") for text in grown), grown


@pytest.mark.parametrize(
    ("table", "parts"),
    [(ROW_OF_FOUR, "The graph has 2 separate parts."), ([[0.0], [1], [2], [3]], "The graph is connected.")],
)
def test_a_neighbor_graph_counts_its_ties_and_parts(table, parts):
    text = captions(SpectralClustering(k=2, neighbors=1), table)[0][1]
    edges = 2 if "separate" in parts else 3
    assert text == f"Each of 4 points is connected to its 1 nearest neighbor: {edges} edges. {parts}"


def test_an_affinity_says_at_which_distance_half_of_it_is_lost():
    text = captions(SpectralClustering(k=2, affinity="rbf", gamma=0.04), ROW_OF_FOUR)[0][1]
    half = format_number(float(np.sqrt(np.log(2) / 0.04)))
    assert f"γ = {format_number(0.04)}: 0.5 at a distance of {half}" in text


def test_spectral_coordinates_name_the_last_eigenvalue_and_the_next():
    table = np.random.default_rng(0).normal(size=(30, 2))
    algorithm, points = SpectralClustering(k=3, neighbors=5), Points(table)
    first = algorithm.first(points)
    second = algorithm.after(first, points)
    eigenvalues = [format_number(value) for value in second.spectrum.eigenvalues]
    assert f"the 3 smallest eigenvalues (up to {eigenvalues[2]}, next {eigenvalues[3]})." in second.caption(
        points, first
    )


def test_a_merge_of_ward_says_what_it_costs():
    """Merging 0 and 1 adds 1 / 2 to the inertia, 10 and 12 adds 4 / 2, both pairs 10.5 ** 2."""
    found = captions(Ward(k=1), [[0.0], [1], [10], [12]])
    merge = "merge; inertia rises by"
    assert [text for _, text in found] == [
        "Each of 4 points is its own cluster.",
        f"Clusters of 1 and 1 point {merge} 0.5000, the least possible. 3 clusters left.",
        f"Clusters of 1 and 1 point {merge} 2.000, the least possible. 2 clusters left.",
        f"Clusters of 2 and 2 points {merge} 110.2, the least possible. 1 cluster left.",
    ]


def test_a_transfer_names_its_row_both_clusters_and_its_gain():
    """Rows 0, 1 | 4, 12 hold 0.5 + 32; with row 3 moved 0, 1, 4 | 12 hold 26 / 3."""
    found = captions(TransferKMeans(k=2), [[0.0], [1], [4], [12]], [[0.0], [6]])
    gain = format_number(32.5 - 26 / 3)
    transfers = [text for _, text in found if text.startswith("Row")]
    assert transfers == [
        f"Row 3 moves from cluster 2 to cluster 1; inertia falls by {gain}, both centers move."
    ]


@EVERY
def test_a_caption_numbers_rows_as_in_the_file_where_some_were_left_out(algorithm, blobs):
    if algorithm.initial_rows:
        pytest.skip("a stream leaves out no rows")
    points = Points(blobs)
    later = points.with_source_rows(np.arange(len(blobs)) + 1000)

    def sentences(of):
        found, before = [], None
        for step in algorithm.steps(of):
            found.append(str(step.caption(of, before)))
            before = step
        return found

    numbered = [re.sub(r"([Rr]ow )(\d+(?:,\d{3})*)", _later, text) for text in sentences(points)]
    assert sentences(later) == numbered


def _later(found):
    return f"{found[1]}{format_number(int(found[2].replace(',', '')) + 1000)}"
