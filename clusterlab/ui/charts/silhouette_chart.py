"""The silhouette plot: a bar per point, grouped by cluster, that can be hovered and selected."""

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QFontInfo,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QLabel, QSizePolicy, QToolTip, QWidget

from clusterlab.session.analysis.silhouette_plot import SilhouettePlot
from clusterlab.ui.canvas.modifiers import is_additive
from clusterlab.ui.charts.silhouette_layout import CLUSTER_GAP, SilhouetteLayout
from clusterlab.ui.charts.silhouette_painter import (
    LABEL_GAP,
    cluster_summary,
    paint_point_marks,
    paint_silhouettes,
)
from clusterlab.ui.theme.theme import LIGHT, Theme
from clusterlab.ui.widgets.painting import widget_painter
from clusterlab.ui.widgets.titled import TitledWidget
from clusterlab.ui.widgets.tooltip import show_tooltip

MIN_CHART_HEIGHT = 150  # pixels, of all clusters together, unless their labels need more
ARROW_STEPS: dict[int, tuple[int, int]] = {
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
}
"""How many clusters, and how many bars, an arrow key moves on."""
SILHOUETTE_HELP = (
    "One line for each point: (b − a) / max(a, b), where a is its mean distance to the others of its own "
    "cluster and b the least mean distance to another cluster (Rousseeuw 1987). Lines to the left of 0 are "
    "points that are nearer to another cluster. Beside each blade: mean and size."
)


