"""The flow of points from K to K + 1: bars and bands that can be hovered and chosen."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QPainterPath
from PySide6.QtWidgets import QGraphicsPathItem, QWidget

from clusterlab.export.axis_ticks import k_ticks
from clusterlab.export.flow_geometry import FLOW_BAR_WIDTH, FlowBand, FlowBar, eased
from clusterlab.session.analysis.cluster_flows import FlowPicture
from clusterlab.ui.canvas.modifiers import is_additive
from clusterlab.ui.charts.pick_plot import HORIZONTAL_STEPS, PickPlot
from clusterlab.ui.theme.theme_signal import follow_theme

BAND_OPACITY, HOVERED_OPACITY = 0.35, 0.8
MAX_CORNERS, PIXELS_PER_CORNER = 33, 3
"""An edge of a band has a corner every few pixels."""
MIN_PICK_HEIGHT = 3.0  # pixels: a thinner band or bar is picked as if it were so thick
SIDE = 0.25  # columns: beside the first and the last
MIN_DRAWN_HEIGHT = 0.2  # pixels: thinner bands cannot be seen, and of large K there are thousands
VERTICAL_STEPS: dict[int, int] = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


@dataclass(frozen=True)
class FlowHead:
    """The head of a column: its K."""

    column: int


FlowPart = FlowHead | FlowBar | FlowBand


class FlowView(PickPlot[FlowPart]):
    """The plot of a flow; `chosen` carries a bar or a band, and whether it adds to the selection."""

    k_chosen = Signal(int)
    chosen = Signal(object, bool)
    sides = ("top",)
    default_height = 190
    height_shares = (0.8, 2.5)
    depends_on_size = True

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shown: FlowPicture | None = None
        self._current: int | None = None
        self._items: list[QGraphicsPathItem] = []
        self._current_line = self.add(pg.InfiniteLine(angle=90), z=-1)
        self._hovered_item = self.add(QGraphicsPathItem(), z=3)
        self.box.invertY(True)
        self.setAccessibleName("Flow from K to K + 1")
        follow_theme(self)

    def show_flow(self, shown: FlowPicture | None, current: int | None) -> None:
        """Shows a flow, None for none, with the current K marked."""
        if shown is not self.shown:
            self.shown, self.hovered_part = shown, None
            self._current = current
            self.redraw()
        elif current != self._current:
            self._current = current
            self._mark_current()

    def redraw(self) -> None:
        """Draws bars and bands, one item for each color, and the current K."""
        for item in self._items:
            self.box.removeItem(item)
        self._items.clear()
        shown = self.shown
        if shown is not None:
            self.box.setXRange(-SIDE, len(shown.ks) - 1 + SIDE, padding=0)
            self.box.setYRange(0, shown.geometry.height, padding=0)
            self._add_parts(shown, shown.geometry.bands, BAND_OPACITY, 1)
            self._add_parts(shown, shown.geometry.bars, 1.0, 2)
        self._mark_current()
        self._draw_hovered()

    def part_at(self, pixel: QPointF) -> FlowPart | None:
        """The part at a pixel: a head above the columns, a bar, or a band between them."""
        shown = self.shown
        if shown is None:
            return None
        place = self.box.mapSceneToView(pixel)
        column = min(max(0, round(place.x())), len(shown.ks) - 1)
        if pixel.y() < self.box.sceneBoundingRect().top():
            return FlowHead(column)
        slack = MIN_PICK_HEIGHT / 2 * shown.geometry.height / max(1.0, self.box_size()[1])
        if abs(place.x() - column) <= FLOW_BAR_WIDTH / 2:
            return _nearest(_in_column(shown.geometry.bars, column), 0.0, place.y(), slack)
        before = int(np.floor(place.x()))
        share = (place.x() - before - FLOW_BAR_WIDTH / 2) / (1 - FLOW_BAR_WIDTH)
        return _nearest(_in_column(shown.geometry.bands, before), share, place.y(), slack)

    def next_part(self, key: int) -> FlowPart | None:
        """By Up and Down the next part of a column, by Left and Right the nearest part beside it."""
        shown, part = self.shown, self.hovered_part
        if shown is None or not (key in HORIZONTAL_STEPS or key in VERTICAL_STEPS):
            return None
        if part is None:
            return FlowHead(shown.ks.index(self._current) if self._current in shown.ks else 0)
        if key in VERTICAL_STEPS:
            stage = self._stage(shown, _stage_number(part))
            return stage[min(max(0, stage.index(part) + VERTICAL_STEPS[key]), len(stage) - 1)]
        return self._beside(shown, part, HORIZONTAL_STEPS[key])

    def hover(self, part: FlowPart | None) -> None:
        """Makes a part stand out, and says what it is."""
        if part == self.hovered_part or self.shown is None:
            return
        self.hovered_part = part
        self._draw_hovered()
        if part is None:
            self.show_tooltip("")
        else:
            self.show_tooltip(_words(self.shown, part), self._place(part))

    def choose(self, part: FlowPart, modifiers: Qt.KeyboardModifier) -> None:
        """Chooses the K of a head, or the points of a bar or a band."""
        if isinstance(part, FlowHead):
            assert self.shown is not None
            self.k_chosen.emit(self.shown.ks[part.column])
        else:
            self.chosen.emit(part, is_additive(modifiers))

    def _beside(self, shown: FlowPicture, part: FlowPart, direction: int) -> FlowPart:
        """The part to the left or right whose middle is nearest; beside a head the next head."""
        if isinstance(part, FlowHead):
            return FlowHead(min(max(0, part.column + direction), len(shown.ks) - 1))
        number = min(max(0, _stage_number(part) + direction), 2 * len(shown.ks) - 2)
        beside = [one for one in self._stage(shown, number) if not isinstance(one, FlowHead)]
        return min(beside, key=lambda one: abs(_middle(one) - _middle(part)))

    def _stage(self, shown: FlowPicture, number: int) -> list[FlowPart]:
        """The parts of a column with its head, or the bands behind it, from top to bottom."""
        column, is_between = divmod(number, 2)
        if is_between:
            return sorted(_in_column(shown.geometry.bands, column), key=_middle)
        return [FlowHead(column), *_in_column(shown.geometry.bars, column)]

    def _add_parts(
        self, shown: FlowPicture, parts: Iterable[FlowBar | FlowBand], opacity: float, z: float
    ) -> None:
        by_color: dict[str, list[FlowBar | FlowBand]] = {}
        thinnest = MIN_DRAWN_HEIGHT * shown.geometry.height / max(1.0, self.box_size()[1])
        for part in (part for part in parts if part.size >= thinnest):
            by_color.setdefault(self._color(shown, part), []).append(part)
        for color, found in by_color.items():
            item = self.add(QGraphicsPathItem(_path(found, self._n_corners(found[0]))), z)
            item.setPen(self.pen(None))
            item.setBrush(_translucent(color, opacity))
            self._items.append(item)

    def _n_corners(self, part: FlowBar | FlowBand) -> int:
        """The number of corners of the edges of a bar, or of a band as wide as the columns are apart."""
        assert self.shown is not None
        pixels = self.box_size()[0] / len(self.shown.ks)
        return 2 if isinstance(part, FlowBar) else min(MAX_CORNERS, 3 + int(pixels / PIXELS_PER_CORNER))

    def _color(self, shown: FlowPicture, part: FlowBar | FlowBand) -> str:
        """The color of a bar; that of a band is the one of the bar that it leaves."""
        cluster = part.cluster if isinstance(part, FlowBar) else part.source
        return self._theme.cluster(shown.color(part.column, cluster))

    def _mark_current(self) -> None:
        ks = () if self.shown is None else self.shown.ks
        at = ks.index(self._current) if self._current in ks else None
        self._current_line.setVisible(at is not None)
        self._current_line.setValue(at or 0)
        self._current_line.setPen(self.pen(self._theme.accent, style=Qt.PenStyle.DashLine))
        self.axes["top"].bold = frozenset([str(self._current)])
        self.set_ticks("top", [(ks.index(k), str(k)) for k in k_ticks(ks, self._current)])

    def _draw_hovered(self) -> None:
        part, shown = self.hovered_part, self.shown
        is_drawn = shown is not None and part is not None and not isinstance(part, FlowHead)
        self._hovered_item.setVisible(is_drawn)
        if shown is not None and part is not None and not isinstance(part, FlowHead):
            self._hovered_item.setPath(_path([part], self._n_corners(part)))
            self._hovered_item.setPen(self.pen(self._theme.text))
            self._hovered_item.setBrush(_translucent(self._color(shown, part), HOVERED_OPACITY))

    def _place(self, part: FlowPart) -> QPoint:
        """Where the tooltip of a part is."""
        if isinstance(part, FlowHead):
            return QPoint(self.pixel_of(part.column, 0).toPoint().x(), 0)
        beyond = 0.5 if isinstance(part, FlowBand) else 0.0
        return self.pixel_of(part.column + beyond, _middle(part)).toPoint()


def _stage_number(part: FlowPart) -> int:
    """The number of a column, or of the bands behind it, from left to right."""
    return 2 * part.column + isinstance(part, FlowBand)


def _in_column(parts: Iterable[FlowBar | FlowBand], column: int) -> list[FlowBar | FlowBand]:
    return [part for part in parts if part.column == column]


def _middle(part: FlowPart) -> float:
    """The height of the middle of a bar or a band; a head is above all."""
    if isinstance(part, FlowHead):
        return -1.0
    return part.top + part.size / 2 if isinstance(part, FlowBar) else (part.top + part.end + part.size) / 2


def _nearest(
    parts: list[FlowBar | FlowBand], share: float, y: float, slack: float
) -> FlowBar | FlowBand | None:
    """The part at a height, at a `share` of the way between two columns; one within the slack if none is."""
    distances = {}
    for part in parts:
        top = _top(part, share)
        distances[part] = max(0.0, top - y, y - top - part.size)
    nearest = min(distances, key=distances.__getitem__, default=None)
    return nearest if nearest is not None and distances[nearest] <= slack else None


def _top(part: FlowBar | FlowBand, share: float) -> float:
    return part.top if isinstance(part, FlowBar) else float(part.height_at(np.array(share)))


def _path(parts: Sequence[FlowBar | FlowBand], n_corners: int) -> QPainterPath:
    """The outlines of bars or of bands as one path, each edge with some corners: many paths would be slow."""
    columns, tops, sizes = np.array([(part.column, part.top, part.size) for part in parts]).T[..., None]
    shares = np.linspace(0, 1, n_corners)
    if isinstance(parts[0], FlowBar):
        xs, edges = columns + FLOW_BAR_WIDTH * (shares - 0.5), tops + 0 * shares
    else:
        ends = np.array([part.end for part in parts if isinstance(part, FlowBand)])[:, None]
        xs = columns + FLOW_BAR_WIDTH / 2 + (1 - FLOW_BAR_WIDTH) * shares
        edges = tops + (ends - tops) * eased(shares)
    outlines = np.concatenate([edges, edges[:, ::-1] + sizes, edges[:, :1]], axis=1)
    connect = np.ones(outlines.shape, np.int32)
    connect[:, -1] = 0
    places = np.concatenate([xs, xs[:, ::-1], xs[:, :1]], axis=1)
    path: QPainterPath = pg.arrayToQPath(places.ravel(), outlines.ravel(), connect.ravel())
    path.setFillRule(Qt.FillRule.WindingFill)
    return path


def _translucent(color: str, opacity: float) -> QColor:
    made = QColor(color)
    made.setAlphaF(opacity)
    return made


def _words(shown: FlowPicture, part: FlowPart) -> str:
    """What a part is, and what a click on it does."""
    if isinstance(part, FlowHead):
        return f"{shown.head_words(part.column)}\nClick to use it."
    words = shown.bar_words(part) if isinstance(part, FlowBar) else shown.band_words(part)
    return f"{words}\nClick to select {'its' if isinstance(part, FlowBar) else 'these'} points."
