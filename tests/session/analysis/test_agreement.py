"""Agreement with known labels: rows without one are left out, and the order of the points does not matter."""

import numpy as np
import pytest
from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score

from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.core.resources import resource
from clusterlab.datasets.ground_truth import ground_truth
from clusterlab.datasets.readers.files import read_table
from clusterlab.datasets.table import LoadError, Table
from clusterlab.session.analysis.agreement import agreement, class_labels
from clusterlab.session.state.prepared import prepare

PENGUINS = read_table(resource("examples/penguins.csv"))


def clustered(prepared):
    *_, last = KMeans(k=3).steps(prepared.points)
    return last.labels


def test_rows_without_a_class_are_left_out_and_counted():
    prepared = prepare(PENGUINS, None, "z-score", False)
    labels = clustered(prepared)
    found = agreement(ground_truth(PENGUINS, "sex"), prepared, labels)
    sexes = np.array(PENGUINS.texts["sex"])[prepared.selection.kept]
    of_rows = prepared.points.to_row_order(labels)
    there = sexes != ""
    assert found.ari == pytest.approx(adjusted_rand_score(sexes[there], of_rows[there]), rel=1e-9)
    assert found.ami == pytest.approx(adjusted_mutual_info_score(sexes[there], of_rows[there]), rel=1e-9)
    assert found.unknown == np.count_nonzero(~there) == 9
    assert found.note == "9 rows without a known class were left out of ARI and AMI."
    assert found.confusion.points == np.count_nonzero(there)


def test_classes_follow_the_points():
    prepared = prepare(PENGUINS, None, "none", False)
    species = ground_truth(PENGUINS, "species")
    names = np.array(species.classes)[prepared.points.to_row_order(class_labels(species, prepared))]
    assert names.tolist() == np.array(PENGUINS.texts["species"])[prepared.selection.kept].tolist()


def test_too_many_classes_have_no_confusion_matrix_but_ari_and_ami(monkeypatch):
    monkeypatch.setattr("clusterlab.session.analysis.agreement.MAX_CONFUSION_CELLS", 8)
    prepared = prepare(PENGUINS, None, "z-score", False)
    found = agreement(ground_truth(PENGUINS, "species"), prepared, clustered(prepared))
    assert found.confusion is None
    assert found.ari > 0.5


def test_a_column_without_a_known_class_is_an_error():
    table = Table("empty", ("x",), np.arange(4.0)[:, None], {"kind": ("", "", "", "")})
    prepared = prepare(table, None, "none", False)
    with pytest.raises(LoadError, match="has a known class in kind; choose another column"):
        agreement(ground_truth(table, "kind"), prepared, np.zeros(4, np.int8))
