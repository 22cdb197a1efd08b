"""The silhouette plot by itself: made late, an area per cluster, marks and themes."""

import numpy as np
import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QGraphicsPathItem

from clusterlab.core.points import Points
from clusterlab.export.theme import DARK, LIGHT
from clusterlab.session.analysis.silhouette_plot import SilhouetteCluster, SilhouettePlot
from clusterlab.session.state.cluster_listing import ClusterListing
from clusterlab.ui.charts.plot import OUTDATED_OPACITY
from clusterlab.ui.charts.silhouette_chart import SilhouetteChart
from clusterlab.ui.charts.silhouette_view import SilhouetteView
from clusterlab.ui.theme.theme_signal import THEME_SIGNAL

N = 3_000


@pytest.fixture
def silhouettes():
    """The silhouettes of 3,000 points in 2 clusters."""
    points, labels = Points(np.random.default_rng(0).random((N, 2))), np.repeat([0, 1], N // 2)
    clusters = tuple(
        SilhouetteCluster(k, N // 2, np.flatnonzero(labels == k), np.linspace(0.9, -0.2, N // 2))
        for k in (0, 1)
    )
    return SilhouettePlot(points, labels, clusters, 0.35, N)


@pytest.fixture
def chart(qtbot):
    made = SilhouetteChart()
    qtbot.addWidget(made)
    made.resize(300, 240)
    made.show()
    return made


def areas(chart):
    return [
        item
        for item in chart.plot.scene().items()
        if isinstance(item, QGraphicsPathItem) and item.isVisible()
    ]


def color_in(chart, cluster):
    plot = chart.plot
    y = plot.bars.tops[cluster] + 5
    return plot.grab().toImage().pixelColor(plot.pixel_of(0.1, y).toPoint()).name()


def test_the_plot_is_made_for_the_first_silhouettes(chart, silhouettes):
    chart.show_silhouettes(None, "no clusters yet")
    chart.show_marks(-1, ())
    assert chart.findChildren(SilhouetteView) == []
    assert chart.subtitle.toolTip() == "no clusters yet"
    chart.show_silhouettes(silhouettes)
    assert len(chart.findChildren(SilhouetteView)) == 1


def test_each_cluster_is_one_area_in_its_color(chart, silhouettes):
    chart.show_silhouettes(silhouettes, listing=ClusterListing((0, 3)))
    assert [color_in(chart, k) for k in (0, 1)] == [LIGHT.cluster(0), LIGHT.cluster(3)]
    assert len(areas(chart)) == 2
    assert all(area.path().elementCount() < 2 * chart.plot.height() for area in areas(chart))


def test_clusters_are_shown_in_their_order_and_by_name_cut_where_it_is_long(chart, silhouettes):
    listing = ClusterListing((0, 3), ("Gentoo", "x" * 60), (1, 0))
    chart.show_silhouettes(silhouettes, listing=listing)
    assert [color_in(chart, k) for k in (0, 1)] == [LIGHT.cluster(3), LIGHT.cluster(0)]
    (_, long), (_, short) = chart.plot.axes["left"]._tickLevels[0]
    assert short == "Gentoo"
    assert long.endswith("…")
    assert chart.plot.axis_metrics().horizontalAdvance(long) <= 0.25 * chart.plot.width()
    chart.show_silhouettes(None)
    assert areas(chart) == []
    assert not any(axis.isVisible() for axis in chart.plot.axes.values())


def test_silhouettes_of_an_earlier_step_are_pale_with_their_labels(chart, silhouettes):
    chart.show_silhouettes(silhouettes, is_outdated=True)
    items = [*areas(chart), *chart.plot.axes.values()]
    assert {item.effectiveOpacity() for item in items} == {OUTDATED_OPACITY}
    chart.show_silhouettes(silhouettes)
    assert {item.effectiveOpacity() for item in items} == {1.0}


def test_it_follows_the_theme_of_the_window(chart, silhouettes):
    chart.show_silhouettes(silhouettes)
    THEME_SIGNAL.show(DARK)
    try:
        image = chart.plot.grab().toImage()
        assert image.pixelColor(image.width() - 2, 2) == QColor(DARK.panel)
    finally:
        THEME_SIGNAL.show(LIGHT)


def test_selected_points_have_a_dot_at_the_end_of_their_bar(chart, silhouettes):
    chart.show_silhouettes(silhouettes)
    row = int(silhouettes.clusters[1].rows[700])
    chart.show_marks(-1, [row])
    image = chart.plot.grab().toImage()
    assert image.pixelColor(chart.plot.line_end_of(row).toPoint()).name() == LIGHT.accent
    assert chart.plot.line_end_of(N) is None


def test_it_is_higher_where_there_are_many_clusters(chart, silhouettes):
    chart.show_silhouettes(silhouettes)
    height = chart.plot.height()
    many = tuple(
        SilhouetteCluster(k, 10, np.arange(10 * k, 10 * k + 10), np.linspace(0.5, 0, 10)) for k in range(20)
    )
    chart.show_silhouettes(SilhouettePlot(silhouettes.points, np.arange(N) // 10, many, 0.25, N))
    assert chart.plot.height() > height
    assert chart.plot.bars.heights.min() >= chart.plot.axis_metrics().height()
