"""A file of labels has every row of the input in its order, its own columns, and what a step says of it."""

import csv
from dataclasses import replace

import numpy as np
import pytest

from clusterlab import KMeans
from clusterlab.core.algorithm import ALGORITHMS, best_restart
from clusterlab.core.progress import drain
from clusterlab.datasets.table import Table
from clusterlab.export.atomic_write import SaveError
from clusterlab.export.labeled_rows import (
    LabelColumns,
    LabeledStep,
    free_names,
    labels_frame,
    save_labels,
    table_frame,
)
from clusterlab.session.analysis.row_figures import ROW_FIGURES, offered_figures
from clusterlab.session.state.cluster_listing import ClusterListing
from clusterlab.session.state.prepared import prepare

VALUES = np.array([[5.0, 5.1], [0.0, 0.1], [np.nan, 1.0], [5.2, 5.0], [0.2, 0.0], [0.1, np.nan], [9.0, 0.0]])
BESIDE = LabelColumns(True, ())


@pytest.fixture
def prepared():
    """Seven rows of two columns; the third and the sixth are incomplete."""
    return prepare(Table("seven", ("a", "b"), VALUES), None, "none", False)


def of_words(words, order):
    """Six rows of whole numbers, numbers and words, in an order of the columns."""
    values = np.array([[1, 0.5], [2, 0.25], [3, 9.5], [4, 9.25], [5, np.nan], [6, 9.0]])
    return Table("six", ("n", "x"), values, {"=word": words}, order=order)


def step_of(algorithm, prepared):
    """The last step of a run."""
    return best_restart(algorithm, prepared.points, 5 if algorithm.seeded else 1)[1]


def saved(path, prepared, step, *rest, **columns):
    """The cells of the CSV file of labels."""
    drain(save_labels(path, LabeledStep(prepared, step, *rest), LabelColumns(**columns)))
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def frame_of(prepared, step, columns, names=(), rows=None):
    """The frame of labels."""
    return drain(labels_frame(LabeledStep(prepared, step, ClusterListing(given=names), rows), columns))[0]


def test_every_input_row_has_a_line_and_dropped_ones_have_no_label(prepared, tmp_path):
    header, *rows = saved(tmp_path / "l.csv", prepared, step_of(KMeans(k=3), prepared))
    assert header == ["row", "label"]
    assert [row[0] for row in rows] == ["1", "2", "3", "4", "5", "6", "7"]
    labels = [row[1] for row in rows]
    assert labels[2] == labels[5] == ""
    assert labels[0] == labels[3] != labels[1] == labels[4]
    assert sorted(set(labels)) == ["", "1", "2", "3"]


def test_labels_are_those_of_the_fit_counted_from_1(prepared, tmp_path):
    algorithm = KMeans(k=3)
    step = step_of(algorithm, prepared)
    rows = saved(tmp_path / "l.csv", prepared, step)[1:]
    kept = [int(label) for _, label in rows if label]
    assert kept == (algorithm.result(step, prepared.points).labels + 1).tolist()


def test_noise_is_minus_1(prepared, tmp_path):
    step = step_of(ALGORITHMS.all()["dbscan"](eps=0.5, min_samples=2), prepared)
    labels = [row[1] for row in saved(tmp_path / "l.csv", prepared, step)[1:]]
    assert labels == ["1", "2", "", "1", "2", "", "-1"]


def test_a_soft_clustering_adds_exact_responsibilities(prepared, tmp_path):
    step = step_of(ALGORITHMS.all()["gmm"](k=2), prepared)
    header, *rows = saved(tmp_path / "l.csv", prepared, step)
    assert header == ["row", "label", "share 1", "share 2"]
    assert rows[2] == ["3", "", "", ""]
    kept = np.array([[float(cell) for cell in row[2:]] for row in rows if row[1]])
    assert np.array_equal(kept, prepared.points.to_row_order(step.responsibilities(prepared.points)))
    assert [str(label + 1) for label in kept.argmax(axis=1)] == [row[1] for row in rows if row[1]]


def test_a_step_without_labels_is_a_save_error_and_the_old_file_stays(prepared, tmp_path):
    path = tmp_path / "labels.csv"
    path.write_text("old")
    with pytest.raises(SaveError, match="no clusters at this step"):
        saved(path, prepared, KMeans().first(prepared.points))
    assert path.read_text() == "old"


def test_own_columns_stand_in_their_order_beside_the_cluster(tmp_path):
    table = of_words(("x", "=1+1", "", "ü", "a,b", '"'), ("x", "=word", "n"))
    prepared = prepare(table, ("x",), "none", False)
    header, *rows = saved(tmp_path / "l.csv", prepared, step_of(KMeans(k=2), prepared), data=True)
    assert header == ["x", "'=word", "n", "cluster"]
    clusters = [row[3] for row in rows]
    assert [row[:3] for row in rows[:2]] == [["0.5", "x", "1"], ["0.25", "'=1+1", "2"]]
    assert rows[4][:3] == ["", "a,b", "5"]
    assert clusters[4] == "", "a dropped row has no cluster"
    assert clusters[0] == clusters[1] != clusters[2] == clusters[3] == clusters[5]


def test_logarithms_stand_as_they_were_read():
    table = Table("t", ("a", "b"), np.array([[0.1, 1], [0.3, 2], [0.7, 3]]))
    prepared = prepare(table, ("a", "b"), "none", False, log=("a",))
    frame = frame_of(prepared, step_of(KMeans(k=2), prepared), BESIDE)
    assert frame.columns == ["a", "b", "cluster"]
    assert frame["a"].to_list() == [0.1, 0.3, 0.7]


