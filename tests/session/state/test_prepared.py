import numpy as np
import pytest

from clusterlab.core.resources import resource
from clusterlab.datasets.readers.files import read_table
from clusterlab.datasets.table import LoadError
from clusterlab.session.analysis.point_details import point_details
from clusterlab.session.state.prepared import prepare
from clusterlab.session.state.view_choice import ViewChoice


@pytest.fixture
def penguins():
    return read_table(resource("examples/penguins.csv"))


def test_the_summary_names_what_was_done_to_the_data(penguins):
    columns = ("bill_length_mm", "body_mass_g")
    assert prepare(penguins, columns, "none", False).summary == "penguins.csv · 2 columns · 2 rows dropped"
    assert (
        prepare(penguins, columns, "z-score", False).summary
        == "penguins.csv · 2 columns · z-scored · 2 rows dropped"
    )


def test_positions_come_back_in_the_units_of_the_file(penguins):
    for kind in ("none", "z-score"):
        prepared = prepare(penguins, None, kind, False)
        back = prepared.points.to_row_order(prepared.units.positions(prepared.points.values))
        assert np.allclose(back, prepared.selection.matrix, rtol=1e-12)


def test_covariances_come_back_in_the_units_of_the_file(penguins):
    prepared = prepare(penguins, None, "z-score", False)
    inside = np.cov(prepared.points.values.T)
    assert np.allclose(prepared.units.covariances(inside), np.cov(prepared.selection.matrix.T), rtol=1e-10)


def test_dropped_rows_have_no_label(penguins):
    prepared = prepare(penguins, ("body_mass_g",), "none", False)
    labels = prepared.rows(np.arange(prepared.points.n))
    assert len(labels) == 344
    assert [row for row, label in enumerate(labels) if label is None] == [3, 271]
    assert [label for label in labels if label is not None] == list(range(342))


def test_the_places_of_selected_rows_are_found_once(penguins):
    prepared, rows = prepare(penguins, ("body_mass_g",), "none", False), frozenset((0, 3, 5))
    found = prepared.selected_places(rows)
    assert found.tolist() == prepared.places(rows).tolist()
    assert prepared.selected_places(rows) is found
    assert prepared.selected_places(frozenset((5,))).tolist() == prepared.places((5,)).tolist()


def test_two_columns_are_axes_and_more_are_projected_to_components(penguins):
    pair = prepare(penguins, ("bill_length_mm", "body_mass_g"), "none", False)
    assert pair.view().axes == ("bill_length_mm", "body_mass_g")
    assert pair.view().shows_all_features
    many = prepare(penguins, None, "none", False)
    assert many.view().axes[0].startswith("PC 1")
    assert many.view(ViewChoice("columns", ("year", "body_mass_g"))).axes == ("year", "body_mass_g")


def test_only_comparable_axes_have_one_scale(penguins):
    assert not prepare(penguins, None, "none", False).view().equal
    assert prepare(penguins, None, "z-score", False).view().equal


def test_a_single_column_is_drawn_on_a_line(penguins):
    view = prepare(penguins, ("body_mass_g",), "none", False).view()
    assert view.axes[0] == "body_mass_g"
    assert not view.shows_all_features


def test_point_details_have_the_row_of_the_file_and_its_values(penguins):
    prepared = prepare(penguins, None, "none", False)
    index = int(np.flatnonzero(prepared.points.order == 3)[0])  # the fifth row: the fourth was dropped
    said = point_details(prepared, None, index, np.array([0.2, 0.001, 0.799]))
    assert said.title == "Row 5"
    assert dict(said.values)["body_mass_g"] == "3,450.0"
    assert [cluster for cluster, _ in said.responsibilities] == [2, 0]


def test_a_sample_is_drawn_of_the_complete_rows_and_always_the_same(penguins):
    once, again = (prepare(penguins, None, "none", False, 0, 100) for _ in range(2))
    whole = prepare(penguins, None, "none", False)
    assert once.points.n == 100
    assert np.array_equal(once.selection.kept, again.selection.kept)
    assert set(once.selection.kept) < set(whole.selection.kept)
    assert once.selection.dropped == whole.selection.dropped
    assert "a sample of 100 of 342 rows, seed 0" in once.summary
    assert prepare(penguins, None, "none", False, 0, 342).selection.of == 0


def test_the_variance_of_the_first_components_adds_up_to_all_of_it(penguins):
    prepared = prepare(penguins, None, "z-score", False)
    eigenvalues = np.linalg.eigvalsh(np.corrcoef(prepared.selection.matrix.T))[::-1]
    assert prepared.cumulative_variance == pytest.approx(np.cumsum(eigenvalues) / eigenvalues.sum())


def test_points_are_found_by_their_rows_and_rows_by_their_points(penguins):
    prepared = prepare(penguins, ("body_mass_g",), "none", False)
    rows = prepared.rows_of(np.arange(prepared.points.n))
    assert sorted(rows) == sorted({*range(344)} - {3, 271})
    assert [prepared.row(place) for place in range(5)] == rows[:5].tolist()
    assert prepared.places([rows[7], 3, 344, -1, rows[2]]).tolist() == [2, 7]


@pytest.mark.parametrize("kind", ["none", "z-score"])
def test_reduced_points_have_no_more_components_than_columns_less_one(penguins, kind):
    assert prepare(penguins, None, kind, False, reduce=4).points.d == 4
    with pytest.raises(LoadError, match="5 columns can be reduced to fewer than 5 components only; it was 5"):
        prepare(penguins, None, kind, False, reduce=5)


def test_the_default_view_and_a_chosen_one_are_kept_side_by_side(penguins):
    prepared, choice = prepare(penguins, None, "none", False), ViewChoice("matrix")
    default, chosen = prepared.cached_view(), prepared.cached_view(choice)
    assert (prepared.cached_view(), prepared.cached_view(choice)) == (default, chosen)
    assert prepared.cached_view() is default
