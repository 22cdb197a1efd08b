"""The labels file has every row of the input in its order, and no cell is a formula."""

import csv

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterlab import KMeans
from clusterlab.core.algorithm import ALGORITHMS, best_restart
from clusterlab.datasets.table import Table
from clusterlab.export.atomic_write import SaveError
from clusterlab.export.tables import csv_text, guarded, labels_text, save_labels
from clusterlab.session.state.prepared import prepare

VALUES = np.array([[5.0, 5.1], [0.0, 0.1], [np.nan, 1.0], [5.2, 5.0], [0.2, 0.0], [0.1, np.nan], [9.0, 0.0]])


@pytest.fixture
def prepared():
    """Seven rows of two columns; the third and the sixth are incomplete."""
    return prepare(Table("seven", ("a", "b"), VALUES), None, "none", False)


def read(text):
    """The cells of a CSV text."""
    return list(csv.reader(text.splitlines()))


def test_every_input_row_has_a_line_and_dropped_ones_have_no_label(prepared):
    step = best_restart(KMeans(k=3), prepared.points, 5)[1]
    header, *rows = read(labels_text(prepared, step))
    assert header == ["row", "label"]
    assert [row[0] for row in rows] == ["1", "2", "3", "4", "5", "6", "7"]
    labels = [row[1] for row in rows]
    assert labels[2] == labels[5] == ""
    assert labels[0] == labels[3] != labels[1] == labels[4]
    assert sorted(set(labels)) == ["", "1", "2", "3"]


def test_labels_are_those_of_the_fit_counted_from_1(prepared):
    algorithm = KMeans(k=3)
    step = best_restart(algorithm, prepared.points, 1)[1]
    rows = read(labels_text(prepared, step))[1:]
    kept = [int(label) for _, label in rows if label]
    assert kept == (algorithm.result(step, prepared.points).labels + 1).tolist()


def test_noise_is_minus_1(prepared):
    step = best_restart(ALGORITHMS.all()["dbscan"](eps=0.5, min_samples=2), prepared.points, 1)[1]
    labels = [row[1] for row in read(labels_text(prepared, step))[1:]]
    assert labels == ["1", "2", "", "1", "2", "", "-1"]


def test_a_soft_clustering_adds_exact_responsibilities(prepared):
    step = best_restart(ALGORITHMS.all()["gmm"](k=2), prepared.points, 1)[1]
    header, *rows = read(labels_text(prepared, step))
    assert header == ["row", "label", "share 1", "share 2"]
    assert rows[2] == ["3", "", "", ""]
    kept = np.array([[float(cell) for cell in row[2:]] for row in rows if row[1]])
    assert np.array_equal(kept, prepared.points.to_row_order(step.responsibilities(prepared.points)))
    assert [str(label + 1) for label in kept.argmax(axis=1)] == [row[1] for row in rows if row[1]]


def test_a_step_without_labels_is_a_save_error_and_the_old_file_stays(prepared, tmp_path):
    path = tmp_path / "labels.csv"
    path.write_text("old")
    with pytest.raises(SaveError, match="no labels at this step"):
        save_labels(path, prepared, KMeans().first(prepared.points))
    assert path.read_text() == "old"


def test_the_file_holds_the_text(prepared, tmp_path):
    step = best_restart(KMeans(k=2), prepared.points, 1)[1]
    save_labels(tmp_path / "labels.csv", prepared, step)
    assert (tmp_path / "labels.csv").read_bytes().decode() == labels_text(prepared, step)


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\0=1", "\n=1", "＝1", "－1"]
)
def test_texts_that_look_like_formulas_are_escaped(text):
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", ["a=1", "Adelie", "", "1", "'=1"])
def test_other_texts_stay_as_they_are(text):
    assert guarded(text) == text


def test_headers_are_escaped_and_numbers_are_not():
    text = csv_text(["=name", "value"], [["=cell", -1.5], [None, -3]])
    assert text == "'=name,value\n'=cell,-1.5\n,-3\n"


@given(st.lists(st.floats(allow_nan=False), min_size=1), st.lists(st.text(st.characters(codec="utf-8"))))
def test_numbers_round_trip_exactly_and_no_text_is_a_formula(numbers, texts):
    rows = list(csv.reader(csv_text(["n", *texts], [numbers]).splitlines(keepends=True)))
    cells = rows[-1]
    assert [float(cell) for cell in cells] == numbers
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in rows[0])
