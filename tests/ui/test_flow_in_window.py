"""The flow from K to K + 1 in the real window, filled by the sweep."""

import pytest
from PySide6.QtCore import Qt

from clusterlab.session.state.cluster_order import ClusterOrder
from tests.ui.at_rest import faults_at_rest

pytestmark = pytest.mark.usefixtures("k_charts")


@pytest.fixture
def flow(program, rest):
    """The presenter of the flow, which is chosen in the menu of charts."""
    program.window.charts.choose.actions_by_name["flow"].trigger()
    rest()
    return program.k_chart_presenter.flow


def test_it_is_hidden_until_it_is_chosen(program, flow):
    assert flow.chart.isVisible()
    assert flow.flows.picture.ks == tuple(range(1, 11))
    assert faults_at_rest(program.window) == []
    program.window.charts.choose.actions_by_name["flow"].trigger()
    assert faults_at_rest(program.window) == []
    assert not flow.chart.isVisible()


def test_its_menu_hides_it(program, flow, rest):
    flow.hide_action.trigger()
    rest()
    assert not flow.chart.isVisible()
    assert not program.window.charts.choose.actions_by_name["flow"].isChecked()


def test_it_is_empty_while_other_data_are_read_and_then_theirs(program, flow, rest):
    program.presenter.commands.choose_shape("moons")
    assert flow.chart.isVisible()
    rest()
    assert flow.flows.picture.points is program.presenter.shown.run.prepared.points
    assert faults_at_rest(program.window) == []


def test_it_has_the_labels_of_the_sweep_and_the_colors_of_the_canvas(program, flow, rest):
    program.presenter.go_to_end()
    rest()
    picture, run = flow.flows.picture, program.presenter.shown.run
    entries = program.k_chart_presenter.k_sweep.curve.entries_by_k
    assert [id(labels) for labels in picture.labels] == [id(entries[k].step.labels) for k in picture.ks]
    assert set(picture.colors[2]) == set(run.colors)


def test_a_band_selects_its_points_and_adds_others(program, flow):
    picture, highlight = flow.flows.picture, program.highlight
    first, second = [band for band in picture.geometry.bands if band.column == 1][:2]
    flow.chart.view.choose(first, Qt.KeyboardModifier.NoModifier)
    prepared = program.presenter.shown.run.prepared
    rows = prepared.rows_of(picture.band_points(first))
    assert highlight.selected == frozenset(rows.tolist())
    flow.chart.view.choose(second, Qt.KeyboardModifier.ControlModifier)
    assert len(highlight.selected) == first.size + second.size
    words = program.window.status["selected"].text()
    assert words == f"{len(highlight.selected)} selected"


def test_a_head_chooses_its_k_and_the_colors_follow(program, flow, rest):
    program.window.charts.k_chosen.emit(5)
    rest()
    flow.chart.view.k_chosen.emit(4)
    rest()
    program.presenter.go_to_end()
    rest()
    assert program.presenter.document.session.k == 4
    assert set(flow.flows.picture.colors[3]) == set(program.presenter.shown.run.colors)
    assert faults_at_rest(program.window) == []


def test_an_algorithm_without_k_hides_it(program, flow, rest):
    program.presenter.commands.choose_algorithm("dbscan")
    rest()
    assert not flow.chart.isVisible()
    program.presenter.commands.choose_algorithm("ward")
    rest()
    assert flow.chart.isVisible()
    assert faults_at_rest(program.window) == []


def test_a_stopped_sweep_keeps_its_flow(program, flow, rest):
    program.window.charts.last.setValue(20)
    program.presenter.cancel()
    rest()
    assert len(flow.flows.picture.ks) >= 10
    assert faults_at_rest(program.window) == []


def test_a_stale_flow_is_seen(program, flow):
    flow.chart.view.show_flow(None, 3)
    assert any(fault.startswith("Flow, drawn") for fault in faults_at_rest(program.window))


def test_names_colors_and_numbers_are_those_on_screen(program, flow, rest):
    commands = program.presenter.commands
    program.presenter.go_to_end()
    rest()
    commands.order_clusters(ClusterOrder("size"))
    rest()
    commands.rename_cluster(program.presenter.shown.run.numbers[0], "Adelie")
    rest()
    commands.recolor_cluster(program.presenter.shown.run.numbers[0], 5)
    rest()
    assert faults_at_rest(program.window) == []
    picture, run = flow.flows.picture, program.presenter.shown.run
    assert set(picture.colors[2]) == set(run.numbers)
    assert 5 in {number % 8 for number in picture.colors[2]}
    bars = [bar for bar in picture.geometry.bars if bar.column == 2]
    assert any(str(picture.bar_words(bar)).startswith("Adelie at K = 3") for bar in bars)
    program.presenter.go(0)
    assert faults_at_rest(program.window) == []
    program.presenter.go_to_end()
    assert faults_at_rest(program.window) == []
