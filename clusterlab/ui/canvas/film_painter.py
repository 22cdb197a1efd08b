"""Paints the frames of a film: the picture of each step under its caption, in one place and size."""

from collections.abc import Callable, Generator
from dataclasses import replace
from pathlib import Path

import numpy as np
from PySide6.QtGui import QImage

from clusterlab.core.message import Message
from clusterlab.core.progress import PaintCall, Progress
from clusterlab.export.film.film_file import FramePainting, film_steps
from clusterlab.export.film.film_plan import FilmPlan
from clusterlab.export.film.frame_pixels import FramePixels
from clusterlab.export.frame import Frame
from clusterlab.export.legend_rows import legend_row_count
from clusterlab.export.picture import Picture
from clusterlab.export.theme import POINT_OPACITY, Theme, composited
from clusterlab.export.viewport import Viewport, fit_viewport
from clusterlab.ui.canvas.legend import legend_corner
from clusterlab.ui.canvas.page import Page, picture_page, picture_place
from clusterlab.ui.canvas.raster import RasterImages, raster_images
from clusterlab.ui.platform.offscreen import ensure_application


class FilmPainter:
    """Makes each frame on any thread, and paints it on that of the window.

    All frames show the same part of the plane, by default all of the last picture, and have the legend in
    the same corner. `steps` is the number of steps of the run.
    """

    def __init__(
        self,
        frame_of: Callable[[int], Frame],
        steps: int,
        plan: FilmPlan,
        theme: Theme,
        viewport: Viewport | None = None,
    ) -> None:
        ensure_application()
        self._frame_of, self._steps, self._plan, self._theme = frame_of, steps, plan, theme
        self._viewport = viewport

    def film(self, path: Path) -> Generator[PaintCall | Progress, None, None]:
        """Writes the film, as `film_steps` does."""
        begun = Progress(0, len(self._plan.indices))
        yield begun  # so that a large first frame can be canceled, too
        last = self._frame_of(self._plan.last).picture
        self._viewport = self._viewport_of(last)
        yield PaintCall(lambda: self._settle_legend(last), begun)
        yield from film_steps(path, self._plan, certain_colors(last, self._theme), self._paint)

    def _paint(self, index: int) -> FramePainting:
        """Makes and paints the frame of the step at an index."""
        drawn, painted = self._frame_of(index).picture, list[QImage]()
        images = raster_images(drawn, self._viewport_of(drawn), self._theme)
        yield lambda: painted.append(self._page(drawn, index, images).image())
        return rgb_pixels(painted[0])

    def _viewport_of(self, drawn: Picture) -> Viewport:
        """The viewport of all frames, in their size."""
        dpr, place = float(self._plan.resolution), picture_place(drawn, self._plan.size)
        size = round(place.width()), round(place.height())
        return (self._viewport or fit_viewport(drawn, size, dpr)).grown(size, dpr)

    def _settle_legend(self, drawn: Picture) -> None:
        """Keeps the legend from now on in the corner where it covers the fewest points of a picture."""
        viewport = self._viewport_of(drawn)
        if viewport.legend.corner is None and legend_row_count(drawn):
            place = replace(viewport.legend, corner=legend_corner(drawn, viewport))
            self._viewport = replace(viewport, legend=place)

    def _page(self, drawn: Picture, index: int, images: RasterImages) -> Page:
        """The page of a step, with the number of the step at the right of its title."""
        size, dpr = self._plan.size, float(self._plan.resolution)
        number = Message("Step {n!s} of {of!s}", n=index + 1, of=self._steps)
        return picture_page(drawn, size, self._theme, dpr, self._viewport_of(drawn), images, number)


def certain_colors(drawn: Picture, theme: Theme) -> tuple[str, ...]:
    """The colors of a theme that all frames with a picture's clusters have."""
    own = (theme.window, theme.panel, theme.canvas, theme.line, theme.grid, theme.text, theme.muted)
    used = [theme.cluster(number) for number in (-1, *drawn.colors)]
    lines = [theme.line_color(number) for number in drawn.colors]
    points = [composited(color, theme.canvas, POINT_OPACITY) for color in used]
    return tuple(dict.fromkeys((*own, *used, *lines, *points)))


def rgb_pixels(image: QImage) -> FramePixels:
    """The red, green and blue (h, w, 3) of an image."""
    rgb = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(rgb.constBits(), np.uint8).reshape(rgb.height(), rgb.bytesPerLine())
    return rows[:, : 3 * rgb.width()].reshape(rgb.height(), rgb.width(), 3).copy()
