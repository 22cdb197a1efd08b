"""A hundred starts in the real window: run, drawn, loaded."""

import pytest
from PySide6.QtCore import Qt

from clusterlab.session.analysis import multi_start
from clusterlab.session.analysis.multi_start import FinalObjective
from clusterlab.ui.charts.strip_plot import StripPlot
from clusterlab.ui.theme.theme import LIGHT


@pytest.fixture
def part(program, rest, monkeypatch):
    """The strips on screen, of a few starts."""
    monkeypatch.setattr(multi_start.multi_start_runs, "__defaults__", (12,))
    program.presenter.commands.choose_k(5)
    rest()
    tabs = program.window.charts.tabs
    tabs.setCurrentIndex([tabs.tabText(place) for place in range(tabs.count())].index("Quality"))
    return program.multi_start_presenter.widget


def test_starts_are_drawn_in_two_strips_and_told_in_words(program, part, rest, click):
    assert not part.strips["k-means++"].isVisible()
    click(part.run_button)
    assert part.strips["k-means++"].isVisible()
    assert "of the best of all" in part.words["random-points"].text()
    strip = part.strips["random-points"]
    spot = strip.spot(strip._final_objectives[0]).toPoint()
    assert strip.grab().toImage().pixelColor(spot).name() != LIGHT.panel
    assert part.names["k-means++"].text() == "k-means++ (greedy): inertia"


def test_each_dot_stands_on_the_axis_by_its_end_and_both_strips_have_the_same_axis(part, click):
    click(part.run_button)
    strips = list(part.strips.values())
    every = [(strip.spot(one).x(), one.value) for strip in strips for one in strip._final_objectives]
    low, high = min(every, key=lambda one: one[1]), max(every, key=lambda one: one[1])
    assert 0 <= low[0] < high[0] <= strips[0].width()
    for x, value in every:
        share = (value - low[1]) / (high[1] - low[1])
        assert x == pytest.approx(low[0] + share * (high[0] - low[0]))


def test_the_dot_of_a_start_that_collapsed_is_open(qtbot):
    strip = StripPlot("random points", 0)
    qtbot.addWidget(strip)
    strip.resize(300, strip.height())
    sound, flat = FinalObjective("a", 0, 1.0), FinalObjective("a", 1, 2.0, collapsed=True)
    strip.show_final_objectives([sound, flat], 1.0, 2.0)
    strip.set_theme(LIGHT)
    strip.show()
    image = strip.grab().toImage()
    inside = [image.pixelColor(strip.spot(one).toPoint()).name() for one in (sound, flat)]
    beside = image.pixelColor(150, 2).name()
    assert inside[0] != beside
    assert inside[1] == beside


def test_a_press_on_a_dot_loads_that_run(program, part, rest, click, qtbot):
    click(part.run_button)
    strip = part.strips["random-points"]
    worst = max(strip._final_objectives, key=lambda one: one.value)
    qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=strip.spot(worst).toPoint())
    rest()
    algorithm = program.presenter.document.session.algorithm
    loaded = strip.start_near(strip.spot(worst))
    assert (algorithm.init, algorithm.seed) == (loaded.init, loaded.seed)
    program.presenter.go_to_end()
    scene = program.presenter.player.scene
    last = scene.run[len(scene.run) - 1]
    assert last.figures(scene.prepared.points)["inertia"] == loaded.value
    assert len(strip._final_objectives) == 12
    program.presenter.commands.undo()
    rest()
    assert program.presenter.document.session.algorithm.init == "k-means++"


def test_keys_go_from_start_to_start_and_load_one(program, part, rest, click, qtbot):
    click(part.run_button)
    strip = part.strips["k-means++"]
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


def test_an_algorithm_without_random_starts_says_so(program, part, rest):
    program.presenter.commands.choose_algorithm("dbscan")
    rest()
    assert not part.run_button.isVisible()
    assert "no random starts" in part.unavailable_reason.text()


def test_escape_stops_the_starts_and_keeps_what_came(program, part, qtbot, rest, monkeypatch):
    monkeypatch.setattr(multi_start.multi_start_runs, "__defaults__", (100_000,))
    qtbot.mouseClick(part.run_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(program.multi_start_presenter.multi_start.final_objectives) > 3)
    qtbot.keyClick(program.window.canvas, Qt.Key.Key_Escape)
    rest()
    assert len(program.multi_start_presenter.multi_start.final_objectives) > 3
    assert part.run_button.isEnabled()
