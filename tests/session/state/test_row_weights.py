"""Rows weighted by a column: a weighted table is prepared as one with as many copies of each row."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.algorithms.minibatch.algorithm import MiniBatch
from clusterlab.algorithms.ward.algorithm import Ward
from clusterlab.core.algorithm import best_restart
from clusterlab.core.params import ParamError
from clusterlab.core.progress import drain
from clusterlab.datasets.ground_truth import ground_truth
from clusterlab.datasets.row_weights import select_weighted
from clusterlab.datasets.table import LoadError, Table
from clusterlab.export.legend_rows import all_legend_rows
from clusterlab.export.picture import picture
from clusterlab.session.analysis.agreement import agreement
from clusterlab.session.analysis.cluster_profiles import cluster_profiles
from clusterlab.session.analysis.comparison import run_comparison
from clusterlab.session.analysis.k_sweep import unavailable_reason
from clusterlab.session.analysis.multi_start import multi_start_runs
from clusterlab.session.analysis.point_details import point_details
from clusterlab.session.analysis.silhouette_plot import silhouette_plot
from clusterlab.session.playback.run_task import ReusableResults, compute_session, prepare_session_stream
from clusterlab.session.state.change_names import change_name
from clusterlab.session.state.opened_file import OpenedFile
from clusterlab.session.state.prepared import prepare
from clusterlab.session.state.session import (
    Session,
    data_key,
    scaling_label,
    with_column_weight,
    with_columns,
    with_logarithms_of,
    with_source,
    with_weights,
)
from tests.algorithms.registered import hard_step

NAN = float("nan")
TEXT = b"a,b,n\n1,2,3\n2,3,1\n"
COLUMNS = ("a", "b", "n")
KINDS = ("a", "b", "a", "c", "c", "b", "a", "b", "c", "a")


@pytest.fixture(scope="module")
def values():
    """Ten rows; the last column says how often each counts."""
    found = np.random.default_rng(0).normal(size=(10, 3)) * (1, 20, 1) + (0, 5, 0)
    found[:, 2] = [1, 2, 3, 1, 0, 2, 1, 4, 1, 2]
    return found


@pytest.fixture(scope="module")
def table(values):
    return Table("survey", COLUMNS, values, {"kind": KINDS})


@pytest.fixture(scope="module")
def copies(values):
    """The same rows, each as often as its weight says."""
    rows = np.repeat(np.arange(10), values[:, 2].astype(int))
    return Table("copies", COLUMNS, values[rows], {"kind": tuple(KINDS[row] for row in rows)})


@pytest.fixture(scope="module")
def weighted(table):
    return prepare(table, None, "none", False, weights="n")


@pytest.mark.parametrize("kind", ["none", "z-score", "min-max", "robust"])
def test_columns_are_scaled_as_those_of_copies(table, copies, kind):
    weighted = prepare(table, ("a", "b"), kind, False, weights="n")
    expected = prepare(copies, ("a", "b"), kind, False)
    assert weighted.scale.shift == pytest.approx(expected.scale.shift, rel=1e-12)
    assert weighted.scale.factor == pytest.approx(expected.scale.factor, rel=1e-12)
    assert weighted.points.total_weight == expected.points.n


def test_the_column_of_weights_is_no_feature(table, weighted):
    assert weighted.selection.columns == ("a", "b")
    assert weighted.selection.left_out == {"kind": "text", "n": "weight of the rows"}
    assert select_weighted(table, ("a", "n"), weights="n").columns == ("a",)


def test_the_summary_and_the_notes_name_the_weights(weighted):
    assert weighted.summary == "survey · 2 columns · rows weighted by n"
    assert weighted.notes == (
        "The rows are weighted by n; the weights sum to 17.",
        "1 row of weight 0 is shown but does not count.",
    )


def test_what_does_not_count_weights_is_named(values):
    gaps = np.column_stack([values[:, 0], values, values[:, 2] / 100])
    gaps[3, 1] = NAN
    table = Table("survey", ("z", *COLUMNS, "small"), gaps)
    found = prepare(table, ("z", "a", "b"), "none", False, 1, missing="mean", weights="small")
    assert "Not weighted: the principal components and filled values." in found.notes
    assert (
        "The weights sum to less than the number of rows: BIC and AIC take 0.1700 as that number."
        in found.notes
    )


@pytest.mark.parametrize(
    ("weight", "message"),
    [
        (-2.5, "The weight of row 4 in the column 'n' is -2.5; it must be 0 or more."),
        (NAN, "The weight of row 4 in the column 'n' is missing; fill it, or drop the row."),
        (float("inf"), "The weight of row 4 in the column 'n' is inf; it must be 0 or more."),
    ],
)
def test_an_invalid_weight_is_refused_with_its_row(values, weight, message):
    changed = values.copy()
    changed[3, 2], changed[1, 0] = weight, NAN  # row 2 is dropped
    with pytest.raises(LoadError) as raised:
        select_weighted(Table("survey", COLUMNS, changed), ("a", "b"), weights="n")
    assert raised.value.message == message


def test_the_weight_of_a_dropped_row_does_not_matter(values):
    changed = values.copy()
    changed[3] = NAN
    found = select_weighted(Table("survey", COLUMNS, changed), ("a", "b"), weights="n")
    assert found.weights.tolist() == [1, 2, 3, 0, 2, 1, 4, 1, 2]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("kind", "The column 'kind' holds text; weights must be numbers"),
        ("m", "has no column 'm'"),
    ],
)
def test_a_column_that_cannot_weigh_is_refused(table, name, message):
    with pytest.raises(LoadError, match=message):
        select_weighted(table, weights=name)


def test_weights_that_are_all_0_are_refused(values):
    with pytest.raises(LoadError, match="All weights in the column 'n' are 0"):
        select_weighted(Table("survey", COLUMNS, values * (1, 1, 0)), ("a", "b"), weights="n")


def test_a_sample_keeps_the_weights_of_its_rows(table, values):
    found = prepare(table, None, "none", False, sample=5, weights="n")
    kept = found.selection.kept
    assert found.points.to_row_order(found.points.weights) == pytest.approx(values[kept, 2])


def test_reduced_points_keep_their_weights(values):
    table = Table("survey", ("z", *COLUMNS), np.column_stack([values[:, 0] * 3, values]))
    found = prepare(table, None, "none", False, 2, weights="n")
    assert found.points.to_row_order(found.points.weights) == pytest.approx(values[:, 2])


def test_profiles_are_weighted_and_say_what_counts_rows(weighted, copies):
    other = prepare(copies, ("a", "b"), "none", False)
    profiles = cluster_profiles(weighted, hard_step(weighted.points, 1))
    expected = cluster_profiles(other, hard_step(other.points, 1))
    assert profiles[0].size == 10
    assert profiles[0].words.endswith("These count rows, not weights.") or "No condition" in profiles[0].words
    for feature in profiles[0].features:
        copied = next(one for one in expected[0].features if one.name == feature.name)
        assert _numbers(feature) == pytest.approx(_numbers(copied), rel=1e-9, abs=1e-12)
    shares = {category.category: category.share for category in profiles[0].categories}
    assert shares == pytest.approx({one.category: one.share for one in expected[0].categories})


def test_sizes_on_screen_are_sums_of_weights(weighted):
    points, step = weighted.points, hard_step(weighted.points, 2)
    shown = picture(points, weighted.view(), step)
    expected = np.bincount(step.labels, points.weights)
    assert shown.sizes == tuple(expected)
    share = round(100 * expected[0] / 17)
    assert all_legend_rows(shown)[0].figures == f"{expected[0]:.0f} · {share} %"


def test_the_silhouette_plot_is_weighted(weighted):
    points, step = weighted.points, hard_step(weighted.points, 2)
    found = drain(silhouette_plot(points, step.labels))
    assert sum(one.size for one in found.clusters) == 17
    assert sum(len(one.rows) for one in found.clusters) == 9
    means = [one.mean * one.size for one in found.clusters]
    assert sum(means) / 17 == pytest.approx(found.mean)


def test_a_card_names_the_weight_of_its_point(weighted, values):
    place = int(np.flatnonzero(weighted.points.order == 2)[0])
    assert ("weight", "3") in point_details(weighted, None, place, None).facts


def test_agreement_says_that_it_counts_rows(weighted, table):
    labels = hard_step(weighted.points, 2).labels
    found = agreement(ground_truth(table, "kind"), weighted, labels)
    assert found.note == "ARI and AMI count rows, not weights."


def test_weights_are_part_of_the_data_and_of_undo():
    session = Session.of(OpenedFile(Path("some"), content=TEXT), KMeans())
    chosen = with_weights(replace(session, columns=("a", "n")), "n")
    assert (chosen.weights, chosen.columns) == ("n", ("a",))
    assert data_key(chosen) != data_key(replace(chosen, weights=""))
    assert change_name(session, with_weights(session, "n")) == "weights"
    assert with_source(chosen, session.source).weights == ""


def test_a_session_of_an_algorithm_without_weights_is_refused(weighted):
    words = "Ward takes no weights of rows: choose another algorithm, or no weights."
    session = Session.of(None, Ward())
    with pytest.raises(ParamError, match=words):
        list(compute_session(session, ReusableResults(prepared=weighted)))
    entries = run_comparison(weighted, [KMeans(k=2), Ward()])
    assert [str(entry.failure) for entry in entries] == ["", words]
    reason = "K is not swept: Ward takes no weights of rows."
    assert unavailable_reason(session, weighted.points, 3) == reason
    with pytest.raises(ParamError, match=words):
        next(multi_start_runs(Ward(), weighted.points))


def test_a_stream_of_weighted_rows_is_refused():
    source = OpenedFile(Path("some"), content=TEXT)
    session = with_weights(Session.of(source, MiniBatch(batches="stream")), "n")
    with pytest.raises(LoadError, match="A stream takes no weights of rows"):
        prepare_session_stream(session)


def test_the_labels_are_those_of_copies(weighted, copies, values):
    other = prepare(copies, ("a", "b"), "none", False)
    start = values[[0, 7], :2]
    found = KMeans(k=2).fit(weighted.points, start=start)
    expected = KMeans(k=2).fit(other.points, start=start)
    assert np.array_equal(np.repeat(found.labels, values[:, 2].astype(int)), expected.labels)
    assert found.inertia == pytest.approx(expected.inertia, rel=1e-12)
    assert best_restart(KMeans(k=2), weighted.points, 5)[1].objective > 0


def _numbers(feature):
    return feature.mean, feature.median, feature.deviation, *feature.quartiles, feature.difference


def test_columns_go_by_their_names_in_the_file():
    session = with_logarithms_of(Session.of(OpenedFile(Path("some"), content=TEXT), KMeans()), ("b",))
    assert with_columns(session, ("a", "log(b)")).columns == ("a", "b")
    assert with_column_weight(session, "log(b)", 2.0).column_weights == (("b", 2.0),)
    assert with_column_weight(with_column_weight(session, "b", 2.0), "b", 1.0).column_weights == ()
    chosen = with_weights(session, "log(b)")
    assert (chosen.weights, chosen.log) == ("b", ())
    assert with_logarithms_of(chosen, ("a", "b")).log == ("a",)
    assert len({data_key(one) for one in (session, chosen, with_column_weight(session, "a", 2.0))}) == 3
    assert change_name(session, with_column_weight(session, "a", 2.0)) == "weight of a column"
    assert change_name(session, with_logarithms_of(session, ())) == "logarithms"
    assert scaling_label(with_column_weight(session, "a", 2.0)) == "weighted columns"
