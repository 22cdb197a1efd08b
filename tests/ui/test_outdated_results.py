"""Charts and answer of other data, of another run or of another step are cleared or pale at once."""

from itertools import count

import numpy as np
import pytest

from clusterlab.core.resources import resource
from clusterlab.session.analysis.silhouettes import MAX_IMMEDIATE_WORK
from clusterlab.ui import presenter as presenter_module
from tests.ui.at_rest import faults_at_rest
from tests.ui.test_at_rest import blocked

pytestmark = pytest.mark.usefixtures("k_charts")

READING = "Looking for clusters… 0 %"


@pytest.fixture
def held(program):
    """Keeps the worker of the runs busy, so that what is requested is not computed."""
    with blocked(program.presenter.player._group._worker):
        yield
    assert faults_at_rest(program.window) == []


def poll(program):
    """The turns of what is polled until a change is shown, where one of them makes a chart."""
    for _ in range(3):
        program.presenter._poll_parts()


def k_chart_values(program):
    """All values of the charts over K on screen."""
    charts = [chart for chart in program.window.charts._charts.values() if not chart.isHidden()]
    assert charts
    return [value for chart in charts for line in chart.curve.shown.lines for value in line.values]


def test_charts_and_answer_are_cleared_as_soon_as_other_data_are_chosen(program, held):
    program.presenter.go_to_end()
    assert program.window.charts.verdict.answer.text() != READING
    program.presenter.commands.open_file(resource("examples/iris.csv"))
    assert program.window.charts.verdict.answer.text() == READING
    assert not any(use.isVisible() for use in program.window.charts.verdict.uses)
    poll(program)
    assert set(k_chart_values(program)) == {None}
    assert all(not chart.subtitle._words for chart in program.window.charts._charts.values())
    assert program.silhouette_presenter.chart.plot.is_outdated


def test_charts_of_another_algorithm_are_cleared_as_soon_as_it_is_chosen(program, held):
    answer = program.window.charts.verdict.answer.text()
    program.presenter.commands.choose_algorithm("gmm")
    poll(program)
    assert set(k_chart_values(program)) == {None}
    assert program.window.charts.chart("bic").isVisible()
    assert program.window.charts.state.text() == "K is swept once the run has ended."
    assert program.window.charts.verdict.answer.text() == answer  # about the same data


def test_charts_over_k_stay_while_another_k_of_the_same_sweep_is_run(program, held):
    values = k_chart_values(program)
    program.presenter.go_to_end()
    assert not program.silhouette_presenter.chart.plot.is_outdated
    program.presenter.commands.choose_k(5)
    poll(program)
    assert k_chart_values(program) == values
    assert program.window.charts.chart("inertia").curve._current == 5
    assert program.silhouette_presenter.chart.plot.is_outdated


def test_what_was_cleared_is_back_when_the_choice_is_undone(program, rest):
    values, answer = k_chart_values(program), program.window.charts.verdict.answer.text()
    with blocked(program.presenter.player._group._worker):
        program.presenter.commands.choose_shape("moons")
        poll(program)
        assert set(k_chart_values(program)) == {None}
        program.presenter.cancel()
        poll(program)
        assert k_chart_values(program) == values
        assert program.window.charts.verdict.answer.text() == answer
    assert faults_at_rest(program.window) == []


@pytest.mark.parametrize("tab", ["Quality", "Profile"])
def test_other_tabs_are_cleared_while_another_run_is_computed(program, rest, tab):
    program.presenter.go_to_end()
    tabs = program.window.charts.tabs
    tabs.setCurrentIndex([tabs.tabText(i) for i in range(tabs.count())].index(tab))
    rest()
    if tab == "Profile":
        widget = program.tab_presenters.profile.widget
        shown, state = widget.words, widget.state
    else:
        truth = program.tab_presenters.ground_truth.widget
        shown, state = truth.table, truth.note
    assert shown.isVisible()
    with blocked(program.presenter.player._group._worker):
        program.presenter.commands.choose_k(5)
        poll(program)
        assert not shown.isVisible()
        assert state.text() == "Computing…"
        program.presenter.commands.choose_shape("moons")
        poll(program)
        if tab == "Quality":
            assert not program.tab_presenters.multi_start.widget.run_button.isEnabled()
    assert faults_at_rest(program.window) == []
    assert shown.isVisible()


def test_charts_of_a_step_are_pale_while_another_run_is_computed(program, rest):
    program.presenter.commands.choose_algorithm("ward")
    rest()
    charts = [chart.step_chart for chart in program.step_chart_presenter.charts]
    assert [chart.is_outdated for chart in charts] == [False]
    with blocked(program.presenter.player._group._worker):
        program.presenter.commands.choose_k(5)
        poll(program)
        assert [chart.is_outdated for chart in charts] == [True]
    assert faults_at_rest(program.window) == []


def test_metrics_of_panes_are_cleared_while_one_of_their_runs_is_computed(program, rest):
    program.presenter.pane_commands.toggle()
    program.presenter.go_to_end()
    rest()
    table = program.metrics_presenter.table
    before = table.metrics.texts()
    with blocked(program.presenter.player._group._worker):
        program.presenter.commands.choose_k(5)
        poll(program)
        assert table.metrics.texts() != before
        assert program.metrics_presenter._found == []
    assert faults_at_rest(program.window) == []


def test_silhouettes_are_those_of_the_legend_at_every_step_that_is_played(program, rest, monkeypatch):
    presenter, plots = program.presenter, []
    presenter.commands.choose_k(8)
    rest()

    def note():
        step, chart = presenter.player.step, program.silhouette_presenter.chart
        if step.labels is not None:
            sizes = np.bincount(step.labels, minlength=step.k)
            plots.append(sizes.tolist() == [one.size for one in chart.shown.clusters])

    presenter.frame_shown.connect(note)
    presenter.go(0)
    times = count(step=1 / presenter.player.rate)
    with monkeypatch.context() as patch, blocked(presenter.worker):  # what is computed there comes too late
        patch.setattr(presenter_module, "monotonic", lambda: next(times))
        presenter.toggle_run()
        while presenter.player.playing:
            presenter.poll()
    assert len(plots) > 2
    assert all(plots)


def test_silhouettes_of_more_points_are_pale_until_they_are_those_of_the_step(program, rest):
    n = int((MAX_IMMEDIATE_WORK / 2) ** 0.5) + 1
    program.presenter.commands.change_shape("points", n)
    program.presenter.commands.choose_k(8)
    rest()
    program.presenter.go_to_end()
    rest()
    plot = program.silhouette_presenter.chart.plot
    assert not plot.is_outdated
    with blocked(program.presenter.worker):
        run = program.presenter.player.scene.run
        program.presenter.go(next(i for i, step in enumerate(run) if step.labels is not None))
        assert plot.is_outdated
    rest()
    assert not plot.is_outdated


def test_charts_and_answer_are_hidden_beside_the_zoo(program, rest):
    charts, tabs = program.window.charts, program.window.charts.tabs
    program.presenter.pane_commands.toggle()
    rest()
    for leave in (
        program.presenter.cancel,
        lambda: program.presenter.pane_commands.choose_preset("two-starts"),
    ):
        program.presenter.pane_commands.choose_preset("zoo")
        rest()
        assert [tabs.tabText(i) for i in range(tabs.count()) if tabs.isTabVisible(i)] == ["About"]
        assert not charts.verdict.isVisible()
        assert not program.silhouette_presenter.chart.isVisible()
        assert program.window.about.isVisible()
        leave()
        rest()
        assert tabs.isTabVisible(0)
        assert faults_at_rest(program.window) == []
