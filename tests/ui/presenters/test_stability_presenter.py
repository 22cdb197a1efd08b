"""The stability of the clusters on screen, in the real window."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from clusterlab.export.theme import LIGHT
from clusterlab.session.analysis import step_stability as module


@pytest.fixture
def widget(program, rest, press, monkeypatch):
    """The visible widget at the end of the run, with few resamples."""
    search = module.search_stability
    monkeypatch.setattr(module, "search_stability", lambda *target: search(*target, 4))
    press(Qt.Key.Key_End)
    tabs = program.window.charts.tabs
    tabs.setCurrentIndex([tabs.tabText(i) for i in range(tabs.count())].index("Quality"))
    rest()
    return program.tab_presenters.stability.widget


def bar_pixel(chart, cluster, height):
    return chart.pixel_of(cluster, height).toPoint()


def test_each_cluster_gets_a_bar_in_its_color_beside_uniform_points(program, widget, click):
    assert widget.chart is None
    click(widget.run_button)
    image = widget.chart.grab().toImage()
    colors = program.presenter.shown.run.colors
    found = [image.pixelColor(bar_pixel(widget.chart, c, 0.3)).name() for c in range(3)]
    assert found == [LIGHT.cluster(color) for color in colors]
    assert "3 of 3 clusters are stable" in widget.words.text()
    assert "uniform points give" in widget.words.text()
    assert not widget.run_button.isVisible()


def test_a_click_on_a_bar_selects_the_points_of_its_cluster(program, widget, click, qtbot):
    click(widget.run_button)
    qtbot.mouseClick(widget.chart.viewport(), Qt.MouseButton.LeftButton, pos=bar_pixel(widget.chart, 2, 0.5))
    run = program.presenter.shown.run
    rows = {run.prepared.row(int(place)) for place in np.flatnonzero(run.labels == 2)}
    assert program.highlight.selected == rows


def test_a_bar_is_named_by_mouse_and_keys(widget, click, qtbot):
    click(widget.run_button)
    qtbot.mouseMove(widget.chart.viewport(), bar_pixel(widget.chart, 0, 0.5))
    widget.chart.hover(0)
    assert widget.chart.accessibleDescription().startswith("Cluster 1: mean Jaccard similarity")
    widget.chart.setFocus()
    qtbot.keyClick(widget.chart, Qt.Key.Key_Right)
    assert widget.chart.accessibleDescription().startswith("Cluster 2: ")
    assert widget.chart.part_at(QPoint(-5, -5)) is None


def test_another_step_has_no_stability_and_the_same_one_keeps_it(widget, click, press):
    click(widget.run_button)
    words = widget.words.text()
    press(Qt.Key.Key_Home)
    assert not widget.chart.isVisible()
    assert widget.words.text() == "For clusters on screen, while paused."
    assert not widget.run_button.isEnabled()
    press(Qt.Key.Key_End)
    assert widget.chart.isVisible()
    assert widget.words.text() == words


def test_escape_stops_resampling(program, widget, qtbot, monkeypatch):
    monkeypatch.setattr(module, "search_stability", endless)
    widget.run_button.click()
    assert "Esc stops" in widget.words.text()
    qtbot.keyClick(program.window.canvas, Qt.Key.Key_Escape)
    assert not program.tab_presenters.stability.busy
    assert widget.run_button.isEnabled()
    assert widget.words.text() == ""


def endless(*_):
    while True:
        yield module.Progress(1, 2)
