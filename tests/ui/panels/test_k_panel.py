"""The panel with the charts over K shows its state and emits choices."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from clusterlab.export.theme import DARK
from clusterlab.ui.panels.k_panel import KPanel
from clusterlab.ui.theme.theme_signal import THEME_SIGNAL
from clusterlab.ui.widgets.tab_order import tab_order


@pytest.fixture
def panel(qtbot):
    panel = KPanel()
    qtbot.addWidget(panel)
    THEME_SIGNAL.show(DARK)
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


def test_charts_are_in_the_order_in_which_they_are_named(panel):
    def heights():
        QApplication.processEvents()
        return [panel.chart(name).y() for name in ("silhouette", "criterion")]

    panel.add_chart(QLabel("what leads"), above=True)
    for names in (("silhouette", "criterion"), ("criterion", "silhouette")):
        while not panel.show_charts(*names):
            pass
        assert (heights() == sorted(heights())) == (names[0] == "silhouette")
        assert min(heights()) > 20


def test_emits_the_k_chosen_in_a_chart(panel):
    emitted = []
    panel.k_chosen.connect(emitted.append)
    panel.chart("silhouette").curve.k_chosen.emit(5)
    assert emitted == [5]


def test_shows_the_progress_of_the_sweep(panel):
    panel.show_progress(3, 10, "K = 4 of 10")
    assert (panel.bar.value(), panel.bar.maximum()) == (3, 10)
    assert panel.state.text() == "K = 4 of 10"
    assert panel.cancel.isVisible()


def test_a_finished_sweep_cannot_be_canceled(panel):
    panel.show_progress(3, 10)
    panel.show_progress(10, 10, "10 starts for each K")
    assert panel.bar.value() == 0
    assert not panel.cancel.isVisible()
    assert panel.state.text() == "10 starts for each K"


def test_requests_to_cancel(panel):
    emitted = []
    panel.cancel.clicked.connect(lambda: emitted.append("cancel"))
    panel.show_progress(3, 10)
    QTest.mouseClick(panel.cancel, Qt.MouseButton.LeftButton)
    assert emitted == ["cancel"]


def test_a_stopped_sweep_can_be_requested_again(panel):
    emitted = []
    panel.again.clicked.connect(lambda: emitted.append("sweep"))
    panel.show_progress(10, 10, "The sweep stopped after K = 3.", again=True)
    assert not panel.cancel.isVisible()
    QTest.mouseClick(panel.again, Qt.MouseButton.LeftButton)
    assert emitted == ["sweep"]
    panel.show_progress(4, 10)
    assert not panel.again.isVisible()


def test_an_added_chart_is_below_the_charts(panel):
    added = QLabel("every point")
    panel.add_chart(added)
    panel.chart("late")
    QApplication.processEvents()
    tops = [panel.chart(name).mapTo(panel, QPoint()).y() for name in ("silhouette", "late")]
    assert tops[0] < tops[1] < added.mapTo(panel, QPoint()).y()


def test_the_verdict_leads_then_charts_added_above_and_later_charts_follow(panel):
    first, second = QLabel("a tree"), QLabel("a gap")
    panel.verdict.show_waiting("Looking for clusters… 3 %")
    panel.add_chart(first, above=True)
    panel.add_chart(second, above=True)
    parts = [panel.verdict, first, second, panel.chart("silhouette"), panel.chart("late")]
    QApplication.processEvents()
    tops = [part.mapTo(panel, QPoint()).y() for part in parts]
    assert tops == sorted(set(tops))
    panel.remove_chart(first)
    assert not first.isVisible()
    panel.chart("later")
    QApplication.processEvents()
    tops = [part.mapTo(panel, QPoint()).y() for part in (second, panel.chart("late"), panel.chart("later"))]
    assert tops == sorted(set(tops))


def test_another_tab_shows_its_widget_and_hides_the_first_page(panel):
    panel.show_progress(10, 10, "10 starts for each K")
    added = QLabel("good or not")
    place = panel.add_late_tab("Quality", lambda: [added])
    assert not added.isVisible()
    panel.tabs.setCurrentIndex(place)
    assert added.isVisible()
    assert not panel.chart("silhouette").isVisible()
    assert not panel.state.isVisible()
    panel.tabs.setCurrentIndex(0)
    assert panel.chart("silhouette").isVisible()
    assert panel.state.isVisible()


def test_tabs_are_in_the_tab_order_only_if_there_are_several(panel):
    assert panel.tabs not in tab_order([panel])
    panel.add_late_tab("Quality", lambda: [QLabel("good or not")])
    assert tab_order([panel])[0] is panel.tabs


def test_the_menu_emits_which_charts_are_shown(panel):
    emitted = []
    panel.choose.toggled_by_name.connect(lambda name, shown: emitted.append((name, shown)))
    panel.choose.set_choices({"inertia": "Elbow", "gap": "Gap"}, ["inertia"], None)
    actions = panel.choose.actions_by_name
    assert {name: action.isChecked() for name, action in actions.items()} == {"inertia": True, "gap": False}
    actions["gap"].trigger()
    actions["inertia"].trigger()
    assert emitted == [("gap", True), ("inertia", False)]
    assert not panel.choose.every_kind.isVisible()
    panel.choose.set_choices({"bic": "BIC"}, ["bic"], False)
    assert panel.choose.every_kind.isVisible()
    assert list(panel.choose.actions_by_name) == ["bic"]


def test_the_largest_k_is_emitted_for_user_input_only(panel):
    emitted = []
    panel.last.valueChanged.connect(emitted.append)
    panel.show_k_max(12)
    assert (panel.last.value(), emitted) == (12, [])
    panel.last.setValue(20)
    assert emitted == [20]
    panel.show_k_max(None)
    assert not panel.last.isVisible()
