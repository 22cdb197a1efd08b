"""Renders the charts over K, or those of a step, to one image, with or without a display."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from clusterlab.core.charts import Chart
from clusterlab.export.figure_grid import StepChartPage
from clusterlab.session.analysis.k_charts import KChartData, KChartPage
from clusterlab.ui.charts.k_chart import KChart
from clusterlab.ui.charts.silhouette_chart import SilhouetteChart
from clusterlab.ui.charts.step_charts import TitledStepChart
from clusterlab.ui.platform.offscreen import ensure_application
from clusterlab.ui.theme.style import palette, stylesheet
from clusterlab.ui.theme.theme import BASE_FONT_SIZE, THEMES, Theme, font

CHART_COLUMNS = 3


def save_k_charts(
    charts_page: KChartPage, path: str | Path, size: tuple[int, int] = (1440, 900), theme: str = "light"
) -> None:
    """Writes the charts over K as PNG; raises OSError with a sentence where that fails."""
    if not k_charts_image(charts_page, size, theme).save(str(path), "PNG"):  # type: ignore[call-overload]  # takes str, and no bytes
        raise OSError(f"The picture could not be written to {path}.")


def k_charts_image(
    charts_page: KChartPage, size: tuple[int, int] = (1440, 900), theme: str = "light"
) -> QImage:
    """The charts over K as in the panel, side by side."""

    def make_charts(page: QWidget) -> list[QWidget]:
        charts = [_k_chart(plot, charts_page.k, THEMES[theme], page) for plot in charts_page.k_charts]
        return [*charts, *_silhouettes(charts_page, THEMES[theme], page)]

    return _rendered(charts_page.title, charts_page.verdict, make_charts, size, THEMES[theme])


def save_step_charts(
    charts_page: StepChartPage, path: str | Path, size: tuple[int, int] = (1440, 900), theme: str = "light"
) -> None:
    """Writes the charts of a step as PNG; raises OSError with a sentence where that fails."""
    if not step_charts_image(charts_page, size, theme).save(str(path), "PNG"):  # type: ignore[call-overload]  # takes str, and no bytes
        raise OSError(f"The picture could not be written to {path}.")


def step_charts_image(
    charts_page: StepChartPage, size: tuple[int, int] = (1440, 900), theme: str = "light"
) -> QImage:
    """The charts of a step as in the panel, side by side."""

    def make_charts(page: QWidget) -> list[QWidget]:
        return [_step_chart(chart, charts_page, THEMES[theme], page) for chart in charts_page.charts]

    return _rendered(charts_page.title, charts_page.words, make_charts, size, THEMES[theme])


def _rendered(
    title: str,
    words: str,
    make_charts: Callable[[QWidget], list[QWidget]],
    size: tuple[int, int],
    theme: Theme,
) -> QImage:
    ensure_application()
    page = _ChartPage(title, words, theme)
    try:
        page.add_charts(make_charts(page))
        return page.rendered(size).toImage()
    finally:
        page.close()
        page.deleteLater()


class _ChartPage(QWidget):
    """A title, a text and charts, laid out as if shown, but never on screen."""

    def __init__(self, name: str, conclusion: str, theme: Theme) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("class", "panel")
        self.setFont(font(BASE_FONT_SIZE))
        self.setPalette(palette(theme))
        self.setStyleSheet(stylesheet(theme))
        title, words = QLabel(name, self), QLabel(conclusion, self)
        title.setProperty("class", "title")
        words.setProperty("class", "verdict")
        words.setWordWrap(True)
        words.setProperty("settled", True)
        self._grid = QGridLayout()
        self._grid.setSpacing(24)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(16)
        column.addWidget(title)
        column.addWidget(words)
        words.setVisible(bool(conclusion))
        column.addLayout(self._grid, 1)

    def add_charts(self, charts: Sequence[QWidget]) -> None:
        """Adds charts, side by side."""
        for place, chart in enumerate(charts):
            self._grid.addWidget(chart, place // CHART_COLUMNS, place % CHART_COLUMNS)
        for number in range(min(len(charts), CHART_COLUMNS)):
            self._grid.setColumnStretch(number, 1)

    def rendered(self, size: tuple[int, int]) -> QPixmap:
        """The page as a pixmap of a size."""
        self.resize(*size)
        self.show()
        return self.grab()


def _k_chart(plot: KChartData, k: int | None, theme: Theme, parent: QWidget) -> KChart:
    chart = KChart(plot.title, parent)
    chart.set_theme(theme)
    chart.curve.fill()
    chart.show_plot(plot, k)
    return chart


def _step_chart(chart: Chart, charts_page: StepChartPage, theme: Theme, parent: QWidget) -> TitledStepChart:
    made = TitledStepChart(chart, parent)
    made.set_theme(theme)
    made.step_chart.show_colors(charts_page.colors)
    made.step_chart.fill()
    return made


def _silhouettes(charts_page: KChartPage, theme: Theme, parent: QWidget) -> list[SilhouetteChart]:
    if charts_page.silhouettes is None:
        return []
    chart = SilhouetteChart(parent)
    chart.plot.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
    chart.set_theme(theme)
    chart.show_silhouettes(charts_page.silhouettes, f"K = {charts_page.k}")
    return [chart]
