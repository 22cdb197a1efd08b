"""A picture as a pyqtgraph plot: its items, axes, legend and heading, on screen and in files alike."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Literal

import pyqtgraph as pg
from PySide6.QtCore import Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsSceneResizeEvent

from clusterlab.core.marks import (
    AssignmentLines,
    Centers,
    CenterTrajectories,
    Ellipses,
    Highlights,
    Mark,
    Regions,
)
from clusterlab.core.multi_axis_view import MultiAxisView
from clusterlab.export.figure_grid import FigureCell
from clusterlab.export.picture import Picture
from clusterlab.export.plot_content import PlotContent
from clusterlab.export.pointer_state import PointerState
from clusterlab.export.shards_image import NearPoints
from clusterlab.export.theme import LIGHT, Theme
from clusterlab.export.viewport import Viewport
from clusterlab.ui.canvas import parallel_coordinates, scatter_matrix  # noqa: F401  they register their views
from clusterlab.ui.canvas.axes import (
    PlaneAxis,
    interaction_hint,
    paint_axis_names,
    paint_badge,
    paint_box,
    paint_grid,
)
from clusterlab.ui.canvas.axis_arrows import paint_arrows
from clusterlab.ui.canvas.heading import HEADING_HEIGHT, paint_edge, paint_heading
from clusterlab.ui.canvas.legend_item import LegendItem
from clusterlab.ui.canvas.mark_painters import paint_marks
from clusterlab.ui.canvas.plane_box import PlaneBox
from clusterlab.ui.canvas.plot_items import AxisEndsItem, CentersItem, PaintedItem
from clusterlab.ui.canvas.pointer import paint_pointer_overlay
from clusterlab.ui.canvas.raster import RasterImages, raster_images, view_image


class ClusterPlot(pg.GraphicsWidget):
    """A view box with the items of a picture, from the regions at the bottom to the hover card on top.

    A view box and two axes, and nothing else of pyqtgraph's PlotItem: each of those has fifty hidden controls
    for its menus, which take 7 ms to make, and as long to restyle with every theme. It emits `updated` when
    what it shows, or the part of the plane, has changed.
    """

    updated = Signal()

    def __init__(self, dpr: float = 1.0, scale: float = 1.0) -> None:
        super().__init__()
        self.dpr, self.scale, self.theme = dpr, scale, LIGHT
        self.is_interactive = False
        self.cell: FigureCell | None = None
        self.heading_margin, self.is_selected, self.heading_scale = 0.0, False, 1.0
        self.pointer = PointerState()
        self.picture: Picture | None = None
        self._images: RasterImages | None = None
        self._content: PlotContent | None = None
        self.box = PlaneBox(self)
        self.box.is_rotatable = lambda: self.picture is not None and self.picture.view.is_rotatable
        self.axes = tuple(PlaneAxis(axis, self.box, self.content) for axis in (0, 1))
        self._items = self._make_items()
        self.box.takes_wheel = self.legend.scroll
        self.box.sigRangeChanged.connect(self.update_items)

    @property
    def viewport(self) -> Viewport:
        """The part of the plane in the view box, and the size of the box."""
        (left, right), (bottom, top) = self.box.viewRange()
        size = round(self.box.width()), round(self.box.height())
        has_heading = self.cell is not None and bool(self.cell.title)
        heading = HEADING_HEIGHT * self.scale * self.heading_scale if has_heading else 0.0
        return Viewport(size, (left, bottom), (right, top), self.dpr, self.scale, self.legend.place, heading)

    def content(self) -> PlotContent | None:
        """What is shown and how, until something changes."""
        if self._content is None and self.picture is not None:
            shown = PlotContent(self.picture, self.viewport, self.theme)
            settled = replace(shown.viewport, legend=self.legend.settle(shown))
            self._content = shown._replace(viewport=settled)
        return self._content

    def show_picture(self, picture: Picture, images: RasterImages | None = None) -> None:
        """Shows a picture in the same viewport; its `images` may have been made already."""
        if self.picture is not None and picture.places is not self.picture.places:
            self.legend.choose_corner_again()
        self.picture = picture
        self._images = images or self._images
        self.show_layers("all")
        self.update_items()

    def show_points(self, picture: Picture) -> None:
        """Shows other points of the same picture, in the same viewport; regions and legend stay."""
        content = self.content()
        images = None if content is None else self.images(content)
        regions = None if images is None else images.regions
        self.picture, self._content = picture, None
        if (shown := self.content()) is not None:
            self._images = RasterImages(shown, regions, view_image(picture.view, shown))
        self.update_items()

    def show_cell(self, cell: FigureCell, selected: bool = False, margin: float = 0.0) -> None:
        """Shows the heading of a cell, `margin` pixels from the right edge, and whether it is selected."""
        self.cell, self.is_selected, self.heading_margin = cell, selected, margin
        self.update_items()

    def show_viewport(self, viewport: Viewport) -> None:
        """Shows a part of the plane."""
        (left, bottom), (right, top) = viewport.low, viewport.high
        self.box.setRange(xRange=(left, right), yRange=(bottom, top), padding=0)
        self.update_items()

    def set_theme(self, theme: Theme) -> None:
        """Paints in the colors of a theme."""
        self.theme = theme
        self.box.setBackgroundColor(theme.canvas)
        for axis in self.axes:
            axis.setTextPen(pg.mkPen(theme.muted))
        self.update_items()

    def show_pointer(self, pointer: PointerState) -> None:
        """Shows what is hovered and selected, and hides what is concealed."""
        is_other = pointer.concealed != self.pointer.concealed
        self.pointer = pointer
        self._pointer_item.update()
        if is_other:
            self.update_items()
        self.axis_ends.update()

    def update_items(self, *_changes: object) -> None:
        """Repaints all items."""
        self._content = None
        parts: tuple[pg.GraphicsObject | pg.GraphicsWidget, ...] = (*self._items, *self.axes)
        for part in parts:
            part.update()
        self.updated.emit()

    def show_layers(self, layers: Literal["below", "above", "all"]) -> None:
        """Shows only what is below or above the points; what a view does not have is never shown."""
        items, points = list(self._items), list(self._items).index(self._points_item)
        shown = {"below": items[:points], "above": items[points + 1 :], "all": items}[layers]
        for item, is_used in self._items.items():
            item.setVisible(self.picture is not None and item in shown and is_used(self.picture))
        for number, axis in enumerate(self.axes):
            used = self.picture is not None and _has_axis(self.picture, number)
            axis.setVisible(used and layers != "below")
        self.box.background.setVisible(layers != "above")

    def images(self, content: PlotContent) -> RasterImages | None:
        """The images of points and regions; made now unless they are those of the content.

        Of points in shards, on screen, they are those that were made last in the same view, if there are any.
        """
        images = self._images
        if self.is_interactive and content.picture.shards is not None:
            return (
                images if images is not None and images.content.picture.view is content.picture.view else None
            )
        if images is None or not images.matches(content):
            images = self._images = raster_images(*content)
        return images

    @property
    def near_points(self) -> NearPoints | None:
        """The points in shards that are drawn one by one in the present viewport; None where too many are."""
        content, images = self.content(), self._images
        return None if content is None or images is None or not images.matches(content) else images.near

    def show_images(self, images: RasterImages) -> None:
        """Shows images of points in shards that were made meanwhile."""
        self._images = images
        self.update_items()

    def resizeEvent(self, event: QGraphicsSceneResizeEvent) -> None:
        """Gives the box all of the plot."""
        self.box.setGeometry(self.rect())
        self._content = None
        self.updated.emit()

    def _make_items(self) -> dict[PaintedItem, Callable[[Picture], bool]]:
        """Makes the items, from the lowest to the topmost, each with whether a picture needs it."""
        item = partial(PaintedItem, self.box, self.content)
        self.centers = CentersItem(self.box, self.content)
        self.axis_ends = AxisEndsItem(self.box, self.content, lambda: self.pointer)
        self.legend = LegendItem(self.box, self.content, self.update_items)
        self._points_item, self._pointer_item = item(self._paint_points), item(self._paint_pointer)
        items: dict[PaintedItem, Callable[[Picture], bool]] = {
            item(self._paint_regions): partial(_has_mark, Regions),
            item(paint_grid): lambda picture: _has_axis(picture, 0),
            item(paint_box): lambda picture: picture.view.box is not None,
            item(partial(paint_marks, AssignmentLines)): partial(_has_mark, AssignmentLines),
            self._points_item: _always,
            **{
                item(partial(paint_marks, kind)): partial(_has_mark, kind)
                for kind in (Ellipses, CenterTrajectories, Highlights)
            },
            self.axis_ends: partial(_has_mark, Ellipses),
            self.centers: partial(_has_mark, Centers),
            item(paint_arrows): lambda picture: _is_plane(picture) and "arrows" in picture.layers,
            item(self._paint_names): _always,
            self.legend: lambda picture: "legend" in picture.layers,
            self._pointer_item: _always,
            item(self._paint_frame): _always,
        }
        for place, part in enumerate(items):
            part.setZValue(place)
        return items

    def _paint_regions(self, painter: QPainter, content: PlotContent) -> None:
        images = self.images(content)
        if images is not None and images.regions is not None and Regions not in self.pointer.concealed:
            images.paint(images.regions, painter, content)

    def _paint_points(self, painter: QPainter, content: PlotContent) -> None:
        images = self.images(content)
        if images is not None:
            images.paint(images.points, painter, content)

    def _paint_names(self, painter: QPainter, content: PlotContent) -> None:
        view = content.picture.view
        paint = paint_badge if isinstance(view, MultiAxisView) else paint_axis_names
        paint(painter, content, interaction_hint(view) if self.is_interactive else "")

    def _paint_pointer(self, painter: QPainter, content: PlotContent) -> None:
        paint_pointer_overlay(painter, content, self.pointer)
        self.box.paint_brush(painter, content.theme)
        if self.box.outline:
            self.box.paint_outline(painter, content.theme)

    def _paint_frame(self, painter: QPainter, content: PlotContent) -> None:
        """The heading, and the border with round corners, thicker around a selected pane."""
        paint_edge(painter, content, self.is_selected)
        if self.cell is not None:
            usual = replace(content.viewport, scale=content.scale * self.heading_scale)
            shown = content._replace(viewport=usual)
            paint_heading(painter, shown, self.cell, self.heading_margin, elides=self.is_interactive)


def _always(picture: Picture) -> bool:
    return True


def _is_plane(picture: Picture) -> bool:
    """Whether a picture is a plane; a multi-axis view paints its marks and axes itself."""
    return not isinstance(picture.view, MultiAxisView)


def _has_mark(kind: type[Mark], picture: Picture) -> bool:
    return _is_plane(picture) and any(isinstance(mark, kind) for mark in picture.marks)


def _has_axis(picture: Picture, axis: int) -> bool:
    return _is_plane(picture) and bool(picture.view.axes[axis])
