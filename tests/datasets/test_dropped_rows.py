"""Dropped rows are those with missing values in the chosen columns, each with the reason."""

import numpy as np

from clusterlab.datasets import Table, select
from clusterlab.datasets.dropped_rows import drop_reason, dropped_rows
from clusterlab.datasets.table import sampled

NAN = np.nan
VALUES = np.array([[1, 2, 3], [NAN, 2, 5], [4, NAN, NAN], [NAN, NAN, NAN], [5, 6, 9], [6, 8, 2.0]])
TABLE = Table("some", ("a", "b", "c"), VALUES)


def reasons(selection):
    rows = dropped_rows(TABLE, selection).tolist()
    return {row: str(drop_reason(TABLE, selection, row)) for row in rows}


def test_every_dropped_row_has_its_reason():
    selection = select(TABLE, ["a", "b", "c"])
    assert reasons(selection) == {
        1: "no value in a",
        2: "no value in b and c",
        3: "no value in any column that is used",
    }
    assert len(reasons(selection)) == selection.dropped


def test_only_chosen_columns_count():
    assert reasons(select(TABLE, ["b"])) == {2: "no value in b", 3: "no value in b"}


def test_with_filled_values_only_empty_rows_are_dropped():
    assert reasons(select(TABLE, ["a", "b", "c"], "mean")) == {3: "no value in any column that is used"}


def test_rows_that_were_not_sampled_are_not_dropped():
    assert list(reasons(sampled(select(TABLE, ["a", "b", "c"]), 2))) == [1, 2, 3]


def test_nothing_is_dropped_from_complete_rows():
    complete = Table("some", ("a",), VALUES[:, :1][[0, 2]])
    assert len(dropped_rows(complete, select(complete))) == 0
