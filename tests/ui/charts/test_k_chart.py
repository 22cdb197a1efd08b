"""The chart over K: drawing, hovering and choosing a K."""

from itertools import pairwise

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QToolTip

from clusterlab.export.theme import DARK, LIGHT, mix
from clusterlab.session.analysis.k_charts import KChartData, KChartLine
from clusterlab.ui.charts.k_chart import KChart
from clusterlab.ui.charts.k_curve import BAND_STRENGTH, HOVER_RING_SIZE
from tests.ui.tips import unwrapped

KS = [1, 2, 3, 4, 5]
VALUES = [100.0, 40.0, 20.0, 15.0, 12.0]


def plot(ks, values, conclusion="", marked_k=None, *, others=(), collapsed=(), **more):
    """The data of a chart over K of one line, and of `others` behind it."""
    flags = tuple(collapsed or [False] * len(ks))
    lines = [KChartLine("own", tuple(values), flags)]
    lines += [KChartLine(f"other {i}", tuple(line), (False,) * len(ks)) for i, line in enumerate(others)]
    return KChartData(
        "inertia", "Elbow", tuple(ks), tuple(lines), conclusion, marked_k, from_zero=True, **more
    )


@pytest.fixture
def chart(qtbot):
    chart = KChart("Elbow")
    qtbot.addWidget(chart)
    chart.set_theme(LIGHT)
    chart.show_plot(plot(KS, VALUES, "inertia", 2), 3)
    chart.resize(320, chart.sizeHint().height())
    with qtbot.waitExposed(chart):
        chart.show()
    return chart


@pytest.fixture
def chosen(chart):
    emitted = []
    chart.k_chosen.connect(emitted.append)
    return emitted


def value_range(chart):
    return chart.curve.box.viewRange()[1]


def color_at(chart, k):
    place = chart.curve.pixel(k)
    return chart.curve.grab().toImage().pixelColor(place).name()


def test_it_shows_title_conclusion_and_values(chart):
    assert chart.title.text() == "Elbow"
    assert chart.subtitle.toolTip().startswith("inertia\nInertia: The sum of the squared distances")
    assert chart.curve.shown.words(3) == "K 3: own 20.00"


def test_the_dot_of_the_current_k_is_solid_and_the_others_are_open(chart):
    assert color_at(chart, 3) == LIGHT.accent
    assert color_at(chart, 4) == LIGHT.panel


def test_it_follows_the_theme(chart):
    chart.set_theme(DARK)
    assert color_at(chart, 3) == DARK.accent
    assert color_at(chart, 4) == DARK.panel


@pytest.mark.parametrize("k", KS)
def test_a_click_on_a_point_chooses_its_k(chart, chosen, k):
    QTest.mouseClick(chart.curve.viewport(), Qt.MouseButton.LeftButton, pos=chart.curve.pixel(k))
    assert chosen == [k]


