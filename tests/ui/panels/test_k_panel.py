"""The panel with the charts over K: told, it shows; touched, it says."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from clusterlab.ui.panels.k_panel import KPanel
from clusterlab.ui.theme.theme import DARK, LIGHT
from clusterlab.ui.widgets.tab_order import tab_order


@pytest.fixture
def panel(qtbot):
    panel = KPanel()
    qtbot.addWidget(panel)
    panel.set_theme(DARK)
    panel.chart("criterion")
    panel.chart("silhouette")
    panel.resize(345, 800)
    panel.show()
    return panel


def test_a_chart_is_made_once(panel):
    assert panel.chart("criterion") is panel.chart("criterion")


def test_only_the_named_charts_are_shown(panel):
    panel.show_charts("silhouette")
    assert panel.chart("criterion").isHidden()
    assert not panel.chart("silhouette").isHidden()


def test_they_stand_in_the_order_in_which_they_are_named(panel):
    def heights():
        QApplication.processEvents()
        return [panel.chart(name).y() for name in ("silhouette", "criterion")]

    panel.add_chart(QLabel("what leads"), above=True)
    for names in (("silhouette", "criterion"), ("criterion", "silhouette")):
        while not panel.show_charts(*names):
            pass
        assert (heights() == sorted(heights())) == (names[0] == "silhouette")
        assert min(heights()) > 20


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
    panel.cancel_requested.connect(lambda: said.append("cancel"))
    panel.show_progress(3, 10)
    QTest.mouseClick(panel.cancel, Qt.MouseButton.LeftButton)
    assert said == ["cancel"]


def test_a_sweep_that_was_stopped_can_be_asked_for_again(panel):
    said = []
    panel.sweep_requested.connect(lambda: said.append("sweep"))
    panel.show_progress(10, 10, "The sweep stopped after K = 3.", again=True)
    assert not panel.cancel.isVisible()
    QTest.mouseClick(panel.again, Qt.MouseButton.LeftButton)
    assert said == ["sweep"]
    panel.show_progress(4, 10)
    assert not panel.again.isVisible()


class Dressed(QLabel):
    """A widget of another part of the program, which wears themes."""

    theme = None

    def set_theme(self, theme):
        self.theme = theme


def test_a_widget_of_another_part_stands_below_the_charts_and_wears_the_theme(panel):
    added = Dressed("every point")
    panel.add_chart(added)
    panel.chart("late")
    QApplication.processEvents()
    tops = [panel.chart(name).mapTo(panel, QPoint()).y() for name in ("silhouette", "late")]
    assert tops[0] < tops[1] < added.mapTo(panel, QPoint()).y()
    assert added.theme is DARK
    panel.set_theme(LIGHT)
    assert added.theme is LIGHT


def test_what_leads_stands_above_the_verdict_and_charts_made_later_below_it(panel):
    first, second = Dressed("a tree"), Dressed("a gap")
    panel.show_verdict("Knee 3.")
    panel.add_chart(first, above=True)
    panel.add_chart(second, above=True)
    parts = [first, second, panel.verdict, panel.chart("silhouette"), panel.chart("late")]
    QApplication.processEvents()
    tops = [part.mapTo(panel, QPoint()).y() for part in parts]
    assert tops == sorted(set(tops))
    panel.remove_chart(first)
    assert not first.isVisible()
    panel.chart("later")
    QApplication.processEvents()
    tops = [part.mapTo(panel, QPoint()).y() for part in (*parts[1:], panel.chart("later"))]
    assert tops == sorted(set(tops))


def test_another_tab_shows_its_widget_and_hides_what_belongs_to_the_first(panel):
    panel.show_progress(10, 10, "10 starts for each K")
    added = QLabel("good or not")
    place = panel.add_tab("Quality", added)
    assert not added.isVisible()
    panel.tabs.setCurrentIndex(place)
    assert added.isVisible()
    assert not panel.chart("silhouette").isVisible()
    assert not panel.state.isVisible()
    panel.tabs.setCurrentIndex(0)
    assert panel.chart("silhouette").isVisible()
    assert panel.state.isVisible()


def test_tabs_are_reached_by_keyboard_only_where_there_is_a_choice(panel):
    assert panel.tabs not in tab_order([panel])
    panel.add_tab("Quality", QLabel("good or not"))
    assert tab_order([panel])[0] is panel.tabs


def test_the_verdict_stands_above_the_charts(panel):
    assert not panel.verdict.isVisible()
    panel.show_verdict("Knee 3 · gap 1: no clear evidence of compact clusters.")
    QApplication.processEvents()
    assert panel.verdict.isVisible()
    bottom = panel.verdict.mapTo(panel, QPoint(0, panel.verdict.height())).y()
    assert bottom < panel.chart("criterion").mapTo(panel, QPoint()).y()
    panel.show_verdict("")
    assert not panel.verdict.isVisible()


def test_the_menu_says_which_charts_are_wanted(panel):
    said = []
    panel.choose.chart_chosen.connect(lambda name, shown: said.append((name, shown)))
    panel.choose.set_choices({"inertia": "Elbow", "gap": "Gap"}, ["inertia"], None)
    actions = panel.choose.actions_by_name
    assert {name: action.isChecked() for name, action in actions.items()} == {"inertia": True, "gap": False}
    actions["gap"].trigger()
    actions["inertia"].trigger()
    assert said == [("gap", True), ("inertia", False)]
    assert not panel.choose.every_kind.isVisible()
    panel.choose.set_choices({"bic": "BIC"}, ["bic"], False)
    assert panel.choose.every_kind.isVisible()
    assert list(panel.choose.actions_by_name) == ["bic"]


def test_how_far_k_goes_is_said_by_a_person_and_not_by_the_program(panel):
    said = []
    panel.k_max_chosen.connect(said.append)
    panel.show_k_max(12)
    assert (panel.last.value(), said) == (12, [])
    panel.last.setValue(20)
    assert said == [20]
    panel.show_k_max(None)
    assert not panel.last.isVisible()
