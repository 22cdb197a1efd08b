"""Box plots of a column: one box for each cluster."""

from collections.abc import Sequence
from math import isfinite

import numpy as np
import pyqtgraph as pg
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from clusterlab.core.message import Message
from clusterlab.export.chart_figures import Figures, figures_table
from clusterlab.export.profile_rows import box_words
from clusterlab.metrics.cluster_profile.profiles import FeatureProfile
from clusterlab.session.state.cluster_listing import ClusterListing
from clusterlab.ui.charts.cluster_columns import ClusterColumns
from clusterlab.ui.theme.theme_signal import follow_theme

BOX_HEADER = ("low whisker", "quartile 1", "median", "quartile 3", "high whisker", "mean", "std")
BOX_WIDTH, CAP_WIDTH = 0.6, 0.3
BOX_ALPHA = 150
OUTLIER_SIZE = 5  # pixels
MAX_VALUE = 1e300
"""Larger values are drawn at this one, so that the range of the axis can be computed."""


class BoxChart(ClusterColumns):
    """A box from quartile to quartile with the median, whiskers and outliers, for each cluster."""

    default_height = 170

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Box plots by cluster", parent)
        self._profiles: dict[int, FeatureProfile] = {}
        self._boxes = self.add(pg.BarGraphItem(x=[0], height=[0], width=BOX_WIDTH))
        self._whiskers, self._medians = (self.add(pg.PlotCurveItem(connect="pairs"), z) for z in (0, 1))
        self._outliers = self.add(pg.ScatterPlotItem(size=OUTLIER_SIZE))
        follow_theme(self)

    def show_boxes(self, profiles: Sequence[FeatureProfile], listing: ClusterListing) -> None:
        """Shows a column of the data by its profile in each cluster (k,)."""
        found = dict(enumerate(profiles))
        if (found, listing) != (self._profiles, self.listing):
            self._profiles, self.listing, self.k, self.hovered_part = found, listing, len(found), None
            self.redraw()

    @property
    def figures(self) -> Figures | None:
        """The ends of the box and of the whiskers of each cluster."""
        if not self._profiles:
            return None
        rows = ((self.listing.number(cluster), *_box(self._profiles[cluster])) for cluster in self.listed)
        return figures_table(f"boxes {self._profiles[0].name}", ("cluster", *BOX_HEADER), rows)

    def words(self, cluster: int) -> Message:
        """The figures of a box."""
        return box_words(self._profiles[cluster], self.listing.title(cluster))

    def redraw(self) -> None:
        """Draws the boxes of the clusters that have values, and the values beyond the whiskers."""
        shown = [
            (place, cluster, self._profiles[cluster])
            for place, cluster in enumerate(self.listed)
            if isfinite(self._profiles[cluster].median)
        ]
        self._fit_values([profile for _, _, profile in shown])
        self.place_columns()
        self._draw_boxes(shown)
        self._draw_outliers(shown)

    def _fit_values(self, profiles: Sequence[FeatureProfile]) -> None:
        ends = [value for p in profiles for value in (p.whiskers.low, p.whiskers.high, *p.whiskers.drawn)]
        low, high = _drawn(min(ends, default=0.0)), _drawn(max(ends, default=1.0))
        spare = (high - low or abs(high) or 1.0) * (0 if high > low else 0.5)
        self.set_value_range(low - spare, high + spare, max_ticks=4)

    def _draw_boxes(self, shown: Sequence[tuple[int, int, FeatureProfile]]) -> None:
        """Draws a pale box in the color of each cluster, its whiskers with caps, and its median."""
        theme, places = self._theme, [place for place, _, _ in shown]
        edges = np.array([list(map(_drawn, profile.quartiles)) for _, _, profile in shown]).reshape(-1, 2)
        fills = [QColor(theme.cluster(self.listing.palette_number(cluster))) for _, cluster, _ in shown]
        for fill in fills:
            fill.setAlpha(BOX_ALPHA)
        self._boxes.setOpts(
            x=places,
            y0=edges[:, 0],
            height=edges[:, 1] - edges[:, 0],
            width=BOX_WIDTH,
            brushes=fills,
            pen=self.pen(theme.text),
        )
        lines = [line for place, _, profile in shown for line in _whisker_lines(place, profile)]
        self._whiskers.setData(*_line_ends(lines), pen=self.pen(theme.text))
        half = BOX_WIDTH / 2
        medians = [(place - half, m, place + half, m) for place, _, p in shown for m in (_drawn(p.median),)]
        self._medians.setData(*_line_ends(medians), pen=self.pen(theme.text, 2.4))

    def _draw_outliers(self, shown: Sequence[tuple[int, int, FeatureProfile]]) -> None:
        spots = [(place, _drawn(value)) for place, _, profile in shown for value in profile.whiskers.drawn]
        numbers = [self.listing.palette_number(c) for _, c, profile in shown for _ in profile.whiskers.drawn]
        pens = [self.pen(self._theme.line_color(number)) for number in numbers]
        self._outliers.setData(pos=np.array(spots).reshape(-1, 2), pen=pens or None, brush=None)


def _drawn(value: float) -> float:
    return min(max(value, -MAX_VALUE), MAX_VALUE)


def _whisker_lines(place: int, profile: FeatureProfile) -> list[tuple[float, float, float, float]]:
    """The whiskers of a box and their caps, each as the x and y of both ends."""
    lines, half = [], CAP_WIDTH / 2
    ends = zip((profile.whiskers.low, profile.whiskers.high), profile.quartiles, strict=True)
    for end, quartile in ((_drawn(end), _drawn(quartile)) for end, quartile in ends):
        lines += [(place, quartile, place, end), (place - half, end, place + half, end)]
    return lines


def _line_ends(lines: Sequence[tuple[float, float, float, float]]) -> tuple[np.ndarray, np.ndarray]:
    """The x and the y of both ends of lines, one after another."""
    ends = np.array(lines, float).reshape(-1, 2)
    return ends[:, 0], ends[:, 1]


def _box(profile: FeatureProfile) -> tuple[float, ...]:
    """The ends of a box and its whiskers, the mean and the standard deviation."""
    (low, high), whiskers = profile.quartiles, profile.whiskers
    return whiskers.low, low, profile.median, high, whiskers.high, profile.mean, profile.deviation