def test_a_click_near_a_point_chooses_its_k(chart, chosen):
    place = chart.curve.pixel(2) + QPoint(6, 30)
    QTest.mouseClick(chart.curve.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert chosen == [2]


def test_a_click_where_no_point_is_chooses_nothing(chart, chosen):
    chart.show_plot(plot(KS, [100.0, None, None, None, None]), 3)
    place = chart.curve.pixel(4)
    QTest.mouseClick(chart.curve.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert chosen == []


def test_the_tooltip_stays_when_the_scene_gets_a_tooltip_event(chart, qtbot):
    place = chart.curve.pixel(4)
    QTest.mouseMove(chart.curve.viewport(), place)
    qtbot.waitUntil(QToolTip.isVisible)
    assert QToolTip.text() == "K 4: own 15.00"
    asked = QHelpEvent(QEvent.Type.ToolTip, place, chart.curve.viewport().mapToGlobal(place))
    QApplication.sendEvent(chart.curve.viewport(), asked)
    qtbot.wait(700)  # Qt hides a tooltip 0.3 s after it was told to
    assert QToolTip.isVisible()
    QToolTip.hideText()
    qtbot.waitUntil(lambda: not QToolTip.isVisible())


@pytest.mark.parametrize("k", KS)
@pytest.mark.parametrize("above", [0, 60])
def test_the_tooltip_never_lies_under_the_mouse(chart, k, above):
    edge = chart.screen().geometry()
    chart.move(edge.right() - chart.width(), edge.center().y())
    place = QPoint(chart.curve.pixel(k).x(), max(2, chart.curve.pixel(k).y() - above))
    QTest.mouseMove(chart.curve.viewport(), place)
    tip = next(one for one in QApplication.topLevelWidgets() if one.inherits("QTipLabel") and one.isVisible())
    assert tip.geometry().bottom() < chart.curve.viewport().mapToGlobal(place).y()
    QToolTip.hideText()


def test_arrow_keys_hover_points_and_enter_chooses_one(chart, chosen):
    QTest.keyClick(chart.curve, Qt.Key.Key_Right)
    assert chart.curve.accessibleDescription() == "K 4: own 15.00"
    QTest.keyClick(chart.curve, Qt.Key.Key_Left)
    QTest.keyClick(chart.curve, Qt.Key.Key_Left)
    QTest.keyClick(chart.curve, Qt.Key.Key_Return)
    assert chosen == [2]


def test_arrow_keys_skip_unknown_values(chart, chosen):
    chart.show_plot(plot(KS, [100.0, 40.0, 20.0, None, 12.0]), 3)
    QTest.keyClick(chart.curve, Qt.Key.Key_Right)
    QTest.keyClick(chart.curve, Qt.Key.Key_Return)
    assert chosen == [5]


def test_the_axes_stay_until_all_values_are_known(chart):
    ranges = set()
    for known in range(1, 5):
        chart.show_plot(plot(KS, [*VALUES[:known], *[None] * (5 - known)]), 3)
        ranges.add(tuple(value_range(chart)))
        assert chart.curve.box.viewRange()[0] == [0.5, 5.5]
    assert len(ranges) == 1


def test_the_axis_fits_a_complete_curve(chart):
    chart.show_plot(plot(KS, [value * 1000 for value in VALUES]), 3)
    low, high = value_range(chart)
    assert low < 0
    assert 100_000 < high < 120_000


def test_a_chart_without_known_values_is_drawn(chart):
    chart.show_plot(plot([1, 2, 3], [None, None, None]), 2)
    chart.grab()
    chart.show_plot(plot([], []), None)
    chart.grab()


def test_the_wheel_is_left_to_the_panel(chart):
    assert chart.curve.box.state["mouseEnabled"] == [False, False]


def test_pyqtgraph_shows_no_menu(chart):
    assert not any(menu.isVisible() for menu in chart.findChildren(QMenu))


def test_the_help_is_the_tooltip_of_the_title(chart):
    chart.show_plot(plot(KS, VALUES, help="The sum of squared distances."), 3)
    assert unwrapped(chart.title.toolTip()).startswith("The sum of squared distances. Elbow: ")


def test_showing_the_same_data_again_redraws_nothing(chart):
    before = chart.curve.box.viewRange()
    chart.curve.box.setYRange(0, 1, padding=0)
    chart.show_plot(plot(KS, VALUES, "inertia", 2), 3)
    assert value_range(chart) == [0, 1]
    assert before[1] != [0, 1]


def test_the_band_without_clusters_lies_behind_the_curve(chart):
    band = tuple((value + 30, value + 60) for value in VALUES)
    chart.show_plot(plot(KS, VALUES, band=band), 3)
    box = chart.curve.box
    place = chart.curve.mapFromScene(box.mapViewToScene(QPointF(4, 60)))
    assert chart.curve.grab().toImage().pixelColor(place).name() == mix(
        LIGHT.panel, LIGHT.muted, BAND_STRENGTH
    )
    assert value_range(chart)[1] > 160
    chart.show_plot(plot(KS, VALUES), 3)
    assert chart.curve.grab().toImage().pixelColor(place).name() == LIGHT.panel


def test_an_error_bar_extends_above_and_below_its_point(chart):
    chart.show_plot(plot(KS, VALUES, errors=(None, 30.0, 1.0, 1.0, 1.0)), 3)
    box = chart.curve.box
    places = [chart.curve.mapFromScene(box.mapViewToScene(QPointF(2, 40 + by))) for by in (20, -20, 45)]
    shades = [chart.curve.grab().toImage().pixelColor(place).name() for place in places]
    assert LIGHT.panel not in shades[:2]
    assert shades[2] == LIGHT.panel


def test_several_lines_are_drawn_and_named_in_their_colors(chart):
    assert not chart.names.isVisible()
    chart.show_plot(plot(KS, VALUES, others=[[90.0, 80.0, 70.0, 60, 50.0]]), 3)
    assert chart.names.isVisible()
    assert "other 0" in chart.names.text()
    assert LIGHT.series_color(1) in chart.names.text()
    box = chart.curve.box
    place = chart.curve.mapFromScene(box.mapViewToScene(QPointF(4, 60)))
    assert chart.curve.grab().toImage().pixelColor(place).name() == LIGHT.series_color(1)
    assert chart.curve.shown.words(4) == "K 4: own 15.00 · other 0 60"
    chart.show_plot(plot(KS, VALUES), 3)
    assert chart.curve.grab().toImage().pixelColor(place).name() == LIGHT.panel


def test_the_dot_of_a_collapsed_fit_is_a_cross(chart):
    chart.show_plot(plot(KS, VALUES, collapsed=[False, False, False, True, False]), 3)
    assert [spot.symbol() for spot in chart.curve._lines[0].scatter.points()] == ["o", "o", "o", "x", "o"]


def test_a_cross_is_larger_than_a_dot_and_explained_below_the_title(chart):
    assert "collapsed" not in chart.names.text()
    chart.show_plot(plot(KS, VALUES, collapsed=[False, False, False, True, False]), 3)
    dots = chart.curve._lines[0].scatter.points()
    assert dots[3].size() > dots[2].size()
    assert chart.names.isVisible()
    assert chart.names.text() == "✕&nbsp;collapsed"
    chart.show_plot(plot(KS, VALUES), 3)
    assert not chart.names.isVisible()


def ticks(axis):
    return [words for level in axis._tickLevels for _, words in level]


def test_the_value_axis_has_no_ticks_where_no_value_is_defined(chart):
    assert ticks(chart.curve.axes["left"])
    chart.show_plot(plot(KS, [None] * 5), 3)
    assert ticks(chart.curve.axes["left"]) == []
    chart.show_plot(plot(KS, VALUES), 3)
    assert ticks(chart.curve.axes["left"])


def test_an_infinite_value_is_not_drawn_but_can_be_chosen(chart, chosen):
    inf = float("inf")
    chart.show_plot(plot(KS, [inf, inf, 20.0, 15.0, 12.0], band=((0.0, inf),) * 5), 1)
    chart.grab()
    assert "beyond what a number can hold" in chart.curve.shown.words(1)
    QTest.mouseClick(chart.curve.viewport(), Qt.MouseButton.LeftButton, pos=chart.curve.pixel(2))
    assert chosen == [2]
    chart.show_plot(plot(KS, [inf] * 5, marked_k=3), 3)
    chart.grab()
    assert ticks(chart.curve.axes["left"]) == []


def test_the_ring_around_the_highest_point_is_not_cut(chart):
    chart.show_plot(plot(KS, [0.1, 0.8, 0.3, 0.2, 0.1], marked_k=2), 3)
    assert chart.curve.pixel(2).y() > HOVER_RING_SIZE / 2


def test_the_label_of_the_last_of_fifty_k_is_not_cut(chart):
    ks = list(range(1, 51))
    chart.curve.clearFocus()  # whose frame is at the edge
    chart.show_plot(plot(ks, [100.0 / k for k in ks]), 3)
    image = chart.curve.grab().toImage()
    plain = image.pixelColor(2, 2)
    edge = image.width() - 2
    assert all(image.pixelColor(edge, y) == plain for y in range(image.height()))
    assert "50" in ticks(chart.curve.axes["bottom"])


def test_the_mark_of_the_current_k_moves_by_itself(chart, monkeypatch):
    monkeypatch.setattr(chart.curve, "redraw", lambda: pytest.fail("everything was drawn anew"))
    chart.show_current(4)
    assert color_at(chart, 4) == LIGHT.accent
    assert color_at(chart, 3) == LIGHT.panel
    assert chart.curve.axes["bottom"].bold == {"4"}
    chart.show_current(None)
    assert color_at(chart, 4) == LIGHT.panel


@pytest.mark.parametrize("height", [70, 80, 112, 300])
def test_labels_of_the_value_axis_stand_apart_at_any_height(chart, height):
    chart.show_plot(plot(KS, [4e6, 2e6, 2e5, 1e5, 5e4]), 3)
    chart.curve.setFixedHeight(height)
    chart.curve.grab()
    values = [value for value, _ in chart.curve.axes["left"]._tickLevels[0]]
    places = [chart.curve.pixel_of(1, value).y() for value in values]
    assert 2 <= len(values) <= 6
    assert all(lower - upper >= chart.curve.axis_metrics().height() for lower, upper in pairwise(places))
