"""Ground truth comes from a column of classes or from generated data."""

import numpy as np
import pytest

from clusterlab.datasets.generators.shape import SHAPES
from clusterlab.datasets.ground_truth import GENERATED, ground_truth
from clusterlab.datasets.table import LoadError, Table

VALUES = np.array([[1.0, 0.5, 2007], [2.0, 0.1, 2008], [3.0, 0.2, 2007], [4.0, 0.7, np.nan]])
TABLE = Table(
    "small", ("id", "width", "year"), VALUES, {"kind": ("b", "a", "", "b"), "name": ("n", "n", "n", "n")}
)


def test_the_classes_of_a_text_column_are_its_values_without_empty_cells():
    found = ground_truth(TABLE, "kind")
    assert found.classes == ("a", "b")
    assert found.codes.tolist() == [1, 0, -1, 1]


def test_the_classes_of_a_numeric_column_are_its_values_without_missing_cells():
    found = ground_truth(TABLE, "year")
    assert found.classes == ("2007", "2008")
    assert found.codes.tolist() == [0, 1, 0, -1]


def test_the_ground_truth_of_generated_data_is_its_groups():
    table = SHAPES.all()["blobs"](points=50, groups=4).make()
    found = ground_truth(table, GENERATED)
    assert found.classes == ("Group 1", "Group 2", "Group 3", "Group 4")
    assert np.array_equal(found.codes, table.truth)


@pytest.mark.parametrize(
    ("table", "name", "words"),
    [
        (TABLE, "kinds", "did you mean 'kind'"),
        (TABLE, GENERATED, "was not generated with groups"),
        (SHAPES.all()["uniform"]().make(), GENERATED, "was not generated with groups"),
        (SHAPES.all()["blobs"]().make(), "species", "go by the name generated; it was 'species'"),
    ],
)
def test_missing_classes_are_rejected_with_a_sentence(table, name, words):
    with pytest.raises(LoadError, match=words):
        ground_truth(table, name)
