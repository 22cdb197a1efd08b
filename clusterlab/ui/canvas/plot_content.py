"""What a plot shows and how."""

from typing import NamedTuple

from clusterlab.export.picture import Picture
from clusterlab.export.theme import Theme
from clusterlab.export.viewport import Viewport


class PlotContent(NamedTuple):
    """A picture, the part of the plane that is shown of it, and the theme."""

    picture: Picture
    viewport: Viewport
    theme: Theme
