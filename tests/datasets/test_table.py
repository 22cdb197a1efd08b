"""Which columns and rows of a table are clustered, and the reasons for the others."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from clusterlab.datasets import LoadError, Table, examples, read_table, select, unlikely_features

NAN = float("nan")


def table(values, *columns: str, texts=None) -> Table:
    return Table("some", columns, np.array(values, dtype=float), texts or {})


def test_a_table_cannot_be_changed():
    some = Table("some", ("a",), np.ones((2, 1)), truth=np.zeros(2, dtype=int))
    for array in (some.values, some.truth, select(some).matrix, select(some).kept):
        assert not array.flags.writeable


def test_a_table_needs_a_name_for_every_column():
    with pytest.raises(ValueError, match="do not fit 1 columns"):
        Table("some", ("a",), np.ones((2, 2)))


def test_all_columns_that_vary_are_taken():
    chosen = select(table([[1, 7, 2, NAN], [3, 7, 4, NAN]], "a", "b", "c", "d", texts={"t": ("x", "y")}))
    assert chosen.columns == ("a", "c")
    assert chosen.left_out == {
        "t": "text",
        "b": "constant (7)",
        "d": "no values",
    }


def test_constant_columns_are_taken_when_nothing_varies_or_when_named():
    assert select(table([[1, 2], [1, 2]], "a", "b")).columns == ("a", "b")
    assert select(table([[1, NAN], [1, NAN]], "a", "b")).columns == ("a",)
    named = select(table([[1, 7], [3, 7]], "a", "b"), ["b"])
    assert named.columns == ("b",)
    assert named.left_out == {"a": "not chosen"}


def test_named_columns_come_in_the_order_named():
    chosen = select(table([[1, 2, 3], [4, 5, 6]], "a", "b", "c"), ["c", "a", "c"])
    assert chosen.columns == ("c", "a")
    np.testing.assert_array_equal(chosen.matrix, [[3, 1], [6, 4]])


@given(
    arrays(float, st.tuples(st.integers(1, 12), st.integers(1, 4)), elements=st.sampled_from([NAN, 1.0, 2.0]))
)
def test_kept_rows_are_exactly_the_complete_ones(values):
    names = [f"c{i}" for i in range(values.shape[1])]
    complete = [i for i, row in enumerate(values) if not np.isnan(row).any()]
    if not complete:
        with pytest.raises(LoadError, match="missing value"):
            select(table(values, *names), names)
        return
    chosen = select(table(values, *names), names)
    assert chosen.kept.tolist() == complete
    assert chosen.dropped == len(values) - len(complete)
    np.testing.assert_array_equal(chosen.matrix, values[complete])


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        (
            ["petal_lenght"],
            "some has no column 'petal_lenght'; did you mean 'petal_length'? "
            "The columns are petal_length, width.",
        ),
        (
            ["PETAL_LENGTH"],
            "some has no column 'PETAL_LENGTH'; did you mean 'petal_length'? "
            "The columns are petal_length, width.",
        ),
        (["qqq"], "some has no column 'qqq'; the numeric columns are petal_length, width."),
        (["species"], "The column 'species' holds text; choose from petal_length, width."),
        ([], "No column is chosen; choose from petal_length, width."),
    ],
)
def test_an_unusable_column_gives_a_sentence(columns, sentence):
    with pytest.raises(LoadError) as caught:
        select(table([[1, 2], [3, 4]], "petal_length", "width", texts={"species": ("a", "b")}), columns)
    assert str(caught.value) == sentence


def test_a_table_of_texts_or_of_gaps_gives_a_sentence():
    with pytest.raises(LoadError, match="no numeric column"):
        select(Table("some", (), np.empty((2, 0))))
    with pytest.raises(LoadError, match=r"Every row of some has a missing value in the columns a, b"):
        select(table([[1, NAN], [NAN, 2]], "a", "b"))
    with pytest.raises(LoadError, match="Every row"):
        select(table([[NAN, NAN]], "a", "b"))


def test_long_lists_of_columns_are_cut_short():
    with pytest.raises(LoadError, match=r"c19 and 80 more\.$"):
        select(table(np.ones((2, 100)), *(f"c{i}" for i in range(100))), ["zzz"])


def test_years_row_names_and_counters_are_unlikely_features():
    rows = 5
    columns = {
        "year": np.full(rows, 2007),
        "customerId": np.array([9, 4, 7, 2, 8]),
        "row": np.arange(rows) * 3,
        "n": np.arange(1, rows + 1),
        "column 1": np.arange(rows),
        "width": np.array([3, 1, 2, 5, 4]),
        "grid": np.array([1, 1, 2, 2, 3]),
        "yearly": np.array([4, 1, 2, 9, 9]),
        "id": np.linspace(0, 1, rows),
    }
    found = unlikely_features(table(np.column_stack(list(columns.values())), *columns))
    assert set(found) == {"year", "customerId", "row", "n", "column 1"}
    assert not unlikely_features(table([[5], [6], [7]], "n"))
    assert not unlikely_features(table([[0], [1]], "n"))
    assert found["year"] == "calendar year"
    assert found["n"] == "row number"


def test_the_examples_match_their_sources():
    tables = {name: read_table(path) for name, path in examples().items()}
    assert {name: some.values.shape for name, some in tables.items()} == {
        "iris": (150, 4),
        "penguins": (344, 5),
        "wine": (178, 13),
    }
    assert all(some.notes == () for some in tables.values())
    assert select(tables["penguins"]).dropped == 2
    assert set(unlikely_features(tables["penguins"])) == {"year"}
    assert not unlikely_features(tables["iris"])
    assert not unlikely_features(tables["wine"])
    assert set(tables["iris"].texts["species"]) == {"setosa", "versicolor", "virginica"}
    np.testing.assert_allclose(tables["iris"].values.mean(axis=0), [5.8433333, 3.0573333, 3.758, 1.1993333])


def test_a_column_that_would_cost_more_than_a_tenth_of_the_rows_is_left_out():
    values = np.random.default_rng(0).normal(size=(100, 3))
    values[3:, 2] = NAN
    values[:10, 1] = NAN
    chosen = select(table(values, "x", "y", "z"))
    assert chosen.columns == ("x", "y")
    assert chosen.dropped == 10
    assert chosen.left_out == {"z": "97 of 100 values missing"}
    assert select(table(values, "x", "y", "z"), ["x", "z"]).dropped == 97


def test_columns_with_gaps_stay_where_no_other_has_fewer():
    values = np.random.default_rng(0).normal(size=(100, 2))
    values[:20, 0], values[:30, 1] = NAN, NAN
    assert select(table(values, "x", "y")).columns == ("x",)
    assert select(table(values[:, :1], "x")).columns == ("x",)
    assert select(table([[1, 2], [3, NAN], [5, 6]], "a", "b")).columns == ("a", "b")


def test_ranges_leave_missing_values_out():
    values = np.array([[1.0, np.nan, 5.0, np.nan], [3.0, 2.0, 5.0, np.nan], [2.0, 4.0, 5.0, np.nan]])
    found = Table("t", tuple("abcd"), values).ranges
    np.testing.assert_array_equal(found.low, [1, 2, 5, np.nan])
    np.testing.assert_array_equal(found.high, [3, 4, 5, np.nan])
    assert found.complete.tolist() == [True, False, True, False]


@pytest.mark.parametrize(("value", "missing"), [(4.0, False), (np.nan, True), (np.inf, False)])
def test_a_missing_value_is_one_that_is_no_number(value, missing):
    assert table([[1.0, 2.0], [3.0, value]], "a", "b").has_missing == missing
    assert not table(np.empty((0, 2)), "a", "b").has_missing
