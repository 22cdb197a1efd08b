"""The view of a choice."""

import numpy as np
import pytest

from clusterlab.core.formatting import format_percent
from clusterlab.core.multi_axis_view import ParallelCoordinates, ScatterMatrix
from clusterlab.core.resources import resource
from clusterlab.datasets.readers.files import read_table
from clusterlab.session.state.prepared import prepare
from clusterlab.session.state.view_choice import (
    MULTI_AXIS_VIEWS,
    ViewChoice,
    axes_of,
    default_view,
    offered_components,
)


@pytest.fixture(scope="module")
def wine():
    """13 columns and 178 rows, z-scored."""
    return prepare(read_table(resource("examples/wine.csv")), None, "z-score", False)


@pytest.mark.parametrize(("kind", "form"), [("matrix", ScatterMatrix), ("parallel", ParallelCoordinates)])
def test_a_multi_axis_view_shows_the_first_columns_where_there_are_too_many(wine, kind, form):
    view, most = wine.view(ViewChoice(kind)), min(MULTI_AXIS_VIEWS[kind], 13)
    assert isinstance(view, form)
    assert view.axes == wine.selection.columns[:most]
    assert (f"the first {most} of them" in view.badge) == (most < 13)


def test_a_multi_axis_view_shows_the_chosen_columns(wine):
    view = wine.view(ViewChoice("matrix", ("ash", "hue", "alcohol")))
    assert view.axes == ("ash", "hue", "alcohol")
    columns = [wine.selection.columns.index(name) for name in view.axes]
    assert np.array_equal(view.project(wine.points.values), wine.points.values[:, columns])
    assert "shown on 3 of them" in view.badge


@pytest.mark.parametrize("kind", MULTI_AXIS_VIEWS)
def test_two_columns_need_no_multi_axis_view(wine, kind):
    pair = prepare(wine.table, ("ash", "hue"), "none", False)
    view = pair.view(ViewChoice(kind))
    assert view.axes == ("ash", "hue")
    assert view.shows_all_features


@pytest.mark.parametrize("kind", MULTI_AXIS_VIEWS)
def test_a_multi_axis_view_shows_all_features_of_reduced_points(wine, kind):
    whole = wine.view(ViewChoice(kind))
    few = prepare(wine.table, None, "z-score", False, reduce=3)
    view = few.view(ViewChoice(kind))
    assert "clustered on 3 components of 13 features" in view.badge
    shown = few.points.to_row_order(view.origin + view.step * view.places)
    assert shown == pytest.approx(
        wine.points.to_row_order(whole.origin + whole.step * whole.project(wine.points.values)), abs=1e-9
    )


@pytest.mark.parametrize("kind", MULTI_AXIS_VIEWS)
def test_the_axes_of_a_multi_axis_view_are_columns(wine, kind):
    columns = wine.selection.columns
    assert ViewChoice(kind, ("ash", "hue")).fits(columns)
    assert not ViewChoice(kind, ("ash", "PC 1")).fits(columns)


@pytest.mark.parametrize(
    ("kind", "axes", "fits"),
    [
        ("columns", ("ash", "hue"), True),
        ("columns", ("ash", "PC 1"), False),
        ("components", ("PC 1", "PC 13"), True),
        ("components", ("PC 1", "PC 14"), False),
        ("components", ("ash", "PC 1"), False),
        ("space", ("ash", "PC 13", "hue"), True),
        ("space", ("ash", "PC 14", "hue"), False),
    ],
)
def test_the_axes_of_a_view_are_columns_components_or_both(wine, kind, axes, fits):
    assert ViewChoice(kind, axes).fits(wine.selection.columns) == fits


def test_the_default_axes_are_up_to_two_columns_and_else_components():
    assert [default_view(["x"] * d).kind for d in (1, 2, 3)] == ["columns", "columns", "components"]
    assert axes_of(ViewChoice("columns"), ["a", "b", "c"]) == ("a", "b")
    assert axes_of(ViewChoice("components"), ["a", "b", "c"]) == ("PC 1", "PC 2")
    assert axes_of(ViewChoice("space"), ["a", "b", "c"]) == ("a", "b", "c")
    assert axes_of(ViewChoice("space"), ["a", "b", "c", "d"]) == ("PC 1", "PC 2", "PC 3")
    assert axes_of(ViewChoice("matrix"), [f"c{i}" for i in range(7)]) == tuple(f"c{i}" for i in range(6))
    assert axes_of(ViewChoice("columns", ("b", "gone")), ["a", "b", "c"]) == ("a", "b")


def test_the_offered_components_have_their_shares_of_the_variance(wine):
    offered = offered_components(wine.features)
    assert len(offered) == 13
    shares = np.linalg.eigvalsh(np.cov(wine.points.values.T))[::-1]
    first = format_percent(shares[0] / shares.sum())
    assert offered["PC 1"] == f"PC 1 · {first}"


@pytest.mark.parametrize("axes", [("ash", "PC 2", "hue"), ("ash", "hue", "alcohol")])
def test_a_view_in_space_lies_in_the_space_of_its_columns_and_components(wine, axes):
    view, columns = wine.view(ViewChoice("space", axes)), wine.selection.columns
    components = np.linalg.eigh(np.cov(wine.points.values.T))[1][:, ::-1]
    own = [np.eye(13)[columns.index(name)] if name in columns else components[:, 1] for name in axes]
    weights, residual, rank, _ = np.linalg.lstsq(np.array(own).T, view.matrix, rcond=None)
    assert rank == 3
    assert residual == pytest.approx(np.zeros(2), abs=1e-15)
    assert (abs(weights) > 1e-3).any(axis=1).all()  # all three are seen


@pytest.mark.parametrize("scaling", ["none", "z-score", "min-max", "robust"])
@pytest.mark.parametrize("kind", ["columns", "matrix", "parallel"])
def test_the_axes_of_columns_are_in_the_units_of_the_file(wine, kind, scaling):
    chosen = ("ash", "alcohol", "proline")[: 2 if kind == "columns" else 3]
    scaled = prepare(wine.table, None, scaling, False)
    view = scaled.view(ViewChoice(kind, chosen))
    shown = scaled.points.to_row_order(view.origin + view.step * view.project(scaled.points.values))
    columns = [scaled.selection.columns.index(name) for name in chosen]
    assert shown == pytest.approx(scaled.selection.matrix[:, columns])


def test_the_axis_of_a_single_column_is_in_the_units_of_the_file(wine):
    scaled = prepare(wine.table, ("proline",), "z-score", False)
    view = scaled.view()
    shown = scaled.points.to_row_order(view.origin + view.step * view.project(scaled.points.values))
    assert shown[:, 0] == pytest.approx(scaled.selection.matrix[:, 0])
