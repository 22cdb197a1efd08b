"""The column of the colors: what is offered, and the codes of the points on screen."""

from dataclasses import replace

import numpy as np
import pytest

from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.algorithms.minibatch.algorithm import MiniBatch
from clusterlab.datasets import column_codes
from clusterlab.datasets.generators.shapes import Blobs
from clusterlab.datasets.row_subset import RowSubset
from clusterlab.datasets.table import Table
from clusterlab.session.analysis.point_details import point_details
from clusterlab.session.state import color_choice
from clusterlab.session.state.color_choice import (
    color_options,
    column_value_text,
    offered_colors,
    point_codes,
)
from clusterlab.session.state.prepared import prepare
from clusterlab.session.state.session import Session

N = 40
KINDS = np.array(["red", "green", "", "blue"])[np.arange(N) % 4]
DAYS = tuple(f"2020-01-{1 + i % 28:02d}" for i in range(N))


@pytest.fixture(scope="module")
def table():
    """Two features, one number with missing values, and texts."""
    rng = np.random.default_rng(0)
    values = np.column_stack(
        [rng.normal(size=(N, 2)), np.where(np.arange(N) % 5, np.arange(N) + 1.0, np.nan)]
    )
    texts = {"kind": tuple(KINDS.tolist()), "day": DAYS, "name": tuple(f"k{i}" for i in range(N))}
    return Table("t", ("x", "y", "size"), values, texts, order=("kind", "x", "y", "size", "day", "name"))


SUBSET = RowSubset.holding([1, 2, 3, 9], N)


def prepared_of(table, **changes):
    chosen = {"columns": ("x", "y"), "scale": "z-score", "generated": False} | changes
    return prepare(table, **chosen)


def rows_of(prepared):
    return prepared.rows_of(np.arange(prepared.points.n))


@pytest.mark.parametrize("changes", [{}, {"sample": 15}, {"rows": SUBSET}, {"reduce": 1}])
def test_every_point_has_the_code_of_its_row(table, changes):
    prepared = prepared_of(table, **changes)
    rows, codes = rows_of(prepared), point_codes(prepared, "kind", prepared)
    decoded = [codes.values[code] if code >= 0 else "" for code in codes.codes.tolist()]
    assert decoded == KINDS[rows].tolist()
    assert sum(codes.counts) + codes.missing == prepared.points.n
    numbers = point_codes(prepared, "size", prepared)
    sizes = table.values[rows, 2]
    assert (numbers.low, numbers.high) == (np.nanmin(sizes), np.nanmax(sizes))
    assert np.array_equal(numbers.codes < 0, np.isnan(sizes))


def test_missing_values_that_are_filled_for_the_clustering_are_missing_as_colors(table):
    prepared = prepared_of(table, columns=("x", "y", "size"), missing="mean")
    assert point_codes(prepared, "size", prepared).missing == 8


def test_codes_are_computed_once_for_data_and_column(table, monkeypatch):
    prepared, calls = prepared_of(table), []
    compute = column_codes.column_codes
    monkeypatch.setattr(column_codes, "column_codes", lambda *given: calls.append(1) or compute(*given))
    found = [point_codes(prepared, "kind", prepared) for _ in range(3)]
    assert (found[0] is found[2], len(calls)) == (True, 1)
    assert point_codes(prepared, "", prepared) is None
    assert point_codes(prepared, "gone", prepared) is None


def test_a_column_goes_by_its_name_in_the_file_when_it_is_logged():
    table = Table("t", ("x", "y"), np.array([[1.0, 2.0], [10.0, 3.0], [100.0, 5.0], [2.0, 2.5]]))
    prepared = prepare(table, None, "none", False, log=("x",))
    codes = point_codes(prepared, "x", prepared)
    assert (codes.column, codes.low) == ("log(x)", 0.0)
    assert codes.high == pytest.approx(np.log(100))
    assert "x" in color_options(prepared, streams=False)
    assert column_value_text(prepared, "x", prepared.places([2])[0]) == "4.60517"


def test_every_column_is_offered_in_the_order_of_the_file_with_the_reason_where_it_cannot_be(table):
    offered = color_options(prepared_of(table), streams=False)
    assert list(offered) == ["kind", "x", "y", "size", "day", "name"]
    assert {name for name, reason in offered.items() if reason} == {"name"}
    assert offered["name"] == "name is an identifier: every value occurs once."
    blobs = prepare(Blobs().make(), None, "none", True)
    assert list(color_options(blobs, streams=False)) == ["generated", "x1", "x2"]


def test_of_a_wide_table_the_first_columns_all_texts_and_the_chosen_one_are_offered(monkeypatch):
    monkeypatch.setattr(color_choice, "MAX_OFFERED_COLORS", 3)
    names = tuple(f"g{i}" for i in range(10))
    values = np.random.default_rng(0).normal(size=(6, 10))
    prepared = prepare(Table("t", names, values, {"kind": tuple("aabbab")}), None, "none", False)
    session = Session.of(Blobs(), KMeans())
    assert list(offered_colors(prepared, session)) == ["g0", "g1", "g2", "kind"]
    assert list(offered_colors(prepared, replace(session, color_by="g7"))) == ["g0", "g1", "g2", "kind", "g7"]


def test_of_a_stream_only_clustered_columns_are_offered_and_another_one_says_why_it_is_not(table):
    prepared = prepared_of(table)
    session = Session.of(Blobs(), MiniBatch(batches="stream"))
    assert list(offered_colors(prepared, session)) == ["x", "y"]
    offered = offered_colors(prepared, replace(session, color_by="kind"))
    assert offered["kind"] == "kind: a stream does not keep it"


@pytest.mark.parametrize(
    ("column", "row", "value"),
    [
        ("kind", 1, "green"),
        ("kind", 2, "missing"),
        ("size", 1, "2"),
        ("size", 0, "missing"),
        ("day", 3, "2020-01-04"),
    ],
)
def test_the_details_of_a_point_say_its_value(table, column, row, value):
    prepared = prepared_of(table)
    index = int(prepared.places([row])[0])
    assert column_value_text(prepared, column, index) == value
    assert point_details(prepared, None, index, None, column).facts == ((column, value),)


def test_the_details_of_a_point_do_not_repeat_a_clustered_column(table):
    prepared = prepared_of(table)
    assert point_details(prepared, None, 0, None, "x").facts == ()
    assert point_details(prepared, None, 0, None, "gone").facts == ()


def test_the_details_of_a_generated_point_say_its_group():
    table = Blobs(groups=2, points=10).make()
    prepared = prepare(table, None, "none", True)
    texts = [column_value_text(prepared, "generated", index) for index in range(10)]
    assert texts == [f"Group {code + 1}" for code in table.truth[rows_of(prepared)].tolist()]