def test_whole_numbers_are_integers_and_the_negative_zero_is_kept():
    values = np.array([[1, -0.0, 2.0**53, np.nan], [np.nan, 1, 2.0**60, np.nan]])
    frame = table_frame(Table("t", ("a", "b", "c", "d"), values))
    assert [str(kind) for kind in frame.dtypes] == ["Int64", "Float64", "Float64", "Float64"]
    assert frame["a"].to_list() == [1, None]
    assert np.signbit(frame["b"][0])
    assert frame["d"].to_list() == [None, None]


def test_names_that_the_data_have_are_not_taken():
    assert free_names(["cluster", "name"], ["Cluster", "x"]) == {
        "cluster": "cluster (clusterlab)",
        "name": "name",
    }
    assert free_names(["outlier"], ["outlier", "outlier (clusterlab)"]) == {
        "outlier": "outlier (clusterlab 2)"
    }


def test_a_column_of_the_name_of_ours_is_kept_and_noted(tmp_path):
    table = Table("t", ("cluster", "x"), np.array([[7, 1.5], [8, 2], [9, 30]]))
    prepared = prepare(table, ("x",), "none", False)
    labeled = LabeledStep(prepared, step_of(KMeans(k=2), prepared))
    frame, _, notes = drain(labels_frame(labeled, BESIDE))
    assert frame.columns == ["cluster", "x", "cluster (clusterlab)"]
    assert frame["cluster"].to_list() == [7, 8, 9]
    assert notes == ["The data have a column 'cluster'; the new one is 'cluster (clusterlab)'."]


def test_the_names_of_clusters_stand_beside_their_numbers(prepared):
    step = step_of(ALGORITHMS.all()["dbscan"](eps=0.5, min_samples=2), prepared)
    frame = frame_of(prepared, step, BESIDE, ("high", "=low"))
    assert frame["name"].to_list() == ["high", "=low", None, "high", "=low", None, None]


def test_only_selected_rows_are_saved_in_the_order_of_the_data(prepared):
    frame = frame_of(prepared, step_of(KMeans(k=2), prepared), LabelColumns(), rows=np.array([6, 0, 2, 99]))
    assert frame["row"].to_list() == [1, 3, 7]
    assert frame["label"][1] is None


def test_a_file_for_each_cluster_for_noise_and_for_rows_without_one(prepared, tmp_path):
    step = step_of(ALGORITHMS.all()["dbscan"](eps=0.5, min_samples=2), prepared)
    labeled = LabeledStep(prepared, step)
    drain(save_labels(tmp_path / "l.csv", labeled, LabelColumns(split=True)))
    found = {path.name: path.read_text() for path in tmp_path.iterdir()}
    assert found == {
        "l-cluster 1.csv": "row,label\n1,1\n4,1\n",
        "l-cluster 2.csv": "row,label\n2,2\n5,2\n",
        "l-noise.csv": "row,label\n7,-1\n",
        "l-no cluster.csv": "row,label\n3,\n6,\n",
    }


def test_no_file_of_a_cluster_replaces_the_data(prepared, tmp_path):
    data = tmp_path / "l-cluster 2.csv"
    data.write_text("mine")
    labeled = LabeledStep(prepared, step_of(KMeans(k=2), prepared))
    with pytest.raises(SaveError, match="is the open table"):
        drain(save_labels(tmp_path / "l.csv", labeled, LabelColumns(split=True), data))
    assert [path.name for path in tmp_path.iterdir()] == [data.name]
    assert data.read_text() == "mine"


def test_more_files_than_are_written_are_refused():
    table = Table("many", ("x",), np.arange(300.0)[:, None] ** 2)
    prepared = prepare(table, ("x",), "none", False)
    step = step_of(ALGORITHMS.all()["ward"](k=250), prepared)
    with pytest.raises(SaveError, match="250 clusters, and at most 200 files"):
        drain(save_labels("x.csv", LabeledStep(prepared, step), LabelColumns(split=True)))


@pytest.mark.parametrize("name", ALGORITHMS.all())
@pytest.mark.parametrize("weighted", [False, True])
def test_every_algorithm_has_its_figures_for_every_clustered_row(name, weighted):
    kind = ALGORITHMS.all()[name]
    if weighted and not kind.takes_weights:
        pytest.skip("it takes no weights")
    rng = np.random.default_rng(3)
    values = np.concatenate([rng.normal(0, 1, (40, 3)), rng.normal(9, 1, (40, 3))])
    values = np.column_stack([values, np.arange(80) % 4 + 0.5])
    prepared = prepare(
        Table("two", ("a", "b", "c", "w"), values),
        ("a", "b", "c"),
        "z-score",
        False,
        weights="w" if weighted else "",
    )
    algorithm = kind() if not kind.takes_k else kind(k=2)
    step = step_of(algorithm, prepared)
    assert step.labels is not None
    frame = frame_of(prepared, step, LabelColumns(True, tuple(offered_figures(algorithm))))
    clustered = frame["cluster"].to_numpy() > 0
    for column in ("distance", "outlier"):
        known = frame[column].to_numpy()[clustered]
        assert np.isfinite(known).all(), column
    assert (frame["outlier"].null_count() == 0) or not clustered.all()
    assert len(offered_figures(algorithm)) == len(ROW_FIGURES) - (not kind.soft)


def test_figures_of_other_than_clustered_rows_are_empty(prepared):
    step = replace(step_of(KMeans(k=2), prepared))
    frame = frame_of(prepared, step, LabelColumns(True, ("distance", "silhouette", "outlier")))
    for column in ("distance", "silhouette", "outlier"):
        assert frame[column].is_null().to_list() == [False, False, True, False, False, True, False]
