"""Selected points are clustered alone or left out, in the real window."""

import numpy as np
import pytest

from clusterlab.core.resources import resource
from clusterlab.export.picking import picker_of
from clusterlab.export.pointer_state import ringed_places
from clusterlab.session.state.view_choice import ViewChoice


def clustered(program):
    return set(program.presenter.shown.run.prepared.selection.kept.tolist())


def trigger(program, name, rest):
    program.actions[name].trigger()
    rest()


def test_selected_points_are_clustered_alone_and_a_click_brings_all_back(penguins, rest, click):
    every, rows = clustered(penguins), set(range(150, 260))
    penguins.highlight.select(rows)
    trigger(penguins, "cluster_only", rest)
    assert clustered(penguins) == rows & every
    box = penguins.window.data.rows
    assert box.isVisible()
    assert box.words.text() == f"Only {len(rows & every)} of {len(every)} rows"
    click(box.all)
    assert clustered(penguins) == every
    assert not box.isVisible()


def test_points_are_left_out_twice_and_undo_takes_back_one(penguins, rest):
    every = clustered(penguins)
    penguins.highlight.select(range(20))
    trigger(penguins, "leave_out", rest)
    penguins.highlight.select(range(15, 40))
    trigger(penguins, "leave_out", rest)
    assert clustered(penguins) == every - set(range(40))
    assert penguins.actions["undo"].iconText() == "Undo: rows"
    trigger(penguins, "undo", rest)
    assert clustered(penguins) == every - set(range(20))
    trigger(penguins, "use_all_rows", rest)
    assert clustered(penguins) == every


def test_without_a_selection_a_sentence_says_what_to_do(penguins, rest):
    trigger(penguins, "cluster_only", rest)
    assert "Select some points first." in penguins.window.message.words.text()


def test_other_data_have_all_their_rows(penguins, rest):
    penguins.highlight.select(range(100))
    trigger(penguins, "cluster_only", rest)
    penguins.presenter.commands.open_file(resource("examples/iris.csv"))
    rest()
    assert len(clustered(penguins)) == 150


def test_rows_of_generated_points_are_left_out_too(program, rest):
    n = len(clustered(program))
    program.highlight.select(range(10))
    trigger(program, "leave_out", rest)
    assert len(clustered(program)) == n - 10
    program.presenter.commands.regenerate()
    rest()
    assert len(clustered(program)) == n


def test_fewer_points_than_clusters_lower_k(penguins, rest):
    penguins.highlight.select([0, 1])
    trigger(penguins, "cluster_only", rest)
    assert penguins.presenter.document.session.k == 2
    assert len(clustered(penguins)) == 2


def test_rows_of_other_data_are_not_looked_for(penguins, rest):
    penguins.highlight.select([4, 178, 5000])
    trigger(penguins, "cluster_only", rest)
    assert clustered(penguins) == {4, 178}
    penguins.presenter.commands.open_example("wine")
    penguins.highlight.select([1, 2])
    penguins.actions["leave_out"].trigger()  # while the wine is being read
    assert penguins.presenter.document.session.rows is None
    rest()
    assert len(clustered(penguins)) == 178


def drawn(program):
    """The rows whose points are drawn on the canvas."""
    picture, prepared = program.window.canvas.picture, program.presenter.shown.run.prepared
    return set(prepared.rows_of(np.flatnonzero(np.isfinite(picture.drawn_places).all(axis=1))).tolist())


def test_only_selected_points_are_shown_and_all_are_still_clustered(penguins, rest, click):
    every, rows = clustered(penguins), set(range(150, 260))
    step, sizes = penguins.presenter.shown.run.step, penguins.window.canvas.picture.sizes
    penguins.highlight.select(rows)
    trigger(penguins, "show_only", rest)
    assert drawn(penguins) == rows & every
    assert penguins.presenter.shown.run.step is step, "nothing is computed again"
    assert (clustered(penguins), penguins.window.canvas.picture.sizes) == (every, sizes)
    box = penguins.window.data.shown
    words = f"howing {len(rows & every)} of {len(every)} points"
    assert box.isVisible()
    assert box.words.text() == f"S{words}"
    assert penguins.window.status["drawn"].text() == f"S{words}."
    assert penguins.actions["undo"].iconText() == "Undo: rows that are shown"
    click(box.all)
    rest()
    assert drawn(penguins) == every
    assert not box.isVisible()
    trigger(penguins, "undo", rest)
    assert drawn(penguins) == rows & every
    trigger(penguins, "show_all_rows", rest)
    assert drawn(penguins) == every


def test_points_that_are_not_shown_have_no_rings_and_cannot_be_picked(penguins, rest):
    penguins.highlight.select(range(100))
    trigger(penguins, "show_only", rest)
    penguins.highlight.select(range(90, 120))
    rest()
    picture, prepared = penguins.window.canvas.picture, penguins.presenter.shown.run.prepared
    ringed = ringed_places(penguins.window.canvas.pointer.selected, picture.view, picture.shown_places)
    assert set(prepared.rows_of(ringed).tolist()) == set(range(90, 100))
    assert penguins.window.status["selected"].text() == "30 selected, 10 of them marked"
    viewport, found = penguins.window.canvas.viewport, picker_of(picture.view, picture)
    for row, is_shown in ((200, False), (50, True)):
        place = int(prepared.places([row])[0])
        pixel = tuple(viewport.to_pixels(picture.places[place]).tolist())
        assert (found.nearest(pixel, viewport, 0.5) == place) == is_shown


@pytest.mark.usefixtures("k_charts")
def test_the_table_of_rows_has_those_that_are_shown(penguins, rest, click):
    tabs = penguins.window.charts.tabs
    tabs.setCurrentIndex([tabs.tabText(i) for i in range(tabs.count())].index("Rows"))
    rest()
    widget = penguins.tab_presenters.rows.widget
    assert not widget.show_only.isEnabled()
    penguins.highlight.select([0, 1, 2, 200])
    widget.show_only.click()
    rest()
    assert widget.view.rows.rowCount() == 4
    assert widget.state.text() == "4 rows · 4 selected"
    widget.cluster.show_choice(0)
    widget.cluster.chosen.emit(0)
    rest()
    assert widget.view.rows.rowCount() < 4
    click(widget.show_all)
    rest()
    assert drawn(penguins) == clustered(penguins)
    assert not widget.show_all.isVisible()
    widget.cluster.chosen.emit(None)


def test_shown_rows_stay_with_another_algorithm_and_go_with_other_data(penguins, rest):
    penguins.highlight.select(range(100))
    trigger(penguins, "show_only", rest)
    before = drawn(penguins)
    penguins.presenter.commands.choose_algorithm("gmm")
    rest()
    assert drawn(penguins) == before
    penguins.presenter.commands.open_example("iris")
    rest()
    assert len(drawn(penguins)) == 150
    assert not penguins.window.data.shown.isVisible()


@pytest.mark.parametrize("kind", ["matrix", "parallel"])
def test_views_of_many_axes_show_the_same_points(penguins, rest, kind):
    penguins.presenter.commands.choose_view(ViewChoice(kind))
    penguins.highlight.select(range(100))
    trigger(penguins, "show_only", rest)
    picture = penguins.window.canvas.picture
    assert int(np.isfinite(picture.drawn_places).all(axis=1).sum()) == len(drawn(penguins)) == 99
    if picture.histograms is not None:
        assert picture.histograms.sum() == 99 * len(picture.histograms)
    assert not penguins.window.canvas.grab().isNull()
