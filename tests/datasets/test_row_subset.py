"""Some rows of a table: which they are, and the selection within them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterlab.datasets.column_transforms import select_with_weights
from clusterlab.datasets.row_subset import RowSubset
from clusterlab.datasets.table import LoadError, Table, sampled, select


@given(st.data())
def test_a_subset_holds_its_rows_and_equal_ones_are_equal(data):
    of = data.draw(st.integers(1, 40))
    rows = data.draw(st.sets(st.integers(0, of - 1)))
    gone = data.draw(st.sets(st.integers(0, of - 1)))
    subset = RowSubset.holding(rows, of)
    assert set(np.flatnonzero(subset.mask)) == rows
    assert subset == RowSubset.holding(sorted(rows), of)
    assert hash(subset) == hash(RowSubset.holding(sorted(rows), of))
    assert set(np.flatnonzero(subset.without(gone).mask)) == rows - gone
    assert RowSubset.every(of).mask.all()


def table():
    values = np.array([[0.0, 1], [1, np.nan], [2, 3], [3, 5], [4, 4]])
    return Table("t", ("a", "b"), values)


def test_a_selection_keeps_the_rows_of_the_table_and_says_of_how_many_complete_ones():
    found = RowSubset.holding([0, 1, 3, 4], 5).within(select(table(), ["a", "b"]), 5)
    assert found.kept.tolist() == [0, 3, 4]
    assert found.matrix.tolist() == [[0, 1], [3, 5], [4, 4]]
    assert (found.chosen_of, found.dropped, found.of) == (4, 1, 0)
    assert sampled(found, 2).of == 3


def test_weights_stay_with_their_rows():
    weighted = Table("t", ("a", "w"), np.array([[0.0, 5], [1, 6], [2, 7]]))
    found = RowSubset.holding([0, 2], 3).within(select_with_weights(weighted, ["a"], "drop", "w", {}), 3)
    assert found.weights.tolist() == [5, 7]


def test_no_complete_row_and_another_table_are_errors():
    selection = select(table(), ["a", "b"])
    with pytest.raises(LoadError, match="None of the chosen rows has all values"):
        RowSubset.holding([1], 5).within(selection, 5)
    with pytest.raises(LoadError, match="have 5 rows now, and had 7"):
        RowSubset.every(7).within(selection, 5)
