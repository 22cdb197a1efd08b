"""What a plot shows and how."""

from typing import NamedTuple

from clusterlab.export.picture import Picture
from clusterlab.export.theme import Theme
from clusterlab.export.viewport import Viewport
from clusterlab.kernels.typing import Floats


class PlotContent(NamedTuple):
    """A picture, the part of the plane that is shown of it, and the theme."""

    picture: Picture
    viewport: Viewport
    theme: Theme

    @property
    def scale(self) -> float:
        """The font size relative to the default, by which lengths in pixels are multiplied."""
        return self.viewport.scale

    def pixels(self, places: Floats) -> Floats:
        """Where positions (..., 2) are drawn (..., s, 2): s times in a multi-axis view."""
        return self.viewport.to_pixels(self.picture.view.plot_positions(places))
