"""Many starts in the real window."""

import pytest
from PySide6.QtCore import Qt

from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.export.theme import LIGHT
from clusterlab.session.analysis import multi_start
from clusterlab.session.analysis.multi_start import OWN_INIT, FinalObjective
from clusterlab.ui.charts.strip_plot import StripPlot


@pytest.fixture
def widget(program, rest, monkeypatch):
    """The visible widget, with few starts per init method."""
    monkeypatch.setattr(multi_start.multi_start_runs, "__defaults__", (12,))
    program.presenter.commands.choose_k(5)
    rest()
    tabs = program.window.charts.tabs
    tabs.setCurrentIndex([tabs.tabText(i) for i in range(tabs.count())].index("Quality"))
    return program.tab_presenters.multi_start.widget


def test_starts_are_drawn_in_two_strip_plots_and_summarized(program, widget, rest, click):
    assert not widget.strips
    click(widget.run_button)
    assert widget.strips["k-means++"].isVisible()
    assert "reached the best result" in widget.words["random-points"].text()
    strip = widget.strips["random-points"]
    spot = strip.dot_position(strip._final_objectives[0]).toPoint()
    assert strip.grab().toImage().pixelColor(spot).name() != LIGHT.panel
    assert widget.names["k-means++"].text() == "k-means++ (greedy): inertia"


def test_points_are_placed_by_objective_on_an_axis_shared_by_both_strip_plots(widget, click):
    click(widget.run_button)
    strips = list(widget.strips.values())
    coordinates = [
        (strip.dot_position(one).x(), one.value) for strip in strips for one in strip._final_objectives
    ]
    low, high = min(coordinates, key=lambda one: one[1]), max(coordinates, key=lambda one: one[1])
    assert 0 <= low[0] < high[0] <= strips[0].width()
    for x, value in coordinates:
        share = (value - low[1]) / (high[1] - low[1])
        assert x == pytest.approx(low[0] + share * (high[0] - low[0]))


def test_the_point_of_a_collapsed_start_is_open(qtbot):
    strip = StripPlot("random points")
    qtbot.addWidget(strip)
    strip.resize(300, strip.height())
    valid, collapsed = FinalObjective("a", 0, 1.0), FinalObjective("a", 1, 2.0, collapsed=True)
    strip.show_final_objectives([valid, collapsed], 1.0, 2.0)
    strip.set_theme(LIGHT)
    strip.show()
    image = strip.grab().toImage()
    inside = [image.pixelColor(strip.dot_position(one).toPoint()).name() for one in (valid, collapsed)]
    background = image.pixelColor(150, 2).name()
    assert inside[0] != background
    assert inside[1] == background


def test_a_click_on_a_point_loads_its_run(program, widget, rest, click, qtbot):
    click(widget.run_button)
    strip = widget.strips["random-points"]
    worst = max(strip._final_objectives, key=lambda one: one.value)
    qtbot.mouseClick(strip.viewport(), Qt.MouseButton.LeftButton, pos=strip.dot_position(worst).toPoint())
    rest()
    algorithm = program.presenter.document.session.algorithm
    loaded = strip.part_at(strip.dot_position(worst))
    assert (algorithm.init, algorithm.seed) == (loaded.init, loaded.seed)
    program.presenter.go_to_end()
    scene = program.presenter.player.scene
    last = scene.run[len(scene.run) - 1]
    assert last.figures(scene.prepared.points)["inertia"] == loaded.value
    assert len(strip._final_objectives) == 12
    program.presenter.commands.undo()
    rest()
    assert program.presenter.document.session.algorithm.init == "k-means++"


def test_keys_move_between_starts_and_load_one(program, widget, rest, click, qtbot):
    click(widget.run_button)
    strip = widget.strips["k-means++"]
    strip.setFocus()
    qtbot.keyClick(strip, Qt.Key.Key_Right)
    first = strip.accessibleDescription()
    qtbot.keyClick(strip, Qt.Key.Key_Right)
    assert strip.accessibleDescription() != first
    qtbot.keyClick(strip, Qt.Key.Key_Left)
    assert strip.accessibleDescription() == first
    qtbot.keyClick(strip, Qt.Key.Key_Return)
    rest()
    assert f"Seed {program.presenter.document.session.algorithm.seed}:" in first


def test_a_seeded_algorithm_without_the_compared_init_methods_has_one_strip_plot(
    program, widget, rest, click, monkeypatch
):
    monkeypatch.setattr(KMeans, "init_methods", {})
    program.presenter.commands.choose_k(4)
    rest()
    assert widget.run_button.text() == "Run 100 starts"
    click(widget.run_button)
    assert [init for init, strip in widget.strips.items() if strip.isVisible()] == [OWN_INIT]
    assert widget.names[OWN_INIT].text() == "seeds: inertia"
    init, strip = program.presenter.document.session.algorithm.init, widget.strips[OWN_INIT]
    strip.chosen.emit(FinalObjective(OWN_INIT, 5, 1.0))
    rest()
    algorithm = program.presenter.document.session.algorithm
    assert (algorithm.init, algorithm.seed) == (init, 5)
    assert strip.isVisible()


def test_an_algorithm_without_random_starts_says_so(program, widget, rest):
    program.presenter.commands.choose_algorithm("dbscan")
    rest()
    assert not widget.run_button.isVisible()
    assert "no random starts" in widget.unavailable_reason.text()


def test_escape_stops_the_starts_and_keeps_the_finished_ones(program, widget, qtbot, rest, monkeypatch):
    monkeypatch.setattr(multi_start.multi_start_runs, "__defaults__", (100_000,))
    qtbot.mouseClick(widget.run_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(program.tab_presenters.multi_start.multi_start.final_objectives) > 3)
    qtbot.keyClick(program.window.canvas, Qt.Key.Key_Escape)
    rest()
    assert len(program.tab_presenters.multi_start.multi_start.final_objectives) > 3
    assert widget.run_button.isEnabled()