class SilhouetteWidget(QWidget):
    """The bars and labels of a silhouette plot; signals carry indices of points in spatial order."""

    hovered = Signal(int)
    chosen = Signal(int, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._pale = LIGHT, False
        self._shown: SilhouettePlot | None = None
        self._hovered = -1
        self._selected: tuple[int, ...] = ()
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setProperty("moves", True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Silhouette of every point")

    @property
    def shown(self) -> SilhouettePlot | None:
        """The silhouette plot on screen, or None."""
        return self._shown

    def show_silhouettes(self, shown: SilhouettePlot | None, pale: bool = False) -> None:
        """Shows a silhouette plot, `pale` if it is that of an earlier step."""
        if shown is self._shown and pale == self._pale:
            return
        self._shown, self._pale = shown, pale
        self.updateGeometry()
        self.update()

    def show_marks(self, hovered: int, selected: Iterable[int]) -> None:
        """Marks the hovered point, -1 for none, and the selected ones."""
        self._hovered, self._selected = hovered, tuple(selected)
        self.update()

    def show_tooltip(self, words: str, place: QPoint | None = None) -> None:
        """Shows a tooltip, and sets the accessible description; hides it if `words` are empty."""
        self.setAccessibleDescription(words)
        if words:
            show_tooltip(self, place or QPoint(40, 0), words)
        else:
            QToolTip.hideText()

    def set_theme(self, theme: Theme) -> None:
        """Paints in the colors of a theme."""
        self._theme = theme
        self.update()

    def current_layout(self) -> SilhouetteLayout | None:
        """The layout at the present size; None if there are no silhouettes."""
        if self._shown is None or not self._shown.clusters:
            return None
        axis_font = QFontMetricsF(self._axis_font())
        line, clusters = axis_font.height(), self._shown.clusters
        numbers = axis_font.horizontalAdvance(str(1 + clusters[-1].cluster))
        summaries = max(axis_font.horizontalAdvance(cluster_summary(cluster)) for cluster in clusters)
        left, top = numbers + 2 * LABEL_GAP, line + 2
        box = QRectF(left, top, self.width() - left - summaries - LABEL_GAP, self.height() - top - line - 4)
        return SilhouetteLayout.of(self._shown, box, self._min_cluster_height())

    def sizeHint(self) -> QSize:
        """As high as the labels of the clusters need, and at least the default height."""
        line = QFontMetricsF(self._axis_font()).height()
        k = len(self._shown.clusters) if self._shown is not None else 0
        return QSize(
            200, round(max(MIN_CHART_HEIGHT, k * (self._min_cluster_height() + CLUSTER_GAP)) + 2 * line + 6)
        )

    def minimumSizeHint(self) -> QSize:
        """The same: the panel scrolls."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the silhouettes, their labels, the overall mean and the marks."""
        with widget_painter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setFont(self._axis_font())
            layout = self.current_layout()
            if layout is not None and self._shown is not None:
                paint_silhouettes(painter, layout, self._shown, self._theme, 0.35 if self._pale else 1.0)
                paint_point_marks(painter, layout, self._shown, self._theme, self._hovered, self._selected)
            elif self._shown is not None:
                painter.setPen(QColor(self._theme.muted))
                wrapped = Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
                painter.drawText(
                    QRectF(self.rect()).adjusted(0, 4, 0, 0), int(wrapped), self._shown.unavailable_reason
                )
            if self.hasFocus():
                painter.setPen(QPen(QColor(self._theme.accent), 1))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Hovers the point of the bar under the mouse."""
        self.hovered.emit(self.row_at(event.position()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Selects the point of the clicked bar; with Shift or Ctrl in addition."""
        row = self.row_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and row >= 0:
            self.chosen.emit(row, is_additive(event.modifiers()))

    def leaveEvent(self, event: QEvent) -> None:
        """Ends hovering."""
        super().leaveEvent(event)
        self.hovered.emit(-1)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Ends hovering."""
        super().focusOutEvent(event)
        self.hovered.emit(-1)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down hover the next bar, Left and Right the next cluster, Enter selects."""
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._hovered >= 0:
            self.chosen.emit(self._hovered, is_additive(event.modifiers()))
            return
        row = self._neighbor(key)
        if row is None:
            super().keyPressEvent(event)
        else:
            self.hovered.emit(row)

    def row_at(self, place: QPointF) -> int:
        """The point whose bar is at the height of a position, or -1."""
        layout = self.current_layout()
        found = None if layout is None else layout.line_at(place.y())
        return -1 if layout is None or found is None else int(layout.clusters[found[0]].rows[found[1]])

    def line_end_of(self, row: int) -> QPointF | None:
        """The end of a point's bar, in pixels of this widget."""
        layout = self.current_layout()
        found = None if layout is None or self._shown is None else self._shown.position_of(row)
        return None if layout is None or found is None else layout.line_end(*found)

    def _neighbor(self, key: int) -> int | None:
        """The point that a key hovers next; None for other keys."""
        layout = self.current_layout()
        if (
            layout is None
            or self._shown is None
            or key not in (*ARROW_STEPS, Qt.Key.Key_Home, Qt.Key.Key_End)
        ):
            return None
        found = self._shown.position_of(self._hovered) if self._hovered >= 0 else None
        if key == Qt.Key.Key_End:
            found = layout.last
        elif found is None or key == Qt.Key.Key_Home:
            found = (0, 0)
        else:
            found = layout.neighbor_line(found, *ARROW_STEPS[key])
        return int(layout.clusters[found[0]].rows[found[1]])

    def _min_cluster_height(self) -> float:
        """The least height of a cluster, at which its label fits."""
        return QFontMetricsF(self._axis_font()).height()

    def _axis_font(self) -> QFont:
        axis_font = QFont(self.font())
        axis_font.setPixelSize(max(8, QFontInfo(axis_font).pixelSize() - 2))
        return axis_font


class SilhouetteChart(TitledWidget):
    """A silhouette plot under its title, with a note on which points it was computed for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Silhouette of every point", parent)
        self.plot, self.note = SilhouetteWidget(self), QLabel(self)
        self.title.setToolTip(SILHOUETTE_HELP)
        self.note.setProperty("class", "muted")
        self.note.setWordWrap(True)
        self.note.hide()
        self.add_widget(self.note)
        self.add_widget(self.plot)

    def show_silhouettes(self, shown: SilhouettePlot | None, words: str = "", pale: bool = False) -> None:
        """Shows a silhouette plot, a subtitle, and which points it was computed for."""
        note = "" if shown is None else shown.words
        self.note.setText(f"{note[:1].upper()}{note[1:]}")
        self.note.setVisible(bool(note))
        self.subtitle.show_words(words)
        self.plot.show_silhouettes(shown, pale)

    def set_theme(self, theme: Theme) -> None:
        """Paints in the colors of a theme."""
        self.plot.set_theme(theme)
