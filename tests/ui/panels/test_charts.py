"""A chart over K: told, it shows; touched, it says."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from clusterlab.ui.panels.charts import KChart
from clusterlab.ui.theme import DARK, LIGHT

KS = [1, 2, 3, 4, 5]
VALUES = [100.0, 40.0, 20.0, 15.0, 12.0]


@pytest.fixture
def chart(qtbot):
    chart = KChart("Elbow", from_zero=True)
    qtbot.addWidget(chart)
    chart.set_theme(LIGHT)
    chart.show_curve(KS, VALUES, 3, "inertia", 2)
    chart.resize(320, chart.sizeHint().height())
    with qtbot.waitExposed(chart):
        chart.show()
    return chart


@pytest.fixture
def said(chart):
    found = []
    chart.k_chosen.connect(found.append)
    return found


def heights(chart):
    return chart.curve.getViewBox().viewRange()[1]


def color_at(chart, k):
    place = chart.curve.pixel(k)
    return chart.curve.grab().toImage().pixelColor(place).name()


def test_told_it_shows_title_subtitle_and_numbers(chart):
    assert chart.title.text() == "Elbow"
    assert chart.subtitle.toolTip() == "inertia"
    assert chart.curve.words(3) == "K 3: 20.00"


def test_the_dot_of_the_current_k_is_solid_and_others_are_open(chart):
    assert color_at(chart, 3) == LIGHT.accent
    assert color_at(chart, 4) == LIGHT.panel


def test_it_follows_the_theme(chart):
    chart.set_theme(DARK)
    assert color_at(chart, 3) == DARK.accent
    assert color_at(chart, 4) == DARK.panel


@pytest.mark.parametrize("k", KS)
def test_a_press_on_a_point_says_its_k(chart, said, k):
    QTest.mouseClick(chart.curve.viewport(), Qt.MouseButton.LeftButton, pos=chart.curve.pixel(k))
    assert said == [k]


def test_a_press_near_a_point_says_its_k(chart, said):
    place = chart.curve.pixel(2) + QPoint(6, 30)
    QTest.mouseClick(chart.curve.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert said == [2]


def test_a_press_where_no_point_is_says_nothing(chart, said):
    chart.show_curve(KS, [100.0, None, None, None, None], 3)
    place = chart.curve.pixel(4)
    QTest.mouseClick(chart.curve.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert said == []


def test_keys_go_from_point_to_point_and_take_one(chart, said):
    QTest.keyClick(chart.curve, Qt.Key.Key_Right)
    assert chart.curve.accessibleDescription() == "K 4: 15.00"
    QTest.keyClick(chart.curve, Qt.Key.Key_Left)
    QTest.keyClick(chart.curve, Qt.Key.Key_Left)
    QTest.keyClick(chart.curve, Qt.Key.Key_Return)
    assert said == [2]


def test_keys_pass_over_gaps(chart, said):
    chart.show_curve(KS, [100.0, 40.0, 20.0, None, 12.0], 3)
    QTest.keyClick(chart.curve, Qt.Key.Key_Right)
    QTest.keyClick(chart.curve, Qt.Key.Key_Return)
    assert said == [5]


def test_filling_in_point_by_point_never_moves_the_axes_until_it_is_full(chart):
    seen = set()
    for known in range(1, 5):
        chart.show_curve(KS, [*VALUES[:known], *[None] * (5 - known)], 3)
        seen.add(tuple(heights(chart)))
        assert chart.curve.getViewBox().viewRange()[0] == [0.5, 5.5]
    assert len(seen) == 1


def test_a_full_curve_fits(chart):
    chart.show_curve(KS, [value * 1000 for value in VALUES], 3)
    low, high = heights(chart)
    assert low < 0
    assert 100_000 < high < 120_000


def test_nothing_known_yet_is_drawn_too(chart):
    chart.show_curve([1, 2, 3], [None, None, None], 2)
    chart.grab()
    chart.show_curve([], [], None)
    chart.grab()


def test_the_wheel_is_left_to_the_panel(chart):
    assert chart.curve.getViewBox().state["mouseEnabled"] == [False, False]


def test_no_menu_of_the_plot_is_ever_seen(chart):
    assert not any(menu.isVisible() for menu in chart.findChildren(QMenu))


def test_the_help_stands_with_the_title(chart):
    chart.set_help("The sum of squared distances.")
    assert chart.title.toolTip() == "The sum of squared distances."


def test_telling_the_same_again_draws_nothing(chart):
    before = chart.curve.getViewBox().viewRange()
    chart.curve.setYRange(0, 1, padding=0)
    chart.show_curve(KS, VALUES, 3, "inertia", 2)
    assert heights(chart) == [0, 1]
    assert before[1] != [0, 1]
