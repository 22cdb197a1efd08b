"""Logarithms of columns come before scaling, and a column of weight w counts as w equal columns."""

import numpy as np
import pytest

from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.datasets.column_transforms import (
    positive_columns,
    select_with_weights,
    skewed_columns,
    with_logarithms,
)
from clusterlab.datasets.row_weights import select_weighted
from clusterlab.datasets.table import LoadError, Table
from clusterlab.session.analysis.hints import hints_of
from clusterlab.session.state.prepared import prepare

RNG = np.random.default_rng(0)
VALUES = np.column_stack([RNG.normal(40, 5, 90), np.exp(RNG.normal(8, 1.2, 90)), RNG.normal(size=90)])
TABLE = Table("people", ("age", "income", "score"), VALUES, {"region": ("n", "s", "e") * 30})


def test_a_logarithm_takes_the_place_of_its_column():
    found = with_logarithms(TABLE, ["income"])
    assert found.columns == ("age", "log(income)", "score")
    assert found.order == ("age", "log(income)", "score", "region")
    assert found.logged == {"log(income)": "income"}
    assert np.array_equal(found.values[:, 1], np.log(VALUES[:, 1]))
    assert with_logarithms(TABLE, []) is TABLE


def test_a_missing_value_stays_missing():
    values = VALUES.copy()
    values[4, 1] = np.nan
    assert np.isnan(with_logarithms(Table("people", TABLE.columns, values), ["income"]).values[4, 1])


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("region", "The column 'region' holds text"),
        ("wage", "has no column 'wage'"),
    ],
)
def test_a_column_without_logarithms_is_refused(name, message):
    with pytest.raises(LoadError, match=message):
        with_logarithms(TABLE, [name])


def test_a_value_without_a_logarithm_is_named_by_its_row():
    values = VALUES.copy()
    values[6, 1] = 0
    message = "The column 'income' is 0 in row 7; logarithms need values above 0 in every row."
    with pytest.raises(LoadError) as raised:
        with_logarithms(Table("people", TABLE.columns, values), ["income"])
    assert raised.value.message == message


def test_a_name_that_is_taken_is_refused():
    table = Table("people", ("a", "log(a)"), np.ones((2, 2)))
    with pytest.raises(LoadError, match=r"There is a column 'log\(a\)' already"):
        with_logarithms(table, ["a"])


def test_columns_of_positive_values_can_be_logged():
    assert positive_columns(TABLE) == ("age", "income")
    assert positive_columns(with_logarithms(TABLE, ["income"])) == ("age", "income")


def test_skewed_columns_are_those_that_a_logarithm_mends():
    assert skewed_columns(VALUES, TABLE.columns) == ("income",)
    assert skewed_columns(-VALUES, TABLE.columns) == ()
    assert skewed_columns(np.ones((5, 1)), ["a"]) == ()
    spike = np.r_[np.ones(99), 1e6][:, None]  # its logarithm is as skewed
    assert skewed_columns(spike, ["a"]) == ()


def test_the_hints_offers_the_logarithm_of_a_skewed_column():
    *_, hint = hints_of(prepare(TABLE, None, "z-score", False))
    assert hint.sentence == "A few values of income are far above the others: distances depend on them."
    assert (hint.action, hint.log) == ("Use logarithm of it", ("income",))
    assert hints_of(prepare(TABLE, None, "z-score", False, log=("income",))) == ()


def test_logarithms_are_scaled_and_keep_their_names():
    found = prepare(TABLE, ("age", "income"), "z-score", False, log=("income",))
    assert found.selection.columns == ("age", "log(income)")
    logs = np.log(VALUES[:, 1])
    assert found.scale.shift[1] == pytest.approx(logs.mean())
    assert found.scale.factor[1] == pytest.approx(logs.std())
    assert found.summary == "people · 2 columns · log of income · z-scored"


@pytest.mark.parametrize("kind", ["none", "z-score", "min-max", "robust"])
def test_a_column_of_weight_3_counts_as_three_equal_columns(kind):
    weighted = prepare(TABLE, None, kind, False, column_weights={"score": 3})
    tripled = Table("people", (*TABLE.columns, "b", "c"), np.hstack([VALUES, VALUES[:, [2, 2]]]))
    expected = prepare(tripled, None, kind, False)
    start = [found.scale.apply(found.selection.matrix)[:4] for found in (weighted, expected)]
    fits = [
        KMeans(k=4).fit(found.points, start=own)
        for found, own in zip((weighted, expected), start, strict=True)
    ]
    assert np.array_equal(fits[0].labels, fits[1].labels)
    assert fits[0].inertia == pytest.approx(fits[1].inertia, rel=1e-9)
    centers = weighted.units.positions(fits[0].last.positions)
    assert centers == pytest.approx(expected.units.positions(fits[1].last.positions)[:, :3], rel=1e-9)


def test_a_column_of_weight_0_is_left_out():
    found = select_with_weights(TABLE, None, column_weights={"age": 0, "income": 1, "score": 0.5})
    assert found.columns == ("income", "score")
    assert found.left_out["age"] == "weight 0"
    assert found.column_weights == {"score": 0.5}
    with pytest.raises(LoadError, match="No column is chosen"):
        select_with_weights(TABLE, ["age"], column_weights={"age": 0})


def test_weights_of_logarithms_go_by_the_name_in_the_file():
    table = with_logarithms(TABLE, ["income"])
    assert select_with_weights(table, None, column_weights={"income": 2}).column_weights == {"log(income)": 2}


@pytest.mark.parametrize("weight", [-1, 10.5, float("nan")])
def test_a_weight_out_of_bounds_is_refused(weight):
    with pytest.raises(LoadError, match="The weight of a column must be from 0 to 10; that of 'age' was"):
        select_with_weights(TABLE, None, column_weights={"age": weight})


def test_a_weight_of_an_unknown_column_is_refused():
    with pytest.raises(LoadError, match="has no column 'ago'; did you mean 'age'"):
        select_with_weights(TABLE, None, column_weights={"ago": 2})


def test_without_weights_nothing_is_changed():
    plain, weighted = select_weighted(TABLE), select_with_weights(TABLE, column_weights={"age": 1})
    assert np.array_equal(plain.matrix, weighted.matrix)
    assert weighted.column_weights == {}
    matrix = prepare(TABLE, None, "none", False)
    assert matrix.scale.apply(matrix.selection.matrix) is matrix.selection.matrix
