"""The visible part of the plane, and its transform to pixels."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from weakref import ref

import numpy as np

from clusterlab.core.multi_axis_view import ParallelCoordinates
from clusterlab.export.picture import Picture
from clusterlab.kernels.raster.pixel_buffer import DataToPixel
from clusterlab.kernels.typing import Floats

VIEW_MARGIN = 0.04  # of the extent of the points, on each side
Insets = tuple[int, int, int, int]
INSETS: Insets = (40, 20, 20, 44)  # left, top, right, bottom, in logical pixels: room for tick labels
TITLED_INSETS: Insets = (14, 46, 14, 18)  # of a cell of a grid, with room for its heading
UNTITLED_INSETS: Insets = (8, 8, 8, 20)  # of a cell of a grid, with room for the note in its corner
PARALLEL_INSETS: Insets = (14, 50, 30, 4)  # beside the margin, below a heading: room for names and numbers
MAX_INSET_SHARE = 0.2  # of the side of a small plot
MIN_WIDTH_WITH_LEGEND, LEGEND_WIDTH = (
    560,
    170,
)  # pixels: of parallel axes with a legend, and of it
MIN_SPAN, MAX_SPAN = 1e-9, 1e6  # zoom limits, in plane coordinates, in which the points span about 1


@dataclass(frozen=True)
class LegendPlace:
    """Where a legend is: in one of the four corners, or where it was dragged to, as shares of the free room.

    Without a corner it is where it covers the fewest points. `first_row` is the first visible row.
    """

    first_row: int = 0
    corner: int | None = None
    position: tuple[float, float] | None = None


@dataclass(frozen=True)
class Viewport:
    """A rectangle of the plane, from `low` to `high`, on `size` (w, h) logical pixels.

    `dpr` is the device pixel ratio, `scale` the font size relative to the default. Viewports are equal
    whatever the place of their `legend`, which is below the `heading`, in logical pixels.
    """

    size: tuple[int, int]
    low: tuple[float, float]
    high: tuple[float, float]
    dpr: float = 1.0
    scale: float = 1.0
    legend: LegendPlace = field(default=LegendPlace(), compare=False)
    heading: float = field(default=0.0, compare=False)

    @property
    def per_pixel(self) -> tuple[float, float]:
        """The width and height of a logical pixel in plane coordinates."""
        (w, h), (x, y), (right, top) = self.size, self.low, self.high
        return (right - x) / max(w, 1), (top - y) / max(h, 1)

    def to_pixels(self, places: Floats, dpr: float = 1.0) -> Floats:
        """Plane coordinates (n, 2) in pixels, y down: logical ones, or `dpr` times those."""
        return np.stack(self.data_to_pixel(dpr).pixels(places), axis=-1)

    def data_to_pixel(self, dpr: float = 1.0) -> DataToPixel:
        """The transform from plane coordinates to pixels, as the rasterizing kernels take it."""
        across, up = self.per_pixel
        return DataToPixel((self.low[0], self.high[1]), (dpr / across, -dpr / up))

    def to_pixel(self, axis: int, position: float) -> float:
        """The logical pixel of a position on one axis, as `to_pixels` has it."""
        transform = self.data_to_pixel()
        return (position - transform.corner[axis]) * transform.scale[axis]

    def to_plane(self, pixels: Floats) -> Floats:
        """Logical pixels (..., 2) in plane coordinates."""
        across, up = self.per_pixel
        x = self.low[0] + pixels[..., 0] * across
        return np.stack([x, self.high[1] - pixels[..., 1] * up], axis=-1)

    def moved(self, x: float, y: float) -> "Viewport":
        """Moved over the plane, by (x, y) in its coordinates."""
        low, high = (self.low[0] + x, self.low[1] + y), (self.high[0] + x, self.high[1] + y)
        return replace(self, low=low, high=high)

    def resized(self, size: tuple[int, int], dpr: float) -> "Viewport":
        """With another size and device pixel ratio, the same center and the same scale."""
        across, up = self.per_pixel
        x, y = (self.low[0] + self.high[0]) / 2, (self.low[1] + self.high[1]) / 2
        w, h = size[0] * across / 2, size[1] * up / 2
        return replace(self, size=size, low=(x - w, y - h), high=(x + w, y + h), dpr=dpr)

    def grown(self, size: tuple[int, int], dpr: float) -> "Viewport":
        """With another size and device pixel ratio, so that it shows at least what it shows now."""
        if (size, dpr, 1.0) == (self.size, self.dpr, self.scale):
            return self
        larger = max(self.size[0] / size[0], self.size[1] / size[1])
        scaled_size = (round(self.size[0] / larger), round(self.size[1] / larger))
        return replace(self, size=scaled_size, scale=1.0).resized(size, dpr)


def fit_viewport(
    picture: Picture,
    size: tuple[int, int],
    dpr: float = 1.0,
    scale: float = 1.0,
    insets: Insets = INSETS,
) -> Viewport:
    """The viewport that shows all of a picture, and a legend beside parallel axes where it fits."""
    legend_beside = (
        isinstance(picture.view, ParallelCoordinates)
        and "legend" in picture.layers
        and size[0] >= MIN_WIDTH_WITH_LEGEND * scale
    )
    if isinstance(picture.view, ParallelCoordinates):
        insets = PARALLEL_INSETS[0], insets[1] + PARALLEL_INSETS[1], *PARALLEL_INSETS[2:]
    available = round(LEGEND_WIDTH * scale) if legend_beside else 0
    inner = fitted_viewport(
        picture.extent, (size[0] - available, size[1]), picture.view.equal, dpr, scale, insets
    )
    high = (inner.high[0] + available * inner.per_pixel[0], inner.high[1])
    return replace(inner, size=(inner.size[0] + available, inner.size[1]), high=high)


def fitted_viewport(
    places: Floats,
    size: tuple[int, int],
    equal: bool,
    dpr: float = 1.0,
    scale: float = 1.0,
    insets: Insets = INSETS,
) -> Viewport:
    """The viewport that shows all finite positions (n, 2), with `insets` along its edges."""
    size = (max(size[0], 1), max(size[1], 1))
    low, span = _cached_extent(places)
    left, top, right, bottom = (
        min(inset * scale, size[i % 2] * MAX_INSET_SHARE) for i, inset in enumerate(insets)
    )
    available = np.array([size[0] - left - right, size[1] - top - bottom])
    per_pixel = span * (1 + 2 * VIEW_MARGIN) / available
    if equal:
        per_pixel[:] = per_pixel.max()
    corner = low + span / 2 - (np.array([left, bottom]) + available / 2) * per_pixel
    far = corner + np.array(size) * per_pixel
    return Viewport(size, tuple(corner.tolist()), tuple(far.tolist()), dpr, scale)


def _cached_extent(places: Floats) -> tuple[Floats, Floats]:
    """The extent of positions, cached for the last read-only array: a whole run shares one."""
    global _cached_last
    if _cached_last[0]() is not places:
        found = _extent(places)
        if places.flags.writeable:
            return found
        _cached_last = ref(places), found
    return _cached_last[1]


_cached_last: tuple[Callable[[], Floats | None], tuple[Floats, Floats]] = (
    lambda: None,
    (np.zeros(2), np.ones(2)),
)


def _extent(places: Floats) -> tuple[Floats, Floats]:
    """The low corner and the span of the finite positions; a span of zero becomes the other one, or 1."""
    finite = places if np.isfinite(places.sum()) else places[np.isfinite(places).all(axis=1)]
    if not len(finite):
        return np.full(2, -0.5), np.ones(2)
    low, high = finite.min(axis=0), finite.max(axis=0)
    span = high - low
    nonzero_span = np.where(span > MIN_SPAN, span, span.max() if span.max() > MIN_SPAN else 1.0)
    return (low + high - nonzero_span) / 2, nonzero_span
