"""Renders charts over K, a flow or the charts of a step to an image or file, with or without a display."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pyqtgraph as pg
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from clusterlab.export.atomic_write import save_bytes
from clusterlab.export.figure_grid import StepChartPage
from clusterlab.export.picture_format import picture_format
from clusterlab.export.theme import LIGHT, THEMES
from clusterlab.session.analysis.cluster_flows import FlowPage
from clusterlab.session.analysis.k_charts import KChartPage
from clusterlab.ui.canvas.page import png_bytes
from clusterlab.ui.canvas.vector_files import VECTOR_FORMATS, VectorPart, recorded, svg_bytes
from clusterlab.ui.charts.flow_chart import FlowChart
from clusterlab.ui.charts.k_chart import KChart
from clusterlab.ui.charts.plot import Plot
from clusterlab.ui.charts.silhouette_chart import SilhouetteChart
from clusterlab.ui.charts.step_charts import TitledStepChart
from clusterlab.ui.platform.offscreen import ensure_application
from clusterlab.ui.theme.fonts import BASE_FONT_SIZE, font
from clusterlab.ui.theme.style import palette, stylesheet
from clusterlab.ui.widgets.elements import fill_layout, text_label
from clusterlab.ui.widgets.painting import empty_image
from clusterlab.ui.widgets.titled import TitledWidget

CHART_COLUMNS = 3
CHART_DPR = 2.0
"""How many pixels a saved chart has for each on screen, each way."""
IMAGE_SIZE = (1440, 900)
ChartPage = KChartPage | StepChartPage | FlowPage


def save_charts(
    charts_page: ChartPage,
    path: Path,
    size: tuple[int, int] = IMAGE_SIZE,
    theme: str = "light",
    dpr: float = 1.0,
) -> None:
    """Writes a page of charts, whole or not at all, as the suffix says; raises SaveError."""
    with _page(charts_page, size, theme) as page:
        write = VECTOR_FORMATS.get(picture_format(path))
        if write is None:
            image = empty_image((page.width(), page.height()), dpr)
            page.render(image)
            return save_bytes(path, png_bytes(image))
        return save_bytes(path, write([_vector_part(page)]))


def charts_encoder(charts_page: ChartPage, size: tuple[int, int]) -> Callable[[], bytes]:
    """Paints charts in the light theme; returns the function that encodes them as SVG on any thread."""
    with _page(charts_page, size, LIGHT.name) as page:
        return partial(svg_bytes, [_vector_part(page)])


def chart_encoder(chart: QWidget, suffix: str) -> Callable[[], bytes]:
    """Paints a chart as it is on screen; returns the function that encodes it on any thread."""
    write = VECTOR_FORMATS.get(suffix)
    if write is not None:
        return partial(write, [_vector_part(chart)])
    image = empty_image((chart.width(), chart.height()), CHART_DPR)
    image.fill(chart.palette().base().color())
    chart.render(image)
    return partial(png_bytes, image)


def _vector_part(page: QWidget) -> VectorPart:
    """A page, or a chart on screen, as vectors."""
    items = [item for plot in page.findChildren(Plot) for item in plot.scene().items()]
    items = [item for item in items if isinstance(item, pg.GraphicsObject)]
    for item in items:
        item.setExportMode(True, {"antialias": True})  # else dots are images
    drawn = recorded(lambda painter: page.render(painter, QPoint()))
    for item in items:
        item.setExportMode(False)
    return VectorPart(QRectF(page.rect()), drawn)


@contextmanager
def _page(charts_page: ChartPage, size: tuple[int, int], theme_name: str) -> Iterator[QWidget]:
    """A page with charts, laid out as if shown, but never on screen."""
    ensure_application()
    page, theme = QWidget(), THEMES[theme_name]
    page.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    page.setProperty("class", "panel")
    page.setFont(font(BASE_FONT_SIZE))
    page.setPalette(palette(theme))
    page.setStyleSheet(stylesheet(theme))
    try:
        _lay_out(page, charts_page.title, _add_charts(page, charts_page))
        for chart in page.findChildren(KChart):
            chart.set_theme(theme)
        for plot in page.findChildren(Plot):
            plot.set_theme(theme)
            plot.fill()
        page.resize(*size)
        page.show()
        yield page
    finally:
        page.close()
        page.deleteLater()


def _add_charts(page: QWidget, charts_page: ChartPage) -> str:
    """Adds the charts to a page; the text above them."""
    if isinstance(charts_page, StepChartPage):
        for chart in charts_page.charts:
            TitledStepChart(chart, page).step_chart.show_clusters(charts_page.listing)
        return charts_page.words
    if isinstance(charts_page, FlowPage):
        FlowChart(page).show_flow(charts_page.flow, charts_page.k)
        return charts_page.words
    for plot in charts_page.k_charts:
        KChart(plot.title, page).show_plot(plot, charts_page.k)
    if charts_page.silhouettes is not None:
        words, listing = f"K = {charts_page.k}", charts_page.listing
        SilhouetteChart(page).show_silhouettes(charts_page.silhouettes, words, listing=listing)
    return charts_page.verdict


def _lay_out(page: QWidget, title: str, words: str) -> None:
    """Lays out the charts that are children of a page, below its title and its text."""
    grid = QGridLayout()
    grid.setSpacing(24)
    for number, chart in enumerate(page.findChildren(TitledWidget)):
        grid.addWidget(chart, number // CHART_COLUMNS, number % CHART_COLUMNS)
        grid.setColumnStretch(number % CHART_COLUMNS, 1)
    labels = [text_label(title, "title", wraps=True), text_label(words, "verdict", wraps=True)]
    column = fill_layout(QVBoxLayout(page), *labels, spacing=16, margins=(24, 20, 24, 20))
    column.addLayout(grid, 1)
    for label in labels:
        label.setProperty("settled", True)
        label.setVisible(bool(label.text()))
