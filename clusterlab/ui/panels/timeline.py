"""The timeline: a slider over the steps of a run, with a tick per step and the curve of the objective."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSignalBlocker, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPolygonF,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractSlider, QSizePolicy, QToolTip, QWidget

from clusterlab.export.theme import LIGHT, Theme
from clusterlab.export.timeline_layout import TIMELINE_MARGIN, TimelineLayout
from clusterlab.ui.theme.theme_signal import follow_theme
from clusterlab.ui.widgets.color_key import paint_color_key
from clusterlab.ui.widgets.painting import widget_painter

TICK_HEIGHT = 16
KEY_GROWTH = 6  # pixels: the height that the key adds
BIN_SAMPLES = 8  # the first steps of a bin, which determine its colors


class Timeline(QAbstractSlider):
    """A tick for each half-step, or for a bin of them where they do not fit; painting costs O(ticks)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._phases: Sequence[str] = ()
        self._objectives: Sequence[float | None] = ()
        self._words: Callable[[int], str] = str
        self._kinds: dict[str, int] = {}
        self._seen, self._n_seen = set[str](), 0
        self._theme = LIGHT
        self.setOrientation(Qt.Orientation.Horizontal)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setAccessibleName("Timeline")
        follow_theme(self)

    def set_phases(self, kinds: Sequence[str]) -> None:
        """Assigns a color to each phase of the algorithm; the first one, the start, is muted."""
        self._kinds = {kind: i for i, kind in enumerate(kinds)}
        self.update()

    def show_run(
        self,
        phases: Sequence[str],
        objectives: Sequence[float | None],
        position: int,
        words: Callable[[int], str],
    ) -> None:
        """Shows the steps so far; `words` gives a position as text. Sequences are kept by reference."""
        seen = self._seen if phases is self._phases else set()
        self._seen, self._n_seen = seen | set(phases[self._n_seen if seen else 0 :]), len(phases)
        self._phases, self._objectives, self._words = phases, objectives, words
        with QSignalBlocker(self):
            self.setRange(0, max(0, len(phases) - 1))
            self.setPageStep(max(1, len(phases) // 10))
            self.setValue(position)
        self.setAccessibleDescription(self.words(position))
        self.update()

    def words(self, position: int) -> str:
        """A position as the caption names it: Assign · 4 of 11."""
        return self._words(min(position, len(self._phases) - 1)) if self._phases else ""

    def set_theme(self, theme: Theme) -> None:
        """Paints in the colors of a theme."""
        self._theme = theme
        self.update()

    @property
    def ticks(self) -> TimelineLayout:
        """Where the ticks lie."""
        return TimelineLayout(len(self._phases), self.width())

    def sizeHint(self) -> QSize:
        return QSize(320, 68 + KEY_GROWTH)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 60 + KEY_GROWTH)

    def event(self, event: QEvent) -> bool:
        """Shows the step under the mouse in a tooltip."""
        if event.type() == QEvent.Type.ToolTip and self._phases:
            assert isinstance(event, QHelpEvent)
            QToolTip.showText(event.globalPos(), self.words(self.ticks.index_at(event.pos().x())), self)
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Moves to the pressed step and starts a drag."""
        if event.button() == Qt.MouseButton.LeftButton and self._phases:
            self.setSliderDown(True)
            self.setValue(self.ticks.index_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Moves to the step under the mouse during a drag."""
        if self.isSliderDown():
            self.setValue(self.ticks.index_at(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Ends the drag."""
        self.setSliderDown(False)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Moves along the steps only while the timeline has the focus."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the ticks, the curve of the objective and the marker."""
        with widget_painter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self._phases:
                self._paint_ticks(painter)
                self._paint_curve(painter)
                self._paint_marker(painter)
                self._paint_key(painter)
            if self.hasFocus():
                painter.setPen(QPen(QColor(self._theme.accent), 1))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)

    def _top(self) -> float:
        """The y coordinate of the top of the ticks."""
        return self.height() - self._marker_height() - TICK_HEIGHT - 4

    def _marker_height(self) -> int:
        """The height of the marker and its text."""
        return self.fontMetrics().height() - 1

    def _color(self, phase: str) -> QColor:
        kind = self._kinds.get(phase, 0)
        return QColor(self._theme.series_color(kind - 1) if kind else self._theme.muted)

    def _paint_ticks(self, painter: QPainter) -> None:
        pitch, painted_bins = self.ticks.bin_pitch, self.ticks.bins
        width = max(2.0, min(6.0, round(pitch * 0.5)))
        painter.setPen(Qt.PenStyle.NoPen)
        for i, (first, end) in enumerate(painted_bins):
            x = TIMELINE_MARGIN + (i + 0.5) * pitch - width / 2
            self._paint_tick(painter, QRectF(x, self._top(), width, TICK_HEIGHT), first, end)

    def _paint_tick(self, painter: QPainter, place: QRectF, first: int, end: int) -> None:
        """Paints a tick in the color of its step, or split into the colors of the first steps of its bin."""
        if first > self.value():
            self._fill(painter, place, QColor(self._theme.line))
            return
        found = [self._phases[i] for i in range(first, min(end, first + BIN_SAMPLES))]
        top = place.top()
        for kind in sorted(set(found), key=lambda phase: self._kinds.get(phase, 0)):
            height = place.height() * found.count(kind) / len(found)
            self._fill(painter, QRectF(place.left(), top, place.width(), height), self._color(kind))
            top += height

    def _fill(self, painter: QPainter, place: QRectF, color: QColor) -> None:
        painter.setBrush(color)
        painter.drawRoundedRect(place, 1.5, 1.5)

    def _paint_curve(self, painter: QPainter) -> None:
        """Paints the objective up to the position in the accent color, and the rest faintly."""
        bottom, height = self._top() - 6, self._top() - 10 - self._key_height()
        curve = self.ticks.curve(self._objectives)
        places = [QPointF(x, bottom - height * share) for _, x, share in curve]
        reached = places[: sum(index <= self.value() for index, _, _ in curve)]
        for line, color in ((places, self._theme.line), (reached, self._theme.accent)):
            if len(line) > 1:
                path = QPainterPath()
                path.addPolygon(QPolygonF(line))
                painter.strokePath(path, QPen(QColor(color), 1.75))

    def _paint_marker(self, painter: QPainter) -> None:
        """Paints a triangle at the position, and the position in numbers next to it."""
        x, y = self.ticks.x_of(self.value()), self._top() + TICK_HEIGHT + 3
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.text))
        painter.drawPolygon(QPolygonF([QPointF(x, y), QPointF(x - 5, y + 8), QPointF(x + 5, y + 8)]))
        self._paint_count(painter, x, y)

    def phase_key(self) -> list[str]:
        """The phases of the steps so far, in their order."""
        return [kind for kind in self._kinds if kind in self._seen]

    def _key_height(self) -> int:
        return self._small_metrics().height()

    def _paint_key(self, painter: QPainter) -> None:
        """Names the colors of the ticks at the upper right."""
        painter.setFont(self._small_font())
        entries = [(phase[:1].upper() + phase[1:], self._color(phase)) for phase in self.phase_key()]
        paint_color_key(painter, entries, QColor(self._theme.muted), (TIMELINE_MARGIN, self.width()))

    def _small_font(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(max(8, self.fontInfo().pixelSize() - 2))
        return font

    def _small_metrics(self) -> QFontMetrics:
        return QFontMetrics(self._small_font())

    def _paint_count(self, painter: QPainter, x: float, y: float) -> None:
        words = self.words(self.value())
        width = self._small_metrics().horizontalAdvance(words)
        left = x + 10 if x + 10 + width <= self.width() else x - 10 - width
        painter.setFont(self._small_font())
        painter.setPen(QColor(self._theme.muted))
        painter.drawText(
            QRectF(left, y - 3, width + 2, self._marker_height()), Qt.AlignmentFlag.AlignVCenter, words
        )
