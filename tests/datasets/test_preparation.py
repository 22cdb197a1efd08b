"""A preparation applied to the table it was learned from gives the very points; to others, the same rows."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import clusterlab
from clusterlab.datasets import LoadError, Table
from clusterlab.datasets.readers.read_options import ReadOptions
from clusterlab.session.state.prepared import prepare


def table_of(n, seed, gaps=0.0, name="t"):
    """A table of five columns of very different size, the first two positive, with missing values."""
    rng = np.random.default_rng(seed)
    values = rng.normal(size=(n, 5)) * [1, 1, 1e-3, 100, 1e6] + [0, 0, 5, -3, 1e7]
    values[:, :2] = np.exp(values[:, :2])
    values[rng.random(values.shape) < gaps] = np.nan
    values[:2] = [[1, 2, 3, 4, 5], [2, 1, 5, 7, 9]]
    return Table(name, ("a", "b", "c", "d", "e"), values)


def rows_of(table, rows):
    """The rows of a table, as another one."""
    return replace(table, values=table.values[rows])


choices = st.fixed_dictionaries(
    {
        "scale": st.sampled_from(["none", "z-score", "min-max", "robust"]),
        "missing": st.sampled_from(["drop", "mean", "median", "nearest"]),
        "log": st.sampled_from([(), ("a",), ("a", "b")]),
        "column_weights": st.sampled_from([{}, {"c": 2.5}, {"a": 0.3, "e": 0}]),
        "reduce": st.sampled_from([0, 1, 2]),
        "columns": st.sampled_from([("a", "b", "c", "d", "e"), ("e", "a", "d", "c")]),
        "sample": st.sampled_from([0, 10]),
    }
)


@settings(max_examples=60, deadline=None)
@given(choices, st.integers(3, 40), st.integers(0, 99), st.sampled_from([0.0, 0.15]))
def test_applied_to_its_own_table_it_gives_the_points_to_the_bit(choice, n, seed, gaps):
    table = table_of(n, seed, gaps)
    prepared = prepare(table, **{**choice, "log": [n for n in choice["log"] if n in choice["columns"]]})
    found = prepared.preparation.apply(table)
    points = prepared.points
    own = np.isin(found.kept, prepared.selection.kept)
    assert found.kept[own].tolist() == prepared.selection.kept.tolist()
    assert (
        points.units.normalized(found.matrix[own]).tobytes() == points.to_row_order(points.values).tobytes()
    )
    assert len(found.dropped) == prepared.selection.dropped


@settings(max_examples=40, deadline=None)
@given(choices, st.integers(0, 99))
def test_a_row_becomes_the_same_whichever_rows_stand_beside_it(choice, seed):
    table = table_of(30, seed, 0.1)
    learned = prepare(table, **{**choice, "log": ["a"]}).preparation
    whole = learned.apply(table)
    picked = np.random.default_rng(seed).permutation(30)[:12]
    part = learned.apply(rows_of(table, picked))
    places = {row: place for place, row in enumerate(whole.kept.tolist())}
    expected = whole.matrix[[places[row] for row in picked[part.kept].tolist()]]
    if choice["missing"] == "nearest":
        np.testing.assert_allclose(part.matrix, expected, rtol=1e-12)
    else:
        assert part.matrix.tobytes() == expected.tobytes()


@pytest.mark.parametrize("missing", ["mean", "median", "nearest"])
def test_new_gaps_are_filled_by_what_was_learned_even_where_there_were_none(missing):
    table = table_of(30, 0)
    learned = prepare(table, missing=missing).preparation
    gap = np.array(table.values[3:4])
    gap[0, 2] = np.nan
    found = learned.apply(replace(table, values=gap)).matrix[0, 2]
    expected = {"mean": table.values[:, 2].mean(), "median": np.median(table.values[:, 2])}
    low, high = np.sort(table.values[:, 2])[[0, -1]]
    assert found == pytest.approx(expected[missing]) if missing in expected else low < found < high


def test_columns_are_matched_by_name_in_any_order_beside_others():
    table = table_of(20, 1)
    learned = prepare(table, ("a", "c"), scale="z-score").preparation
    turned = Table("u", ("c", "x", "a"), table.values[:, [2, 4, 0]])
    assert learned.apply(turned).matrix.tobytes() == learned.apply(table).matrix.tobytes()


def test_columns_that_are_missing_are_refused_by_name_with_the_closest():
    learned = prepare(table_of(20, 1), ("a", "c")).preparation
    other = Table("new.csv", ("a", "c2"), np.ones((3, 2)))
    with pytest.raises(LoadError, match=r"new.csv has no column 'c'; did you mean 'c2'"):
        learned.apply(other)
    with pytest.raises(LoadError, match=r"new.csv has no columns 'a' and 'c'"):
        learned.apply(Table("new.csv", ("x", "y"), np.ones((3, 2))))


def test_rows_are_dropped_with_their_reasons():
    learned = prepare(table_of(20, 1), ("a", "b", "c"), log=["a"]).preparation
    values = [[1, 2, 3], [0, 2, 3], [1, np.nan, 3], [np.nan] * 3, [-1, np.inf, 1], [2, np.nan, 3]]
    found = learned.apply(Table("new.csv", ("a", "b", "c"), np.array(values)))
    assert (found.kept.tolist(), found.dropped.tolist()) == ([0], [1, 2, 3, 4, 5])
    assert [found.reason(place) for place in range(4)] == [
        "no logarithm of a, as it is not above 0",
        "no value in b",
        "no value in any column that is used",
        "no logarithm of a, as it is not above 0",
    ]
    assert found.reasons[1] == "2 rows were dropped, the first is row 3: no value in b."


def test_texts_in_a_column_of_numbers_are_read_where_they_can_be_counted_and_named():
    learned = prepare(table_of(20, 1), ("a", "c")).preparation
    texts = ("1,5", "2", "unknown", "", "none at all")
    read_as = ReadOptions(decimal=",")
    new = Table("new.csv", ("c",), np.ones((5, 1)), {"a": texts}, read_as=read_as)
    found = learned.apply(new)
    assert found.matrix[:, 0].tolist() == [1.5, 2.0]
    assert found.notes == (
        "Column a: 2 cells are no number and counted as missing, the first 'unknown' in row 3.",
    )
    with pytest.raises(LoadError, match=r"The column 'a' of new.csv must hold numbers; row 1 holds 'x'"):
        learned.apply(replace(new, texts={"a": ("x",) * 5}))


def test_no_row_may_be_left():
    learned = prepare(table_of(20, 1), ("a", "b", "c"), scale="z-score", reduce=1).preparation
    found = learned.apply(Table("new.csv", ("a", "b", "c"), np.full((2, 3), np.nan)))
    assert found.matrix.shape == (0, 1)
    assert found.reasons == ("2 rows were dropped, the first is row 1: no value in any column that is used.",)


def test_the_python_interface_prepares_files_arrays_and_tables(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("a,b,w\n1,10,1\n2,,2\n3,30,1\n4,50,1\n")
    prepared = clusterlab.prepare(
        path, missing="median", log=["a"], column_weights={"b": 2}, scale="z-score", weights="w"
    )
    assert prepared.points.n == 4
    assert prepared.preparation.missing == "median"
    fit = clusterlab.KMeans(k=2).fit(prepared.points)
    assert len(prepared.rows(fit.labels)) == 4
    array = np.random.default_rng(0).normal(size=(9, 3))
    assert clusterlab.prepare(array, columns=["column 1", "column 3"]).points.d == 2
    assert clusterlab.prepare(array.tolist()).selection.columns == ("column 1", "column 2", "column 3")


@pytest.mark.parametrize("data", [[], [["x"]], np.ones(3), [[1], [1, 2]]])
def test_what_is_no_table_is_refused(data):
    with pytest.raises(LoadError, match=r"The data must be a table, a file, or an array of rows of numbers"):
        clusterlab.prepare(data)
