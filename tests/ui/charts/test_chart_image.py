"""The charts of a step as one picture: as they stand in the window, and larger."""

import pytest
from PySide6.QtGui import QColor

from clusterlab.algorithms.ward.algorithm import Ward
from clusterlab.core.points import Points
from clusterlab.datasets.generators.shapes import Blobs
from clusterlab.export.chart_figure import StepChartPage
from clusterlab.ui.charts.chart_image import step_charts_image
from clusterlab.ui.theme.theme import THEMES


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_tree_fills_the_sheet_and_wears_the_colors_of_its_clusters(qapp, theme):
    points = Points(Blobs().make().values)
    *_, last = Ward(k=3).steps(points)
    sheet = StepChartPage("Ward", "Stopped.", last.charts(points), (4, 0, 3))
    image = step_charts_image(sheet, (700, 500), theme)
    assert (image.width(), image.height()) == (700, 500)
    spots = [(x, y) for y in range(110, 500) for x in range(80, 680)]
    wanted = {QColor(THEMES[theme].line_color(i)).parse_color(): i for i in range(8)}
    seen = {(wanted[image.pixel(x, y)], y) for x, y in spots if image.pixel(x, y) in wanted}
    assert {number for number, _ in seen} == {0, 3, 4}
    assert max(y for _, y in seen) > 430  # the foot of the tree is where the sheet ends
