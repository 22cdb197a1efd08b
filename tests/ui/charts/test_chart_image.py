"""The image of the charts of a step."""

import pytest
from PySide6.QtGui import QColor, QImage

from clusterlab.algorithms.ward.algorithm import Ward
from clusterlab.core.points import Points
from clusterlab.datasets.generators.shapes import Blobs
from clusterlab.export.figure_grid import StepChartPage
from clusterlab.export.theme import THEMES
from clusterlab.session.state.cluster_listing import ClusterListing
from clusterlab.ui.charts.chart_image import save_charts


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_dendrogram_fills_the_image_and_has_the_colors_of_its_clusters(qapp, tmp_path, theme):
    points = Points(Blobs().make().values)
    *_, last = Ward(k=3).steps(points)
    page = StepChartPage("Ward", "Stopped.", last.charts(points), ClusterListing((4, 0, 3), ("", "", "")))
    save_charts(page, tmp_path / "charts.png", (700, 500), theme)
    image = QImage(str(tmp_path / "charts.png"))
    assert (image.width(), image.height()) == (700, 500)
    pixels = [(x, y) for y in range(110, 500) for x in range(80, 680)]
    numbers = {QColor(THEMES[theme].line_color(i)).rgb(): i for i in range(8)}
    found = {(numbers[image.pixel(x, y)], y) for x, y in pixels if image.pixel(x, y) in numbers}
    assert {number for number, _ in found} == {0, 3, 4}
    assert max(y for _, y in found) > 430  # the leaves are at the bottom of the image
