"""What the pointer hovers and selects of a picture."""

from dataclasses import dataclass, field

import numpy as np

from clusterlab.core.projection import View
from clusterlab.kernels.typing import Rows
from clusterlab.session.analysis.point_details import PointDetails

NO_POINTS: Rows = np.zeros(0, np.intp)
MAX_SELECTED_RINGS = 2_000
"""At most so many selected points are ringed; more rings would hide the points."""


@dataclass(frozen=True, eq=False)
class PointerState:
    """The overlay of a picture: the selected center and points, the hovered point and its details.

    Points are indices in spatial order; -1 is none. `center_card` has the details of the hovered center, or
    else of the selected one; `mouse` is the mouse position at which the hovered point was found.
    """

    center: int = -1
    hovered_center: int = -1
    center_card: PointDetails | None = None
    selected: Rows = field(default_factory=lambda: NO_POINTS)
    point: int = -1
    card: PointDetails | None = None
    mouse: tuple[float, float] = (0.0, 0.0)


def max_rings(view: View) -> int:
    """At most how many selected points are ringed, in every plot of a view."""
    return MAX_SELECTED_RINGS // len(view.plot_positions(np.zeros(len(view.axes))))
