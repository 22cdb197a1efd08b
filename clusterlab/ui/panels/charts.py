"""Curves over K: what a quantity is at each number of clusters, and a way to choose one."""

import math
from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QToolTip, QWidget

from clusterlab.core.words import number
from clusterlab.ui.panels.axisnumbers import reach, whole_ticks
from clusterlab.ui.panels.plot import Plot
from clusterlab.ui.panels.titled import Titled
from clusterlab.ui.theme import LIGHT, Theme

NEAR = 24  # pixels: how far from a point a press still means it


class Curve(Plot):
    """The plot itself: a line with open dots, a solid one at the current K, and a place for the keyboard."""

    k_chosen = Signal(int)

    def __init__(self, color: int, from_zero: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._color, self._from_zero = color, from_zero
        self._theme, self._help = LIGHT, ""
        self._told: tuple[object, ...] = ()
        self._ks, self._values = np.zeros(0), np.zeros(0)
        self._current: int | None = None
        self._marked: int | None = None
        self._pointed: int | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setProperty("moves", True)
        self._line, self._dots, self._ring, self._now = (
            pg.PlotCurveItem(antialias=True),
            *(pg.ScatterPlotItem() for _ in range(3)),
        )
        self._upright = pg.InfiniteLine(angle=90)
        for item in (self._upright, self._line, self._ring, self._dots, self._now):
            self.addItem(item)
        self.set_theme(LIGHT)

    def show_curve(
        self, ks: Sequence[int], values: Sequence[float | None], current: int | None, marked: int | None
    ) -> None:
        """Shows what is known so far; the range of a curve that fills in only grows until it is full."""
        told = (tuple(ks), tuple(values), current, marked)
        if told == self._told:
            return
        self._told, same = told, bool(self._told) and self._told[0] == told[0]
        self._ks = np.asarray(ks, float)
        self._values = np.array([math.nan if v is None else v for v in values], float)
        self._current, self._marked = current, marked
        self._pointed = self._pointed if same else None
        self._set_ranges(same)
        self._redraw()

    def set_help(self, text: str) -> None:
        """What the tooltip says below the number."""
        self._help = text

    def set_theme(self, theme: Theme) -> None:
        """Paints in the colors of a theme."""
        super().set_theme(theme)
        self._theme = theme
        self._upright.setPen(pg.mkPen(theme.accent, width=1, style=Qt.PenStyle.DashLine))
        self._redraw()

    def k_near(self, x: float) -> int | None:
        """The K of the known point nearest to a horizontal pixel, if one is near."""
        known = self._ks[np.isfinite(self._values)]
        if not len(known):
            return None
        places = np.array([self.pixel(k).x() for k in known])
        nearest = np.abs(places - x).argmin()
        return int(known[nearest]) if abs(places[nearest] - x) <= NEAR else None

    def pixel(self, k: float) -> QPoint:
        """Where the point of a K is, in pixels of this widget."""
        at = np.flatnonzero(self._ks == k)
        value = self._values[at[0]] if len(at) and np.isfinite(self._values[at[0]]) else 0.0
        return self.mapFromScene(self.getViewBox().mapViewToScene(pg.Point(k, value)))

    def words(self, k: int) -> str:
        """A point in words."""
        return f"K {k}: {number(float(self._values[np.flatnonzero(self._ks == k)[0]]))}"

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Chooses the K that was pressed."""
        k = self.k_near(event.position().x())
        if event.button() == Qt.MouseButton.LeftButton and k is not None:
            self.k_chosen.emit(k)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A press is all there is to a click here."""

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Names the point under the mouse."""
        self._point_at(self.k_near(event.position().x()))

    def leaveEvent(self, event: QEvent) -> None:
        """Points at nothing any more."""
        super().leaveEvent(event)
        self._point_at(None)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Points at nothing any more."""
        super().focusOutEvent(event)
        self._point_at(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and Right go from point to point, Enter takes one."""
        known = [int(k) for k in self._ks[np.isfinite(self._values)]]
        ways = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if known and event.key() in ways:
            start = self._pointed if self._pointed in known else self._current
            at = known.index(start) + ways[event.key()] if start in known else 0
            self._point_at(known[min(max(0, at), len(known) - 1)])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._pointed is not None:
            self.k_chosen.emit(self._pointed)
        else:
            super().keyPressEvent(event)

    def _point_at(self, k: int | None) -> None:
        if k == self._pointed:
            return
        self._pointed = k
        self._redraw()
        if k is None:
            QToolTip.hideText()
            return
        self.setAccessibleDescription(self.words(k))
        place = self.mapToGlobal(self.pixel(k) + QPoint(8, -44))
        QToolTip.showText(place, "\n".join(filter(None, (self.words(k), self._help))), self)

    def _set_ranges(self, same: bool) -> None:
        finite = self._values[np.isfinite(self._values)]
        if len(self._ks):
            self.setXRange(self._ks[0] - 0.5, self._ks[-1] + 0.5, padding=0)
        if not len(finite):
            return
        filling = len(finite) < len(self._values)
        self.show_range(*reach(finite, self._from_zero, self._range if filling and same else None))

    def _redraw(self) -> None:
        theme, color = self._theme, self._theme.ink(self._color)
        known = np.isfinite(self._values)
        self._line.setData(self._ks, self._values, connect="finite", pen=pg.mkPen(color, width=2))
        self._dots.setData(
            self._ks[known], self._values[known], size=7, pen=pg.mkPen(color, width=1.5), brush=theme.panel
        )
        pointed = self._pointed if self._pointed is not None else self._marked
        self._put(self._ring, pointed, size=14, pen=pg.mkPen(color, width=1.5), brush=None)
        self._put(self._now, self._current, size=12, pen=pg.mkPen(theme.panel), brush=theme.accent)
        self._upright.setVisible(self._current is not None and bool((self._ks == self._current).any()))
        self._upright.setValue(self._current or 0)
        self.axis.current = str(self._current)
        self.axis.setTicks([[(k, str(k)) for k in whole_ticks(self._ks, self._current)]])

    def _put(self, item: pg.ScatterPlotItem, k: int | None, **look: object) -> None:
        """Places a single mark on the point of a K, or nowhere."""
        at = np.isfinite(self._values) & (self._ks == (math.nan if k is None else k))
        item.setData(self._ks[at], self._values[at], **look)


class KChart(Titled):
    """A quantity over K under its title; a press on a point asks for that K."""

    k_chosen = Signal(int)

    def __init__(
        self, title: str, color: int = 0, from_zero: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(title, parent)
        self.curve = Curve(color, from_zero, self)
        self.curve.setAccessibleName(f"{title} over K")
        self.curve.k_chosen.connect(self.k_chosen)
        self.hold(self.curve)

    def show_curve(
        self,
        ks: Sequence[int],
        values: Sequence[float | None],
        current_k: int | None,
        subtitle: str = "",
        marked: int | None = None,
    ) -> None:
        """Shows a curve; None is a gap, `marked` the K that the quantity speaks for."""
        self.subtitle.show_words(subtitle)
        self.curve.show_curve(ks, values, current_k, marked)

    def set_help(self, text: str) -> None:
        """The formula and what it was computed on, for the tooltips."""
        self.title.setToolTip(text)
        self.curve.set_help(text)

    def set_theme(self, theme: Theme) -> None:
        """Paints in the colors of a theme."""
        self.curve.set_theme(theme)
