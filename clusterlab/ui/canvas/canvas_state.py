"""What a canvas shows at a moment, from which follows how it will show another picture."""

from dataclasses import dataclass, replace

import numpy as np

from clusterlab.core.projection import View
from clusterlab.export.picture import Picture
from clusterlab.ui.canvas.render_cache import Painted, painted
from clusterlab.ui.canvas.viewport import Frame, Insets, fit_frame
from clusterlab.ui.theme.theme import Theme


@dataclass(frozen=True, eq=False)
class Seen:
    """A picture in its frame, how large the canvas is in logical pixels, and how its marks and texts are."""

    picture: Picture | None
    frame: Frame | None
    size: tuple[int, int]
    dpr: float
    scale: float
    insets: Insets
    theme: Theme

    def frame_of(self, picture: Picture) -> tuple[Frame, bool]:
        """The frame of another picture, and whether all of it is seen because its view is another."""
        if self.picture is not None and self.frame is not None:
            kept = _kept(self.frame, self.picture.view, picture.view)
            if kept is not None:
                return kept, False
        return fit_frame(picture, self.size, self.dpr, self.scale, self.insets), True

    def reframed(self, whole: bool) -> Frame | None:
        """The frame at this size: all is seen, if the `whole` is wanted, or else the middle stays."""
        if self.picture is not None and (whole or self.frame is None):
            return fit_frame(self.picture, self.size, self.dpr, self.scale, self.insets)
        kept = None if self.frame is None else self.frame.resized(self.size, self.dpr)
        return None if kept is None else replace(kept, scale=self.scale)

    def painted(self, picture: Picture) -> Painted:
        """Another picture as the canvas will show it, unless something changes before; on whatever thread."""
        return painted(picture, self.frame_of(picture)[0], self.theme)


def _kept(frame: Frame, old: View, new: View) -> Frame | None:
    """The same part of a view, or of one that was only turned, as large as before; None in another view."""
    if new is old:
        return frame
    if old.bounds is None or new.bounds is None or old.arrows != new.arrows:
        return None
    if not np.allclose(np.ptp(old.bounds, axis=0), np.ptp(new.bounds, axis=0)):
        return None
    return frame.moved(*(new.bounds - old.bounds).mean(axis=0).tolist())
