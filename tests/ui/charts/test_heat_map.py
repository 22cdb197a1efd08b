"""A heat map has a scale of colors, lines between clusters, and says what is under the mouse."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QToolTip, QWidget

from clusterlab.core.charts import HeatMap
from clusterlab.core.message import Message
from clusterlab.ui.charts.spectral_charts import HeatMapChart

VALUES = np.array([[1.0, 0.5, 0, 0], [0.5, 1, 0, 0], [0, 0, 1, 0.25], [0, 0, 0.25, 1]])
LABELS = np.array([0, 0, 2, 2])


def heat_map(labels=LABELS, low=0.0, high=2.0):
    return HeatMap(Message("Affinity"), Message("Help."), VALUES, labels, low, high)


@pytest.fixture
def window(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(320, 240)
    return window


@pytest.fixture
def chart(window):
    chart = HeatMapChart(heat_map(), window)
    chart.resize(320, 240)
    window.show()
    return chart


def pixel(chart, x, y):
    """The pixel of a position in the matrix."""
    return chart.pixel_of(x, y).toPoint()


def test_another_cluster_begins_at_a_border():
    assert heat_map().borders.tolist() == [2]
    assert heat_map(None).borders.tolist() == []


def test_a_pair_is_said_with_its_clusters_and_its_similarity():
    assert heat_map().words(0, 1) == "two points of cluster 1: 1.000"
    assert heat_map().words(3, 0) == "a point of cluster 1 and one of cluster 3: 0"
    assert heat_map(None, low=1.0).words(0, 0) == "2.000"


def test_the_ends_of_the_scale_are_its_similarities(chart):
    assert [text.toPlainText() for text in chart.ends] == ["2", "0"]


def test_matrix_scale_and_numbers_are_within_the_chart(chart):
    right = chart.ends[0].mapRectToScene(chart.ends[0].boundingRect()).right()
    assert pixel(chart, 4, 4).x() < chart.scale_image.mapRectToScene(chart.scale_image.boundingRect()).left()
    assert right <= chart.width()
    assert pixel(chart, 4, 4).y() <= chart.height()


def test_a_line_is_drawn_at_the_border_across_the_matrix(chart):
    x, y = chart.border_lines.getData()
    assert [*zip(x.tolist(), y.tolist(), strict=True)] == [(2, 0), (2, 4), (0, 2), (4, 2)]


def test_the_pair_under_the_mouse_is_said_in_a_tooltip(chart, qtbot):
    qtbot.mouseMove(chart.viewport(), pixel(chart, 1.5, 0.5))
    qtbot.waitUntil(lambda: QToolTip.text() == "two points of cluster 1: 1.000")
    qtbot.mouseMove(chart.viewport(), QPoint(chart.width() - 3, 3))
    qtbot.waitUntil(lambda: not QToolTip.isVisible())


def test_points_without_clusters_have_no_borders(chart):
    chart.show_chart(heat_map(None))
    assert len(chart.border_lines.getData()[0]) == 0
