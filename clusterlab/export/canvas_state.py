"""The state of a canvas, from which follows how it will show another picture."""

from dataclasses import dataclass, replace

import numpy as np

from clusterlab.core.projection import View
from clusterlab.export.picture import Picture
from clusterlab.export.theme import Theme
from clusterlab.export.viewport import MAX_SPAN, MIN_SPAN, Insets, Viewport, fit_viewport


@dataclass(frozen=True, eq=False)
class CanvasState:
    """A picture, its viewport, and the size in logical pixels, font scale, insets and theme of the canvas.

    One that `keeps_units` shows the same part of the axes when other points are drawn.
    """

    picture: Picture | None
    viewport: Viewport | None
    size: tuple[int, int]
    dpr: float
    scale: float
    insets: Insets
    theme: Theme
    keeps_units: bool = False

    def viewport_for(self, picture: Picture) -> tuple[Viewport, bool]:
        """The viewport for another picture, and whether it was fitted anew because the view differs."""
        if self.picture is not None and self.viewport is not None:
            kept_viewport = _kept_viewport(self.viewport, self.picture.view, picture.view)
            if kept_viewport is None and self.keeps_units:
                kept_viewport = _same_units(self.viewport, self.picture.view, picture.view)
            if kept_viewport is not None and not (picture.view.is_rotatable and self._is_fitted):
                return kept_viewport, False
        return fit_viewport(picture, self.size, self.dpr, self.scale, self.insets), True

    @property
    def _is_fitted(self) -> bool:
        """Whether the viewport shows all of the picture, neither zoomed nor panned."""
        fitted, shown = self.refitted(fit=True), self.viewport
        if fitted is None or shown is None:
            return False
        return np.allclose([*fitted.low, *fitted.high], [*shown.low, *shown.high], rtol=1e-6)

    def refitted(self, fit: bool) -> Viewport | None:
        """The viewport at this size: fitted to all points if `fit`, else with the same center and scale."""
        if self.picture is not None and (fit or self.viewport is None):
            return fit_viewport(self.picture, self.size, self.dpr, self.scale, self.insets)
        kept_viewport = None if self.viewport is None else self.viewport.resized(self.size, self.dpr)
        return None if kept_viewport is None else replace(kept_viewport, scale=self.scale)


def _kept_viewport(viewport: Viewport, old: View, new: View) -> Viewport | None:
    """The viewport at the same scale on the same or a rotated view; None on a different view."""
    if new is old:
        return viewport
    if old.bounds is None or new.bounds is None or old.arrows != new.arrows:
        return None
    sizes = np.ptp(old.bounds, axis=0), np.ptp(new.bounds, axis=0)
    if not np.allclose(sizes[0][: 1 if new.is_rotatable else 2], sizes[1][: 1 if new.is_rotatable else 2]):
        return None
    return viewport.moved(*(new.bounds - old.bounds).mean(axis=0).tolist())


def _same_units(viewport: Viewport, old: View, new: View) -> Viewport | None:
    """The viewport of the same part of the axes on another view; None on other axes or beyond the zoom."""
    if old.axes != new.axes:
        return None
    corners = np.array([viewport.low, viewport.high])
    low, high = (old.origin + old.step * corners - new.origin) / new.step
    if (high - low < MIN_SPAN).any() or np.abs([low, high]).max() > MAX_SPAN:
        return None
    return replace(viewport, low=tuple(low.tolist()), high=tuple(high.tolist()))
