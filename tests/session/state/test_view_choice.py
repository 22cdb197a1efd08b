"""The view of a choice."""

import numpy as np
import pytest

from clusterlab.core.multi_axis_view import ParallelCoordinates, ScatterMatrix
from clusterlab.core.resources import resource
from clusterlab.datasets.readers.files import read_table
from clusterlab.session.state.prepared import prepare
from clusterlab.session.state.view_choice import MULTI_AXIS_VIEWS, ViewChoice


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
