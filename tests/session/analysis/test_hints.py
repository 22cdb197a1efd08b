"""Hints about new data name what could be chosen otherwise; notes of the reader are not among them."""

import numpy as np
import pytest

from clusterlab.algorithms.dbscan.algorithm import DBSCAN
from clusterlab.algorithms.gmm.algorithm import GaussianMixture
from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.core.message import Message
from clusterlab.datasets.generators.shapes import Blobs
from clusterlab.datasets.table import Table, doubtful_features
from clusterlab.session.analysis.hints import hints_of, lowered_k_sentence
from clusterlab.session.state.pane import CustomStart, Pane
from clusterlab.session.state.panes import with_panes_compared
from clusterlab.session.state.prepared import prepare
from clusterlab.session.state.session import Session, with_k_within, with_start

ROWS = np.column_stack([np.arange(1, 9), np.random.default_rng(0).normal(size=(8, 2))])


def table(*columns, values=ROWS, notes=()):
    return Table("t.csv", columns, values[:, : len(columns)], notes=notes)


def test_a_row_number_that_was_taken_in_is_proposed_to_be_left_out():
    assert hints_of(prepare(table("n", "x", "y"), None, "z-score", False)) == ()
    (hint,) = hints_of(prepare(table("n", "x", "y"), ("n", "x", "y"), "z-score", False))
    assert (hint.sentence, hint.columns) == ('"n" looks like a row number, not a measurement.', ("x", "y"))


def test_columns_left_out_for_missing_values_are_named_and_proposed_to_be_filled():
    values = np.random.default_rng(0).normal(size=(40, 6))
    values[::3, 1:] = np.nan
    (hint,) = hints_of(prepare(Table("t.csv", ("a", "b"), values[:, :2]), None, "none", False))
    assert hint.sentence == "Left out: b (14 of 40 values missing)."
    assert (hint.action, hint.missing) == ("Fill with medians, use it", "median")
    (hint,) = hints_of(prepare(Table("t.csv", tuple("abcdef"), values), None, "none", False))
    assert hint.sentence.endswith("d (14 of 40 values missing) and 2 more.")
    filled = prepare(Table("t.csv", tuple("abcdef"), values), None, "none", False, missing="median")
    assert filled.points.d == 6
    assert hints_of(filled) == ()


def test_notes_of_the_reader_are_no_hint():
    noted = table("x", "y", values=ROWS[:, 1:], notes=(Message("Column x: 1,170 was read as 1170."),))
    prepared = prepare(noted, None, "none", False)
    assert hints_of(prepared) == ()
    assert prepared.notes == noted.notes


def test_dropped_rows_are_a_note():
    values = ROWS.copy()
    values[2, 1] = np.nan
    prepared = prepare(table("n", "x", "y", values=values), None, "none", False)
    assert prepared.notes == ("1 row with a missing value was dropped; its label is empty.",)
    assert "1 row dropped" in prepared.summary
    assert "dropped" not in prepared.choices_summary


def test_no_column_is_doubtful_where_all_are():
    assert list(doubtful_features(table("id", "x"), ("id", "x"))) == ["id"]
    assert doubtful_features(table("id", "x"), ("id",)) == {}


def test_k_is_lowered_to_the_number_of_rows_in_every_pane_that_has_a_larger_one():
    panes = (Pane(KMeans(k=4)), Pane(GaussianMixture(k=2)), Pane(DBSCAN()))
    lowered = with_k_within(Session(Blobs(), panes), 3)
    assert [pane.algorithm for pane in lowered.panes] == [KMeans(k=3), GaussianMixture(k=2), DBSCAN()]


def test_a_start_for_a_larger_k_is_reset():
    start = CustomStart(np.zeros((4, 2)), Message("centers"))
    session = with_start(Session.of(Blobs(), KMeans(k=4)), start)
    assert with_k_within(session, 4) == session
    assert with_k_within(session, 3).start is None


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [(3, "K is now 3: there are 3 rows, and K was 4."), (1, "K is now 1: there is 1 row, and K was 4.")],
)
def test_a_lowered_k_is_told(rows, sentence):
    assert lowered_k_sentence(Session.of(Blobs(), KMeans(k=4)), rows) == sentence


def test_a_k_that_is_lowered_in_other_panes_is_told_where_they_are_shown():
    assert lowered_k_sentence(Session.of(Blobs(), KMeans(k=4)), 4) == ""
    session = Session(Blobs(), (Pane(KMeans(k=2)), Pane(GaussianMixture(k=4))))
    assert lowered_k_sentence(session, 3) == ""
    assert lowered_k_sentence(with_panes_compared(session), 3) == (
        "K is now at most 3 in every pane: there are 3 rows."
    )
