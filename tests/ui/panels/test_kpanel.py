"""The panel with the charts over K: told, it shows; touched, it says."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from clusterlab.ui.panels.kpanel import KPanel
from clusterlab.ui.theme import DARK


@pytest.fixture
def panel(qtbot):
    panel = KPanel()
    qtbot.addWidget(panel)
    panel.set_theme(DARK)
    panel.chart("criterion", "Elbow")
    panel.chart("silhouette", "Silhouette", color=2, from_zero=True)
    panel.resize(345, 800)
    panel.show()
    return panel


def test_a_chart_is_made_once(panel):
    assert panel.chart("criterion") is panel.chart("criterion", "another title")


def test_only_the_named_charts_are_shown(panel):
    panel.show_charts("silhouette")
    assert panel.chart("criterion").isHidden()
    assert not panel.chart("silhouette").isHidden()


def test_charts_pass_on_the_k_that_was_chosen(panel):
    said = []
    panel.k_chosen.connect(said.append)
    panel.chart("silhouette").curve.k_chosen.emit(5)
    assert said == [5]


def test_told_it_shows_how_far_the_sweep_is(panel):
    panel.show_progress(3, 10, "K = 4 of 10")
    assert (panel.bar.value(), panel.bar.maximum()) == (3, 10)
    assert panel.state.text() == "K = 4 of 10"
    assert panel.cancel.isVisible()


def test_at_rest_there_is_nothing_to_cancel(panel):
    panel.show_progress(3, 10)
    panel.show_progress(10, 10, "10 starts for each K")
    assert panel.bar.value() == 0
    assert not panel.cancel.isVisible()
    assert panel.state.text() == "10 starts for each K"


def test_touched_it_asks_to_cancel(panel):
    said = []
    panel.cancel_asked.connect(lambda: said.append("cancel"))
    panel.show_progress(3, 10)
    QTest.mouseClick(panel.cancel, Qt.MouseButton.LeftButton)
    assert said == ["cancel"]


def test_a_sweep_that_was_stopped_can_be_asked_for_again(panel):
    said = []
    panel.sweep_asked.connect(lambda: said.append("sweep"))
    panel.show_progress(10, 10, "The sweep stopped after K = 3.", again=True)
    assert not panel.cancel.isVisible()
    QTest.mouseClick(panel.again, Qt.MouseButton.LeftButton)
    assert said == ["sweep"]
    panel.show_progress(4, 10)
    assert not panel.again.isVisible()
