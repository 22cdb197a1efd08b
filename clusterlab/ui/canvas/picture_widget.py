"""A widget that shows a picture as a plot, and the image of its points until pyqtgraph is loaded."""

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QFont, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from clusterlab.export.canvas_state import CanvasState
from clusterlab.export.picture import Picture
from clusterlab.export.plot_content import PlotContent
from clusterlab.export.theme import LIGHT, Theme
from clusterlab.export.viewport import INSETS, Viewport
from clusterlab.ui.canvas.raster import ORIGIN, RasterImages, view_image
from clusterlab.ui.theme.fonts import BASE_FONT_SIZE
from clusterlab.ui.theme.theme_signal import follow_theme
from clusterlab.ui.widgets.painting import widget_painter

if TYPE_CHECKING:
    from clusterlab.ui.canvas.plot_view import PlotView

LOAD_DELAY = 50  # milliseconds after painting in which the first picture reaches the screen


class PictureWidget(QWidget):
    """Shows a picture: all of it, or the same part of the plane as before.

    Before `load_plot` has loaded pyqtgraph, which takes longer than the window may take to appear, it shows
    the image of the points alone.
    """

    insets = INSETS

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.has_painted = False
        self._theme = LIGHT
        self.picture: Picture | None = None
        self._viewport: Viewport | None = None
        self._view: PlotView | None = None
        self._shows_all, self._follows, self.keeps_units = True, False, False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        follow_theme(self)

    @property
    def viewport(self) -> Viewport | None:
        """The visible part of the plane, or None before the first picture."""
        if self._view is None or self.picture is None:
            return self._viewport
        return self._view.plot.viewport

    @property
    def custom_viewport(self) -> Viewport | None:
        """The viewport after zooming or panning; None while all points are shown."""
        return None if self._shows_all else self.viewport

    @property
    def state(self) -> CanvasState:
        """A snapshot of what is shown and how."""
        size, scale = (self.width(), self.height()), type_scale(self.font())
        device = size, self.devicePixelRatioF(), scale
        return CanvasState(self.picture, self.viewport, *device, self.insets, self._theme, self.keeps_units)

    @property
    def view(self) -> "PlotView":
        """The widget with the plot, which gets the mouse events; loads pyqtgraph if necessary."""
        self.load_plot()
        assert self._view is not None
        return self._view

    def load_plot(self) -> None:
        """Puts the plot in place of the image of the points; loads pyqtgraph."""
        if self._view is not None:
            return
        from clusterlab.ui.canvas.plot_view import PlotView

        viewport, self._view = self._viewport, PlotView(self)
        self._view.setGeometry(self.rect())
        self._fit_view()
        self.set_theme(self._theme)
        if viewport is not None and self.picture is not None:
            self._view.plot.show_viewport(viewport)
            self._view.plot.show_picture(self.picture)
        self._view.show()

    def show_picture(self, picture: Picture, images: RasterImages | None = None) -> None:
        """Shows a picture, whose images may be made already, in the same viewport if the view is the same."""
        if picture.shards is not None:
            self.load_plot()  # their image takes too long for the first painting
        viewport, fresh = self.state.viewport_for(picture)
        self.picture, self._shows_all = picture, self._shows_all or fresh
        self._show_viewport(viewport)
        if self._view is not None:
            self._view.plot.show_picture(picture, images)
        if picture.caption:
            self.setAccessibleDescription(picture.caption)

    def show_points(self, picture: Picture) -> None:
        """Shows other points of the present picture, while they are being drawn."""
        self.picture = picture
        self.view.plot.show_points(picture)

    def fit(self) -> None:
        """Fits the viewport to all points."""
        self._shows_all = True
        self._refit()

    def follow(self, other: "PictureWidget") -> None:
        """Shows always the part of the plane that another one shows, and the other way round."""
        self._follows = True
        box, other_box = self.view.plot.box, other.view.plot.box
        box.setXLink(other_box)
        box.setYLink(other_box)
        box.sigRangeChangedManually.connect(other.keep_range)

    def keep_range(self) -> None:
        """Keeps what is shown now, which was chosen by zooming or panning, when the size changes."""
        self._shows_all, self._viewport = False, self.viewport

    def set_theme(self, theme: Theme) -> None:
        """Paints in the colors of a theme."""
        self._theme = theme
        if self._view is not None:
            self._view.plot.set_theme(theme)
        self.update()

    def sizeHint(self) -> QSize:
        """The default size of a plot."""
        return QSize(776, 606)

    def minimumSizeHint(self) -> QSize:
        """The smallest size at which a plot is readable."""
        return QSize(160, 120)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the points alone, as long as there is no plot above."""
        if self._view is not None:
            return
        with widget_painter(self) as painter:
            painter.fillRect(self.rect(), QColor(self._theme.canvas))
            if self.picture is not None and self._viewport is not None:
                content = PlotContent(self.picture, self._viewport, self._theme)
                painter.drawImage(ORIGIN, view_image(self.picture.view, content))
                if not self.has_painted:
                    self.has_painted = True
                    QTimer.singleShot(LOAD_DELAY, self, self.load_plot)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Refits the viewport if it showed all points, else keeps its center and scale."""
        super().resizeEvent(event)
        viewport = self.viewport
        if self._view is not None:
            self._view.setGeometry(self.rect())
        self._refit(viewport)

    def event(self, event: QEvent) -> bool:
        """Refits after a change of the font or the device pixel ratio, with which texts and marks scale."""
        done = super().event(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.DevicePixelRatioChange):
            self._refit()
        return done

    def _refit(self, viewport: Viewport | None = None) -> None:
        """Fits the viewport again after a change of size, font or picture; one before it may be given."""
        self._fit_view()
        state = replace(self.state, viewport=viewport or self.viewport)
        refitted = None if self._follows else state.refitted(self._shows_all)
        if refitted is not None:
            self._show_viewport(refitted)

    def _fit_view(self) -> None:
        """Hands font size and device pixel ratio to the plot."""
        if self._view is not None:
            plot = self._view.plot
            plot.dpr, plot.scale = self.devicePixelRatioF(), self.state.scale
            plot.update_items()

    def _show_viewport(self, viewport: Viewport) -> None:
        self._viewport = viewport
        if self._view is not None and not self._follows:
            self._view.plot.show_viewport(viewport)
        self.update()


def type_scale(font: QFont) -> float:
    """The size of a font relative to the default one."""
    return max(font.pixelSize() / BASE_FONT_SIZE, 0.5) if font.pixelSize() > 0 else 1.0
