"""Missing values are filled as scikit-learn fills them; rows without any value are left out."""

import numpy as np
import pytest
from sklearn.impute import KNNImputer, SimpleImputer

from clusterlab.datasets import LoadError, Table, missing_values, select
from clusterlab.datasets.missing_values import FILLED_BY, MISSING, MISSING_TITLES, filled


def gaps(n=80, d=5, share=0.15, seed=0):
    """A matrix with missing values, but with one value at least in each row and column."""
    rng = np.random.default_rng(seed)
    matrix = rng.normal(size=(n, d)) * 10.0 ** np.arange(d) + 50
    matrix[rng.random((n, d)) < share] = np.nan
    matrix[np.isnan(matrix).all(axis=1), 0] = 1.0
    return matrix


@pytest.mark.parametrize("kind", ["mean", "median"])
def test_means_and_medians_agree_with_scikit_learn(kind):
    matrix = gaps()
    np.testing.assert_allclose(
        filled(matrix, kind), SimpleImputer(strategy=kind).fit_transform(matrix), rtol=1e-13
    )


@pytest.mark.parametrize("seed", range(5))
def test_nearest_rows_agree_with_scikit_learn_on_z_scores(seed):
    matrix = gaps(seed=seed)
    mean, deviation = np.nanmean(matrix, axis=0), np.nanstd(matrix, axis=0)
    expected = KNNImputer(n_neighbors=5).fit_transform((matrix - mean) / deviation) * deviation + mean
    np.testing.assert_allclose(filled(matrix, "nearest"), expected, rtol=1e-10)


def test_parts_of_the_incomplete_rows_give_the_same_as_all_at_once(monkeypatch):
    matrix = gaps()
    expected = filled(matrix, "nearest")
    monkeypatch.setattr(missing_values, "MAX_DONOR_DISTANCES", 200)
    np.testing.assert_array_equal(filled(matrix, "nearest"), expected)


def test_of_many_rows_a_seeded_sample_is_compared(monkeypatch):
    monkeypatch.setattr(missing_values, "MAX_DONORS", 20)
    matrix = gaps()
    found = filled(matrix, "nearest")
    assert np.isfinite(found).all()
    np.testing.assert_array_equal(found, filled(matrix, "nearest"))


def test_rows_that_share_no_column_get_the_mean():
    matrix = np.array([[1.0, np.nan], [np.nan, 5.0], [np.nan, 7.0]])
    np.testing.assert_allclose(filled(matrix, "nearest"), [[1, 6], [1, 5], [1, 7]])


def test_huge_numbers_do_not_overflow():
    matrix = np.array([[1.7e308, 1.0], [1.5e308, np.nan], [np.nan, 3.0]])
    assert np.isfinite(filled(matrix, "mean")).all()
    assert np.isfinite(filled(matrix, "nearest")).all()


def test_an_unknown_kind_is_a_sentence():
    with pytest.raises(ValueError, match="missing must be one of drop, mean, median, nearest; it was 'mode'"):
        filled(gaps(), "mode")


def test_every_kind_has_its_words():
    assert set(MISSING) == set(MISSING_TITLES) == {"drop", *FILLED_BY}


def test_a_selection_counts_what_was_filled_and_leaves_out_rows_without_any_value():
    values = np.array([[1.0, 2.0], [np.nan, 4.0], [np.nan, np.nan], [3.0, 6.0]])
    table = Table("t", ("a", "b"), values)
    found = select(table, missing="mean")
    assert found.matrix.tolist() == [[1, 2], [2, 4], [3, 6]]
    assert (found.kept.tolist(), found.dropped, found.filled, found.missing) == ([0, 1, 3], 1, 1, "mean")
    assert select(table, ["a", "b"]).dropped == 2


def test_a_column_with_many_gaps_is_left_out_unless_it_is_filled():
    values = np.column_stack([np.arange(10.0) ** 2, np.where(np.arange(10) < 4, np.nan, np.arange(10.0))])
    table = Table("t", ("a", "b"), values)
    assert select(table).columns == ("a",)
    assert select(table, missing="median").columns == ("a", "b")


def test_a_chosen_column_without_any_value_is_refused():
    table = Table("t", ("a", "b"), np.array([[1.0, np.nan], [2.0, np.nan]]))
    with pytest.raises(LoadError, match="Every cell of the column 'b' is missing; leave it out"):
        select(table, ["a", "b"], "mean")
