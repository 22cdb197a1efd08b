"""A titled chart over K: a metric at each number of clusters, of which one can be chosen."""

from html import escape
from itertools import cycle

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QWidget

from clusterlab.export.chart_figures import Figures, chart_figures
from clusterlab.export.theme import LIGHT, Theme
from clusterlab.session.analysis.k_charts import KChartData
from clusterlab.ui.charts.k_curve import KCurve
from clusterlab.ui.theme.theme_signal import follow_theme
from clusterlab.ui.widgets.titled import TitledWidget
from clusterlab.ui.widgets.tooltip import set_tip

LINE_KEYS = ("━━", "╍╍", "┅┅", "━╍")
"""How the lines of a chart are dashed, in its key."""


class KChart(TitledWidget):
    """A metric over K under its title; a click on a point chooses that K."""

    k_chosen = Signal(int)

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self._theme = LIGHT
        self.names, self.curve = QLabel(self), KCurve(self)
        self.names.setTextFormat(Qt.TextFormat.RichText)
        self.names.setWordWrap(True)
        self.names.hide()
        self.curve.setAccessibleName(f"{title} over K")
        self.curve.k_chosen.connect(self.k_chosen)
        self.add_widget(self.names)
        self.add_widget(self.curve)
        follow_theme(self)

    @property
    def figures(self) -> Figures | None:
        """The values of all lines by K."""
        return chart_figures(self.curve.shown) if self.curve.shown.lines else None

    def show_plot(self, plot: KChartData, current_k: int | None) -> None:
        """Shows the lines of a chart and its conclusion, with the current K marked."""
        self.title.setText(plot.title)
        set_tip(self.title, plot.help, plot.title)
        self.subtitle.show_words(plot.conclusion)
        self.curve.show_plot(plot, current_k)
        self._name_lines()

    def show_current(self, current_k: int | None) -> None:
        """Marks the current K, and changes nothing else."""
        self.curve.show_current(current_k)

    def set_theme(self, theme: Theme) -> None:
        """Paints in the colors of a theme."""
        self._theme = theme
        self.curve.set_theme(theme)
        self._name_lines()

    def _name_lines(self) -> None:
        """Shows the names of several lines in their colors, and the meaning of a cross if there is one."""
        lines = self.curve.shown.lines
        words = [
            f'<span style="color:{self._theme.series_color(place)}">{dashes}</span>&nbsp;{escape(line.name)}'
            for (place, line), dashes in zip(enumerate(lines), cycle(LINE_KEYS), strict=False)
        ]
        words = words if len(lines) > 1 else []
        if any(any(line.collapsed) for line in lines):
            words.append("✕&nbsp;collapsed")
        self.names.setText("&nbsp;&nbsp; ".join(words))
        self.names.setVisible(bool(words))
