"""Saves the canvas as a large picture: its points on a worker, all else on the thread of the window."""

from collections.abc import Callable, Generator
from pathlib import Path

from PySide6.QtGui import QImage

from clusterlab.core.progress import PaintCall, Progress
from clusterlab.export.picture import Picture
from clusterlab.export.theme import Theme
from clusterlab.export.viewport import Viewport, fit_viewport
from clusterlab.ui.canvas.page import Page, picture_page, picture_place
from clusterlab.ui.canvas.raster import raster_images

Writer = Callable[[], None]


def picture_steps(
    path: Path,
    drawn: Picture,
    size: tuple[int, int],
    theme: Theme,
    resolution: float,
    viewport: Viewport | None = None,
) -> Generator[PaintCall | Progress, None, None]:
    """Writes a picture as PNG with `resolution` times the pixels of its size, each way; raises SaveError."""
    yield Progress(0, 100)  # from now on it can be canceled
    page = _page_maker(drawn, size, theme, resolution, viewport)
    rendering, writers = list[Generator[None, None, Writer]](), list[Writer]()

    def begin() -> None:
        rendering.append(page().saving_steps(path))

    def go_on() -> None:
        try:
            next(rendering[0])
        except StopIteration as end:
            writers.append(end.value)

    yield PaintCall(begin, Progress(50, 100))
    while not writers:
        yield PaintCall(go_on, Progress(75, 100))
    writers[0]()


def image_steps(
    drawn: Picture,
    size: tuple[int, int],
    theme: Theme,
    resolution: float,
    viewport: Viewport | None,
    use: Callable[[QImage], object],
) -> Generator[PaintCall | Progress, None, None]:
    """Paints the same picture, and uses it on the thread of the window."""
    yield Progress(0, 100)
    page = _page_maker(drawn, size, theme, resolution, viewport)
    yield PaintCall(lambda: use(page().image()), Progress(50, 100))


def _page_maker(
    drawn: Picture, size: tuple[int, int], theme: Theme, resolution: float, viewport: Viewport | None
) -> Callable[[], Page]:
    """What makes the page of a picture on the thread of the window, with images that are made now."""
    place = picture_place(drawn, size)
    plot_size = round(place.width()), round(place.height())
    shown = (viewport or fit_viewport(drawn, plot_size, resolution)).grown(plot_size, resolution)
    images = raster_images(drawn, shown, theme)
    return lambda: picture_page(drawn, size, theme, resolution, shown, images)
