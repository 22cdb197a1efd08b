"""The metrics of compared algorithms equal those of independent code for the same labels."""

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score, silhouette_score

from clusterlab.algorithms.dbscan.algorithm import DBSCAN
from clusterlab.algorithms.gmm.algorithm import GaussianMixture
from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.core.progress import drain
from clusterlab.core.resources import resource
from clusterlab.datasets.generators.shapes import Blobs, Moons, Uniform
from clusterlab.datasets.readers.files import read_table
from clusterlab.datasets.table import Table
from clusterlab.session.analysis.comparison_metrics import (
    ComparisonMetrics,
    ari_with_ground_truth,
    comparison_metrics,
    ground_truth_of,
    ground_truth_of_table,
)
from clusterlab.session.state.prepared import prepare

MOONS = prepare(Moons(points=200).make(), None, "none", True)
ALGORITHMS = (KMeans(k=2), GaussianMixture(k=2), DBSCAN(eps=0.2))


def ends(prepared, algorithms=ALGORITHMS):
    return [list(algorithm.steps(prepared.points))[-1] for algorithm in algorithms]


@pytest.fixture(scope="module")
def found():
    steps = ends(MOONS)
    return steps, drain(comparison_metrics(MOONS, steps, ground_truth_of_table(MOONS.table)))


def test_silhouettes_and_agreement_are_those_of_scikit_learn(found):
    steps, made = found
    rows = [MOONS.points.to_row_order(step.labels) for step in steps]
    for labels, standing in zip(rows, made, strict=True):
        assert standing.silhouette == pytest.approx(silhouette_score(MOONS.table.values, labels), rel=1e-9)
        assert standing.ground_truth_ari == pytest.approx(
            adjusted_rand_score(MOONS.table.truth, labels), rel=1e-9
        )
        expected = [adjusted_rand_score(other, labels) for other in rows]
        assert standing.pairwise_ari == pytest.approx(expected, rel=1e-9)


def test_inertia_is_that_of_labels_and_centers_and_not_defined_without(found):
    (kmeans, mixture, _), made = found
    assert made[0].inertia == pytest.approx(kmeans.figures(MOONS.points)["inertia"], rel=1e-12)
    means, labels = mixture.model(MOONS.points.units)["centers"], MOONS.points.to_row_order(mixture.labels)
    expected = np.square(MOONS.table.values - means[labels]).sum()
    assert made[1].inertia == pytest.approx(expected, rel=1e-9)
    assert made[2].inertia is None


def test_a_pane_without_labels_has_no_metrics_and_leaves_the_others_unchanged(found):
    steps, made = found
    start = KMeans(k=2).first(MOONS.points)
    others = drain(comparison_metrics(MOONS, [steps[0], None, start, steps[2]]))
    assert others[1] == ComparisonMetrics(pairwise_ari=(None,) * 4)
    assert others[2].silhouette is others[2].ground_truth_ari is None
    assert others[0].silhouette == made[0].silhouette
    assert others[3].pairwise_ari == (made[2].pairwise_ari[0], None, None, 1.0)


def test_the_ground_truth_of_a_table():
    assert ground_truth_of_table(Blobs().make()).name == "generated"
    assert ground_truth_of_table(Uniform().make()) is None
    assert ground_truth_of_table(read_table(resource("examples/iris.csv"))).name == "species"


@pytest.mark.parametrize(
    ("classes", "rows", "plausible"),
    [(1, 30, False), (2, 30, True), (10, 30, True), (10, 29, False), (50, 150, True), (51, 153, False)],
)
def test_a_text_column_with_few_values_beside_its_rows_holds_classes(classes, rows, plausible):
    texts = {"id": tuple(map(str, range(rows))), "kind": tuple(str(i % classes) for i in range(rows))}
    table = Table("t", ("x",), np.arange(float(rows))[:, None], texts)
    found = ground_truth_of_table(table)
    assert (found is not None and found.name == "kind") == plausible
    prepared = prepare(table, None, "none", False)
    assert ground_truth_of(prepared) is ground_truth_of(prepared)


def test_rows_without_a_known_class_are_left_out():
    table = read_table(resource("examples/penguins.csv"))
    prepared = prepare(table, ("bill_length_mm", "bill_depth_mm"), "none", False)
    (step,) = ends(prepared, [KMeans(k=3)])
    truth = np.array(table.texts["species"])[prepared.selection.kept]
    expected = adjusted_rand_score(truth, prepared.points.to_row_order(step.labels))
    assert ari_with_ground_truth(prepared, step.labels, ground_truth_of_table(table)) == pytest.approx(
        expected, rel=1e-9
    )
