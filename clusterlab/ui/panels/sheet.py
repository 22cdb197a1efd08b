"""The charts over K as one picture in a file, with and without a display."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from clusterlab.session.kplots import KPlot, KSheet
from clusterlab.ui.panels.bladeschart import BladesChart
from clusterlab.ui.panels.charts import KChart
from clusterlab.ui.render import need_application
from clusterlab.ui.styling import palette, stylesheet
from clusterlab.ui.theme import BASE_TEXT, THEMES, Theme, font

COLUMNS = 3


def save_sheet(
    sheet: KSheet, path: str | Path, size: tuple[int, int] = (1440, 900), theme: str = "light"
) -> None:
    """Writes the charts as PNG; raises OSError with a sentence where that cannot be done."""
    if not sheet_image(sheet, size, theme).save(str(path), "PNG"):
        raise OSError(f"The picture could not be written to {path}.")


def sheet_image(sheet: KSheet, size: tuple[int, int] = (1440, 900), theme: str = "light") -> QImage:
    """The charts as they stand in the panel, side by side."""
    need_application(widgets=True)
    page = _Page(sheet, THEMES[theme])
    try:
        return page.painted(size).toImage()
    finally:
        page.close()
        page.deleteLater()


class _Page(QWidget):
    """Title, verdict and charts; it is laid out as if it were shown, and never is."""

    def __init__(self, sheet: KSheet, theme: Theme) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("class", "panel")
        self.setFont(font(BASE_TEXT))
        self.setPalette(palette(theme))
        self.setStyleSheet(stylesheet(theme))
        title, verdict = QLabel(sheet.title, self), QLabel(sheet.verdict, self)
        title.setProperty("class", "title")
        verdict.setProperty("class", "verdict")
        verdict.setWordWrap(True)
        verdict.setProperty("settled", True)
        grid = QGridLayout()
        grid.setSpacing(24)
        charts = [_chart(plot, sheet.k, theme, self) for plot in sheet.plots]
        parts: list[QWidget] = [*charts, *_blades(sheet, theme, self)]
        for place, part in enumerate(parts):
            grid.addWidget(part, place // COLUMNS, place % COLUMNS)
        for number in range(COLUMNS):
            grid.setColumnStretch(number, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(16)
        column.addWidget(title)
        column.addWidget(verdict)
        column.addLayout(grid, 1)

    def painted(self, size: tuple[int, int]) -> QPixmap:
        """The page at a size."""
        self.resize(*size)
        self.show()
        return self.grab()


def _chart(plot: KPlot, k: int | None, theme: Theme, parent: QWidget) -> KChart:
    chart = KChart(plot.title, parent)
    chart.set_theme(theme)
    chart.curve.fill()
    chart.show_plot(plot, k)
    return chart


def _blades(sheet: KSheet, theme: Theme, parent: QWidget) -> list[BladesChart]:
    if sheet.blades is None:
        return []
    chart = BladesChart(parent)
    chart.plot.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
    chart.set_theme(theme)
    chart.show_blades(sheet.blades, f"K = {sheet.k} {sheet.blades.words}".strip())
    return [chart]
