"""Renders the charts over K, or those of a step, to one image, with or without a display."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from clusterlab.export.figure_grid import StepChartPage
from clusterlab.session.analysis.k_charts import KChartPage
from clusterlab.ui.canvas.render import ensure_application, save_png
from clusterlab.ui.charts.k_chart import KChart
from clusterlab.ui.charts.plot import Plot
from clusterlab.ui.charts.silhouette_chart import SilhouetteChart
from clusterlab.ui.charts.step_charts import TitledStepChart
from clusterlab.ui.theme.style import palette, stylesheet
from clusterlab.ui.theme.theme import BASE_FONT_SIZE, THEMES, Theme, font
from clusterlab.ui.widgets.titled import TitledWidget

CHART_COLUMNS = 3
IMAGE_SIZE = (1440, 900)


def save_k_charts(
    charts_page: KChartPage, path: str | Path, size: tuple[int, int] = IMAGE_SIZE, theme: str = "light"
) -> None:
    """Writes the charts over K as PNG; raises OSError with a sentence where that fails."""
    _save(k_charts_image(charts_page, size, theme), path)


def k_charts_image(
    charts_page: KChartPage, size: tuple[int, int] = IMAGE_SIZE, theme: str = "light"
) -> QImage:
    """The charts over K as in the panel, side by side."""

    def make_charts(page: QWidget) -> None:
        for plot in charts_page.k_charts:
            chart = KChart(plot.title, page)
            chart.set_theme(THEMES[theme])
            chart.show_plot(plot, charts_page.k)
        if charts_page.silhouettes is not None:
            SilhouetteChart(page).show_silhouettes(charts_page.silhouettes, f"K = {charts_page.k}")

    return _rendered(charts_page.title, charts_page.verdict, make_charts, size, THEMES[theme])


def save_step_charts(
    charts_page: StepChartPage, path: str | Path, size: tuple[int, int] = IMAGE_SIZE, theme: str = "light"
) -> None:
    """Writes the charts of a step as PNG; raises OSError with a sentence where that fails."""
    _save(step_charts_image(charts_page, size, theme), path)


def step_charts_image(
    charts_page: StepChartPage, size: tuple[int, int] = IMAGE_SIZE, theme: str = "light"
) -> QImage:
    """The charts of a step as in the panel, side by side."""

    def make_charts(page: QWidget) -> None:
        for chart in charts_page.charts:
            TitledStepChart(chart, page).step_chart.show_colors(charts_page.colors)

    return _rendered(charts_page.title, charts_page.words, make_charts, size, THEMES[theme])


def _save(image: QImage, path: str | Path) -> None:
    if not save_png(image, path):
        raise OSError(f"The picture could not be written to {path}.")


def _rendered(
    title: str, words: str, make_charts: Callable[[QWidget], None], size: tuple[int, int], theme: Theme
) -> QImage:
    """A title, a text and charts, laid out as if shown, but never on screen."""
    ensure_application(widgets=True)
    page = _page(theme)
    try:
        make_charts(page)
        _lay_out(page, title, words)
        for plot in page.findChildren(Plot):
            plot.set_theme(theme)
            plot.fill()
        page.resize(*size)
        page.show()
        return page.grab().toImage()
    finally:
        page.close()
        page.deleteLater()


def _page(theme: Theme) -> QWidget:
    page = QWidget()
    page.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    page.setProperty("class", "panel")
    page.setFont(font(BASE_FONT_SIZE))
    page.setPalette(palette(theme))
    page.setStyleSheet(stylesheet(theme))
    return page


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
