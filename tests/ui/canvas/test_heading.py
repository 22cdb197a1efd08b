"""The heading of a plot in a grid."""

import numpy as np
import pytest
from PySide6.QtGui import QImage

from clusterlab.export.figure_grid import FigureCell
from clusterlab.export.picture import picture
from clusterlab.export.plot_content import PlotContent
from clusterlab.export.theme import LIGHT
from clusterlab.export.viewport import TITLED_INSETS, Viewport
from clusterlab.ui.canvas.heading import paint_heading
from clusterlab.ui.widgets.painting import image_painter
from tests.ui.canvas.drawing import as_array


@pytest.mark.parametrize("scale", [0.5, 1.0, 2.0])
@pytest.mark.parametrize("width", [40, 74, 200])
def test_metrics_without_a_title_are_never_cut(qapp, points, view, steps, width, scale):
    viewport = Viewport((width, 60), (-1.0, -1.0), (1.0, 1.0), scale=scale)
    content = PlotContent(picture(points, view, steps[-1], layers=()), viewport, LIGHT)
    image = QImage(width, 60, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFF)
    with image_painter(image) as painter:
        paint_heading(painter, content, FigureCell(figures="ARI 1.00"))
    _, columns = np.nonzero((as_array(image) < 255).any(axis=2))
    assert columns.min() > 0
    assert columns.max() < width - 8
    assert np.ptp(columns) > min(width - 16, 20)


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("width", [120, 300, 900])
def test_an_elided_heading_stays_above_the_points(qapp, points, view, steps, width, scale):
    viewport = Viewport((width, 200), (-1.0, -1.0), (1.0, 1.0), scale=scale)
    content = PlotContent(picture(points, view, steps[-1], layers=()), viewport, LIGHT)
    cell = FigureCell("1 · Gaussian mixture, center 2 moved", "K 3 · ARI 1.00 · BIC 1,234")
    bottoms = []
    for elides in (True, False):
        image = QImage(width, 200, QImage.Format.Format_RGB32)
        image.fill(0xFFFFFF)
        with image_painter(image) as painter:
            paint_heading(painter, content, cell, reserved=30, elides=elides)
        rows, columns = np.nonzero((as_array(image) < 240).any(axis=2))
        bottoms.append(int(rows.max()))
        assert columns.max() <= width - 10
    assert bottoms[0] <= TITLED_INSETS[1] * scale - 8
    assert bottoms[0] < bottoms[1] or width > 400 * scale
