"""Renders the charts over K, or those of a step, to one image or file, with or without a display."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyqtgraph as pg
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QImage, QPicture
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from clusterlab.export.atomic_write import save_bytes
from clusterlab.export.figure_grid import StepChartPage
from clusterlab.export.theme import THEMES, Theme
from clusterlab.session.analysis.k_charts import KChartPage
from clusterlab.ui.canvas.page import png_bytes
from clusterlab.ui.canvas.vector_files import VectorPart, pdf_bytes, player, svg_bytes
from clusterlab.ui.charts.k_chart import KChart
from clusterlab.ui.charts.plot import Plot
from clusterlab.ui.charts.silhouette_chart import SilhouetteChart
from clusterlab.ui.charts.step_charts import TitledStepChart
from clusterlab.ui.platform.offscreen import ensure_application
from clusterlab.ui.theme.fonts import BASE_FONT_SIZE, font
from clusterlab.ui.theme.style import palette, stylesheet
from clusterlab.ui.widgets.painting import image_painter
from clusterlab.ui.widgets.titled import TitledWidget

CHART_COLUMNS = 3
IMAGE_SIZE = (1440, 900)


def save_k_charts(
    charts_page: KChartPage, path: str | Path, size: tuple[int, int] = IMAGE_SIZE, theme: str = "light"
) -> None:
    """Writes the charts over K, whole or not at all, as the suffix says, else PNG; raises SaveError."""
    with _k_charts(charts_page, size, THEMES[theme]) as page:
        _save(page, Path(path))


def k_charts_image(
    charts_page: KChartPage, size: tuple[int, int] = IMAGE_SIZE, theme: str = "light"
) -> QImage:
    """The charts over K as in the panel, side by side."""
    with _k_charts(charts_page, size, THEMES[theme]) as page:
        return page.grab().toImage()


def save_step_charts(
    charts_page: StepChartPage, path: str | Path, size: tuple[int, int] = IMAGE_SIZE, theme: str = "light"
) -> None:
    """Writes the charts of a step, whole or not at all, as the suffix says, else PNG; raises SaveError."""
    with _step_charts(charts_page, size, THEMES[theme]) as page:
        _save(page, Path(path))


def step_charts_image(
    charts_page: StepChartPage, size: tuple[int, int] = IMAGE_SIZE, theme: str = "light"
) -> QImage:
    """The charts of a step as in the panel, side by side."""
    with _step_charts(charts_page, size, THEMES[theme]) as page:
        return page.grab().toImage()


@contextmanager
def _k_charts(charts_page: KChartPage, size: tuple[int, int], theme: Theme) -> Iterator[QWidget]:
    with _page(theme) as page:
        for plot in charts_page.k_charts:
            chart = KChart(plot.title, page)
            chart.set_theme(theme)
            chart.show_plot(plot, charts_page.k)
        if charts_page.silhouettes is not None:
            SilhouetteChart(page).show_silhouettes(charts_page.silhouettes, f"K = {charts_page.k}")
        _show(page, charts_page.title, charts_page.verdict, size, theme)
        yield page


@contextmanager
def _step_charts(charts_page: StepChartPage, size: tuple[int, int], theme: Theme) -> Iterator[QWidget]:
    with _page(theme) as page:
        for chart in charts_page.charts:
            TitledStepChart(chart, page).step_chart.show_colors(charts_page.colors)
        _show(page, charts_page.title, charts_page.words, size, theme)
        yield page


def _save(page: QWidget, path: Path) -> None:
    write = {".svg": svg_bytes, ".pdf": pdf_bytes}.get(path.suffix.lower())
    if write is None:
        return save_bytes(path, png_bytes(page.grab().toImage()))
    for plot in page.findChildren(Plot):
        for item in plot.scene().items():
            if isinstance(item, pg.GraphicsObject):
                item.setExportMode(True, {"antialias": True})  # else dots are images
    drawn = QPicture()
    with image_painter(drawn) as painter:
        page.render(painter, QPoint())
    return save_bytes(path, write([VectorPart(QRectF(page.rect()), player(drawn))]))


def _show(page: QWidget, title: str, words: str, size: tuple[int, int], theme: Theme) -> None:
    """Lays out a page as if shown, but never on screen."""
    _lay_out(page, title, words)
    for plot in page.findChildren(Plot):
        plot.set_theme(theme)
        plot.fill()
    page.resize(*size)
    page.show()


@contextmanager
def _page(theme: Theme) -> Iterator[QWidget]:
    ensure_application()
    page = QWidget()
    page.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    page.setProperty("class", "panel")
    page.setFont(font(BASE_FONT_SIZE))
    page.setPalette(palette(theme))
    page.setStyleSheet(stylesheet(theme))
    try:
        yield page
    finally:
        page.close()
        page.deleteLater()


def _lay_out(page: QWidget, name: str, conclusion: str) -> None:
    """Lays out the charts that are children of a page, below its title and its text."""
    column, grid = QVBoxLayout(), QGridLayout()
    column.setContentsMargins(24, 20, 24, 20)
    column.setSpacing(16)
    grid.setSpacing(24)
    for number, chart in enumerate(page.findChildren(TitledWidget)):
        grid.addWidget(chart, number // CHART_COLUMNS, number % CHART_COLUMNS)
        grid.setColumnStretch(number % CHART_COLUMNS, 1)
    for text, kind in ((name, "title"), (conclusion, "verdict")):
        label = QLabel(text)
        label.setProperty("class", kind)
        label.setProperty("settled", True)
        label.setWordWrap(True)
        label.setVisible(bool(text))
        column.addWidget(label)
    column.addLayout(grid, 1)
    page.setLayout(column)
