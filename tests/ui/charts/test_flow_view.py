"""The flow from K to K + 1: hovering, choosing by mouse and keys, and colors with a meaning."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolTip

from clusterlab import KMeans, Points
from clusterlab.export.flow_geometry import FLOW_BAR_WIDTH, FlowBand, FlowBar
from clusterlab.export.theme import DARK, LIGHT, composited, parse_color
from clusterlab.metrics.k_sweep import entries, full_sweep
from clusterlab.session.analysis.cluster_flows import FlowRequest
from clusterlab.ui.charts.flow_chart import FlowChart
from clusterlab.ui.charts.flow_view import BAND_OPACITY, FlowHead


@pytest.fixture(scope="module")
def picture():
    """The flow of three groups from K = 1 to K = 4."""
    groups = np.repeat([[0.0, 0.0], [10.0, 0.0], [0.0, 10.0]], 20, axis=0)
    points = Points(groups + np.random.default_rng(0).normal(size=(60, 2)))
    return FlowRequest(points, tuple(entries(full_sweep(KMeans(), points, range(1, 5), 5)))).picture()


@pytest.fixture
def view(qtbot, picture):
    chart = FlowChart()
    qtbot.addWidget(chart)
    chart.show_flow(picture, 3)
    chart.view.set_theme(LIGHT)
    chart.resize(400, 240)
    with qtbot.waitExposed(chart):
        chart.show()
    return chart.view


@pytest.fixture
def chosen(view):
    emitted = []
    view.k_chosen.connect(emitted.append)
    view.chosen.connect(lambda part, adding: emitted.append((part, adding)))
    return emitted


def middle(view, part):
    """The pixel in the middle of a bar or a band."""
    if isinstance(part, FlowBar):
        return view.pixel_of(part.column, part.top + part.size / 2).toPoint()
    return view.pixel_of(part.column + 0.5, (part.top + part.end + part.size) / 2).toPoint()


def color_at(view, part):
    return view.grab().toImage().pixelColor(middle(view, part)).name()


def click(view, pixel, modifier=Qt.KeyboardModifier.NoModifier):
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, modifier, pixel)


def test_every_bar_and_band_is_found_in_its_middle(view, picture):
    for part in (*picture.geometry.bars, *picture.geometry.bands):
        assert view.part_at(QPointF(middle(view, part))) == part


def test_a_click_chooses_a_bar_a_band_and_the_k_of_a_head(view, picture, chosen):
    bar, band = picture.geometry.bars[-1], picture.geometry.bands[-1]
    click(view, middle(view, bar))
    click(view, middle(view, band), Qt.KeyboardModifier.ShiftModifier)
    click(view, QPoint(view.pixel_of(1, 0).toPoint().x(), 4))
    assert chosen == [(bar, False), (band, True), 2]


def test_a_click_between_the_bars_chooses_nothing(view, picture, chosen):
    above, below = [bar for bar in picture.geometry.bars if bar.column == 1]
    click(view, view.pixel_of(1, (above.top + above.size + below.top) / 2).toPoint())
    assert chosen == []


def test_a_band_is_hovered_with_its_words(view, picture, qtbot):
    band = next(band for band in picture.geometry.bands if band.column == 2)
    QTest.mouseMove(view.viewport(), middle(view, band))
    qtbot.waitUntil(QToolTip.isVisible)
    assert view.accessibleDescription().startswith(str(picture.band_words(band)))
    assert view.accessibleDescription().endswith("Click to select these points.")
    QToolTip.hideText()


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_bars_have_the_colors_of_their_clusters_and_bands_pale_ones(view, picture, theme):
    view.set_theme(theme)
    bar, band = picture.geometry.bars[1], picture.geometry.bands[0]
    color = theme.cluster(picture.color(bar.column, bar.cluster))
    assert color_at(view, bar) == color
    pale = composited(theme.cluster(picture.color(0, band.source)), theme.panel, BAND_OPACITY)
    assert parse_color(color_at(view, band)).tolist() == pytest.approx(parse_color(pale).tolist(), abs=2)


def test_arrows_reach_every_part_and_enter_chooses_it(view, picture, chosen):
    press = lambda key: QTest.keyClick(view, key)  # noqa: E731
    press(Qt.Key.Key_Down)
    assert view.hovered_part == FlowHead(2)  # the present K
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Left)
    assert view.hovered_part == FlowHead(1)
    reached = []
    for _ in range(2):
        press(Qt.Key.Key_Down)
        reached.append(view.hovered_part)
    assert reached == [bar for bar in picture.geometry.bars if bar.column == 1]
    press(Qt.Key.Key_Right)
    assert isinstance(view.hovered_part, FlowBand)
    press(Qt.Key.Key_Return)
    assert chosen == [3, (view.hovered_part, False)]
    press(Qt.Key.Key_Right)
    assert (type(view.hovered_part), view.hovered_part.column) == (FlowBar, 2)


def test_keys_stay_within_the_flow(view, picture):
    view.hover(picture.geometry.bars[-1])
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down):
        QTest.keyClick(view, key)
        assert view.hovered_part == picture.geometry.bars[-1]


def test_the_present_k_is_bold_and_follows(view, picture):
    assert view.axes["top"].bold == {"3"}
    view.show_flow(picture, 4)
    assert view.axes["top"].bold == {"4"}
    assert view._current_line.value() == 3


def test_without_a_flow_nothing_is_drawn_or_chosen(view, chosen):
    view.show_flow(None, 3)
    click(view, QPoint(200, 100))
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert (chosen, view.hovered_part) == ([], None)


def test_a_bar_is_narrower_than_the_bands(view, picture):
    bar = picture.geometry.bars[0]
    edge = view.pixel_of(FLOW_BAR_WIDTH / 2 + 0.05, bar.top + 1)
    assert isinstance(view.part_at(edge), FlowBand)
