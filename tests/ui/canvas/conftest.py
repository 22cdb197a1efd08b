"""Fixtures of the tests of the canvas: a canvas with five points in two clusters."""

import pytest

from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.core.points import Points
from clusterlab.core.projection import column_view
from clusterlab.export.picture import picture
from clusterlab.ui.canvas.canvas import Canvas
from tests.ui.canvas.drawing import CORNERS


@pytest.fixture
def points():
    return Points(CORNERS)


@pytest.fixture
def view(points):
    return column_view(points, ("x", "y"), (0, 1), True)


@pytest.fixture
def steps(points):
    return list(KMeans(k=2).steps(points))


@pytest.fixture
def canvas(qtbot, points, view, steps):
    shown = Canvas()
    qtbot.addWidget(shown)
    shown.resize(500, 400)
    shown.show_picture(picture(points, view, steps[-1], layers=()))
    shown.show()
    shown.load_plot()
    qtbot.waitExposed(shown)
    return shown
